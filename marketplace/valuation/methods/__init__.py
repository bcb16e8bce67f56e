"""Valuation methods: pure mathematics on numpy and scipy. Nothing here knows Django, the database or the floor."""

from marketplace.valuation.methods.bounds import Bound
from marketplace.valuation.methods.catalogue import (
    METHODS,
    RELIEF_FROM_ROYALTY,
    Method,
    document,
    fingerprint,
    method,
    read,
    value,
)
from marketplace.valuation.methods.fields import Field, Kind, Quantity, Rows, Unit, read_date
from marketplace.valuation.methods.refusals import CAUTIONS, REFUSALS, Caution, InputRefused

__all__ = [
    "CAUTIONS",
    "METHODS",
    "REFUSALS",
    "RELIEF_FROM_ROYALTY",
    "Bound",
    "Caution",
    "Field",
    "InputRefused",
    "Kind",
    "Method",
    "Quantity",
    "Rows",
    "Unit",
    "document",
    "fingerprint",
    "method",
    "read",
    "read_date",
    "value",
]
