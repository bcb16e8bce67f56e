"""Needs of a catalogue: open as they are, marked, in slices, and the same file twice changes nothing."""

from dataclasses import replace

import pytest

from marketplace.accounts.catalogue import Restriction
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import NotAllowed
from marketplace.needs import queries
from marketplace.needs.actions import import_published_batch
from marketplace.needs.catalogue import CatalogueRecord
from marketplace.needs.models import Need
from tests.factories.accounts import make_source
from tests.factories.listings import make_reviewer

pytestmark = pytest.mark.django_db

TOPIC = CatalogueRecord(
    source_id="AF151-001",
    kind="research",
    owner_key="usaf",
    owner_name_en="United States Air Force",
    country="US",
    title_en="Corrosion sensor",
    body_en="Detect corrosion under paint.\n\nWithout removing it.",
    field="engineering",
    keywords=("corrosion", "sensor"),
    restriction=Restriction.NO_EXPORT,
    restriction_text="ITAR",
)


def import_all(*records, now, actor=SYSTEM):
    return [str(one.status) for one in import_published_batch(records, source=make_source(), actor=actor, now=now)]


def test_a_topic_is_open_at_once_without_a_day_for_answers(now):
    outcome = import_all(TOPIC, now=now)

    need = queries.need_page(Need.objects.get().reference, actor=ANONYMOUS)
    assert outcome == ["created"]
    assert (need.state, need.answers_by, need.is_catalogue_record) == ("open", None, True)
    assert need.reference.startswith("US-00-RD-20261124-0001-")
    assert need.problem_en == "Detect corrosion under paint.\n\nWithout removing it."
    assert (need.source_restriction, need.keywords_en) == ("no_export", "corrosion, sensor")
    assert "corrosion sensor" in need.public_text_folded


def test_a_second_import_creates_nothing_and_tells_nobody(now):
    import_all(TOPIC, now=now)
    events = OutboxRow.objects.count()

    assert import_all(TOPIC, now=now) == ["unchanged"]
    assert (Need.objects.count(), OutboxRow.objects.count()) == (1, events)


def test_a_changed_topic_is_updated_and_a_nameless_one_rejected(now):
    import_all(TOPIC, now=now)

    outcomes = import_all(
        replace(TOPIC, title_en="Corrosion probe"), replace(TOPIC, source_id="x", title_en=""), now=now
    )

    assert outcomes == ["updated", "rejected"]
    assert Need.objects.get().title_en == "Corrosion probe"


def test_one_event_tells_the_ids_of_a_slice(now):
    import_all(TOPIC, replace(TOPIC, source_id="AF151-002"), now=now)

    (row,) = OutboxRow.objects.filter(event="needs.imported")
    assert row.facts == {"ids": list(Need.objects.order_by("pk").values_list("pk", flat=True))}


def test_only_curators_and_the_floor_itself_import(now):
    with pytest.raises(NotAllowed):
        import_all(TOPIC, now=now, actor=make_reviewer())
