"""What a reader should be careful about: limits of judgement, not of arithmetic."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from marketplace.valuation.methods.refusals import Caution
from marketplace.valuation.methods.royalty_fields import Subject
from marketplace.valuation.methods.royalty_inputs import RoyaltyInputs
from marketplace.valuation.methods.summary import Summary

RATE_LOW, RATE_HIGH = 0.05, 0.60  # per year
ROYALTY_HIGH = 0.15  # share of revenue
MARGIN_PART = 0.5  # of the EBIT margin
SOFTWARE_YEARS = 15
GROWTH_HIGH, GROWTH_YEARS = 0.5, 3
MARKET_PART, MARKET_YEAR = 0.3, 3
LATE_YEAR, LATE_PART = 10, 0.5
OLD_DAYS = 366
ERROR_PART = 0.01  # standard error to mean
SKEW_PART = 0.05
TAX_SLACK = 1e-9


class Year(Protocol):
    @property
    def year(self) -> int: ...
    @property
    def base(self) -> float: ...
    @property
    def after_tax(self) -> float: ...
    @property
    def pv(self) -> float: ...


def cautions(
    inputs: RoyaltyInputs, *, today: date, rows: Sequence[Year], base: float, spread: Summary | None, clipped: int
) -> tuple[Caution, ...]:
    """Everything worth saying beside the figure, in a fixed order."""
    return (
        *_about_rate(inputs),
        *_about_royalty(inputs),
        *_about_life(inputs),
        *_about_revenue(inputs, rows),
        *_about_years(rows),
        *_about_date(inputs.valuation_date, today),
        *_about_draws(base, spread, clipped),
    )


def _about_rate(inputs: RoyaltyInputs) -> Iterator[Caution]:
    rate = inputs.discount_rate
    if rate.low < RATE_LOW:
        yield Caution("discount_rate", "rate_low", RATE_LOW)
    if rate.high > RATE_HIGH:
        yield Caution("discount_rate", "rate_high", RATE_HIGH)
    if inputs.inflation is not None and rate.low < inputs.inflation.likely:
        yield Caution("discount_rate", "rate_below_inflation", inputs.inflation.likely)
    statutory = inputs.statutory_tax
    if statutory is not None and abs(inputs.tax.likely - statutory.likely) > TAX_SLACK:
        yield Caution("tax", "tax_not_statutory", statutory.likely)


def _about_royalty(inputs: RoyaltyInputs) -> Iterator[Caution]:
    if inputs.royalty.high > ROYALTY_HIGH:
        yield Caution("royalty", "royalty_high", ROYALTY_HIGH)
    margin = inputs.ebit_margin
    if margin is not None and inputs.royalty.high > MARGIN_PART * margin.likely:
        yield Caution("royalty", "royalty_above_half_margin", margin.likely)


def _about_life(inputs: RoyaltyInputs) -> Iterator[Caution]:
    legal = inputs.legal_life
    if legal is not None and inputs.life.high > legal.likely:
        yield Caution("life", "life_beyond_legal", round(legal.likely, 1))
    if inputs.subject == Subject.SOFTWARE and inputs.life.high > SOFTWARE_YEARS:
        yield Caution("life", "life_long_for_software", SOFTWARE_YEARS)


def _about_revenue(inputs: RoyaltyInputs, rows: Sequence[Year]) -> Iterator[Caution]:
    if inputs.growth is not None and inputs.growth.high > GROWTH_HIGH and inputs.life.high > GROWTH_YEARS:
        yield Caution("growth", "growth_high", GROWTH_HIGH)
    market = inputs.market_size
    early = [row.base for row in rows if row.year <= MARKET_YEAR]
    if market is not None and early and max(early) > MARKET_PART * market.likely:
        yield Caution("market_size", "market_share_high", market.likely)


def _about_years(rows: Sequence[Year]) -> Iterator[Caution]:
    total = sum(row.pv for row in rows)
    late = sum(row.pv for row in rows if row.year > LATE_YEAR)
    if total > 0 and late > LATE_PART * total:
        yield Caution("life", "value_late")
    losses = sum(row.after_tax < 0 for row in rows)
    if losses:
        yield Caution("maintenance", "negative_year", losses)


def _about_date(valued_on: date, today: date) -> Iterator[Caution]:
    if valued_on > today:
        yield Caution("valuation_date", "date_prospective")
    if valued_on < today - timedelta(days=OLD_DAYS):
        yield Caution("valuation_date", "date_old")


def _about_draws(base: float, spread: Summary | None, clipped: int) -> Iterator[Caution]:
    if spread is None:
        return
    if clipped:
        yield Caution("draws", "draws_clipped", clipped)
    if spread.standard_error > ERROR_PART * abs(spread.mean):
        yield Caution("draws", "error_high")
    if abs(spread.mean - base) > SKEW_PART * abs(base):
        yield Caution("draws", "skewed")
