"""The API keeps what its description says: generated calls to every operation, as a guest, an owner and a reviewer."""

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.described import description

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited", "one_connection")]
EXAMPLES = 4  # Per operation and caller; about four hundred calls.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TOKEN = "t" * 32  # Of the form that Django's CSRF check compares: the same in cookie and header.
SCHEMA = schemathesis.openapi.from_dict(description())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
CALLERS = [
    (label, role)
    for label in OPERATIONS
    for role in ("guest", "owner_editor", "reviewer")
    if role != "guest" or label.startswith("GET")  # Writing, a guest ends at the door whatever the body.
]


@pytest.fixture
def one_connection():
    """The application keeps the test's connection and its transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def known_keys(world, path):
    """What an argument of the address may name, beside the generated nonsense."""
    if "/organisations/" in path:
        return [world.owner.slug, world.hidden.slug]
    if "/valuations/" in path:
        return [world.run.number]
    if "/complaints/" in path:
        return [found.public_id for name, found in world.deals.items() if name.startswith("complaint_")]
    things = world.needs if "/needs/" in path else world.listings
    return [key for thing in things.values() for key in (thing.public_id, thing.reference) if key]


def cookies_of(world, role):
    client = world.client(role)
    return {name: cookie.value for name, cookie in client.cookies.items()} | {settings.CSRF_COOKIE_NAME: TOKEN}


@pytest.mark.parametrize(("label", "role"), CALLERS)
def test_every_operation_answers_as_described(world, label, role):
    operation, cookies = OPERATIONS[label], cookies_of(world, role)
    keys = known_keys(world, operation.path)

    @given(data=st.data())
    @hypothesis_settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(data):
        case = data.draw(operation.as_strategy())
        if case.path_parameters and data.draw(st.integers(0, 3)):
            case.path_parameters = dict.fromkeys(case.path_parameters, data.draw(st.sampled_from(keys)))
        headers = {"X-CSRFToken": TOKEN}
        case.call_and_validate(checks=CHECKS, headers=headers, cookies=cookies)

    call()
