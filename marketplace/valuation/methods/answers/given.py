"""Reading the inputs of a vector: numbers and lists, each refused by name when it is neither."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from marketplace.valuation.methods.bounds import MATH_RATE, Bound
from marketplace.valuation.methods.conventions import Array, Convention
from marketplace.valuation.methods.fields import read_number
from marketplace.valuation.methods.refusals import InputRefused

Inputs = Mapping[str, Any]
Given = dict[str, Any]

MOST_NUMBERS = 1000
ANY = Bound(-1e30, 1e30)
POSITIVE = Bound(0, 1e30, low_open=True)


def number(inputs: Inputs, name: str, bound: Bound = ANY) -> float:
    return bound.check(name, read_number(name, inputs.get(name)))


def amount(inputs: Inputs, name: str) -> float:
    return number(inputs, name)


def rate(inputs: Inputs, name: str = "r") -> float:
    return number(inputs, name, MATH_RATE)


def years(inputs: Inputs, name: str = "n") -> float:
    return number(inputs, name, POSITIVE)


def list_of(inputs: Inputs, name: str) -> list[Any]:
    values = inputs.get(name)
    if not isinstance(values, list) or not values:
        raise InputRefused(name, "too_few", 1)
    if len(values) > MOST_NUMBERS:
        raise InputRefused(name, "too_many", MOST_NUMBERS)
    return values


def vector_of(inputs: Inputs, name: str, bound: Bound = ANY) -> Array:
    return np.array([bound.check(name, read_number(name, value)) for value in list_of(inputs, name)])


def convention_of(inputs: Inputs, default: Convention) -> Convention:
    given = inputs.get("convention", default)
    try:
        return Convention(given)
    except ValueError:
        raise InputRefused("convention", "not_a_choice", ", ".join(Convention)) from None
