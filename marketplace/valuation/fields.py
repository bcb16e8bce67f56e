"""Words for what the pure methods say: labels, refusals, cautions and values, in the reader's language and unit."""

import math
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from marketplace.common.money import NBSP, format_money
from marketplace.valuation.methods import CAUTIONS, METHODS, REFUSALS, Field, Unit

SHARES = frozenset({Unit.SHARE, Unit.PER_YEAR})
AMOUNTS = frozenset({Unit.CURRENCY, Unit.CURRENCY_PER_YEAR})
MOST_DECIMALS = 4  # Of a share in percent, or of years: what people enter, not what floats carry.
TIME_OUT, LOST = "time_out", "lost"  # Failures that are no refusal of an input.


def field_named(method: str, name: str) -> Field | None:
    """The declared field; `name` may point below it, as in "royalty.low"."""
    wanted = name.partition(".")[0]
    return next((field for field in METHODS[method].fields if field.name == wanted), None)


def unit_of(method: str, name: str) -> Unit:
    field = field_named(method, name)
    return field.unit if field else Unit.NONE


def label_of(method: str, name: str) -> str:
    """The field's words; its bare name where a method no longer has it."""
    field = field_named(method, name)
    return _(field.label) if field else name


def choice_words(method: str, name: str, code: str) -> str:
    field = field_named(method, name)
    labels = dict(field.choices) if field else {}
    return _(labels[code]) if code in labels else code


def refusal_words(code: str, limit: object, *, unit: Unit = Unit.NONE, currency: str = "") -> str:
    """What is wrong with an input and what is allowed."""
    return _(REFUSALS[code]).format(limit=limit_words(limit, unit=unit, currency=currency))


def caution_words(code: str, limit: object, *, unit: Unit = Unit.NONE, currency: str = "") -> str:
    return _(CAUTIONS[code]).format(limit=limit_words(limit, unit=unit, currency=currency))


def failure_words(code: str, limit: object, *, unit: Unit = Unit.NONE, currency: str = "") -> str:
    """Why a run was not computed, and what to do."""
    if code == TIME_OUT:
        return _("The computation took longer than the floor allows. Ask for fewer draws, or try again later.")
    if code == LOST:
        return _("The computation stopped several times before its end. Nothing of yours is lost; try again later.")
    return refusal_words(code, limit, unit=unit, currency=currency)


def limit_words(limit: object, *, unit: Unit, currency: str) -> str:
    """A bound with its unit. Whole numbers are counts and stay plain, words stay as they are."""
    if isinstance(limit, str):
        limit = _read(limit)
    if isinstance(limit, float):
        return quantity_words(limit, unit=unit, currency=currency)
    return number_words(limit) if isinstance(limit, int) else str(limit or "")


def quantity_words(number: float, *, unit: Unit, currency: str) -> str:
    """`4,5 %`, `1.234.567 ₫`, `7`: years and counts without a unit, which stands in the label."""
    if unit in SHARES:
        return f"{number_words(number * 100)}{NBSP}%"
    if unit in AMOUNTS:
        return format_money(Decimal(round(number)), currency)
    return number_words(number)


def number_words(number: float) -> str:
    """Grouped, with as many decimals as were entered and no more than four."""
    rounded = round(number, MOST_DECIMALS)
    text = f"{rounded:.{MOST_DECIMALS}f}".rstrip("0")
    decimals = len(text.partition(".")[2])
    return number_format(Decimal(repr(rounded)) if not math.isinf(rounded) else rounded, decimals, force_grouping=True)


def _read(text: str) -> float | int | str:
    try:
        return float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text
