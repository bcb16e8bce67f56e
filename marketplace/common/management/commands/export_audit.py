"""`manage.py export_audit`: the sealed chain as JSON Lines, for the archive and for anyone who wants to verify it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from marketplace.common import audit


class Command(BaseCommand):
    help = "Write the sealed audit chain as JSON Lines, one entry a line, to standard output or to --to FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FILE", type=Path)

    def handle(self, *args: object, to: Path | None, **options: object) -> None:
        if to is None:
            for line in audit.export():
                self.stdout.write(line)
            return
        with to.open("w", encoding="utf-8") as file:
            count = sum(1 for line in audit.export() if file.write(f"{line}\n"))
        self.stdout.write(f"{count} entries in {to}")
