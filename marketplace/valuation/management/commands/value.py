"""`manage.py value`: answer test vectors, or compute one method from a file. Needs no database."""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marketplace.valuation import methods
from marketplace.valuation.methods.answers import Unanswered, agrees, answer

MOST_BYTES = 16_000_000  # The 95 vectors take 60 kB.


class Command(BaseCommand):
    help = "Answer valuation vectors (--vectors FILE), or compute METHOD on --inputs FILE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("method", nargs="?", help=f"One of: {', '.join(methods.METHODS)}.")
        parser.add_argument("--inputs", metavar="FILE", type=Path, help="A JSON object of inputs by name.")
        parser.add_argument("--vectors", metavar="FILE", type=Path, help="JSON or JSON Lines of vectors.")
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=True, help="JSON, the only form.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["vectors"] and not options["method"]:
            self._answer(_vectors(_read(options["vectors"])))
        elif options["method"] and options["inputs"] and not options["vectors"]:
            self._compute(options["method"], _object(_read(options["inputs"])))
        else:
            raise CommandError("Give either --vectors FILE, or METHOD with --inputs FILE.")

    def _answer(self, vectors: Iterable[dict[str, Any]]) -> None:
        for vector in vectors:
            try:
                self._print(_line(vector))
            except Unanswered:
                self.stderr.write(f"{vector.get('id')}: no method built so far answers this vector")

    def _compute(self, name: str, given: dict[str, Any]) -> None:
        today = timezone.localdate()
        try:
            inputs = methods.read(name, {"valuation_date": today.isoformat(), "seed": int(f"{today:%Y%m%d}"), **given})
            result = methods.value(name, inputs, today=today)
        except methods.InputRefused as refused:
            self._print({"refused": _refusal(refused)})
            raise CommandError(f"{refused.field}: {_words(refused)}") from None
        version = methods.method(name).version
        self._print({"method": name, "version": version, **methods.document(result)})

    def _print(self, line: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def _line(vector: dict[str, Any]) -> dict[str, Any]:
    expected = vector.get("expected")
    judged = isinstance(expected, dict)
    try:
        got = answer(vector)
    except methods.InputRefused as refused:
        return {"id": vector.get("id"), "ok": False if judged else None, "got": {}, "refused": _refusal(refused)}
    tolerance = vector.get("tol") or {"rel": 1e-9}
    return {"id": vector.get("id"), "ok": agrees(got, expected, tolerance) if judged else None, "got": got}


def _refusal(refused: methods.InputRefused) -> dict[str, Any]:
    return {"field": refused.field, "code": refused.code, "limit": refused.limit}


def _words(refused: methods.InputRefused) -> str:
    return methods.REFUSALS[refused.code].format(limit=refused.limit)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(f"{path} has more than {MOST_BYTES} bytes.")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CommandError(f"This is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise CommandError("The inputs must be one JSON object.")
    return found


def _vectors(text: str) -> Iterator[dict[str, Any]]:
    """Vectors of a JSON object with `vectors`, of a list, of one vector, or one per line."""
    try:
        found = json.loads(text)
    except ValueError:
        found = [_object(line) for line in text.splitlines() if line.strip()]
    if isinstance(found, dict):
        found = found.get("vectors", [found])
    for vector in found if isinstance(found, list) else []:
        if not isinstance(vector, dict):
            raise CommandError("A vector must be a JSON object.")
        yield vector
