"""An estimate by relief from royalty: base case, range by simulation, what moves it, and what to be careful about."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from marketplace.valuation.methods.conventions import Array
from marketplace.valuation.methods.refusals import Caution, InputRefused
from marketplace.valuation.methods.royalty_cautions import cautions
from marketplace.valuation.methods.royalty_inputs import RoyaltyInputs
from marketplace.valuation.methods.royalty_model import benefit, distribution_of, stream, value_of, within_bounds
from marketplace.valuation.methods.sensitivity import Bar, tornado
from marketplace.valuation.methods.simulation import draw
from marketplace.valuation.methods.summary import Summary, summarise

CHUNK_DRAWS = 2**12  # Rows of 50 years stay within the processor's cache, and progress is told several times.
TORNADO_SHARES = (0.1, 0.9)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One year of the base case, amounts in the currency of the inputs."""

    year: int
    base: float
    royalty: float
    after_tax: float
    t: float
    df: float
    pv: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class BaseCase:
    """All inputs at their likely level."""

    value: float
    value_before_benefit: float
    benefit_factor: float
    rows: tuple[Row, ...]
    royalty_share_of_profit: float | None
    break_even_royalty: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    base: BaseCase
    spread: Summary | None
    bars: tuple[Bar, ...]
    cautions: tuple[Caution, ...]
    draws: int
    seed: int


def estimate(inputs: RoyaltyInputs, *, today: date, on_progress: Progress) -> Estimate:
    """Compute everything a run stores. `on_progress` gets a share of the work done and may raise to stop.

    Raises InputRefused where the inputs pass alone but not together.
    """
    base = base_case(inputs)
    on_progress(0.05)
    bars = _tornado(inputs)
    spread, clipped = _simulate(inputs, on_progress)
    found = cautions(inputs, today=today, rows=base.rows, base=base.value, spread=spread, clipped=clipped)
    return Estimate(base, spread, bars, found, inputs.draws, inputs.seed)


def base_case(inputs: RoyaltyInputs) -> BaseCase:
    case, factor = stream(inputs), float(benefit(inputs))
    before = float(case.value)
    value = before * factor
    if not math.isfinite(value):
        raise InputRefused("result", "not_finite")
    _check_market(inputs, case.base)
    running = np.cumsum(case.present)
    years = zip(case.base, case.royalty, case.after_tax, case.times, case.factors, case.present, running, strict=True)
    every = tuple(Row(number, *map(float, columns)) for number, columns in enumerate(years, start=1))
    rows = every[: math.ceil(inputs.life.likely)]  # Later years belong to draws that live longer.
    margin = inputs.ebit_margin
    share = None if margin is None else inputs.royalty.likely / margin.likely
    return BaseCase(value, before, factor, rows, share, break_even_royalty(inputs))


def break_even_royalty(inputs: RoyaltyInputs) -> float | None:
    """The royalty at which the base case equals the asking price; None without a price or with no revenue.

    The value is a straight line in the royalty, so two points give it.
    """
    if inputs.asking_price is None:
        return None
    nothing, whole = (float(value_of(inputs, royalty=level)) for level in (0.0, 1.0))
    return None if whole == nothing else (inputs.asking_price.likely - nothing) / (whole - nothing)


def _check_market(inputs: RoyaltyInputs, base: Array) -> None:
    if inputs.market_size is not None and base.max(initial=0.0) > inputs.market_size.likely:
        raise InputRefused("market_size", "revenue_above_market", inputs.market_size.likely)


def _tornado(inputs: RoyaltyInputs) -> tuple[Bar, ...]:
    levels = {}
    for name, quantity in inputs.uncertain().items():
        ends = distribution_of(quantity, inputs.reading).quantile(np.array(TORNADO_SHARES))
        low, high = within_bounds(name, ends)[0]
        levels[name] = (float(low), float(high))
    return tornado(lambda **changed: float(value_of(inputs, **changed)), levels)


def _simulate(inputs: RoyaltyInputs, on_progress: Progress) -> tuple[Summary | None, int]:
    uncertain = inputs.uncertain()
    if not uncertain:
        return None, 0
    shapes = {name: distribution_of(quantity, inputs.reading) for name, quantity in uncertain.items()}
    drawn = draw(shapes, draws=inputs.draws, seed=inputs.seed)
    clipped = 0
    for name, values in drawn.items():
        drawn[name], moved = within_bounds(name, values)
        clipped += moved
    values = _evaluate(inputs, drawn, on_progress)
    price = None if inputs.asking_price is None else inputs.asking_price.likely
    return summarise(values, inputs=drawn, price=price), clipped


def _evaluate(inputs: RoyaltyInputs, drawn: dict[str, Array], on_progress: Progress) -> Array:
    values = np.empty(inputs.draws)
    for start in range(0, inputs.draws, CHUNK_DRAWS):
        part = slice(start, start + CHUNK_DRAWS)
        values[part] = value_of(inputs, **{name: column[part, np.newaxis] for name, column in drawn.items()})
        on_progress(0.05 + 0.9 * min(1.0, (start + CHUNK_DRAWS) / inputs.draws))
    if not np.all(np.isfinite(values)):
        raise InputRefused("result", "not_finite")
    return values
