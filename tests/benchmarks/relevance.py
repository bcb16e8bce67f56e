"""Goal 16: how well the product ranks judged queries, where the retrieval sets lie beside the project."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from marketplace.common.text import fold
from search import evaluation
from search.backends import SearchBackend
from search.evaluation import Entry
from tests.benchmarks.report import Figure

SETS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ir"
Change = Callable[[str], str]
Fresh = Callable[[], SearchBackend]


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection, what is done to its queries, and the least nDCG@10."""

    name: str
    folder: str
    language: str
    change: Change
    wanted: float


SETS_MEASURED = (
    Judged("SciFact", "scifact", "en", str, 0.67),
    Judged("Cranfield", "cranfield", "en", str, 0.40),
    Judged("XQuAD-vi", "xquad-vi", "vi", str, 0.95),
    Judged("XQuAD-vi without marks", "xquad-vi", "vi", fold, 0.90),
    Judged("XQuAD-vi in NFD", "xquad-vi", "vi", lambda text: unicodedata.normalize("NFD", text), 0.95),
)


def measure_relevance(fresh: Fresh, *, engine: str) -> Iterator[Figure]:
    """Each collection in an index of its own, which `fresh` gives empty."""
    for judged in SETS_MEASURED:
        folder = SETS / judged.folder
        queries = evaluation.read_entries(folder / "dev" / "queries.jsonl")
        changed = [replace(query, text=judged.change(query.text)) for query in queries]
        grades = evaluation.read_judgements(folder / "dev" / "qrels.tsv")
        got = _ndcg(fresh(), folder, changed, grades, language=judged.language)
        yield Figure(16, f"{judged.name}, {engine}", got, judged.wanted, at_least=True, unit="nDCG@10")


def _ndcg(
    backend: SearchBackend,
    folder: Path,
    queries: Sequence[Entry],
    grades: dict[str, dict[str, int]],
    *,
    language: str,
) -> float:
    try:
        corpus = evaluation.read_entries(folder / "corpus.jsonl.gz")
        run = evaluation.run_set(backend, corpus, queries, language=language)
    finally:
        backend.drop_all()
    return float(evaluation.figures(run, grades)["ndcg@10"])
