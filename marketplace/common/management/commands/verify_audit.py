"""`manage.py verify_audit FILE`: check an exported chain; needs the file only, no database."""

import json
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from marketplace.common import audit


class Command(BaseCommand):
    help = "Verify an exported audit chain; exit code 1 names the first entry that is missing or was changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        last: deque[str] = deque(maxlen=1)
        try:
            with file.open(encoding="utf-8") as lines:
                count = audit.verify(_remembering(lines, last))
        except audit.ChainBroken as broken:
            raise CommandError(f"The chain is broken: {broken}.") from broken
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file} is no exported audit chain: {error}.") from error
        # A file cut at its end verifies too: compare the head with one that was noted elsewhere.
        head = json.loads(last[0])["hash"] if last else audit.GENESIS
        self.stdout.write(f"{count} entries verified; the head is {head}")


def _remembering(lines: Iterable[str], last: deque[str]) -> Iterator[str]:
    for line in lines:
        last.append(line)
        yield line
