"""Which input moves the value, one at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One input taken from low to high with all others at their base."""

    name: str
    low_input: float
    high_input: float
    value_at_low: float
    value_at_high: float

    @property
    def swing(self) -> float:
        return abs(self.value_at_high - self.value_at_low)


def tornado(evaluate: Callable[..., float], levels: Mapping[str, tuple[float, float]]) -> tuple[Bar, ...]:
    """Bars by falling swing; `evaluate(**{name: level})` gives the value with one input changed."""
    bars = [
        Bar(name, low, high, evaluate(**{name: low}), evaluate(**{name: high})) for name, (low, high) in levels.items()
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.name)))
