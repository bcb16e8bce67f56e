"""Inputs that the tests of estimates share."""

from datetime import date
from typing import Any

from marketplace.valuation import methods
from marketplace.valuation.methods.royalty_estimate import Estimate

TODAY = date(2026, 11, 24)
POINTS: dict[str, Any] = {
    "first_revenue": 10_000_000_000.0,
    "growth": 0.05,
    "royalty": 0.045,
    "life": 7.0,
    "attrition_rate": 0.08,
    "discount_rate": 0.2,
    "tax": 0.2,
    "amortisation_years": 7.0,
    "valuation_date": TODAY.isoformat(),
    "draws": 256,
    "seed": 20261124,
}
RANGES: dict[str, Any] = {
    **POINTS,
    "first_revenue": {"low": 8e9, "likely": 1e10, "high": 1.4e10, "source": "Plan of 12 October"},
    "royalty": {"low": 0.03, "likely": 0.045, "high": 0.06, "source": "Eleven contracts"},
    "discount_rate": {"low": 0.17, "likely": 0.2, "high": 0.25},
}


def estimate(given: dict[str, Any], **changes: Any) -> Estimate:
    """Compute relief from royalty; a change of None leaves an input out."""
    merged = {name: value for name, value in {**given, **changes}.items() if value is not None}
    name = methods.RELIEF_FROM_ROYALTY
    return methods.value(name, methods.read(name, merged), today=TODAY)
