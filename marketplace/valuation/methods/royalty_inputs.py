"""The typed inputs of an estimate by relief from royalty, and the checks that look at several at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.valuation.methods.fields import Quantity, Rows, read_fields
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.royalty_fields import FIELDS, Reading
from marketplace.valuation.methods.simulation import checked_draws


@dataclass(frozen=True, slots=True, kw_only=True)
class RoyaltyInputs:
    """Every field of FIELDS, typed; units there. None where a choice leaves a field unused or it was not given."""

    shape: str
    first_revenue: Quantity | None
    growth: Quantity | None
    ceiling_revenue: Quantity | None
    ramp_speed: Quantity | None
    ramp_midpoint: Quantity | None
    revenue_rows: Rows | None
    plan_share: Quantity | None
    royalty: Quantity
    life: Quantity
    attrition: str
    attrition_rate: Quantity | None
    half_life: Quantity | None
    fade_years: Quantity | None
    weibull_scale: Quantity | None
    weibull_shape: Quantity | None
    maintenance: Quantity
    discount_rate: Quantity
    tax: Quantity
    amortisation_years: Quantity
    ebit_margin: Quantity | None
    market_size: Quantity | None
    convention: str
    reading: str
    valuation_date: date
    draws: int
    seed: int
    asking_price: Quantity | None
    legal_life: Quantity | None
    statutory_tax: Quantity | None
    inflation: Quantity | None
    subject: str

    def quantities(self) -> dict[str, Quantity]:
        """The numbers that are set, by name."""
        values = ((field.name, getattr(self, field.name)) for field in FIELDS)
        return {name: value for name, value in values if isinstance(value, Quantity)}

    def uncertain(self) -> dict[str, Quantity]:
        """The numbers with a range: these are drawn."""
        return {name: quantity for name, quantity in self.quantities().items() if not quantity.is_point}


def read_inputs(given: Mapping[str, object]) -> RoyaltyInputs:
    """Typed inputs of what came in. Raises InputRefused at the first that is wrong."""
    values: dict[str, Any] = read_fields(FIELDS, given)
    inputs = RoyaltyInputs(**values)
    checked_draws(inputs.draws)
    _check_reading(inputs)
    _check_market(inputs)
    return inputs


def _check_reading(inputs: RoyaltyInputs) -> None:
    if inputs.reading != Reading.LOGNORMAL:
        return
    for name, quantity in inputs.uncertain().items():
        if quantity.low <= 0:
            raise InputRefused(name, "not_positive")


def _check_market(inputs: RoyaltyInputs) -> None:
    margin = inputs.ebit_margin
    if margin is not None and inputs.royalty.high > margin.likely:
        raise InputRefused("royalty", "royalty_above_margin", margin.likely)
    market = inputs.market_size
    named = {"first_revenue": inputs.first_revenue, "ceiling_revenue": inputs.ceiling_revenue}
    for name, revenue in named.items():
        if market is not None and revenue is not None and revenue.high > market.likely:
            raise InputRefused(name, "revenue_above_market", market.likely)
    rows = inputs.revenue_rows
    if market is not None and rows is not None and max(rows.values) > market.likely:
        raise InputRefused("revenue_rows", "revenue_above_market", market.likely)
