"""Money: amount and currency always together, written as the reader's language writes it."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol
from django.utils.translation import get_language

NBSP = "\u00a0"
_WITHOUT_DECIMALS = frozenset({"VND", "JPY", "KRW"})


def format_money(amount: Decimal | int, currency: str, *, language: str = "") -> str:
    """`1.234.567 ₫` in Vietnamese, `VND 1,234,567` in English; đồng, yen and won without decimals."""
    locale = language or get_language() or "vi"
    decimals = "" if currency in _WITHOUT_DECIMALS else ".00"
    if locale.startswith("vi"):
        return format_currency(amount, currency, f"#,##0{decimals}{NBSP}¤", locale="vi", currency_digits=False)
    return format_currency(amount, currency, f"¤¤{NBSP}#,##0{decimals}", locale="en", currency_digits=False)


def format_range(low: Decimal | int | None, high: Decimal | int | None, currency: str, *, language: str = "") -> str:
    """A short range: `120–180 triệu đồng`, `VND 120–180 million`; one bound alone is written in full."""
    locale = (language or get_language() or "vi")[:2]
    if low is None or high is None:
        known = low if low is not None else high
        return "" if known is None else format_money(known, currency, language=locale)
    if low == high:
        return format_money(low, currency, language=locale)
    divisor, word = _scale(max(low, high), locale)
    numbers = f"{_short(low, divisor, locale)}–{_short(high, divisor, locale)}"
    unit = f"{NBSP}{word}" if word else ""
    if locale == "vi":
        name = "đồng" if currency == "VND" else get_currency_symbol(currency, locale="vi")
        return f"{numbers}{unit}{NBSP}{name}"
    return f"{currency}{NBSP}{numbers}{unit}"


def _scale(amount: Decimal | int, locale: str) -> tuple[int, str]:
    for divisor, vi, en in ((10**9, "tỷ", "billion"), (10**6, "triệu", "million")):
        if amount >= divisor:
            return divisor, vi if locale == "vi" else en
    return 1, ""


def _short(amount: Decimal | int, divisor: int, locale: str) -> str:
    text = f"{Decimal(amount) / divisor:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,")) if locale == "vi" else text
