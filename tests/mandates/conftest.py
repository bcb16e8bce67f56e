"""An agency, its editor, and a household that the editor helps."""

from datetime import date

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.mandates import actions
from marketplace.mandates.actions import Agreement
from tests.factories.accounts import make_member, make_organisation

AGREED = Agreement(
    consent="call",
    consent_by="Lò Thị Ban",
    consent_on=date(2026, 11, 23),
    consent_mark="0912 000 111",
    reach="phone",
    reach_at="0912 000 222",
)
HOUSEHOLD = {"name_vi": "Hộ Lò Thị Ban", "kind": "household", "country": "VN", "province": "12"}


@pytest.fixture
def agency(now):
    return make_organisation(name_vi="Sở Khoa học và Công nghệ", kind="agency", now=now)


@pytest.fixture
def helper(agency, now):
    """An editor of the agency, acting for it."""
    return actor_of(make_member(agency, role="editor", now=now))


@pytest.fixture
def mandate(helper, now):
    return actions.begin_assistance(profile=HOUSEHOLD, language="vi", agreement=AGREED, actor=helper, now=now)


@pytest.fixture
def acting(helper, mandate):
    """The same editor, acting for the household."""
    return actor_of(User.objects.get(pk=helper.user_id), organisation_id=mandate.client_id)
