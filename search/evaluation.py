"""How good a ranking is: metrics, the files of retrieval sets, and a run of a set through the product's own path."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, TextIO

from marketplace.common.text import clean_text
from search.backends.base import SearchBackend
from search.document import IndexedDocument, in_slices
from search.fields import Audience, Kind
from search.query import SearchQuery

RUN_DEPTH = 100
WRITE_SLICE = 1000
Judgements = Mapping[str, int]  # Grade by document; absent is 0.


# --- Metrics: pure; a ranking is documents best first, without repeats ---


def dcg(grades: Sequence[int], *, exponential: bool = False) -> float:
    """Discounted cumulative gain, linear (Järvelin and Kekäläinen 2002); 2^grade − 1 only to compare with others."""
    gains = [2**grade - 1 for grade in grades] if exponential else grades
    return sum(gain / log2(position + 1) for position, gain in enumerate(gains, 1))


def ndcg(ranking: Sequence[str], judged: Judgements, *, k: int) -> float:
    """dcg@k over that of the ideal order of all judged documents, retrieved or not; 0 when none is relevant."""
    ideal = dcg(sorted(judged.values(), reverse=True)[:k])
    return dcg([judged.get(document, 0) for document in ranking[:k]]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], judged: Judgements, *, k: int) -> float:
    """The share of relevant documents among the first k; 0 when none is relevant."""
    relevant = _relevant(judged)
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def precision(ranking: Sequence[str], judged: Judgements, *, k: int) -> float:
    """The relevant share of k places; places left empty count as misses."""
    return len(_relevant(judged) & set(ranking[:k])) / k


def reciprocal_rank(ranking: Sequence[str], judged: Judgements, *, k: int) -> float:
    """1 over the place of the first relevant document within k; 0 without one."""
    relevant = _relevant(judged)
    return next((1 / place for place, document in enumerate(ranking[:k], 1) if document in relevant), 0.0)


def average_precision(ranking: Sequence[str], judged: Judgements) -> float:
    """The mean of the precision at each relevant document, missing ones counting 0."""
    relevant = _relevant(judged)
    places = [place for place, document in enumerate(ranking, 1) if document in relevant]
    return sum(found / place for found, place in enumerate(places, 1)) / len(relevant) if relevant else 0.0


def _relevant(judged: Judgements) -> set[str]:
    return {document for document, grade in judged.items() if grade > 0}


# --- Files: BEIR's corpus, queries and judgements; TREC's run ---


class BadFile(ValueError):
    """A line of a retrieval set cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a query of a set."""

    id: str
    text: str
    title: str = ""


def read_entries(path: Path) -> Iterator[Entry]:
    """The lines of a corpus or of queries, gzipped or not. Raises BadFile, OSError."""
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _entry(line, where=f"{path.name}:{number}")


def _entry(line: str, *, where: str) -> Entry:
    try:
        row = json.loads(line)
        return Entry(id=str(row["_id"]), text=str(row.get("text") or ""), title=str(row.get("title") or ""))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadFile(f"{where}: expected an object with _id and text") from error


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query and document: BEIR's three columns under a header, or TREC's four. Raises BadFile, OSError."""
    judged: dict[str, dict[str, int]] = {}
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            columns = line.split()
            if not columns or (number == 1 and not columns[-1].lstrip("-").isdigit()):
                continue  # The header.
            try:
                query, document, grade = columns[0], columns[-2], int(columns[-1])
            except (IndexError, ValueError) as error:
                raise BadFile(f"{path.name}:{number}: expected query, document and grade") from error
            judged.setdefault(query, {})[document] = grade
    return judged


def write_run(run: Mapping[str, Sequence[tuple[str, float]]], file: TextIO, *, tag: str) -> None:
    """TREC's form: `qid Q0 docid rank score tag`, ranks from 1."""
    for query, ranking in run.items():
        for rank, (document, score) in enumerate(ranking, 1):
            file.write(f"{query} Q0 {document} {rank} {score:.6f} {tag}\n")


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


# --- The run ---

Run = dict[str, list[tuple[str, float]]]


def run_set(backend: SearchBackend, corpus: Iterable[Entry], queries: Iterable[Entry], *, language: str) -> Run:
    """Index a corpus as listings and ask every query as a page would, the first RUN_DEPTH hits each."""
    names: list[str] = []

    def documents() -> Iterator[IndexedDocument]:
        for number, entry in enumerate(corpus, 1):
            names.append(entry.id)
            title, text = clean_text(entry.title), clean_text(entry.text)  # As every edge of the product does.
            titles = (title,) if title else ()
            yield IndexedDocument(kind=Kind.LISTING, id=number, version=1, titles=titles, body=text)

    for batch in in_slices(documents(), WRITE_SLICE):
        backend.put(batch)
    return {query.id: _ranked(backend, query.text, names, language=language) for query in queries}


def _ranked(backend: SearchBackend, text: str, names: Sequence[str], *, language: str) -> list[tuple[str, float]]:
    params = {"q": text, "size": str(RUN_DEPTH)}
    query = SearchQuery.from_params(params, audience=Audience.PUBLIC, language=language, strict=False)
    return [(names[hit.id - 1], hit.score) for hit in backend.search(query, facets=()).hits]


def figures(run: Run, judged: Mapping[str, Judgements]) -> dict[str, Any]:
    """Means over the queries that have judgements, and how many they are."""
    rankings = {query: [document for document, _ in ranking] for query, ranking in run.items() if query in judged}
    count = len(rankings)

    def mean(values: Iterable[float]) -> float:
        return round(sum(values) / count, 6) if count else 0.0

    return {
        "ndcg@10": mean(ndcg(ranking, judged[query], k=10) for query, ranking in rankings.items()),
        "recall@100": mean(recall(ranking, judged[query], k=100) for query, ranking in rankings.items()),
        "mrr@10": mean(reciprocal_rank(ranking, judged[query], k=10) for query, ranking in rankings.items()),
        "queries": count,
    }
