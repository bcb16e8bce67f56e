"""Discount rates: build-up, gearing, inflation and the failure risk that a venture rate contains."""


def build_up(*, risk_free: float, beta: float, premium: float, extras: float) -> float:
    """CAPM with additions for size, country and the asset itself."""
    return risk_free + beta * premium + extras


def unlevered(beta: float, debt_to_equity: float, tax: float) -> float:
    """Hamada."""
    return beta / (1 + (1 - tax) * debt_to_equity)


def relevered(beta: float, debt_to_equity: float, tax: float) -> float:
    return beta * (1 + (1 - tax) * debt_to_equity)


def weighted(*, equity: float, debt: float, tax: float, equity_share: float) -> float:
    """WACC after tax."""
    return equity_share * equity + (1 - equity_share) * debt * (1 - tax)


def venture(rate: float, probability: float, years: float) -> float:
    """(1 + R)^T = (1 + k)^T/p. Never use both such a rate and a probability: that counts failure twice."""
    return float((1 + rate) * probability ** (-1 / years) - 1)


def nominal(real: float, inflation: float) -> float:
    """Fisher."""
    return (1 + real) * (1 + inflation) - 1


def in_other_currency(rate: float, inflation: float, other_inflation: float) -> float:
    return (1 + rate) * (1 + other_inflation) / (1 + inflation) - 1
