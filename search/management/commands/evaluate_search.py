"""`manage.py evaluate_search`: how well the product's own search ranks a retrieval set in BEIR form."""

import json
import shutil
import tempfile
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import evaluation
from search.backends import ENGINES, SearchBackend, SearchUnavailable, scratch_backend


class Command(BaseCommand):
    help = (
        "Index a corpus (BEIR form) through the product's documents and queries in a scratch index, ask the queries, "
        "write a TREC run and, with judgements, print the figures. The live index is never touched."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, help="corpus.jsonl or .jsonl.gz: _id, title, text")
        parser.add_argument("--queries", type=Path, required=True, help="queries.jsonl: _id, text")
        parser.add_argument("--qrels", type=Path, help="qrels.tsv: query-id, corpus-id, score")
        parser.add_argument("--run", type=Path, metavar="OUT", help="write the first 100 hits per query in TREC form")
        parser.add_argument("--backend", choices=sorted(ENGINES), default=settings.SEARCH_BACKEND)
        parser.add_argument("--language", choices=["en", "vi"], default="en")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        name, language = options["backend"], options["language"]
        if name == "elasticsearch" and not settings.ELASTICSEARCH_URL:
            raise CommandError("ELASTICSEARCH_URL is not set, so there is no server to measure.")
        try:
            judged = evaluation.read_judgements(options["qrels"]) if options["qrels"] else {}
            queries = list(evaluation.read_entries(options["queries"]))
            corpus = evaluation.read_entries(options["corpus"])
            with _scratch(name) as backend:
                run = evaluation.run_set(backend, corpus, queries, language=language)
            if options["run"]:
                with options["run"].open("w", encoding="utf-8") as file:
                    evaluation.write_run(run, file, tag=f"techfloor-{name}")
        except (OSError, EOFError, UnicodeDecodeError, evaluation.BadFile) as error:
            raise CommandError(str(error)) from error
        except SearchUnavailable as error:
            raise CommandError(f"The engine does not answer: {error}") from error
        figures = evaluation.figures(run, judged) if options["qrels"] else {"queries": len(run)}
        self.stdout.write(json.dumps(figures) if options["json"] else _lines(figures))


def _lines(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name:<12}{value}" for name, value in figures.items())


@contextmanager
def _scratch(name: str) -> Iterator[SearchBackend]:
    """An engine with an empty index of its own, removed afterwards."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="scratch-", dir=settings.VAR_DIR))
    backend = scratch_backend(name, root=root, prefix=f"{settings.SEARCH_INDEX_PREFIX}-scratch-{uuid.uuid4().hex[:12]}")
    try:
        yield backend
    finally:
        backend.drop_all()
        shutil.rmtree(root, ignore_errors=True)
