"""Organisations that a catalogue names."""

from dataclasses import replace

import pytest

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import SYSTEM, NotAllowed
from marketplace.taxonomy.queries import UnknownCode
from tests.factories.accounts import NOW, make_code, make_organisation, make_source, make_staff

pytestmark = pytest.mark.django_db
NASA = [
    actions.SourceOrganisation(key="LaRC", name="NASA Langley Research Center", country="US"),
    actions.SourceOrganisation(key="ARC", name="NASA Ames Research Center", country="US", kind="institute"),
]


@pytest.fixture
def source():
    for list_name, code in (("org_kind", "other"), ("org_kind", "institute"), ("country", "US")):
        make_code(list_name, code)
    return make_source()


def test_a_second_import_makes_nothing_new(source):
    first = actions.find_or_create_source_organisations(NASA, source=source, actor=SYSTEM, now=NOW)

    again = actions.find_or_create_source_organisations(NASA, source=source, actor=SYSTEM, now=NOW)

    assert again == first
    assert sorted(first) == ["ARC", "LaRC"]
    assert Organisation.objects.count() == 2
    assert AuditEntry.objects.filter(verb="organisation.import").count() == 1


def test_they_are_not_on_the_floor_and_have_nobody(source):
    found = actions.find_or_create_source_organisation(NASA[0], source=source, actor=SYSTEM, now=NOW)

    assert (found.on_floor, found.verification, found.memberships.count()) == (False, "unverified", 0)
    assert found.slug == f"nasa-langley-research-center-{found.public_id}"


def test_two_catalogues_that_name_one_body_alike_speak_of_one_organisation(source):
    other = make_source("other-catalogue")
    namesake = replace(NASA[0], name="Another body with this key")

    ours = actions.find_or_create_source_organisation(NASA[0], source=source, actor=SYSTEM, now=NOW)
    theirs = actions.find_or_create_source_organisation(NASA[0], source=other, actor=SYSTEM, now=NOW)
    somebody_else = actions.find_or_create_source_organisation(namesake, source=other, actor=SYSTEM, now=NOW)

    assert theirs == ours
    assert somebody_else != ours


def test_a_slice_takes_the_same_queries_for_2_and_for_50(source, django_assert_max_num_queries):
    rows = [actions.SourceOrganisation(key=str(n), name=f"Body {n}", country="US") for n in range(50)]

    with django_assert_max_num_queries(10):
        actions.find_or_create_source_organisations(rows, source=source, actor=SYSTEM, now=NOW)


def test_a_curator_may_and_others_may_not(source):
    actions.find_or_create_source_organisations(NASA, source=source, actor=make_staff("curator"), now=NOW)

    with pytest.raises(NotAllowed):
        actions.find_or_create_source_organisations(NASA, source=source, actor=make_staff("reviewer"), now=NOW)


def test_an_unknown_country_is_refused_by_name(source):
    row = actions.SourceOrganisation(key="x", name="x", country="XX")

    with pytest.raises(UnknownCode):
        actions.find_or_create_source_organisation(row, source=source, actor=SYSTEM, now=NOW)


def test_it_does_not_take_the_address_of_an_organisation_on_the_floor(source):
    ours = make_organisation(name_vi="NASA Langley Research Center")

    found = actions.find_or_create_source_organisation(NASA[0], source=source, actor=SYSTEM, now=NOW)

    assert found.slug != ours.slug
