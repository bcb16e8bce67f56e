"""The methods that a run can name, each with its version: `value(method, inputs)` computes one."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.valuation.methods.fields import Field
from marketplace.valuation.methods.refusals import InputRefused, gettext_noop
from marketplace.valuation.methods.royalty_estimate import Estimate, Progress, estimate
from marketplace.valuation.methods.royalty_fields import FIELDS
from marketplace.valuation.methods.royalty_inputs import RoyaltyInputs, read_inputs

RELIEF_FROM_ROYALTY = "relief_from_royalty"


@dataclass(frozen=True, slots=True)
class Method:
    """`version` rises whenever the same inputs and seed would give another figure or another document."""

    name: str
    version: str
    title: str
    fields: tuple[Field, ...]


METHODS: dict[str, Method] = {
    RELIEF_FROM_ROYALTY: Method(RELIEF_FROM_ROYALTY, "1", gettext_noop("Relief from royalty"), FIELDS),
}


def method(name: str) -> Method:
    """Raises InputRefused for a name that is not in METHODS."""
    try:
        return METHODS[name]
    except KeyError:
        raise InputRefused("method", "unknown_method") from None


def read(name: str, given: Mapping[str, object]) -> RoyaltyInputs:
    """Typed inputs of a method. Raises InputRefused."""
    method(name)
    return read_inputs(given)


def value(name: str, inputs: RoyaltyInputs, *, today: date, on_progress: Progress = lambda share: None) -> Estimate:
    """Compute a method on typed inputs. `today` decides only whether the valuation date is old or ahead."""
    method(name)
    return estimate(inputs, today=today, on_progress=on_progress)


def document(result: Estimate) -> dict[str, Any]:
    """The result as plain JSON values, as a run stores it."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(result), allow_nan=False))
    return plain


def fingerprint(name: str, inputs: RoyaltyInputs, *, context: Mapping[str, str]) -> str:
    """SHA-256 over method, version, every input and its source, and what else makes a run another run."""
    record = {
        "method": name,
        "version": method(name).version,
        "context": dict(context),
        "inputs": dataclasses.asdict(inputs),
    }
    text = json.dumps(record, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
