from marketplace.valuation.methods import cost
from marketplace.valuation.methods.answers.given import POSITIVE, Given, Inputs, amount, list_of, number, rate, years
from marketplace.valuation.methods.bounds import MATH_TAX, Bound
from marketplace.valuation.methods.refusals import InputRefused

SHARE = Bound(0, 1, high_open=True)
PROFIT = Bound(0, 10)
WEAR = ("physical", "functional", "technological", "economic")


def trended(inputs: Inputs) -> Given:
    lines = []
    for line in list_of(inputs, "costs"):
        if not isinstance(line, dict):
            raise InputRefused("costs", "not_a_number")
        lines.append((amount(line, "amount"), number(line, "index", POSITIVE)))
    return {"rcn": cost.trended(lines, number(inputs, "index_at_valuation", POSITIVE))}


def replacement(inputs: Inputs) -> Given:
    wear = [number(inputs, name, SHARE) for name in WEAR if name in inputs]
    profit = number(inputs, "developer_profit", PROFIT) if "developer_profit" in inputs else 0.0
    found = cost.depreciated(amount(inputs, "rcn"), profit=profit, wear=wear)
    return {
        "value_sequential": found.sequential,
        "value_additive": found.additive,
        "total_depreciation_sequential": found.total_wear,
    }


def inutility(inputs: Inputs) -> Given:
    capacity = number(inputs, "capacity", POSITIVE)
    used = number(inputs, "utilised", Bound(0, capacity))
    return {"obsolescence": cost.inutility(used / capacity, number(inputs, "exponent", POSITIVE))}


def excess_operating(inputs: Inputs) -> Given:
    tax = number(inputs, "tax", MATH_TAX)
    return {"obsolescence": cost.excess_operating(amount(inputs, "excess_cost"), tax, rate(inputs), years(inputs))}


def age_life(inputs: Inputs) -> Given:
    life = number(inputs, "total_life", POSITIVE)
    return {"value": cost.age_life(amount(inputs, "cost_new"), number(inputs, "effective_age", Bound(0, 1e6)), life)}


def compounded(inputs: Inputs) -> Given:
    lines = []
    for line in list_of(inputs, "spend"):
        if not isinstance(line, list) or len(line) != 2:
            raise InputRefused("spend", "not_a_number")
        lines.append((number({"spend": line[0]}, "spend"), number({"spend": line[1]}, "spend")))
    return {"value": cost.compounded(lines, number(inputs, "valuation_year"), rate(inputs))}
