"""Whether an answer agrees with a vector within its tolerance."""

import math
from collections.abc import Mapping
from typing import Any

SIMULATED_RELATIVE = 0.01  # Percentiles of another sampler's draws; used where a vector names no other.


def agrees(got: Any, expected: Any, tolerance: Mapping[str, float], *, key: str = "") -> bool:
    """Same keys, same shape, every number within `rel` or `abs`; `*_sim` loosely, `published*` as printed."""
    if key == "note":
        return True
    if isinstance(expected, Mapping):
        same = isinstance(got, Mapping) and set(got) == set(expected)
        return same and all(agrees(got[name], expected[name], tolerance, key=name) for name in expected)
    if isinstance(expected, list):
        same = isinstance(got, list | tuple) and len(got) == len(expected)
        return same and all(agrees(one, other, tolerance, key=key) for one, other in zip(got, expected, strict=True))
    if _is_number(expected):
        return _is_number(got) and _close(float(got), float(expected), tolerance, key)
    return bool(got == expected)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _close(got: float, expected: float, tolerance: Mapping[str, float], key: str) -> bool:
    if key.endswith("_sim"):
        relative = tolerance.get("p*_sim_rel", SIMULATED_RELATIVE)
        return math.isclose(got, expected, rel_tol=relative)
    if key.startswith("published"):
        digits = len(repr(expected).partition(".")[2].rstrip("0"))
        return round(got, digits) == round(expected, digits)
    return math.isclose(got, expected, rel_tol=tolerance.get("rel", 0.0), abs_tol=tolerance.get("abs", 0.0))
