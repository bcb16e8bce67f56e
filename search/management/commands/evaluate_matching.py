"""`manage.py evaluate_matching`: how well the floor's own judgement ranks the golden set, beside plain BM25."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import golden
from search.evaluation import BadFile

FOLDER = settings.ROOT / "tests" / "search" / "relevance" / "matching"


class Command(BaseCommand):
    help = (
        "Judge every need of the golden set against every listing with the functions that match on the floor; print "
        "nDCG@10 (linear gain, ideal over all judged), MRR, recall@50, P@5 and how often a need without an answer is "
        "left alone, per group, beside plain BM25 of the need's text. Reads files only."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="needs.json, listings.json, judgements.json")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            found = golden.report(golden.read(options["folder"]))
        except (OSError, BadFile) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found, sort_keys=True) if options["json"] else _table(found))


def _table(found: dict[str, Any]) -> str:
    lines = [f"{'group':<16}{'needs':>6}{'nDCG@10':>10}{'BM25':>8}{'MRR':>8}{'R@50':>8}{'P@5':>8}"]
    for group, figures in found["ours"].items():
        if group == "no_answer":
            continue
        plain = found["bm25"][group]["ndcg@10"]
        numbers = (figures["ndcg@10"], plain, figures["mrr"], figures["recall@50"], figures["p@5"])
        shown = "".join(f"{number:>{width}.3f}" for number, width in zip(numbers, (10, 8, 8, 8, 8), strict=True))
        lines.append(f"{group:<16}{figures['needs']:>6}{shown}")
    quiet = found["ours"]["no_answer"]
    lines.append(f"needs without an answer left alone: {quiet['precision']:.3f} of {quiet['needs']}")
    lines.append(f"above BM25 on needs in the language of their listings: {found['gain']['same_language']:+.3f}")
    return "\n".join(lines)
