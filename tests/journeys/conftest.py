"""The people of a journey, who come in by the log-in page, and a floor of their own to find things on."""

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command

from marketplace.accounts.models import Organisation, User
from tests.factories.accounts import PASSWORD, make_member, make_organisation, make_user
from tests.journeys.reader import Reader

Join = Callable[[User], Reader]


@dataclass
class Cast:
    """Who takes part: an institute with two editors, a business, two reviewers."""

    institute: Organisation
    researcher: User
    colleague: User
    business: User
    reviewer: User


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path, db):
    """An index that is in place before anybody comes, as `prepare` leaves it."""
    settings.INDEX_DIR = tmp_path / "index"
    call_command("reindex", stdout=StringIO(), stderr=StringIO())


@pytest.fixture
def cast() -> Cast:
    institute = make_organisation(name_vi="Viện Kỹ thuật Hành trình")
    buyer = make_organisation(name_vi="Hợp tác xã Hành trình")
    return Cast(
        institute=institute,
        researcher=make_member(institute, user=make_user(email="researcher@journey.example")),
        colleague=make_member(institute, user=make_user(email="colleague@journey.example")),
        business=make_member(buyer, user=make_user(email="business@journey.example")),
        reviewer=make_user(email="reviewer@journey.example", staff=["reviewer"]),
    )


@pytest.fixture
def come_in() -> Join:
    """Sign a person in by the log-in page, in a browser of their own."""
    return lambda user: Reader().signed_in(user.email, PASSWORD)
