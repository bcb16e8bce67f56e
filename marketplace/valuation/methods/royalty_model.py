"""Relief from royalty over typed inputs: one case, or many draws at once."""

import math
from collections.abc import Mapping

import numpy as np

from marketplace.valuation.methods import revenue, survival
from marketplace.valuation.methods.amortisation import amortisation_factor
from marketplace.valuation.methods.conventions import Array, Convention, Number, flow_times, year_weights, yearly_times
from marketplace.valuation.methods.distributions import Distribution, Lognormal, Pert, Triangular, Uniform
from marketplace.valuation.methods.fields import Quantity
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.revenue import Shape
from marketplace.valuation.methods.royalty import Stream, relief_stream
from marketplace.valuation.methods.royalty_fields import FIELDS, Reading
from marketplace.valuation.methods.royalty_inputs import RoyaltyInputs
from marketplace.valuation.methods.survival import Attrition

BOUNDS = {field.name: field.bound for field in FIELDS if field.bound is not None}


class Levels:
    """Inputs with some of them set to other levels: numbers for one case, columns of draws for many."""

    def __init__(self, inputs: RoyaltyInputs, changed: Mapping[str, Number]) -> None:
        self.inputs = inputs
        self.changed = changed

    def __getitem__(self, name: str) -> Number:
        if name in self.changed:
            return self.changed[name]
        quantity = getattr(self.inputs, name)
        if not isinstance(quantity, Quantity):
            raise InputRefused(name, "missing")
        return quantity.likely


def horizon(inputs: RoyaltyInputs) -> int:
    """Whole years that any draw may reach."""
    longest = inputs.life.high
    if inputs.reading == Reading.LOGNORMAL and not inputs.life.is_point:
        longest = BOUNDS["life"].high
    return math.ceil(longest)


def stream(inputs: RoyaltyInputs, **changed: Number) -> Stream:
    """The yearly royalty stream. Changed levels may be numbers or columns of shape (draws, 1)."""
    levels = Levels(inputs, changed)
    convention = Convention(inputs.convention)
    weights = year_weights(levels["life"], horizon(inputs))
    return relief_stream(
        revenue=_revenue(levels, weights.shape[-1]) * weights,
        survival=_survival(levels, weights.shape[-1], convention),
        royalty=levels["royalty"],
        maintenance=np.asarray(levels["maintenance"]) * weights,
        tax=levels["tax"],
        rate=levels["discount_rate"],
        times=flow_times(weights, convention=convention),
    )


def benefit(inputs: RoyaltyInputs, **changed: Number) -> Array:
    """The tax amortisation benefit factor; 1 where the buyer gets no deduction."""
    years = inputs.amortisation_years.likely
    if years == 0:
        return np.asarray(1.0)
    levels = Levels(inputs, changed)
    tax, rate = np.squeeze(levels["tax"]), np.squeeze(levels["discount_rate"])
    return amortisation_factor(tax=tax, years=years, rate=rate, convention=Convention(inputs.convention))


def value_of(inputs: RoyaltyInputs, **changed: Number) -> Array:
    """Value with tax amortisation benefit: a number, or one per draw."""
    return stream(inputs, **changed).value * benefit(inputs, **changed)


def distribution_of(quantity: Quantity, reading: str) -> Distribution:
    """How a range is understood. Raises InputRefused where the reading does not fit the numbers."""
    match Reading(reading):
        case Reading.TRIANGULAR:
            return Triangular(quantity.low, quantity.likely, quantity.high)
        case Reading.PERT:
            return Pert(quantity.low, quantity.likely, quantity.high)
        case Reading.UNIFORM:
            return Uniform(quantity.low, quantity.high)
        case Reading.LOGNORMAL:
            return Lognormal.from_p10_p90(quantity.low, quantity.high)


def within_bounds(name: str, draws: Array) -> tuple[Array, int]:
    """Draws moved inside the hard limits of their input, and how many had to be."""
    bound = BOUNDS.get(name)
    if bound is None:
        return draws, 0
    moved = np.clip(draws, bound.inside(bound.low), bound.inside(bound.high))
    return moved, int((moved != draws).sum())


def _revenue(levels: Levels, years: int) -> Array:
    numbers = np.arange(1, years + 1, dtype=float)
    match Shape(levels.inputs.shape):
        case Shape.GROWTH:
            return revenue.growing(levels["first_revenue"], levels["growth"], numbers)
        case Shape.LOGISTIC:
            return revenue.logistic(levels["ceiling_revenue"], levels["ramp_speed"], levels["ramp_midpoint"], numbers)
        case Shape.ROWS:
            return np.asarray(levels["plan_share"]) * _planned(levels.inputs, years)


def _planned(inputs: RoyaltyInputs, years: int) -> Array:
    """The plan, cut or filled with zeros to the horizon: beyond the plan nothing is claimed."""
    if inputs.revenue_rows is None:
        raise InputRefused("revenue_rows", "missing")
    planned = np.zeros(years)
    rows = inputs.revenue_rows.values[:years]
    planned[: len(rows)] = rows
    return planned


def _survival(levels: Levels, years: int, convention: Convention) -> Number:
    times = yearly_times(years, convention=convention)
    match Attrition(levels.inputs.attrition):
        case Attrition.NONE:
            return 1.0
        case Attrition.CONSTANT:
            return survival.constant(levels["attrition_rate"], np.arange(1, years + 1, dtype=float))
        case Attrition.EXPONENTIAL:
            return survival.exponential(levels["half_life"], times)
        case Attrition.LINEAR:
            return survival.linear(levels["fade_years"], times)
        case Attrition.WEIBULL:
            return survival.weibull(levels["weibull_scale"], levels["weibull_shape"], times)
