"""Entries of the audit log in a whole world: refusals leave none, and none names a person by words."""

import pytest
from django.db import transaction

from marketplace.common import clock
from marketplace.common.models import AuditEntry
from marketplace.common.problems import Problem
from marketplace.listings import actions as listings
from marketplace.listings.models import Listing

pytestmark = pytest.mark.django_db


def test_what_is_refused_or_fails_leaves_no_entry(world):
    before = AuditEntry.objects.count()
    stranger = world.actor("member")

    with pytest.raises(Problem):
        listings.pause_listing(listing_id=world.listings["published"].pk, actor=stranger, now=clock.now())
    with transaction.atomic():
        mine = world.actor("owner_editor")
        listings.pause_listing(listing_id=world.listings["published"].pk, actor=mine, now=clock.now())
        transaction.set_rollback(True)  # Whatever fails around it takes the entry along.

    assert AuditEntry.objects.count() == before
    assert Listing.objects.get(pk=world.listings["published"].pk).state == "published"


def test_entries_name_who_acted_by_number_and_what_by_words(world):
    entries = AuditEntry.objects.all()

    assert {entry.actor.partition(":")[0] for entry in entries} <= {"user", "system", "clock", "anonymous"}
    assert not any("@" in f"{entry.facts}{entry.actor}" for entry in entries)
    assert all(entry.verb and entry.subject_kind and entry.subject_id for entry in entries)
