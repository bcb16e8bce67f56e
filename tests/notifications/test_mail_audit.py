"""Each choice about mail and each act of an operator leaves its entry once; what changes nothing leaves none."""

from datetime import time

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, LoginNeeded
from marketplace.notifications import actions
from marketplace.notifications.mail import tokens
from marketplace.notifications.models import Reach
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import make_kind, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_user()


@pytest.fixture
def operator():
    return actor_of(make_user(staff=["operator"]))


def entries(act):
    """The verbs that this call wrote."""
    before = AuditEntry.objects.count()
    act()
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)[before:])


def test_choices(reader):
    who = {"actor": actor_of(reader), "now": NOW}
    quiet = actions.Quiet(on=True, start=time(21), end=time(6))
    token = tokens.sign(reader, "saved_search:1")
    Reach.objects.create(user=reader, refused_address=reader.email, refusals=2, flagged_at=NOW)
    acts = {
        "mail.choose": lambda: actions.choose_mail(paces={"match": "daily"}, quiet=quiet, **who),
        "mail.choose_subscription": lambda: actions.choose_subscription(key="saved_search:9", pace="off", **who),
        "mail.forget_subscription": lambda: actions.forget_subscription(key="saved_search:9", **who),
        "mail.confirm_address": lambda: actions.confirm_address(**who),
        "mail.unsubscribe": lambda: actions.unsubscribe(token=token, everything=False, now=NOW),
    }

    assert {verb: entries(act) for verb, act in acts.items()} == {verb: [verb] for verb in acts}
    for again in ("mail.forget_subscription", "mail.confirm_address", "mail.unsubscribe"):
        assert entries(acts[again]) == []


def test_operators(reader, operator):
    (row,) = tell(make_kind(reader), now=NOW)
    which = {"delivery_id": row.pk, "actor": operator, "now": NOW}

    assert entries(lambda: actions.stop_delivery(**which)) == ["delivery.stop"]
    assert entries(lambda: actions.resend_delivery(**which)) == ["delivery.resend"]


def test_the_address_of_nobody_is_kept_in_the_log(reader):
    actions.choose_mail(paces={"match": "daily"}, quiet=None, actor=actor_of(reader), now=NOW)

    assert reader.email not in str(AuditEntry.objects.values_list("facts", "actor").last())


def test_visitors_and_nonsense_change_nothing(reader):
    with pytest.raises(LoginNeeded):
        actions.choose_mail(paces={}, quiet=None, actor=ANONYMOUS, now=NOW)
    with pytest.raises(LoginNeeded):
        actions.choose_subscription(key="x:1", pace="off", actor=ANONYMOUS, now=NOW)
    with pytest.raises(Invalid):
        actions.choose_subscription(key="x" * 81, pace="off", actor=actor_of(reader), now=NOW)
    with pytest.raises(Invalid):
        actions.choose_mail(paces={"security": "off"}, quiet=None, actor=actor_of(reader), now=NOW)
    assert not AuditEntry.objects.filter(verb__startswith="mail.").exists()
