"""How near the classes of two things are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.matching.pairs.facts import Class
from search.matching.pairs.mathematics import shared_depth, wu_palmer
from search.matching.pairs.statistics import Statistics, steps_of
from search.matching.pairs.weights import CLASS_TELLS_ALL_FROM


@dataclass(frozen=True, slots=True)
class Nearness:
    """0–1, and the two classes that tell most of it. `known` is the share of the need's classes, by how much they
    tell, that the offer has a list for: an offer without patent classes is not far from one, it is unknown.
    """

    value: float
    known: float
    need_class: Class | None = None
    offer_class: Class | None = None


def nearness(wanted: Sequence[Class], offered: Sequence[Class], statistics: Statistics) -> Nearness | None:
    """Each wanted class by its nearest offered one, Wu–Palmer, weighted by how much the class tells.

    What two classes share counts by its own rarity: a common subclass is a find, “engineering and technology” hardly,
    and the root, which everything shares, nothing. None where the sides have no list in common.
    """
    lists = {one.list for one in offered}
    asked = [one for one in wanted if one.list in lists]
    weights = [_tells(one, statistics) for one in asked]
    total = sum(weights)
    if not total:
        return None
    best = [_nearest(one, offered, statistics) for one in asked]
    value = sum(weight * near for weight, (near, _other) in zip(weights, best, strict=True)) / total
    known = total / sum(_tells(one, statistics) for one in wanted)
    told = max(range(len(asked)), key=lambda at: (weights[at] * best[at][0], -at))
    near, other = best[told]
    return Nearness(value, known, asked[told], other) if near else Nearness(value, known)


def _nearest(one: Class, offered: Sequence[Class], statistics: Statistics) -> tuple[float, Class]:
    same_list = [other for other in offered if other.list == one.list]
    near = [(_near(one, other, statistics), other.code, other) for other in same_list]
    value, _code, other = max(near, key=lambda found: found[:2])
    return value, other


def _near(one: Class, other: Class, statistics: Statistics) -> float:
    depth = shared_depth(one.path, other.path)
    if depth <= 1:
        return 0.0
    rarity = min(1.0, statistics.tells(f"{one.list}:{one.path[depth - 1]}") / CLASS_TELLS_ALL_FROM)
    return wu_palmer(one.path, other.path) * rarity


def _tells(one: Class, statistics: Statistics) -> float:
    return statistics.tells(steps_of(one)[-1])
