"""Relevance on three judged collections, both engines: the bars of `make bench` goal 16."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from marketplace.common.text import fold
from search.backends import SearchBackend, scratch_backend
from search.evaluation import Entry, figures, read_entries, read_judgements, run_set
from tests.services import require, required

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "ir"
pytestmark = pytest.mark.retrieval


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.services)])
def backend(request: pytest.FixtureRequest, tmp_path: Path, settings) -> Iterator[SearchBackend]:
    if not SETS.is_dir():
        (pytest.fail if required() else pytest.skip)("the retrieval sets of ../shared/data are not there")
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = require("elasticsearch")
    prefix = f"{django_settings.SEARCH_INDEX_PREFIX}-retrieval"
    engine = scratch_backend(request.param, root=tmp_path / "index", prefix=prefix)
    yield engine
    engine.drop_all()


def ndcg_at_10(backend: SearchBackend, name: str, *typed: Callable[[str], str], language: str) -> list[float]:
    """One figure per way of typing the same queries, over one index of the collection."""
    folder = SETS / name
    judged = read_judgements(folder / "dev" / "qrels.tsv")
    queries = list(read_entries(folder / "dev" / "queries.jsonl"))
    ways = {
        f"{number}:{query.id}": Entry(f"{number}:{query.id}", write(query.text))
        for number, write in enumerate(typed)
        for query in queries
    }
    run = run_set(backend, read_entries(folder / "corpus.jsonl.gz"), ways.values(), language=language)
    return [
        figures({query.id: run[f"{number}:{query.id}"] for query in queries}, judged)["ndcg@10"]
        for number in range(len(typed))
    ]


def as_typed(text: str) -> str:
    return text


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_scifact(backend: SearchBackend) -> None:
    (figure,) = ndcg_at_10(backend, "scifact", as_typed, language="en")

    assert figure >= 0.67


def test_cranfield(backend: SearchBackend) -> None:
    (figure,) = ndcg_at_10(backend, "cranfield", as_typed, language="en")

    assert figure >= 0.40


def test_xquad_vi_with_marks_without_and_decomposed(backend: SearchBackend) -> None:
    with_marks, without, nfd = ndcg_at_10(backend, "xquad-vi", as_typed, fold, decomposed, language="vi")

    assert with_marks >= 0.95
    assert without >= 0.90
    assert nfd == with_marks
