"""Compile message catalogues; part of set-up, needs no GNU gettext."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from marketplace.common.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile every .po of the project to .mo with Babel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="Say nothing when all goes well.")

    def handle(self, *args: object, quiet: bool = False, **options: object) -> None:
        for root in settings.LOCALE_PATHS:
            for path in compile_catalogues(Path(root)):
                if not quiet:
                    self.stdout.write(f"{path.parent.parent.name}: {path.with_suffix('.mo').name} written")
