"""Remaining useful life: the shortest of legal, contractual, technological and economic life, and which one binds."""

import calendar
from dataclasses import dataclass
from datetime import date

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class RemainingLife:
    years: float
    binding: str
    of: dict[str, float]


def years_between(start: date, end: date) -> float:
    return (end - start).days / DAYS_PER_YEAR


def years_after(start: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 where there is none."""
    year = start.year + years
    return start.replace(year=year, day=min(start.day, calendar.monthrange(year, start.month)[1]))


def legal_remainder(filed: date, term_years: int, on: date) -> float:
    """Years of protection left on a day, never below zero. The term runs from filing (TRIPS art. 33)."""
    return max(0.0, years_between(on, years_after(filed, term_years)))


def remaining_life(**known: float | None) -> RemainingLife:
    """The minimum over the lives that are known; the first named wins a tie."""
    lives = {name: years for name, years in known.items() if years is not None}
    binding = min(lives, key=lambda name: lives[name])
    return RemainingLife(lives[binding], binding, lives)
