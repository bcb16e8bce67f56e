"""The shipped lists say what `domain/codes.md` says, and loading them twice changes nothing."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from marketplace.common.audit import AuditEntry
from marketplace.common.permissions import ANONYMOUS, SYSTEM, Actor
from marketplace.common.problems import NotAllowed
from marketplace.taxonomy import actions, data, queries
from marketplace.taxonomy.models import Code, Crosswalk, DatedRate, Holiday, Source

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
CURATOR = Actor(user_id=7, staff=frozenset({"curator"}))

ROWS = {
    "trl": 9, "mrl": 10, "irl": 9, "stage": 6, "wipo_field": 35, "wipo_sector": 5, "ipc_section": 9, "ipc": 790,
    "sdg": 17, "profile_type": 6, "een_technology": 11, "een_partnership": 11, "ip_kind": 12, "inid": 45,
    "legal_status": 13, "vn_effect": 5, "object": 12, "form": 7, "method": 5, "content": 2, "list_status": 4,
    "licence_kind": 23, "payment_kind": 11, "price_mode": 7, "funding_source": 4, "fee_model": 5, "service_kind": 13,
    "valuation_purpose": 9, "body_kind": 6, "org_kind": 9, "person_role": 4, "sanction": 5, "org_size": 4,
    "ownership": 3, "direction": 3, "st_field": 6, "declined_interest": 10, "returned_listing": 10,
    "dismissed_match": 8, "deal_lost": 10, "need_unmet": 6, "complaint_ground": 9, "contract_item": 14,
    "listing_subtype": 7, "need_kind": 3, "evidence_kind": 7, "country": 249, "currency": 7, "language": 17,
    "region": 7, "province": 34 + 63, "district": 696, "ward": 3321, "hs": 21 + 97, "vsic": 21 + 88,
}  # fmt: skip


def test_every_list_has_its_rows():
    counted = {name: queries.codes(name).count() for name in ROWS}

    assert counted == ROWS
    assert set(Code.objects.values_list("list", flat=True)) == set(ROWS)


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"ipc", "district"}))
def test_both_languages_are_complete(name):
    assert not queries.codes(name).filter(label_vi="").exists()
    assert not queries.codes(name).filter(label_en="").exists()


def test_classes_are_named_in_vietnamese_and_subclasses_fall_back_to_english():
    assert queries.label("ipc", "F26", "vi") == "Sấy"
    assert queries.label("ipc", "F26B", "vi").startswith("Drying solid materials")


def test_a_second_load_changes_nothing(now):
    actions.load_codes(actor=SYSTEM, now=now)
    entries = AuditEntry.objects.count()

    report = actions.load_codes(actor=SYSTEM, now=now)

    assert (report.created, report.updated, report.kept) == (0, 0, 0)
    assert report.unchanged > 6000
    assert AuditEntry.objects.count() == entries


def test_the_command_prints_its_counts():
    out = StringIO()

    call_command("load_codes", "--json", stdout=out)

    assert set(json.loads(out.getvalue())) == {"created", "updated", "unchanged", "kept"}


def test_loading_brings_back_what_the_files_say_but_keeps_a_curators_row(now):
    Code.objects.filter(list="trl", code="trl_1").update(label_en="Spoilt")
    edited = queries.code("trl", "trl_2")
    edited.label_en = "Curated"
    actions.save_row(edited, actor=CURATOR, now=now)

    report = actions.load_codes(actor=SYSTEM, now=now)

    assert (report.updated, report.kept) == (1, 1)
    assert queries.code("trl", "trl_1").label_en == "Basic principle observed and written down"
    assert queries.code("trl", "trl_2").label_en == "Curated"


def test_only_curators_edit_and_load(now):
    row = queries.code("trl", "trl_1")

    with pytest.raises(NotAllowed):
        actions.save_row(row, actor=ANONYMOUS, now=now)
    with pytest.raises(NotAllowed):
        actions.load_codes(actor=Actor(user_id=1, staff=frozenset({"reviewer"})), now=now)


def test_a_label_is_new_everywhere_after_an_edit(now):
    assert queries.label("stage", "lab", "en") == "Laboratory"
    row = queries.code("stage", "lab")
    row.label_en = "Lab"

    actions.save_row(row, actor=CURATOR, now=now)

    assert queries.label("stage", "lab", "en") == "Lab"
    queries.forget_labels()


def test_a_past_code_stays_readable_and_is_not_selectable():
    past, present = date(2026, 3, 31), date(2026, 4, 1)

    assert queries.code("object", "information_data").label_en == "Information data"
    assert "information_data" in queries.codes("object", on=past).values_list("code", flat=True)
    assert "information_data" not in queries.codes("object", on=present).values_list("code", flat=True)
    assert {"information", "data", "model", "algorithm"} <= {code for code, _ in queries.choices("object", on=present)}


def test_a_province_code_means_something_else_in_each_edition():
    assert queries.code("province", "15").label_vi == "Lào Cai"
    assert queries.code("province", "15", edition="2004-01-01").label_vi == "Yên Bái"
    assert queries.codes("province", on=TODAY).count() == 34
    assert queries.codes("province", on=date(2025, 6, 30)).count() == 63


def test_old_provinces_lead_to_new_ones_and_new_ones_to_a_region():
    old = queries.code("province", "15", edition="2004-01-01")

    (new,) = queries.leads_to(old, "province")

    assert (new.edition, new.label_vi) == ("2025-07-01", "Lào Cai")
    assert [region.code for region in queries.leads_to(new, "region")] == ["northern_midlands_mountains"]
    assert not Crosswalk.objects.filter(verified=True).exists()


def test_wards_repeat_their_names_and_belong_to_a_province():
    ward = queries.code("ward", "00004")

    assert (ward.label_vi, ward.parent.label_vi) == ("Phường Ba Đình", "Hà Nội")
    assert queries.codes("ward").values("label_vi").distinct().count() < 3321


def test_codes_keep_their_leading_zeros_and_the_order_of_the_file():
    assert [code.code for code in queries.codes("hs").filter(parent__code="I")] == ["01", "02", "03", "04", "05"]
    assert [code.symbol for code in queries.codes("trl")] == [str(number) for number in range(1, 10)]


def test_ipc_parents_are_class_and_section():
    subclass = queries.code("ipc", "A23B")

    assert [subclass.parent.code, subclass.parent.parent.code] == ["A23", "A"]


def test_unverified_rows_are_marked():
    assert not queries.codes("payment_kind").filter(verified=True).exists()
    assert not queries.codes("inid").filter(verified=True).exists()
    assert not queries.codes("licence_kind").filter(verified=False).exists()


def test_facts_of_a_list_are_read_by_name():
    live = queries.facts("legal_status", "live_right")

    assert {code for code, value in live.items() if value == "no"} == {
        "lapsed", "expired", "withdrawn", "abandoned", "revoked", "invalidated", "terminated",
    }  # fmt: skip
    assert queries.facts("licence_kind", "gives")["assignment"] == "ownership"


def test_an_unknown_code_has_a_name_of_its_own():
    with pytest.raises(queries.UnknownCode):
        queries.code("trl", "trl_10")
    with pytest.raises(queries.UnknownCode):
        queries.label("trl", "trl_10", "en")


def test_a_code_that_the_list_lacks_is_kept_and_listed(now):
    kept = actions.keep_code(list_name="ipc", code="H10X", edition="", actor=SYSTEM, now=now)
    again = actions.keep_code(list_name="ipc", code="H10X", edition="", actor=SYSTEM, now=now)

    assert (kept.pk, kept.verified, kept.label_en) == (again.pk, False, "H10X")


def test_rates_are_dated():
    assert queries.rate("vn_cit_rate", on=TODAY).value == queries.rate("vn_cit_rate", on=date(2016, 1, 1)).value
    with pytest.raises(queries.UnknownRate):
        queries.rate("vn_cit_rate_small", on=date(2025, 9, 30))
    assert not DatedRate.objects.filter(verified=True).exists()


def test_sources_have_a_licence_and_a_day():
    assert sorted(Source.objects.values_list("code", flat=True)) == [
        "csv",
        "nasa-patents",
        "nasa-software",
        "sbir-topics",
    ]
    assert not Source.objects.filter(licence="").exists()


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # Over Tết.
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # A Saturday worked for 31 August.
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Day in lieu on Monday.
    ],
)
def test_working_days_follow_the_vietnamese_calendar(start, days, expected):
    assert queries.working_day_after(start, days) == queries.WorkingDay(expected, calendar_known=True)


def test_an_unknown_year_is_said_to_be_unknown():
    reached = queries.working_day_after(date(2027, 12, 30), 3)

    assert not reached.calendar_known
    assert not Holiday.objects.filter(day__year=2028).exists()


def test_the_wipo_field_of_symbols_is_the_one_of_most():
    assert queries.wipo_field_of(["G06F 3/00", "A61B", "A61B 5/00"]) == "medical_technology"
    assert queries.wipo_field_of(["H10X"]) == ""


def test_every_reference_in_the_files_is_to_a_row():
    keys = {row.key for row in data.code_rows()}

    assert {row.parent for row in data.code_rows() if row.parent} <= keys
    for start, end, _values in data.crosswalk_rows():
        assert {start, end} <= keys
