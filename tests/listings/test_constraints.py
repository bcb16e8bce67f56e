"""The database repeats the invariants, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.listings.models import Listing
from tests.factories.accounts import make_source
from tests.factories.listings import make_draft, make_published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "flying"},
        {"kind": "idea"},
        {"published_at": None},
        {"expires_on": None},
        {"reference": None},
        {"title_vi": "", "title_en": ""},
        {"price_mode": None},
        {"state": "in_review", "reviewer": None},
        {"state": "withdrawn", "state_reason": ""},
        {"response_days": 0},
        {"response_days": 21},
        {"price_min": None},
        {"price_min": -1},
        {"currency": ""},
        {"royalty_high": 3},
        {"source_key": "without a source"},
        {"source_restriction": "whatever"},
    ],
    ids=str,
)
def test_a_published_listing_cannot_break_its_invariant(broken):
    listing = make_published()

    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(**broken)


def test_a_right_with_a_status_has_a_day_and_a_source():
    right = make_published(kind="ip_asset").rights.get()

    for broken in ({"status_on": None}, {"status_source": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(right).objects.filter(pk=right.pk).update(**broken)


def test_an_upper_value_belongs_to_a_range():
    claim = make_draft().claims.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(claim).objects.filter(pk=claim.pk).update(value_high=9)


def test_one_record_of_a_source_is_one_listing(now):
    source = make_source()
    first, second = make_draft(), make_draft()
    facts = {"source": source, "source_key": "A-1", "imported_at": now}
    Listing.objects.filter(pk=first.pk).update(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=second.pk).update(**facts)


def test_one_revision_waits_at_a_time(now):
    listing = make_published(now=now)
    (revision,) = listing.revisions.all()
    for number in (2, 3):
        revision.pk, revision.number, revision.state, revision.decided_at = None, number, "pending", None
        if number == 2:
            revision.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            revision.save()
