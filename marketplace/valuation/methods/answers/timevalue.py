from datetime import date

import numpy as np

from marketplace.valuation.methods.answers.given import (
    ANY,
    Given,
    Inputs,
    amount,
    number,
    rate,
    vector_of,
    years,
)
from marketplace.valuation.methods.bounds import Bound
from marketplace.valuation.methods.conventions import Convention, annuity, growing_annuity, present_value, stub_times
from marketplace.valuation.methods.fields import read_date
from marketplace.valuation.methods.refusals import InputRefused
from marketplace.valuation.methods.timevalue import gordon_value, internal_rate, net_present_value

FRACTION = Bound(0, 1, low_open=True)
DAYS_OF_BANKING_YEAR = 360


def level_end_year(inputs: Inputs) -> Given:
    return {"pv": amount(inputs, "cf") * float(annuity(rate(inputs), years(inputs)))}


def level_mid_year(inputs: Inputs) -> Given:
    flow, end = amount(inputs, "cf"), float(annuity(rate(inputs), years(inputs)))
    mid = float(annuity(rate(inputs), years(inputs), convention=Convention.MID_YEAR))
    return {"pv": flow * mid, "ratio_to_end_year": mid / end}


def growing(inputs: Inputs) -> Given:
    growth = number(inputs, "g", Bound(-1, 10, low_open=True))
    return {"pv": amount(inputs, "cf1") * growing_annuity(rate(inputs), growth, years(inputs))}


def terminal(inputs: Inputs) -> Given:
    discount, last = rate(inputs), years(inputs)
    value = gordon_value(amount(inputs, "cf_n"), growth=number(inputs, "g", ANY), rate=discount)
    end = value * (1 + discount) ** -last
    return {"tv": value, "pv_end": end, "pv_mid": end * (1 + discount) ** 0.5}


def rate_of_return(inputs: Inputs) -> Given:
    flows = vector_of(inputs, "cash_flows")
    return {"irr": internal_rate(flows), "npv": net_present_value(flows, rate(inputs))}


def stub(inputs: Inputs) -> Given:
    flows = vector_of(inputs, "cash_flows")
    times = stub_times(_fraction(inputs), len(flows))
    return {"discount_times": times.tolist(), "pv": float(present_value(np.asarray(flows), times, rate(inputs)))}


def _fraction(inputs: Inputs) -> float:
    """As given, or the rest of the fiscal year by twelve months of 30 days."""
    if "stub_fraction" in inputs:
        return number(inputs, "stub_fraction", FRACTION)
    start = read_date("valuation_date", inputs["valuation_date"])
    try:
        end = date.fromisoformat(f"{start.year}-{inputs['fiscal_year_end']}")
    except ValueError:
        raise InputRefused("fiscal_year_end", "not_a_date") from None
    if end < start:
        end = end.replace(year=end.year + 1)
    days = 360 * (end.year - start.year) + 30 * (end.month - start.month) + min(end.day, 30) - min(start.day, 30) + 1
    return FRACTION.check("valuation_date", days / DAYS_OF_BANKING_YEAR)
