"""The life of a delivery, every pair of state and move; the database repeats what the table says."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.common.problems import TransitionRefused
from marketplace.notifications.models import Delivery, Preference
from marketplace.notifications.states import (
    DEFAULT_PACE,
    DELIVERY,
    DIGESTIBLE,
    PACES,
    SUBSCRIBED,
    Category,
    Pace,
    Sending,
)
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import make_kind, tell

TABLE = {
    ("queued", "take"): "sending",
    ("sending", "take"): "sending",
    ("sending", "send"): "sent",
    ("sending", "wait"): "queued",
    ("sending", "drop"): "dropped",
    ("sending", "fail"): "failed",
    ("queued", "stop"): "dropped",
    ("dropped", "resend"): "queued",
    ("failed", "resend"): "queued",
}
MOVES = ["take", "send", "wait", "drop", "fail", "stop", "resend"]


@pytest.mark.parametrize(("state", "move"), list(itertools.product(Sending.values, MOVES)))
def test_every_pair_leads_where_the_table_says_or_is_refused(state, move):
    if (state, move) in TABLE:
        assert DELIVERY.next(state, move) == TABLE[state, move]
    else:
        with pytest.raises(TransitionRefused):
            DELIVERY.next(state, move)


def test_a_delivery_begins_queued_and_what_was_sent_stays_sent():
    assert DELIVERY.start == {"queue": "queued"}
    assert DELIVERY.allowed(Sending.SENT) == []
    assert sorted(DELIVERY.states) == sorted(Sending.values)


def test_security_cannot_be_switched_off_and_only_what_may_wait_is_gathered():
    assert PACES[Category.SECURITY] == (Pace.INSTANT,)
    assert set(PACES) == set(Category) == set(DEFAULT_PACE)
    assert all(DEFAULT_PACE[category] in PACES[category] for category in Category)
    for category in Category:
        assert (Pace.DAILY in PACES[category]) == (category in DIGESTIBLE)
    assert {Category.SECURITY, Category.DEADLINE}.isdisjoint(SUBSCRIBED)


@pytest.fixture
def row(db):
    return tell(make_kind(make_user()), now=NOW)[0]


LATER = NOW + timedelta(seconds=180)
BROKEN = [
    {"state": "unknown"},
    {"channel": "pigeon"},
    {"pace": "off"},
    {"state": "sending"},  # Without a lease.
    {"lease_until": LATER, "lease_owner": "x"},  # A lease of what nobody sends.
    {"state": "sent", "ended_at": NOW},  # Without the moment.
    {"state": "sent", "sent_at": NOW},  # Not ended.
    {"state": "dropped", "ended_at": NOW},  # Without a reason.
    {"state": "dropped", "ended_at": NOW, "reason": "refused"},  # With a reason of failures.
    {"state": "failed", "ended_at": NOW, "reason": "read"},
    {"state": "queued", "reason": "read"},
    {"ended_at": NOW},
]


@pytest.mark.parametrize("fields", BROKEN, ids=str)
def test_the_database_refuses_what_no_state_allows(row, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(**fields)


def test_a_notice_has_one_delivery_per_channel(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            notice=row.notice, recipient=row.recipient, channel="email", state="queued", pace="instant",
            mail=row.mail, created_at=NOW, available_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(("category", "pace"), [("security", "off"), ("deadline", "daily"), ("reply", "weekly")])
def test_the_database_refuses_a_choice_that_is_not_offered(db, category, pace):
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=make_user(), category=category, pace=pace, changed_at=NOW)
