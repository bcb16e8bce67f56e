"""Compile message catalogues; part of set-up, needs no GNU gettext."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.common.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile every .po of the project to .mo with Babel."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        for root in settings.LOCALE_PATHS:
            for path in compile_catalogues(Path(root)):
                self.stdout.write(f"{path.name} for {path.parent.parent.name} compiled")
