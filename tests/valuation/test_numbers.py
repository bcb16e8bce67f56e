"""Numbers in the habits of both languages, in and out."""

from decimal import Decimal

import pytest
from django.utils import translation

from marketplace.common.web.numbers import read_number
from marketplace.valuation.fields import caution_words, number_words, quantity_words, refusal_words
from marketplace.valuation.methods import CAUTIONS, REFUSALS, Unit
from marketplace.valuation.web.numbers import Scale

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("4,5", "vi", "4.5"),
        ("4.5", "vi", "4.5"),
        ("4,5", "en", "4.5"),
        ("4.5", "en", "4.5"),
        ("1.234.567", "vi", "1234567"),
        ("1,234,567", "en", "1234567"),
        ("1,234,567", "vi", "1234567"),
        ("1.250", "vi", "1250"),
        ("1,250", "vi", "1.250"),
        ("1,250", "en", "1250"),
        ("1.250", "en", "1.250"),
        ("0.625", "vi", "0.625"),
        ("0,625", "en", "0.625"),
        ("8.000", "en", "8000"),
        ("10,000", "vi", "10000"),
        ("-1,000", "vi", "-1000"),
        ("1.234,5", "vi", "1234.5"),
        ("1,234.5", "vi", "1234.5"),
        ("1 234 567", "vi", "1234567"),
        ("1\u00a0234,5", "vi", "1234.5"),
        ("\u22125", "vi", "-5"),
        ("0", "en", "0"),
    ],
)
def test_a_typed_number_is_read(text, language, number):
    assert Decimal(read_number(text, language=language)) == Decimal(number)


@pytest.mark.parametrize("text", ["", "ten", "1e9", "4,5,", "--1", "1.2.3,4,5", "NaN", "∞", "5 %", ".5.", "0x10"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        read_number(text, language="vi")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("number", [0.0, 4.5, 0.0125, 1234567.0, 1250.0, 12.3456, -3.5])
def test_what_is_shown_is_read_back(number, language):
    with translation.override(language):
        assert Decimal(read_number(number_words(number), language=language)) == pytest.approx(Decimal(repr(number)))


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        (756_400_000, "756 triệu đồng", "VND 756 million"),
        (1_519_000_000, "1.519 triệu đồng", "VND 1,519 million"),
        (16_120_000_000, "16,1 tỷ đồng", "VND 16.1 billion"),
        (5_000, "5.000 đồng", "VND 5,000"),
        (0, "0 đồng", "VND 0"),
        (-756_400_000, "-756 triệu đồng", "VND -756 million"),
    ],
)
def test_amounts_share_a_scale_with_three_significant_figures(amount, vi, en):
    scale = Scale.around(amount, "VND")

    for language, words in (("vi", vi), ("en", en)):
        with translation.override(language):
            assert scale.words(amount).replace(NBSP, " ") == words


def test_a_limit_is_told_in_the_unit_of_its_field():
    with translation.override("en"):
        assert refusal_words("at_most", 0.5, unit=Unit.SHARE) == f"The highest value allowed is 50{NBSP}%."
        assert refusal_words("at_most", "50", unit=Unit.YEARS) == "The highest value allowed is 50."
        above = refusal_words("revenue_above_market", "15000000000.0", unit=Unit.CURRENCY_PER_YEAR, currency="VND")
        assert above.endswith(f"VND{NBSP}15,000,000,000.")
        assert quantity_words(0.0625, unit=Unit.PER_YEAR, currency="") == f"6.25{NBSP}%"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_words_that_take_their_limit(language):
    with translation.override(language):
        for code in REFUSALS:
            assert "{" not in refusal_words(code, 0.5, unit=Unit.SHARE)
        for code in CAUTIONS:
            assert "{" not in caution_words(code, 3, unit=Unit.SHARE)
