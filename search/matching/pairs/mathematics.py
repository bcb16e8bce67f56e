"""Formulas of matching, each with the name the field gives it. Pure: plain numbers in, plain numbers out.

Sources stand at each formula; `tests/search/vectors.json` holds worked examples of every one.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import exp, log, sqrt
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

BM25_K1 = 1.2  # Lucene's own; the retrieval sets of this project lose with others.
BM25_B = 0.75
RRF_K = 60  # Cormack, Clarke and Büttcher 2009: keeps the first ranks from drowning the rest.
TRL_TAU = 1.5  # One level outside the window keeps half, two keep a quarter.
WILSON_Z_95 = 1.959963984540054


# --- Words ---


def inverse_frequency(*, documents: int, having: float) -> float:
    """How much a word tells: ln(1 + (N − n + 0.5)/(n + 0.5)), Lucene ≥ 8. Never negative."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def term_saturation(*, frequency: float, length: float, average: float) -> float:
    """The part of BM25 that a document decides, below 1: f/(f + k1·(1 − b + b·length/average))."""
    return frequency / (frequency + BM25_K1 * (1 - BM25_B + BM25_B * length / average))


def bm25(*, frequency: float, length: float, average: float, documents: int, having: float) -> float:
    """One word's score without the factor (k1 + 1), as Lucene ≥ 8 has it."""
    told = inverse_frequency(documents=documents, having=having)
    return told * term_saturation(frequency=frequency, length=length, average=average)


def saturation(score: float, *, pivot: float) -> float:
    """A score without an upper end as a number below 1; half at the pivot."""
    return score / (score + pivot) if score > 0 else 0.0


# --- Classes ---


def wu_palmer(left: Sequence[str], right: Sequence[str]) -> float:
    """2·depth(lcs)/(depth(a) + depth(b)) of two paths from one root; the root has depth 1 (Wu and Palmer 1994)."""
    return 2 * shared_depth(left, right) / (len(left) + len(right))


def shared_depth(left: Sequence[str], right: Sequence[str]) -> int:
    """How many steps two paths go together."""
    depth = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        depth += 1
    return depth


# --- Single facts ---


def readiness_fit(level: int, *, low: int, high: int) -> float:
    """1 inside the window, exp(−gap/1.5) outside."""
    gap = max(low - level, level - high, 0)
    return exp(-gap / TRL_TAU)


def half_life(age_days: float, *, half_life_days: float) -> float:
    """0.5^(age/half-life); an age below zero counts as new."""
    return float(0.5 ** (max(age_days, 0.0) / half_life_days))


# --- Sums ---


def shares(values: Mapping[Item, float], weights: Mapping[Item, float]) -> dict[Item, float]:
    """What each present value adds to the weighted mean: (w/W)·c over those that are there.

    A value that is missing is not zero: its weight goes to the others.
    """
    total = sum(weights[name] for name in values)
    return {name: weights[name] / total * value for name, value in values.items()} if total else {}


def weighted_total(values: Mapping[Item, float], weights: Mapping[Item, float]) -> float:
    """The mean of what is there, by weight; 0 when nothing is."""
    return sum(shares(values, weights).values())


def reciprocity(one: float, other: float) -> float:
    """The harmonic mean of both directions: a pair is as good as its cooler half (RECON, RecSys 2010)."""
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


# --- Rankings ---


def fused(rankings: Sequence[Sequence[Item]], *, k: int = RRF_K) -> dict[Item, float]:
    """Reciprocal rank fusion, Σ 1/(k + rank) with ranks from 1; best first, ties in the order first seen."""
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


def marginal_relevance(
    scores: Sequence[float], similarity: Sequence[Sequence[float]], *, balance: float = 0.7
) -> list[int]:
    """Positions in the order of balance·score − (1 − balance)·likeness to those taken (Carbonell, Goldstein 1998)."""
    left, taken = list(range(len(scores))), list[int]()
    while left:
        best = max(left, key=lambda at: (_margin(at, taken, scores, similarity, balance), -at))
        taken.append(best)
        left.remove(best)
    return taken


def _margin(
    at: int, taken: Collection[int], scores: Sequence[float], similarity: Sequence[Sequence[float]], balance: float
) -> float:
    nearest = max((similarity[at][other] for other in taken), default=0.0)
    return balance * scores[at] - (1 - balance) * nearest


def spread_out(ranked: Sequence[Item], owner_of: Mapping[Item, Hashable], *, shown: int, per_owner: int) -> list[Item]:
    """The same items with at most `per_owner` of one owner among the first `shown`; what steps back keeps its order.

    Where too few owners are there to fill the first places, those that stepped back fill them.
    """
    front: list[Item] = []
    counted: dict[Hashable, int] = {}
    for item in ranked:
        if len(front) == shown:
            break
        owner = owner_of[item]
        if counted.get(owner, 0) < per_owner:
            counted[owner] = counted.get(owner, 0) + 1
            front.append(item)
    chosen = set(front)
    return [*front, *(item for item in ranked if item not in chosen)]


# --- Answers ---


def wilson_lower(accepted: int, *, shown: int, z: float = WILSON_Z_95) -> float:
    """The lower end of the share that was accepted (Wilson 1927); 0 when nothing was shown."""
    if not shown:
        return 0.0
    share = accepted / shown
    middle = share + z * z / (2 * shown)
    margin = z * sqrt(share * (1 - share) / shown + z * z / (4 * shown * shown))
    return (middle - margin) / (1 + z * z / shown)


def posterior(accepted: int, *, shown: int, prior: tuple[float, float] = (1, 1)) -> tuple[float, float]:
    """Mean and standard deviation of an acceptance rate after these answers (Beta)."""
    alpha, beta = prior[0] + accepted, prior[1] + shown - accepted
    total = alpha + beta
    return alpha / total, sqrt(alpha * beta / (total * total * (total + 1)))


def upper_confidence(accepted: int, *, shown: int, total_shown: int) -> float:
    """UCB1: the rate seen so far plus what could still be learned (Auer, Cesa-Bianchi, Fischer 2002)."""
    return accepted / shown + sqrt(2 * log(total_shown) / shown)
