from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.ids import check_character, is_reference, reference_number, slugify_vi

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_reference_number_is_the_one_printed_in_the_design():
    day = date(2026, 11, 23)

    number = reference_number(country="VN", province="12", type_code="TO", day=day, sequence=1)

    assert number == "VN-12-TO-20261123-0001-N"
    assert is_reference(number.lower())


def test_sequences_beyond_four_digits_keep_growing():
    number = reference_number(country="US", province="00", type_code="TO", day=date(2026, 1, 2), sequence=12345)

    assert number.startswith("US-00-TO-20260102-12345-")


@given(st.text(ALPHABET, min_size=1, max_size=24), st.data())
def test_a_single_wrong_character_is_always_noticed(text, data):
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda c: c != text[place]))

    changed = text[:place] + other + text[place + 1 :]

    assert check_character(changed) != check_character(text)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Công nghệ sấy Đường", "cong-nghe-say-duong"),
        ("Công nghệ sấy", "cong-nghe-say"),  # NFD
        ("Máy sấy CO₂, 38 °C", "may-say-co2-38-c"),
        ("", "-"),
        ("  ***  ", "-"),
    ],
)
def test_slugs_have_no_marks(title, slug):
    assert slugify_vi(title) == slug


def test_long_slugs_are_cut_between_words():
    slug = slugify_vi("sấy lạnh " * 20)

    assert len(slug) <= 80
    assert slug.endswith("lanh")
