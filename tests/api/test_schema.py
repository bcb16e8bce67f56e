"""The API against its own description: everything described answers as described, and nothing answers 500."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from config.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture
def _connection_stays_open():
    """A request closes old connections at its ends; here it shares the test's own one."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_connection_stays_open")
@schema.parametrize()
@settings(
    max_examples=8,
    derandomize=True,  # The same cases in every run: a failure here is about the code, not the day.
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_described_operation_ever_answers_500(case):
    case.call_and_validate(checks=[not_a_server_error])


def test_the_description_is_complete():
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
