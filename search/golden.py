"""The golden set of matching: needs and listings as files, judged by hand, scored by the very functions of the floor.

Needs no database: codes come from the lists that ship with the project.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marketplace.taxonomy import data
from search.evaluation import BadFile, Judgements, ndcg, precision, recall, reciprocal_rank
from search.matching.pairs.building import (
    LISTS,
    NEED_TEXTS,
    OFFER_TEXTS,
    CodeBook,
    Given,
    figure_of,
    metric_passages,
    passages_of,
)
from search.matching.pairs.candidates import ANSWERS
from search.matching.pairs.facts import Figure, Money, NeedFacts, OfferFacts, Place, Trust
from search.matching.pairs.judge import Judgement, Prepared, judge
from search.matching.pairs.mathematics import bm25
from search.matching.pairs.run import worth_showing
from search.matching.pairs.statistics import Statistics, count
from search.matching.pairs.weights import VERSION
from search.matching.pairs.words import bags_of, surfaces_of
from search.text import stems

DAY = date(2026, 11, 24)  # The set has no dates, so freshness is absent; any day gives the same.
SHOWN = 10
CANDIDATES = 50
FIRST = 5
NO_ANSWER = "none"
ACROSS = "cross"


@dataclass(frozen=True, slots=True)
class GoldenSet:
    """Grades 0–3 by need and listing; a need of the group "none" has no good answer."""

    needs: Mapping[str, NeedFacts]
    offers: Mapping[str, OfferFacts]
    groups: Mapping[str, str]
    judged: Mapping[str, Judgements]
    texts: Mapping[str, str]  # All words of each need and offer, for the plain ranking beside ours.


Row = Mapping[str, Any]


def read(folder: Path) -> GoldenSet:
    """The three files of a set. Raises BadFile, OSError."""
    needs, listings = _rows(folder / "needs.json"), _rows(folder / "listings.json")
    judged = _object(folder / "judgements.json")
    book = code_book()
    try:
        return GoldenSet(
            needs={row["id"]: _need(at, row, book) for at, row in enumerate(needs, 1)},
            offers={row["id"]: _offer(at, row, book) for at, row in enumerate(listings, 1)},
            groups={row["id"]: row["group"] for row in needs},
            judged={
                need: {listing: int(grade) for listing, grade in grades.items()} for need, grades in judged.items()
            },
            texts={row["id"]: _text(row) for row in (*needs, *listings)},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile(f"{folder.name}: {error!r}") from error


def _rows(path: Path) -> list[Row]:
    found = _parsed(path)
    if not isinstance(found, list):
        raise BadFile(f"{path.name}: expected a list")
    return found


def _object(path: Path) -> Mapping[str, Any]:
    found = _parsed(path)
    if not isinstance(found, dict):
        raise BadFile(f"{path.name}: expected an object")
    return found


def _parsed(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadFile(f"{path.name}: {error}") from error


def code_book() -> CodeBook:
    """The lists as they ship."""
    rows = [
        ((row.key[0], row.key[2]), (row.parent[0], row.parent[2]) if row.parent else None, *_labels(row.values))
        for row in data.code_rows()
        if row.key[0] in LISTS
    ]
    walks = [(start, end) for start, end, _values in data.crosswalk_rows()]
    return CodeBook.of(
        rows,
        fields={start[2]: end[2] for start, end in walks if (start[0], end[0]) == ("ipc", "wipo_field")},
        regions={start[2]: end[2] for start, end in walks if (start[0], end[0]) == ("province", "region")},
    )


def _labels(values: Mapping[str, object]) -> tuple[str, str]:
    return str(values["label_vi"]), str(values["label_en"])


def _need(number: int, row: Row, book: CodeBook) -> NeedFacts:
    requirements = tuple(_figure(one) for one in row.get("requirements") or ())
    passages = [*passages_of(NEED_TEXTS, lambda name: _joined(row.get(name))), *metric_passages(requirements)]
    low, high = row.get("trl_min"), row.get("trl_max")
    return NeedFacts(
        **_side(number, row, book, kind="technology"),
        bags=bags_of(passages),
        surfaces=surfaces_of(passages),
        readiness=(low or 1, high or 9) if low or high else None,
        requirements=requirements,
        budget=_money(row, "budget"),
    )


def _offer(number: int, row: Row, book: CodeBook) -> OfferFacts:
    claims = tuple(_figure(one) for one in row.get("claims") or ())
    passages = [*passages_of(OFFER_TEXTS, lambda name: _joined(row.get(name))), *metric_passages(claims)]
    return OfferFacts(
        **_side(number, row, book, kind=str(row.get("kind") or "technology")),
        bags=bags_of(passages),
        readiness=row.get("trl"),
        claims=claims,
        price=_money(row, "price"),
    )


def _side(number: int, row: Row, book: CodeBook, *, kind: str) -> dict[str, Any]:
    field, province = row.get("field") or "", row.get("province") or ""
    country = row.get("country") or ("VN" if province else "")
    return {
        "id": number,
        "version": 1,
        "kind": kind,
        "owner_id": 0,
        "owner_country": country,
        "owner_kind": "",
        "restriction": "none",
        "in_search": True,
        "classes": book.known([*(("ipc", code) for code in row.get("ipc") or ()), ("st_field", field)]),
        "licences": book.forms(row.get("licence_kinds") or ()),
        "place": Place(country=country, region=book.regions.get(province, ""), province=province),
    }


def _figure(row: Row) -> Figure:
    return figure_of(
        Given(
            metric_vi=row.get("metric_vi") or "",
            metric_en=row.get("metric_en") or "",
            operator=row["operator"],
            value=row.get("value"),
            value_high=row.get("value_high"),
            unit=row.get("unit") or "",
            must=row.get("must", True),
            trust=row.get("verification") or Trust.DECLARED,
        )
    )


def _money(row: Row, topic: str) -> Money | None:
    low, high = row.get(f"{topic}_min"), row.get(f"{topic}_max")
    if (low is None and high is None) or not row.get("currency"):
        return None
    return Money(low=low, high=high if high is not None else low, currency=row["currency"])


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _text(row: Row) -> str:
    names = [name for name in row if name.endswith(("_vi", "_en"))]
    return "\n".join(text for name in names if (text := _joined(row[name])))


# --- Rankings ---


@dataclass(frozen=True, slots=True)
class Ranked:
    """One need's listings best first; `proposed` are those that the floor would propose."""

    order: tuple[str, ...]
    proposed: tuple[str, ...]


def statistics_of(golden: GoldenSet) -> Statistics:
    return count(golden.offers.values(), number=0)


def judged_order(golden: GoldenSet, need: NeedFacts, statistics: Statistics) -> list[tuple[str, Judgement]]:
    """Every listing of the set judged for one need, best first."""
    prepared = Prepared.of(need, statistics)
    found = [(name, judge(prepared, offer, on=DAY)) for name, offer in golden.offers.items()]
    return sorted(found, key=lambda pair: pair[1].order)


def ours(golden: GoldenSet) -> dict[str, Ranked]:
    """What the floor makes of every need."""
    statistics = statistics_of(golden)
    ranked = {}
    for name, need in golden.needs.items():
        order = judged_order(golden, need, statistics)
        good = {id(one) for one in worth_showing([judged for _key, judged in order if _answers(need, judged)])}
        proposed = [key for key, judged in order if id(judged) in good]
        ranked[name] = Ranked(tuple(key for key, _judged in order), tuple(proposed))
    return ranked


def _answers(need: NeedFacts, judged: Judgement) -> bool:
    """The floor proposes technologies to technology needs; a service that helps is found by searching."""
    return judged.offer.kind in ANSWERS[need.kind]


def plain(golden: GoldenSet) -> dict[str, Ranked]:
    """BM25 of the need's whole text over the listings' whole texts: what any search engine gives."""
    words = {name: stems(golden.texts[name]) for name in (*golden.needs, *golden.offers)}
    counted = {name: _counts(words[name]) for name in golden.offers}
    average = sum(len(words[name]) for name in golden.offers) / max(len(golden.offers), 1)
    having = _counts([word for counts in counted.values() for word in counts])
    found = {}
    for need in golden.needs:
        scores = {
            offer: sum(
                bm25(
                    frequency=counts[word],
                    length=len(words[offer]),
                    average=average,
                    documents=len(counted),
                    having=having[word],
                )
                for word in words[need]
                if word in counts
            )
            for offer, counts in counted.items()
        }
        order = sorted(scores, key=lambda name: (-scores[name], name))
        found[need] = Ranked(tuple(order), tuple(name for name in order if scores[name] > 0))
    return found


def _counts(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found


# --- Figures ---


def report(golden: GoldenSet) -> dict[str, Any]:
    """Both rankings, how far ours is above plain BM25, and the version of the score."""
    found, beside = figures(golden, ours(golden)), figures(golden, plain(golden))
    gain = {
        group: round(found[group]["ndcg@10"] - beside[group]["ndcg@10"], 6) for group in found if group != "no_answer"
    }
    return {"score_version": VERSION, "ours": found, "bm25": beside, "gain": gain}


def figures(golden: GoldenSet, ranked: Mapping[str, Ranked]) -> dict[str, dict[str, float]]:
    """Means over all needs that have a good answer, per group of them, and the share of the others left alone."""
    answered = [name for name in golden.needs if _has_answer(golden, name)]
    groups = {"all": answered}
    for name in answered:
        groups.setdefault(golden.groups[name], []).append(name)
    for parity, rest in (("even", 0), ("odd", 1)):  # For whoever fits a weight to one half and reports the other.
        groups[parity] = [name for name in answered if name[-1:].isdigit() and int(name[-1]) % 2 == rest]
    groups["same_language"] = [name for name in answered if golden.groups[name] != ACROSS]
    result = {group: _means(golden, ranked, names) for group, names in groups.items()}
    alone = [name for name in golden.needs if golden.groups[name] == NO_ANSWER]
    quiet = [name for name in alone if not ranked[name].proposed]
    result["no_answer"] = {"needs": len(alone), "precision": _mean([1.0 if name in quiet else 0.0 for name in alone])}
    return result


def _has_answer(golden: GoldenSet, need: str) -> bool:
    return golden.groups[need] != NO_ANSWER and any(golden.judged.get(need, {}).values())


def _means(golden: GoldenSet, ranked: Mapping[str, Ranked], names: Sequence[str]) -> dict[str, float]:
    pairs = [(ranked[name].order, golden.judged[name]) for name in names]
    return {
        "needs": len(names),
        "ndcg@10": _mean([ndcg(order, judged, k=SHOWN) for order, judged in pairs]),
        "mrr": _mean([reciprocal_rank(order, judged, k=len(order)) for order, judged in pairs]),
        "recall@50": _mean([recall(order, judged, k=CANDIDATES) for order, judged in pairs]),
        "p@5": _mean([precision(order, judged, k=FIRST) for order, judged in pairs]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6) if values else 0.0
