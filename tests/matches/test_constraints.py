"""The database repeats the invariants, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.matches.models import Impression, Match
from tests.factories.accounts import NOW
from tests.factories.matches import (
    make_accepted_by_listing,
    make_accepted_by_need,
    make_dismissed,
    make_introduced,
    make_pair,
    make_stale,
)

pytestmark = pytest.mark.django_db
BROKEN = [
    (make_pair, {"state": "flying"}),
    (make_pair, {"band": "great"}),
    (make_pair, {"told_band": ""}),
    (make_pair, {"score": 1.01}),
    (make_pair, {"points": 101}),
    (make_pair, {"accepted_need_at": NOW}),
    (make_pair, {"dismissed_reason": "price"}),
    (make_pair, {"stale_reason": "unanswered"}),
    (make_pair, {"introduced_at": NOW}),
    (make_dismissed, {"dismissed_reason": ""}),
    (make_dismissed, {"dismissed_side": ""}),
    (make_dismissed, {"dismissed_side": "broker"}),
    (make_dismissed, {"dismissed_at": None}),
    (make_accepted_by_need, {"accepted_need_at": None}),
    (make_accepted_by_need, {"answer_by": None}),
    (make_accepted_by_listing, {"accepted_listing_at": None}),
    (make_accepted_by_listing, {"answer_by": None}),
    (make_introduced, {"introduced_at": None}),
    (make_introduced, {"accepted_listing_at": None}),
    (make_stale, {"stale_reason": ""}),
    (make_stale, {"stale_reason": "boredom"}),
]


def named(case: object) -> str:
    """The same in every process: a function prints its address."""
    return getattr(case, "__name__", "") or "-".join(f"{key}={value}" for key, value in case.items())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("make", "broken"), BROKEN, ids=named)
def test_a_pair_cannot_break_its_invariant(make, broken):
    match = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(**broken)


def test_one_person_stands_on_one_side_only():
    match = make_introduced()

    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(accepted_listing_by=match.accepted_need_by)


def test_a_pair_is_one_row():
    match = make_pair()
    match.pk, match.public_id = None, "another"

    with pytest.raises(IntegrityError), transaction.atomic():
        match.save(force_insert=True)


def test_a_person_sees_a_pair_once_a_day():
    match = make_pair()
    seen = {"user": match.need.author, "match": match, "day": NOW.date(), "at": NOW, "place": 1, "score": match.score}
    Impression.objects.create(**seen, components=[], score_version="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Impression.objects.create(**seen, components=[], score_version="1")
