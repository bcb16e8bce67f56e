"""`manage.py reindex`: a whole new index beside the live one, compared and swapped; search never goes empty."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from marketplace.common.problems import Unavailable
from search.backends import NoRebuild
from search.indexing import rebuild
from search.indexing.writer import release_lease, writing_backend
from search.models import RebuildRequest

LOOK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Rebuild the search index. Where a worker runs it does the work; else this command does. --back undoes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--back", action="store_true", help="make the previous index live again (kept for 24 h)")
        parser.add_argument("--no-wait", action="store_true", help="leave the request and return")

    def handle(self, *args: object, **options: object) -> None:
        if options["back"]:
            self._back()
            return
        try:
            request = rebuild.request_rebuild(requested_by="command", now=clock.now())
        except rebuild.RebuildRunning as error:
            raise CommandError(str(error)) from error
        if not options["no_wait"]:
            self._see_through(request)

    def _back(self) -> None:
        try:
            name = writing_backend().back(now=clock.now())
        except (NoRebuild, Unavailable) as error:
            raise CommandError(str(error)) from error
        finally:
            release_lease()
        self.stdout.write(f"{name} is live again")

    def _see_through(self, request: RebuildRequest) -> None:
        """Do the slices here when nobody else writes; else watch the index writer do them."""
        try:
            while request.done_at is None and request.failed_at is None:
                if not self._step():
                    time.sleep(LOOK_SECONDS)
                request.refresh_from_db()
                self.stderr.write(f"\r{request.written} documents", ending="")
        finally:
            release_lease()
        self.stderr.write("")
        if request.failed_at is not None:
            raise CommandError(request.report)
        self.stdout.write(request.report)

    def _step(self) -> bool:
        try:
            return rebuild.step(now=clock.now())
        except Unavailable:
            return False
