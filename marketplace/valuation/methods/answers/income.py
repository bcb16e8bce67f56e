import numpy as np

from marketplace.valuation.methods import life, revenue, survival
from marketplace.valuation.methods.amortisation import amortisation_factor
from marketplace.valuation.methods.answers.given import (
    ANY,
    POSITIVE,
    Given,
    Inputs,
    amount,
    convention_of,
    list_of,
    number,
    rate,
    vector_of,
    years,
)
from marketplace.valuation.methods.bounds import MATH_TAX, Bound
from marketplace.valuation.methods.conventions import Array, Convention, annuity, growing_annuity, yearly_times
from marketplace.valuation.methods.fields import read_date
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.royalty import relief_stream

SHARE = Bound(0, 1)
TIME = Bound(0, 1e6)
TERM = Bound(0, 1000)
WHOLE_YEARS = Bound(1, 1000)
MID, END = Convention.MID_YEAR, Convention.END_YEAR


def _tax(inputs: Inputs) -> float:
    return number(inputs, "tax", MATH_TAX)


def _factor(inputs: Inputs, convention: Convention, term: float | None = None) -> float:
    term = years(inputs) if term is None else term
    return float(amortisation_factor(tax=_tax(inputs), years=term, rate=rate(inputs), convention=convention))


def benefit_end_year(inputs: Inputs) -> Given:
    factor = _factor(inputs, END)
    return {"factor": factor, "published_rounded": round(factor, 2)}


def benefit_of_value(inputs: Inputs) -> Given:
    before = amount(inputs, "pv_before_tab")
    after = before * _factor(inputs, convention_of(inputs, END))
    return {"value_with_tab": after, "tab": after - before}


def benefit_both(inputs: Inputs) -> Given:
    return {"factor": _factor(inputs, convention_of(inputs, MID)), "factor_end_year": _factor(inputs, END)}


def royalty_flat(inputs: Inputs) -> Given:
    after_tax = amount(inputs, "revenue") * number(inputs, "royalty", SHARE) * (1 - _tax(inputs))
    end = after_tax * float(annuity(rate(inputs), years(inputs)))
    mid = after_tax * float(annuity(rate(inputs), years(inputs), convention=MID))
    return {"pv_end": end, "pv_mid": mid, "pv_mid_with_tab": mid * _factor(inputs, MID)}


def royalty_rows(inputs: Inputs) -> Given:
    sales = vector_of(inputs, "revenue")
    convention = convention_of(inputs, MID)
    found = relief_stream(
        revenue=sales,
        survival=survival.checked(_per_year(inputs, "survival", len(sales), 1.0)),
        royalty=number(inputs, "royalty", SHARE),
        maintenance=_per_year(inputs, "maintenance", len(sales), 0.0),
        tax=_tax(inputs),
        rate=rate(inputs),
        times=yearly_times(len(sales), convention=convention),
    )
    factor = _factor(inputs, convention, years(inputs, "tab_years")) if inputs.get("tab_years") else 1.0
    before = float(found.value)
    columns = (found.base, found.royalty, found.after_tax, found.times, found.factors, found.present)
    names = ("base", "royalty", "after_tax", "t", "df", "pv")
    rows = [
        {"year": year, **dict(zip(names, map(float, row), strict=True))}
        for year, row in enumerate(zip(*columns, strict=True), start=1)
    ]
    return {"pv_pre_tab": before, "tab_factor": factor, "value": before * factor, "rows": rows}


def _per_year(inputs: Inputs, name: str, count: int, default: float) -> Array:
    """A list of the right length, one number for every year, or the default."""
    if inputs.get(name) is None:
        return np.full(count, default)
    if not isinstance(inputs[name], list):
        return np.full(count, number(inputs, name))
    if len(list_of(inputs, name)) != count:
        raise InputRefused(name, "too_few" if len(inputs[name]) < count else "too_many", count)
    return vector_of(inputs, name)


def royalty_growing(inputs: Inputs) -> Given:
    first = amount(inputs, "revenue1") * number(inputs, "royalty", SHARE) * (1 - _tax(inputs))
    growth = number(inputs, "g", Bound(-1, 10, low_open=True))
    shift = (1 + rate(inputs)) ** (1 - convention_of(inputs, MID).part)
    return {"pv": first * growing_annuity(rate(inputs), growth, years(inputs)) * shift}


def adoption(inputs: Inputs) -> Given:
    count = int(number(inputs, "years", WHOLE_YEARS))
    numbers = np.arange(1, count + 1, dtype=float)
    curve = revenue.logistic(amount(inputs, "L"), number(inputs, "k"), number(inputs, "t0", ANY), numbers)
    return {"revenue": curve.tolist()}


def fading_exponential(inputs: Inputs) -> Given:
    half = number(inputs, "half_life", POSITIVE)
    left = survival.exponential(half, np.asarray(number(inputs, "t", TIME)))
    return {
        "annual_rate": survival.annual_loss(half),
        "survival_t": float(left),
        "mean_life": survival.mean_exponential(half),
    }


def fading_weibull(inputs: Inputs) -> Given:
    scale, shape = number(inputs, "scale", POSITIVE), number(inputs, "shape", Bound(0.01, 1000))
    left = survival.weibull(scale, shape, np.asarray(number(inputs, "t", TIME)))
    return {
        "survival": float(left),
        "mean": survival.mean_weibull(scale, shape),
        "median": survival.median_weibull(scale, shape),
    }


def shortest_life(inputs: Inputs) -> Given:
    on = read_date("valuation_date", inputs["valuation_date"])
    filed = read_date("filing_date", inputs["filing_date"])
    legal = life.legal_remainder(filed, int(number(inputs, "patent_term_years", TERM)), on)
    contract = inputs.get("contract_end")
    found = life.remaining_life(
        legal=legal,
        contract=None if contract is None else max(0.0, life.years_between(on, read_date("contract_end", contract))),
        technology=_optional(inputs, "technology_life_years"),
        economic=_optional(inputs, "economic_life_years"),
    )
    return {"legal_remaining_years": legal, "remaining_life_years": found.years, "binding": found.binding}


def _optional(inputs: Inputs, name: str) -> float | None:
    return None if inputs.get(name) is None else number(inputs, name, TIME)
