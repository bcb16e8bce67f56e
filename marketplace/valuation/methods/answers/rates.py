from marketplace.valuation.methods import rates
from marketplace.valuation.methods.answers.given import Given, Inputs, number, years
from marketplace.valuation.methods.bounds import INFLATION, MATH_RATE, MATH_TAX, Bound

SHARE = Bound(0, 1)
CHANCE = Bound(0, 1, low_open=True)
GEARING = Bound(0, 100)


def build_up(inputs: Inputs) -> Given:
    extras = sum(number(inputs, name) for name in ("size", "country", "specific") if name in inputs)
    parts = {"risk_free": number(inputs, "rf"), "beta": number(inputs, "beta"), "premium": number(inputs, "erp")}
    return {"ke": rates.build_up(**parts, extras=extras)}


def relevered(inputs: Inputs) -> Given:
    tax = number(inputs, "tax", MATH_TAX)
    bare = rates.unlevered(number(inputs, "beta_levered"), number(inputs, "de", GEARING), tax)
    return {"unlevered": bare, "relevered": rates.relevered(bare, number(inputs, "target_de", GEARING), tax)}


def weighted(inputs: Inputs) -> Given:
    parts = {"equity": number(inputs, "ke"), "debt": number(inputs, "kd"), "tax": number(inputs, "tax", MATH_TAX)}
    return {"wacc": rates.weighted(**parts, equity_share=number(inputs, "e_weight", SHARE))}


def venture(inputs: Inputs) -> Given:
    chance = number(inputs, "p", CHANCE)
    return {"R": rates.venture(number(inputs, "k", MATH_RATE), chance, years(inputs, "T"))}


def nominal(inputs: Inputs) -> Given:
    return {"nominal": rates.nominal(number(inputs, "real", MATH_RATE), number(inputs, "inflation", INFLATION))}


def other_currency(inputs: Inputs) -> Given:
    usd, vnd = number(inputs, "infl_usd", INFLATION), number(inputs, "infl_vnd", INFLATION)
    return {"r_vnd": rates.in_other_currency(number(inputs, "r_usd", MATH_RATE), usd, vnd)}
