"""`manage.py check_index`: does the engine hold what the database holds?"""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from marketplace.common.problems import Unavailable
from search.backends import SearchUnavailable, get_backend
from search.indexing.sweep import find_drift, sweep
from search.indexing.writer import release_lease


class Command(BaseCommand):
    help = "Compare index and database by id and version; --repair writes what differs. Exit code 1 on a difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        try:
            drift = sweep(now=clock.now()) if options["repair"] else find_drift(get_backend())
        except (SearchUnavailable, Unavailable) as error:
            raise CommandError(f"the index does not answer: {error}") from error
        finally:
            release_lease()
        figures = {"missing": len(drift.missing), "older": len(drift.older), "orphans": len(drift.orphans)}
        self.stdout.write(json.dumps({"checked": drift.checked, **figures, "repaired": bool(options["repair"])}))
        if drift.keys and not options["repair"]:
            raise CommandError("index and database differ", returncode=1)
