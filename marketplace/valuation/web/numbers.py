"""Amounts as a page with many of them shows them."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.common.money import NBSP
from marketplace.common.web.formatting import DASH

SIGNIFICANT_FIGURES = 3  # Of the middle value; more would claim what no model knows.


@dataclass(frozen=True, slots=True)
class Scale:
    """One divisor and one number of decimals for all amounts of a page, so that they can be compared and added."""

    currency: str
    divisor: int
    decimals: int

    @classmethod
    def around(cls, amount: float, currency: str) -> "Scale":
        """A scale on which `amount` has three significant figures."""
        size = abs(amount)
        divisor = next((one for one in (10**9, 10**6) if size >= 10 * one), 1)
        digits = math.floor(math.log10(size / divisor)) + 1 if size else 1
        decimals = 0 if divisor == 1 else max(0, SIGNIFICANT_FIGURES - digits)
        return cls(currency, divisor, decimals)

    @property
    def step(self) -> Decimal:
        """The smallest difference shown, in the currency."""
        return Decimal(self.divisor) / 10**self.decimals

    def number(self, amount: float | Decimal) -> str:
        """The amount alone, for a column whose heading has the unit."""
        scaled = Decimal(repr(amount) if isinstance(amount, float) else amount) / self.divisor
        return number_format(round(scaled, self.decimals), self.decimals, force_grouping=True)

    @property
    def unit(self) -> str:
        """`million VND`, `triệu đồng`."""
        return f"{self._word} {self._name}".strip()

    def words(self, amount: float) -> str:
        """`VND 1,610 million`, `1.610 triệu đồng`."""
        if (get_language() or "vi").startswith("vi"):
            return NBSP.join(part for part in (self.number(amount), self._word, self._name) if part)
        return NBSP.join(part for part in (self.currency, self.number(amount), self._word) if part)

    def between(self, low: float, high: float) -> str:
        """`VND 1,250–2,050 million`, for lists."""
        numbers = f"{self.number(low)}{DASH}{self.number(high)}"
        if (get_language() or "vi").startswith("vi"):
            return NBSP.join(part for part in (numbers, self._word, self._name) if part)
        return NBSP.join(part for part in (self.currency, numbers, self._word) if part)

    @property
    def _word(self) -> str:
        return {10**9: _("billion"), 10**6: _("million")}.get(self.divisor, "")

    @property
    def _name(self) -> str:
        vietnamese = (get_language() or "vi").startswith("vi")
        return "đồng" if vietnamese and self.currency == "VND" else self.currency
