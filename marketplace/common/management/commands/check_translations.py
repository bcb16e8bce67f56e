"""Fail while a message has no translation, a fuzzy one, or one that lost a placeholder."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.common.catalogues import check_catalogues


class Command(BaseCommand):
    help = "Check every .po of the project: nothing missing, nothing fuzzy, placeholders kept."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        problems = [problem for root in settings.LOCALE_PATHS for problem in check_catalogues(Path(root))]
        if problems:
            raise CommandError("\n".join(map(str, problems)))
        self.stdout.write("Every message is translated.")
