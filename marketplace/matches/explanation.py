"""Why a need and a listing fit, do not fit, or cannot be judged yet: the value that matching hands over.

A score is the harmonic mean of what the need thinks of the listing and the reverse (RECON, RecSys 2010). Each
contribution is already scaled so that the rows add up to the score itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

STRONG_FROM_POINTS = 75
FAIR_FROM_POINTS = 55


class Band(StrEnum):
    """Ascending: a match rings again only when its band rises."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        return list(Band).index(self)


class Component(StrEnum):
    """What is compared. A component whose facts one side lacks is absent, never zero."""

    LEXICAL = "lexical"
    TAXONOMY = "taxonomy"
    REQUIREMENTS = "requirements"
    TRL = "trl"
    LICENCE = "licence"
    GEOGRAPHY = "geography"
    FRESHNESS = "freshness"
    BUDGET = "budget"
    STANDARDS = "standards"


class Judge(StrEnum):
    """Whose judgement a contribution belongs to."""

    NEED = "need"  # The listing as the need sees it.
    LISTING = "listing"  # The need as the listing sees it.


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One row of the sum: `share` of the score (0–1) out of at most `weight`; `value` is the component itself (0–1)."""

    component: Component
    judge: Judge
    value: float
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words: `code` names the template, `facts` fill it; a missing fact names what it would open."""

    stance: Stance
    code: str
    component: Component
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole judgement of one pair. `score` is 0–1 and equals the sum of all shares to 1e-9."""

    score: float
    contributions: Sequence[Contribution]
    reasons: Sequence[Reason]
    score_version: str
    need_version: int
    listing_version: int

    @property
    def points(self) -> int:
        """The score as people see it, 0–100."""
        return round(self.score * 100)

    @property
    def band(self) -> Band:
        return band_of(self.points)


def band_of(points: int) -> Band:
    """Strong from 75, fair from 55, else weak."""
    if points >= STRONG_FROM_POINTS:
        return Band.STRONG
    return Band.FAIR if points >= FAIR_FROM_POINTS else Band.WEAK


@dataclass(frozen=True, slots=True)
class ComponentPoints:
    """What one component gives both judges together, in whole points: "25 of 30"."""

    component: Component
    points: int
    out_of: int


def component_points(explanation: Explanation) -> list[ComponentPoints]:
    """Whole points per component, most attainable first. They add up to `explanation.points`, the limits to 100."""
    known = [
        component for component in Component if any(row.component is component for row in explanation.contributions)
    ]
    shares = [_summed(explanation, component, "share") for component in known]
    weights = [_summed(explanation, component, "weight") for component in known]
    total = sum(weights) or 1.0
    limits = _whole([weight / total for weight in weights], total=100, limits=[100] * len(known))
    points = _whole(shares, total=explanation.points, limits=limits)
    rows = [ComponentPoints(*row) for row in zip(known, points, limits, strict=True)]
    return sorted(rows, key=lambda row: -row.out_of)


def _summed(explanation: Explanation, component: Component, part: str) -> float:
    return sum(getattr(row, part) for row in explanation.contributions if row.component is component)


def _whole(parts: Sequence[float], *, total: int, limits: Sequence[int]) -> list[int]:
    """Hundredths by largest remainder: each part rounds down, the rest goes to those that lost most (Hamilton's rule).

    A part at its limit passes its turn on, so that no row says 15 of 14.
    """
    exact = [part * 100 for part in parts]
    whole = [min(int(value + _NOISE), limit) for value, limit in zip(exact, limits, strict=True)]
    order = sorted(range(len(parts)), key=lambda at: whole[at] - exact[at])
    left = total - sum(whole)
    while left > 0 and any(whole[at] < limits[at] for at in order):
        for at in order:
            if left > 0 and whole[at] < limits[at]:
                whole[at] += 1
                left -= 1
    return whole


_NOISE = 1e-9  # 25 computed as 24.999999999999996 is 25.


def packed(explanation: Explanation) -> dict[str, Any]:
    """As JSON keeps it; `unpacked` reads it. Raises TypeError for a fact that JSON cannot hold."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(explanation)))
    return plain


def unpacked(plain: Mapping[str, Any]) -> Explanation:
    """The value again, from plain values."""
    contributions = [
        Contribution(**{**row, "component": Component(row["component"]), "judge": Judge(row["judge"])})
        for row in plain["contributions"]
    ]
    reasons = [
        Reason(**{**row, "stance": Stance(row["stance"]), "component": Component(row["component"])})
        for row in plain["reasons"]
    ]
    return Explanation(**{**plain, "contributions": contributions, "reasons": reasons})
