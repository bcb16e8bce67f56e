"""What people type into the editor, and how plain values read again: numbers, rows, changes, remarks. Pure."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.web.numbers import read_number, write_number
from marketplace.listings.web.coach import advice, praise_in
from marketplace.listings.web.qr import qr_code
from marketplace.listings.web.rowforms import with_row_added, with_row_removed
from marketplace.listings.web.rows import initials
from marketplace.taxonomy.web.inputs import TypedCodes


@pytest.mark.parametrize(
    ("typed", "language", "plain"),
    [
        ("0,62", "vi", "0.62"),
        ("0.62", "vi", "0.62"),
        ("0.625", "vi", "0.625"),
        ("1.234", "vi", "1234"),
        ("120.000.000", "vi", "120000000"),
        ("1.234,5", "vi", "1234.5"),
        ("1 234,5", "vi", "1234.5"),
        ("−78", "vi", "-78"),
        ("1,234", "en", "1234"),
        ("0,62", "en", "0.62"),
        ("1,234.5", "en", "1234.5"),
        ("0.62", "en", "0.62"),
        ("12", "en", "12"),
    ],
)
def test_number_is_read_in_the_habit_of_the_language(typed, language, plain):
    assert read_number(typed, language=language) == plain


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3", "12.34.56", "--1", "1e5", "1.2345,6", "½", "1,", ","])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        read_number(typed, language="vi")


@given(
    value=st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False),
    language=st.sampled_from(["vi", "en"]),
)
def test_a_number_that_a_form_shows_is_read_back_unchanged(value, language):
    with translation.override(language):
        shown = write_number(value)

    assert Decimal(read_number(shown, language=language)) == value


def test_patent_classes_are_typed_as_they_are_printed():
    assert TypedCodes().to_python("F26B 9/06, a23f;C02F") == ["F26B", "A23F", "C02F"]


def posted(**values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def test_a_row_is_added_at_the_end():
    data = posted(**{"claims-TOTAL_FORMS": "1", "claims-0-unit": "giờ"})

    changed = with_row_added(data, "claims")

    assert (changed["claims-TOTAL_FORMS"], changed["claims-0-unit"]) == ("2", "giờ")


def test_rows_below_a_removed_one_move_up():
    data = posted(
        **{
            "claims-TOTAL_FORMS": "3",
            "claims-0-unit": "a",
            "claims-1-unit": "b",
            "claims-1-id": "7",
            "claims-2-unit": "c",
        }
    )

    changed = with_row_removed(data, "claims", 1)

    rest = {key: value for key, value in changed.items() if key != "claims-TOTAL_FORMS"}
    assert changed["claims-TOTAL_FORMS"] == "2"
    assert rest == {"claims-0-unit": "a", "claims-1-unit": "c"}


def test_no_more_rows_than_a_listing_may_have():
    assert with_row_added(posted(**{"claims-TOTAL_FORMS": "30"}), "claims")["claims-TOTAL_FORMS"] == "30"
    assert with_row_added(posted(**{"claims-TOTAL_FORMS": "9" * 30}), "claims")["claims-TOTAL_FORMS"] == "1"


def test_praise_is_found_without_marks_and_inside_no_other_word():
    assert praise_in(["Công nghệ HIEN DAI, vượt trội", "modernised bestseller"]) == ["hiện đại", "vượt trội"]


def test_coach_names_the_words_and_what_is_good():
    values = {"title_vi": "Máy hiện đại", "title_en": "", "claims": [{"baseline_vi": "quạt: 0,11"}]}

    with translation.override("en"):
        identity = [remark.words for remark in advice("identity", values)]
        claims = [(remark.good, remark.words) for remark in advice("claims", values)]

    assert "“hiện đại” cannot be measured" in identity[0]
    assert claims[0] == (True, "At least one figure is compared with another way")


def test_coach_is_silent_where_nothing_is_written():
    assert advice("offer", {}) == []
    assert advice("claims", {"claims": []}) == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Viện Kỹ thuật Bản Mây", "BM"), ("Trung tâm Thử nghiệm Đèo Gió", "ĐG"), ("NASA", "N"), ("—", "")],
)
def test_initials_are_of_the_last_words(name, letters):
    assert initials(name) == letters


def test_qr_code_is_one_path_inside_its_square():
    code = qr_code("http://localhost:8000/r/VN-12-TO-20261123-0001-N")

    assert code.size >= 29
    assert code.path.startswith("M")
    assert set(code.path) <= set("Mhvz-0123456789 ")
