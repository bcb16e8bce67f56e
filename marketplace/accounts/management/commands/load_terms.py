"""`manage.py load_terms`: the first version of each text that people accept; again changes nothing."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from marketplace.accounts import actions, queries
from marketplace.accounts.states import TermsKind
from marketplace.common import clock
from marketplace.common.permissions import SYSTEM

TEXTS = Path(__file__).parents[2] / "texts"
FIRST_VERSION, FIRST_DAY = "2026-11", date(2026, 11, 1)


class Command(BaseCommand):
    help = "Publish the texts that the release brings, where a floor has no version of its own yet."

    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        for kind in TermsKind:
            if queries.versions_of(kind):
                continue
            texts = {f"text_{language}": _text(kind, language) for language in ("vi", "en")}
            actions.add_terms(
                kind=kind, version=FIRST_VERSION, valid_from=FIRST_DAY, actor=SYSTEM, now=clock.now(), **texts
            )
            if verbosity:
                self.stdout.write(f"Terms: {kind} {FIRST_VERSION}")


def _text(kind: TermsKind, language: str) -> str:
    return (TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8")
