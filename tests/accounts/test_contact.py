"""The person whom others write to is tier R: signed in, with a confirmed address."""

import pytest

from marketplace.accounts.queries import actor_of, contact_of
from marketplace.common.permissions import ANONYMOUS
from tests.factories.accounts import make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_the_contact_person_is_named_to_who_confirmed_an_address_and_to_nobody_else():
    admin = make_user(name="Lò Văn Chủ")
    organisation = make_organisation(admin=admin)

    confirmed = contact_of(organisation, actor=actor_of(make_user()))
    unconfirmed = contact_of(organisation, actor=actor_of(make_user(email_confirmed=False)))

    assert confirmed == admin
    assert unconfirmed is None
    assert contact_of(organisation, actor=ANONYMOUS) is None
