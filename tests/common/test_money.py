from decimal import Decimal

import pytest

from marketplace.common.money import format_money, format_range

NB = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (1234567890, "VND", "vi", f"1.234.567.890{NB}₫"),
        (1234567890, "VND", "en", f"VND{NB}1,234,567,890"),
        (Decimal("1234.5"), "USD", "en", f"USD{NB}1,234.50"),
        (0, "VND", "vi", f"0{NB}₫"),
    ],
)
def test_amount_and_currency_stand_together(amount, currency, language, text):
    assert format_money(amount, currency, language=language) == text


@pytest.mark.parametrize(
    ("low", "high", "language", "text"),
    [
        (120_000_000, 180_000_000, "vi", f"120–180{NB}triệu{NB}đồng"),
        (120_000_000, 180_000_000, "en", f"VND{NB}120–180{NB}million"),
        (1_800_000, 4_500_000, "vi", f"1,8–4,5{NB}triệu{NB}đồng"),
        (900_000_000, 1_200_000_000, "vi", f"0,9–1,2{NB}tỷ{NB}đồng"),
        (None, 60_000_000, "vi", f"60.000.000{NB}₫"),
        (None, None, "vi", ""),
    ],
)
def test_ranges_are_short(low, high, language, text):
    assert format_range(low, high, "VND", language=language) == text
