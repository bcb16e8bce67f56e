"""Issuing reference numbers: a daily sequence per country, province and type; a number is never issued twice."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from marketplace.common.ids import reference_number
from marketplace.common.sql import next_in_counter, reserve_in_counter

# Seven digits: a day's sequence never gets there, so a drawn number collides with drawn numbers only.
HIDDEN_LOWEST, HIDDEN_HIGHEST = 1_000_000, 9_999_999


@dataclass(frozen=True, slots=True)
class Series:
    """One sequence: `VN-12-TO-20261123`. Province is "00" outside the floor's country."""

    country: str
    province: str
    type_code: str
    day: date

    @property
    def name(self) -> str:
        return f"reference:{self.country}-{self.province}-{self.type_code}-{self.day:%Y%m%d}"

    def number(self, sequence: int) -> str:
        return reference_number(
            country=self.country, province=self.province, type_code=self.type_code, day=self.day, sequence=sequence
        )


def issue_references(series: Series, *, count: int) -> list[str]:
    """The next `count` numbers of the series, in order. Call inside the transaction that stores them."""
    if count < 1:
        return []
    first = reserve_in_counter(series.name, count=count)
    return [series.number(sequence) for sequence in range(first, first + count)]


def issue_reference(series: Series) -> str:
    """The next number of the series."""
    return issue_references(series, count=1)[0]


def draw_sequence() -> int:
    return HIDDEN_LOWEST + secrets.randbelow(HIDDEN_HIGHEST - HIDDEN_LOWEST + 1)


def tells_its_place(reference: str) -> bool:
    """Whether it came from the day's sequence of a province: a drawn number tells neither place nor neighbours."""
    return int(reference.split("-")[4]) < HIDDEN_LOWEST


def issue_drawn_reference(series: Series, *, draw: Callable[[], int] = draw_sequence) -> str:
    """A random free number of the day: neighbours in the sequence cannot betray a hidden owner."""
    while True:
        sequence = draw()
        if next_in_counter(f"{series.name}:{sequence}") == 1:  # Whoever counts to one first has the number.
            return series.number(sequence)
