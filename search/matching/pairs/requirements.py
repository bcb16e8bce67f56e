"""What a need demands against what an offer claims, figure by figure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isclose

from search.matching.pairs.facts import Bound, Figure, Trust
from search.matching.pairs.metrics import same_metric
from search.matching.pairs.weights import DECLARED_TRUST, NICE_WEIGHT

EQUAL_WITHIN = 0.01  # Nobody demands 50 Hz to the last digit.
TRUST = {Trust.DECLARED: DECLARED_TRUST, Trust.SEEN: DECLARED_TRUST, Trust.VERIFIED: 1.0, Trust.CONTESTED: 0.0}


class Verdict(StrEnum):
    """What a claim says about a requirement."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"  # Same figure, but the bounds leave it open: at most 5 says nothing about at least 3.
    OTHER_UNIT = "other_unit"
    NO_CLAIM = "no_claim"


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement, and the claim that speaks about it."""

    requirement: Figure
    verdict: Verdict
    claim: Figure | None = None

    @property
    def weight(self) -> float:
        return 1.0 if self.requirement.must else NICE_WEIGHT

    @property
    def value(self) -> float:
        """1 when met by a checked figure, less when only its owner says so."""
        return TRUST[self.claim.trust] if self.claim and self.verdict is Verdict.MET else 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """All requirements of a need. `known` is the share of their weight about which a claim decides."""

    checks: tuple[Check, ...]
    value: float
    known: float


def compare(requirements: Sequence[Figure], claims: Sequence[Figure]) -> Compared | None:
    """The share of decided requirements that is met, must rows whole and nice ones half; None without rows.

    A row that no claim speaks about is missing, not missed: it makes the component count less, never zero.
    """
    if not requirements or not claims:
        return None
    checks = tuple(_check(row, claims) for row in requirements)
    decided = [check for check in checks if check.verdict in (Verdict.MET, Verdict.MISSED)]
    weight = sum(check.weight for check in decided)
    value = sum(check.weight * check.value for check in decided) / weight if weight else 0.0
    return Compared(checks, value, weight / sum(check.weight for check in checks))


_PREFERENCE = [Verdict.MET, Verdict.MISSED, Verdict.OPEN, Verdict.OTHER_UNIT]


def _check(requirement: Figure, claims: Sequence[Figure]) -> Check:
    """The claim of the same name that says most; of several that decide, the best trusted one."""
    named = (requirement.metric_vi, requirement.metric_en)
    told = [claim for claim in claims if same_metric(named, (claim.metric_vi, claim.metric_en))]
    found = [Check(requirement, verdict(requirement, claim), claim) for claim in told]
    if not found:
        return Check(requirement, Verdict.NO_CLAIM)
    return min(found, key=lambda check: (_PREFERENCE.index(check.verdict), -_trust(check)))


def _trust(check: Check) -> float:
    return TRUST[check.claim.trust] if check.claim else 0.0


def verdict(requirement: Figure, claim: Figure) -> Verdict:
    """Whether every value that the claim allows satisfies the requirement, none does, or some do."""
    wanted, offered = _span(requirement), _span(claim)
    if wanted is None or offered is None or wanted.measures != offered.measures:
        return Verdict.OTHER_UNIT
    if requirement.bound is Bound.EQUAL:
        slack = abs(wanted.low) * EQUAL_WITHIN
        wanted = _Span(wanted.measures, wanted.low - slack, wanted.high + slack)
    if _at_least(offered.low, wanted.low) and _at_least(wanted.high, offered.high):
        return Verdict.MET
    return Verdict.MISSED if offered.high < wanted.low or offered.low > wanted.high else Verdict.OPEN


@dataclass(frozen=True, slots=True)
class _Span:
    measures: str
    low: float
    high: float


def _span(figure: Figure) -> _Span | None:
    low, high = figure.low, figure.high
    if low is None or (figure.bound is Bound.RANGE and high is None):
        return None
    match figure.bound:
        case Bound.AT_LEAST:
            return _Span(low.measures, low.magnitude, inf)
        case Bound.AT_MOST:
            return _Span(low.measures, -inf, low.magnitude)
        case Bound.RANGE if high is not None:
            return _Span(low.measures, low.magnitude, high.magnitude)
    return _Span(low.measures, low.magnitude, low.magnitude)


def _at_least(value: float, bound: float) -> bool:
    """Conversions leave crumbs: 0.8 kW is 800 W."""
    return value >= bound or isclose(value, bound, rel_tol=1e-9)
