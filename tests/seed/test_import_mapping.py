"""From rows to records: what `data` of each source warns of, on the files that ship with the project."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from marketplace.accounts.catalogue import Restriction
from marketplace.seed.importing import files, tables
from marketplace.seed.importing.context import Context
from marketplace.seed.importing.fields import RowRefused
from marketplace.seed.importing.forms import FORMS
from marketplace.seed.importing.mapping import nasa_patents, nasa_software, own_csv, sbir_topics
from marketplace.seed.importing.parsing import BadRow

CATALOGUES = Path(files.__file__).resolve().parent.parent / "data" / "catalogues"
WORDS = {
    "country": {"vn": "VN", "us": "US", "viet nam": "VN"},
    "ip_kind": {"patent": "patent", "sang che": "patent"},
    "legal_status": {"in_force": "in_force", "expired": "expired", "dang co hieu luc": "in_force"},
    "licence_kind": {
        "exclusive_licence": "exclusive_licence",
        "exclusive licence": "exclusive_licence",
        "non_exclusive_licence": "non_exclusive_licence",
    },
    "listing_subtype": {"software": "software"},
    "org_kind": {"university": "university"},
    "price_mode": {"ask": "ask"},
    "province": {"15": "15", "lao cai": "15"},
    "service_kind": {"testing": "testing", "tst": "testing"},
    "st_field": {"agricultural": "agricultural", "4": "agricultural", "khoa hoc nong nghiep": "agricultural"},
    "trl": {"trl_4": "trl_4", "4": "trl_4"},
    "wipo_field": {"food_chemistry": "food_chemistry"},
}
CONTEXT = Context("a-source", "A source", as_of=date(2014, 4, 30), today=date(2026, 11, 24), words=WORDS)

RELEASE = {
    "local-id": "id-1",
    "name": "Sky &#43; Viewer",
    "description": "Shows the sky.  Built by Jane Roe (jane.roe@nasa.gov).",
    "organization": "LaRC",
    "tags": ["NASA", "LaRC", "U.S. Release Only", "Aeronautics", "sky"],
    "permissions": {"usageType": "governmentWideReuse", "licenses": [{"name": "Pending Release"}]},
    "contact": {"name": "Jane Roe", "email": "jane.roe@nasa.gov", "phone": 2569617810},
    "contributors": [{"name": "janeroe9", "email": None, "github": None}],
    "repositoryURL": "github.com/nasa/sky",
    "date": {"created": "2016-12-31", "metadataLastUpdated": "YYYY-MM-DD"},
}
PATENT = {
    "center": "NASA Ames Research Center",
    "status": "Issued",
    "case_number": "ARC-1 ",
    "application_sn": "14/179,401",
    "title": " A  method ",
    "patent_expiration_date": "10 March 2015",
}
TOPIC = {
    "topic_number": "AF1",
    "title": "Better \x93oil\x94 analysis",
    "agency": "AirForce",
    "objective": "Analyse oil.",
    "description": "Long  text.",
    "areas": ["Sensors", "ITAR"],
    "keywords": [],
    "phases": ["PHASE II: more", "PHASE I: some", "PHASE III: sell"],
    "url": None,
}
OWN = {"source_id": "1", "kind": "technology", "title_vi": "Sấy lạnh chè", "owner": "Đại học Tây Bắc"}


def _release(**changes):
    return nasa_software.to_record({**RELEASE, **changes}, CONTEXT)


def _patent(**changes):
    return nasa_patents.to_record({**PATENT, **changes}, CONTEXT)


def _topic(**changes):
    return sbir_topics.to_record({**TOPIC, **changes}, CONTEXT)


def _own(**changes):
    return own_csv.to_record({**OWN, **changes}, CONTEXT)


def _records(code, name):
    form, records, refused = FORMS[code], {}, {}
    with files.opened(CATALOGUES / name) as stream:
        for row in form.rows(files.lines(stream)):
            assert not isinstance(row, BadRow)
            try:
                records[row.line] = form.to_record(row.values, CONTEXT)
            except RowRefused as refusal:
                refused[row.line] = str(refusal)
    return records, refused


# --- nasa-software ---


def test_software_is_cleaned_and_its_staff_left_out():
    record = _release()

    assert record.title_en == "Sky + Viewer"
    assert record.summary_en == "Shows the sky. Built by [contact removed] ([contact removed])."
    assert record.source_link == "https://github.com/nasa/sky"
    assert (record.kind, record.subtype, record.country) == ("technology", "software", "US")
    assert record.year_started == 2016


@pytest.mark.parametrize("contact", [None, "text", 5, [], {"name": 7, "phone": None}])
def test_no_type_of_contact_spoils_the_row(contact):
    assert _release(contact=contact, contributors=contact).source_id == "id-1"


@pytest.mark.parametrize("spelling", ["LaRC", "NASA Langley Research Center", "larc", " Langley Research Center "])
def test_spellings_of_one_centre_are_one_owner(spelling):
    assert _release(organization=spelling).owner_key == "nasa-larc"


def test_a_centre_that_the_table_lacks_keeps_its_words():
    record = _release(organization="Moon Base")

    assert (record.owner_key, record.owner_name_en) == ("nasa-moon-base", "NASA Moon Base")


@pytest.mark.parametrize(
    ("tags", "restriction", "text"),
    [
        (["U.S. Release Only"], Restriction.DOMESTIC_ONLY, "U.S. Release Only"),
        (["us release only "], Restriction.DOMESTIC_ONLY, "us release only"),
        (
            ["U.S. Government Purpose Release (Project)"],
            Restriction.PURPOSE_LIMITED,
            "U.S. Government Purpose Release (Project)",
        ),
        (["U.S. and Foreign Release"], Restriction.NONE, ""),
        (["General Public Release", "U.S. Release Only"], Restriction.DOMESTIC_ONLY, "U.S. Release Only"),
        (["Aeronautics"], Restriction.PURPOSE_LIMITED, "Government-wide reuse"),
    ],
)
def test_audience_marks_are_restrictions(tags, restriction, text):
    record = _release(tags=tags)

    assert (record.restriction, record.restriction_text) == (restriction, text)


def test_keywords_hold_subjects_and_neither_centre_nor_release_nor_audience():
    record = _release(sti_keywords_passed_thresholds=["nlp:regression analysi", "nlp:electric batterie", "nlp:sky"])

    assert record.keywords == ("Aeronautics", "sky", "regression analysis", "electric battery")
    assert (record.field, record.wipo_field) == ("engineering", "transport")


def test_an_unknown_subject_leaves_the_field_empty():
    record = _release(tags=["knitting"])

    assert (record.field, record.wipo_field) == ("", "")


def test_open_source_is_offered_openly_and_free():
    record = _release(tags=["Open Source"], permissions={"usageType": "openSource"})

    assert (record.licence_kinds, record.price_mode, record.restriction) == (
        ("open_licence",),
        "free",
        Restriction.NONE,
    )


def test_without_a_description_the_facts_make_the_summary():
    assert _release(description="").summary_en == (
        "Software of NASA Langley Research Center. Licence named by the source: Pending Release."
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "no title"),
        ({"name": 5}, "name must be a text and is a number"),
        ({"name": ["a"]}, "name must be a text and is a list"),
        ({"local-id": None}, "has no id"),
        ({"organization": ""}, "no owner"),
        ({"tags": "NASA"}, "tags must be a list and is a text"),
        ({"tags": [1]}, "tags must be a text and is a number"),
        ({"description": {"a": 1}}, "description must be a text and is an object"),
        ({"description": "x" * 100_001}, "longer than 100,000 characters"),
        ({"permissions": []}, "permissions must be an object and is a list"),
        ({"date": "2016"}, "date must be an object and is a text"),
    ],
)
def test_a_release_that_cannot_be_a_record_says_why(changes, reason):
    with pytest.raises(RowRefused, match=reason):
        _release(**changes)


def test_the_whole_software_catalogue_is_accepted_without_a_person():
    records, refused = _records("nasa-software", "nasa-software.jsonl.gz")

    assert (len(records), refused) == (663, {})
    assert Counter(record.restriction for record in records.values()) == {
        Restriction.NONE: 357, Restriction.PURPOSE_LIMITED: 219, Restriction.DOMESTIC_ONLY: 87,
    }  # fmt: skip
    assert len({record.owner_key for record in records.values()}) == 12
    assert len({record.source_id for record in records.values()}) == 663
    assert len({record.title_en for record in records.values()}) == 659  # Four names repeat under other ids.
    for record in records.values():
        assert "@" not in " ".join((record.title_en, record.summary_en, record.body_en, *record.keywords))


# --- nasa-patents ---


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("10 March 2015", date(2015, 3, 10)),
        ("06/16/2024", date(2024, 6, 16)),
        (" 07 October 2028 ", date(2028, 10, 7)),
        ("", None),
        ("02 December 1934", date(2034, 12, 2)),  # Filed in 2014.
        ("02/29/1932", date(2032, 2, 29)),
    ],
)
def test_both_date_styles_and_the_wrong_century_are_read(written, ends):
    assert _patent(patent_expiration_date=written).right.expires_on == ends


def test_an_expired_right_is_free_and_never_exclusive():
    record = _patent(patent_expiration_date="11/23/2026")

    assert (record.right.status, record.right.status_on) == ("expired", date(2026, 11, 23))
    assert (record.licence_kinds, record.price_mode) == (("open_licence",), "free")
    assert record.summary_en == (
        "US patent of NASA Ames Research Center, case ARC-1, application 14/179,401. Its term is over; "
        "end of term 2026-11-23."
    )
    assert record.summary_vi.startswith("Bằng sáng chế Hoa Kỳ của NASA Ames Research Center, hồ sơ ARC-1")


def test_a_right_is_in_force_on_its_last_day():
    assert _patent(patent_expiration_date="11/24/2026").right.status == "granted"


def test_an_application_is_pending_as_of_the_files_day():
    record = _patent(status="Application", patent_expiration_date="")

    assert (record.right.status, record.right.status_on) == ("pending", date(2014, 4, 30))
    assert record.right.status_source == "A source"


@pytest.mark.parametrize("number", ["", "/", "/0", "12/ 0"])
def test_a_number_that_is_none_is_left_empty(number):
    assert _patent(application_sn=number).right.application_no == ""


def test_edge_spaces_go_and_a_long_title_is_whole_in_the_body():
    title = "A method " * 20

    assert _patent().title_en == "A method"
    assert _patent().source_id == "ARC-1"
    assert _patent(title=title).body_en == title.strip()
    assert len(_patent(title=title).title_en) <= 150


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "GM"}, "status “GM” is not known"),
        ({"status": ""}, "status is missing"),
        ({"title": ""}, "title is missing"),
        ({"case_number": ""}, "has no id"),
        ({"center": " "}, "no owner"),
        ({"patent_expiration_date": "soon"}, "“soon” is not a date"),
        ({"patent_expiration_date": "31/12/2020"}, "is not a date"),
    ],
)
def test_a_patent_that_cannot_be_a_record_says_why(changes, reason):
    with pytest.raises(RowRefused, match=reason):
        _patent(**changes)


def test_the_whole_table_of_patents_is_accepted_but_one():
    records, refused = _records("nasa-patents", "nasa-patents.csv.gz")

    assert len(records) == 1392
    assert refused == {1301: "status “GM” is not known, and a right needs one"}
    assert Counter(record.right.status for record in records.values()) == {
        "granted": 473, "pending": 466, "expired": 453,
    }  # fmt: skip
    assert not any("exclusive_licence" in record.licence_kinds for record in records.values())
    assert records[256].title_en == "Hughes Particle – Surface Interaction Model"
    assert "ROBOT TASK COMMANDER WITH EXTENSIBLE PROGRAMMING ENVIRONMENT" in {one.title_en for one in records.values()}


# --- sbir-topics ---


def test_a_topic_is_a_need_and_itar_forbids_export():
    record = _topic()

    assert (record.title_en, record.kind) == ("Better “oil” analysis", "research")
    assert (record.restriction, record.restriction_text) == ("no_export", "ITAR")
    assert record.keywords == ("Sensors",)
    assert (record.field, record.wipo_field) == ("engineering", "measurement")
    assert record.body_en == "Analyse oil.\n\nLong text.\n\nPHASE I: some\n\nPHASE II: more\n\nPHASE III: sell"
    assert (record.owner_key, record.source_link, record.answers_by) == ("us-air-force", "", None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "title is missing"),
        ({"topic_number": ""}, "has no id"),
        ({"agency": None}, "no owner"),
        ({"objective": "", "description": ""}, "says nothing of the need"),
        ({"areas": "ITAR"}, "areas must be a list"),
        ({"keywords": {"a": 1}}, "keywords must be a list"),
    ],
)
def test_a_topic_that_cannot_be_a_record_says_why(changes, reason):
    with pytest.raises(RowRefused, match=reason):
        _topic(**changes)


def test_the_whole_call_is_accepted_but_its_two_untitled_topics():
    records, refused = _records("sbir-topics", "sbir-topics.jsonl.gz")

    assert len(records) == 188
    assert refused == {189: "title is missing", 190: "title is missing"}
    text = " ".join(one.title_en + one.summary_en + one.body_en for one in records.values())
    assert not [letter for letter in text if "\x7f" <= letter <= "\x9f"]
    assert "  " not in text


# --- csv ---


def test_a_row_of_the_own_form_becomes_a_listing():
    record = _own(
        summary_vi="Gọi 0912 345 678", field="Khoa học nông nghiệp", ipc="a23f3/06; H10X", keywords="chè; sấy, lạnh",
        licence_kinds="Exclusive licence|non_exclusive_licence", trl="4", province="Lào Cai", link="example.org/x",
        price_mode="ask", subtype="software", year_started="2020",
    )  # fmt: skip

    assert (record.title_vi, record.owner_key, record.country) == ("Sấy lạnh chè", "dai-hoc-tay-bac", "VN")
    assert record.summary_vi == "Gọi [contact removed]"
    assert (record.field, record.trl, record.province, record.price_mode) == ("agricultural", "trl_4", "15", "ask")
    assert record.ipc == ("A23F 3/06", "H10X")
    assert record.keywords == ("chè", "sấy", "lạnh")
    assert record.licence_kinds == ("exclusive_licence", "non_exclusive_licence")
    assert (record.source_link, record.year_started) == ("https://example.org/x", 2020)


def test_a_row_of_the_own_form_becomes_a_need():
    record = _own(kind="research need", answers_by="31/12/2026")

    assert (type(record).__module__, record.kind) == ("marketplace.needs.catalogue", "research")
    assert record.answers_by == date(2026, 12, 31)


def test_a_right_whose_term_is_over_is_expired_whatever_the_row_says():
    record = _own(kind="ip_asset", ip_kind="patent", ip_status="in_force", ip_expires_on="2020-01-31")

    assert (record.right.status, record.right.status_on) == ("expired", date(2020, 1, 31))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "thing"}, "kind “thing” is none of technology, ip_asset, service, technology_need"),
        ({"owner": ""}, "owner is missing"),
        ({"title_vi": ""}, "title_vi and title_en are missing"),
        ({"source_id": ""}, "has no id"),
        ({"field": "magic"}, "field “magic” is not in the list st_field"),
        ({"country": "Atlantis"}, "country “Atlantis” is not in the list country"),
        ({"ipc": "hello"}, "ipc “hello” is not a symbol"),
        ({"link": "javascript:alert(1)"}, "is not a web address"),
        ({"restriction": "secret"}, "restriction “secret” is none of none, purpose_limited"),
        ({"year_started": "soon"}, "is not a year"),
        ({"ip_kind": "patent"}, "without ip_status"),
        ({"ip_kind": "patent", "ip_status": "in_force", "ip_expires_on": "12/31/2020"}, "is not a date"),
        (
            {"ip_kind": "patent", "ip_status": "expired", "licence_kinds": "exclusive_licence"},
            "a right that is expired cannot be offered as exclusive_licence",
        ),
    ],
)
def test_a_row_of_the_own_form_that_cannot_be_a_record_says_why(changes, reason):
    with pytest.raises(RowRefused, match=reason):
        _own(**changes)


# --- tables and records ---


def test_the_curated_tables_lead_to_codes_of_the_lists():
    assert tables.strictest([]) == Restriction.NONE
    assert tables.strictest([Restriction.NO_EXPORT, Restriction.DOMESTIC_ONLY]) == Restriction.NO_EXPORT
    assert tables.nasa_centre("DFRC") == tables.nasa_centre("NASA Armstrong Flight Research Center")


def test_names_that_a_slug_cannot_hold_have_keys_of_their_own():
    assert tables.key_of("Đại học Tây Bắc") == "dai-hoc-tay-bac"
    assert tables.key_of("東京大学") != tables.key_of("京都大学")
    assert tables.key_of("x" * 200 + "a") != tables.key_of("x" * 200 + "b")


def test_equal_content_has_one_fingerprint():
    assert _release().fingerprint == _release(tags=list(RELEASE["tags"])).fingerprint
    assert _release().fingerprint != _release(name="Other").fingerprint
