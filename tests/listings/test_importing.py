"""Catalogue records: published as they are, marked, in slices, and the same file twice changes nothing."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.accounts.catalogue import Restriction
from marketplace.accounts.states import StaffRoleName
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import NotAllowed
from marketplace.listings import queries
from marketplace.listings.actions import expire_due, import_published_batch, withdraw_listing
from marketplace.listings.catalogue import CatalogueRecord, CatalogueRight
from marketplace.listings.models import Listing
from tests.factories.accounts import make_source, make_staff

pytestmark = pytest.mark.django_db

RIGHT = CatalogueRight(
    kind="patent",
    office="US",
    status="expired",
    status_on=date(2024, 1, 5),
    status_source="Catalogue",
    registration_no="US5123456",
    title="Heat pipe",
)
SOFTWARE = CatalogueRecord(
    source_id="GSC-1",
    kind="technology",
    owner_key="gsfc",
    owner_name_en="Goddard Space Flight Center",
    country="US",
    subtype="software",
    title_en="Orbit propagator",
    summary_en="Propagates orbits.",
    body_en="Integrates the equations of motion.",
    field="engineering",
    ipc=("G06F 17/00", "G06F", "H10X 1/00"),
    keywords=("orbit", "integration"),
    licence_kinds=("open_licence", "no_such_kind"),
    price_mode="free",
    source_link="https://example.org/1",
    restriction=Restriction.DOMESTIC_ONLY,
    restriction_text="U.S. Release Only",
)
PATENT = CatalogueRecord(
    source_id="P-7", kind="ip_asset", owner_key="gsfc", owner_name_en="Goddard", country="US", title_en="Heat pipe",
    right=RIGHT,
)  # fmt: skip


def import_all(*records, now, actor=SYSTEM):
    return import_published_batch(records, source=make_source(), actor=actor, now=now)


def statuses(outcomes):
    return [str(outcome.status) for outcome in outcomes]


def test_records_are_public_at_once_marked_and_without_people(now):
    outcomes = import_all(SOFTWARE, PATENT, now=now)

    software, patent = (queries.listing_page(one.reference, actor=ANONYMOUS) for one in Listing.objects.order_by("pk"))
    assert statuses(outcomes) == ["created", "created"]
    assert (software.state, software.is_catalogue_record, software.author_id) == ("published", True, None)
    assert software.reference.startswith("US-00-TO-20261124-0001-")
    assert patent.reference.startswith("US-00-IP-20261124-0001-")
    assert software.owner == patent.owner
    assert not software.owner.on_floor
    assert (software.source_restriction, software.source_restriction_text) == ("domestic_only", "U.S. Release Only")


def test_texts_codes_and_rights_are_stored_as_of_a_listing(now):
    import_all(SOFTWARE, PATENT, now=now)

    software, patent = Listing.objects.order_by("pk")
    assert software.technology.how_it_works_en == "Integrates the equations of motion."
    assert software.technology.subtype.code == "software"
    assert [code.code for code in software.ipc.all()] == ["G06F"]
    assert [code.code for code in software.licence_kinds.all()] == ["open_licence"]
    assert patent.price_mode.code == "on_request"
    right = patent.rights.get()
    assert (right.status.code, right.status_on, right.checked_at) == ("expired", date(2024, 1, 5), now)
    assert "orbit propagator" in software.public_text_folded


def test_a_second_import_creates_nothing_and_tells_nobody(now):
    import_all(SOFTWARE, PATENT, now=now)
    events = OutboxRow.objects.count()

    outcomes = import_all(SOFTWARE, PATENT, now=now.replace(day=25))

    assert statuses(outcomes) == ["unchanged", "unchanged"]
    assert (Listing.objects.count(), OutboxRow.objects.count()) == (2, events)
    assert {one.expires_on for one in Listing.objects.all()} == {date(2027, 11, 25)}


def test_a_changed_record_is_updated_and_its_document_with_it(now):
    import_all(SOFTWARE, now=now)
    before = Listing.objects.get()

    outcomes = import_all(replace(SOFTWARE, title_en="Orbit integrator", ipc=()), now=now)

    after = Listing.objects.get()
    assert statuses(outcomes) == ["updated"]
    assert (after.title_en, after.reference, after.ipc.count()) == ("Orbit integrator", before.reference, 0)
    assert (after.version, after.index_version) == (before.version + 1, before.index_version + 1)
    assert "orbit integrator" in after.public_text_folded


def test_one_event_tells_the_ids_of_a_slice(now):
    import_all(SOFTWARE, PATENT, now=now)

    (row,) = OutboxRow.objects.filter(event="listings.imported")
    assert row.facts == {"ids": list(Listing.objects.order_by("pk").values_list("pk", flat=True))}


def test_a_record_without_title_or_of_unknown_kind_is_rejected_with_its_reason(now):
    nameless, strange = replace(SOFTWARE, source_id="x", title_en=""), replace(SOFTWARE, source_id="y", kind="idea")

    outcomes = import_all(nameless, SOFTWARE, strange, now=now)

    assert statuses(outcomes) == ["rejected", "created", "rejected"]
    assert [outcome.reason for outcome in outcomes] == ["no title", "", "kind 'idea' is not one of the floor's"]


def test_a_record_that_ran_out_comes_back_with_the_next_import(now):
    import_all(SOFTWARE, now=now)
    later = now.replace(year=2028)
    expire_due(later)

    import_all(SOFTWARE, now=later)

    listing = Listing.objects.get()
    assert (listing.state, listing.expires_on) == ("published", date(2029, 11, 24))
    assert OutboxRow.objects.filter(event="listings.imported").count() == 2


def test_a_record_that_a_curator_withdrew_stays_away(now):
    import_all(SOFTWARE, now=now)
    curator = make_staff(StaffRoleName.CURATOR)
    listing = Listing.objects.get()
    withdraw_listing(listing_id=listing.pk, reason="source_withdrew", note="", actor=curator, now=now)

    outcomes = import_all(replace(SOFTWARE, title_en="Back again"), now=now)

    assert statuses(outcomes) == ["unchanged"]
    assert Listing.objects.get().state == "withdrawn"


def test_only_curators_and_the_floor_itself_import(now):
    with pytest.raises(NotAllowed):
        import_all(SOFTWARE, now=now, actor=make_staff(StaffRoleName.REVIEWER))


def test_the_queries_of_a_slice_do_not_grow_with_its_records(now, django_assert_max_num_queries):
    records = [replace(SOFTWARE, source_id=f"GSC-{number}") for number in range(60)]
    import_all(replace(SOFTWARE, source_id="warm"), now=now)

    with django_assert_max_num_queries(60):
        import_all(*records, now=now)

    assert Listing.objects.count() == 61
