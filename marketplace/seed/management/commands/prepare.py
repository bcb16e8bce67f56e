"""`manage.py prepare`: what a deployment runs once before it starts web and workers; again changes nothing."""

import time
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from marketplace.common.problems import Unavailable
from search.backends import SearchUnavailable, get_backend
from search.fields import Kind
from search.indexing import rebuild
from search.indexing.writer import release_lease, writing_backend
from search.models import RebuildRequest

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 60  # No slice written for so long: the engine is away, not slow.


class Command(BaseCommand):
    help = "Migrate the database, load code lists and texts, and make the search index where there is none that fits."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, help="seconds without a slice, at most")

    def handle(self, *args: object, verbosity: int, patience: float, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("load_codes", verbosity=verbosity, stdout=self.stdout)
        call_command("load_terms", verbosity=verbosity, stdout=self.stdout)
        try:
            self._make_index(patience_seconds=patience)
        finally:
            release_lease()

    def _make_index(self, *, patience_seconds: float) -> None:
        fault = _index_fault()
        if not fault:
            self.stdout.write("Index: in place")
            return
        self.stdout.write(f"Index: {fault}")
        request = rebuild.open_request() or rebuild.request_rebuild(requested_by="prepare", now=clock.now())
        self._see_through(request, patience_seconds=patience_seconds)
        if request.failed_at is not None:
            raise CommandError(f"Index: {request.report}")
        self.stdout.write(f"Index: {request.report}")

    def _see_through(self, request: RebuildRequest, *, patience_seconds: float) -> None:
        """Write slices here, or watch the index writer that holds the lease do it."""
        written, since = request.written, time.monotonic()
        while request.done_at is None and request.failed_at is None:
            try:
                rebuild.step(now=clock.now())
            except Unavailable as error:
                if time.monotonic() - since > patience_seconds:
                    raise CommandError(f"Index: no slice was written for {patience_seconds:.0f} s: {error}") from error
                time.sleep(LOOK_SECONDS)
            request.refresh_from_db()
            if request.written > written:
                written, since = request.written, time.monotonic()


def _index_fault() -> str:
    """Why the index cannot serve this release, or nothing. One that reads well may still be made for other fields."""
    try:
        get_backend().versions(Kind.LISTING, after_id=0, limit=1)
        writing_backend().put([])
    except SearchUnavailable as error:
        return str(error)
    except Unavailable:  # A worker writes the index, so it is in place.
        return ""
    return ""
