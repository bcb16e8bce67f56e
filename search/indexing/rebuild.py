"""A whole new index beside the live one, in slices between normal work, compared, then swapped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.problems import Conflict, Unavailable
from search.backends import RebuildMismatch, SearchBackend, SearchUnavailable
from search.document import Checksum, IndexedDocument
from search.fields import Kind
from search.indexing.sources import SOURCES, all_versions
from search.indexing.sync import sync
from search.indexing.writer import writing_backend
from search.models import RebuildRequest

log = structlog.get_logger(__name__)
ORDER = tuple(Kind)
REPAIR_ROUNDS = 3  # Rows that changed while the last slice was written are repaired, then compared again.


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a rebuild got: table and last id; and the slices since its last commit."""

    kind: Kind
    after_id: int
    slices: int = 0


# By target: what the engine was given and no commit made durable. Gone with the process, as those documents are; the
# request's own watermark is the last durable one.
_ahead: dict[str, Mark] = {}


class RebuildRunning(Conflict):
    """One rebuild at a time."""

    code = "rebuild-running"
    advice = gettext_lazy("Wait until the rebuild that runs is finished.")


def request_rebuild(*, requested_by: str, now: datetime) -> RebuildRequest:
    """Leave the request that the index writer carries out. Raises RebuildRunning while one is open."""
    try:
        with transaction.atomic():
            return RebuildRequest.objects.create(
                requested_at=now, requested_by=requested_by, backend=settings.SEARCH_BACKEND
            )
    except IntegrityError as error:
        raise RebuildRunning(_("A rebuild is running already.")) from error


def open_request() -> RebuildRequest | None:
    return RebuildRequest.objects.filter(backend=settings.SEARCH_BACKEND, done_at=None, failed_at=None).first()


def step(*, now: datetime) -> bool:
    """Carry out one slice of the open request; False when there is nothing to do.

    Raises Unavailable when the engine does not answer; the request stays open and goes on at its watermark.
    """
    request = open_request()
    if request is None:
        return False
    backend = writing_backend()
    try:
        _step(request, backend, now=now)
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    return True


def _step(request: RebuildRequest, backend: SearchBackend, *, now: datetime) -> None:
    live = backend.open_rebuild()
    if not request.target or live != request.target:  # Not begun, or its index vanished: from the start.
        if live is not None:
            backend.abort_rebuild()
        request.target, request.kind, request.after_id, request.written = backend.begin_rebuild(now=now), ORDER[0], 0, 0
        request.save()
    # Taken away first: where writing fails, what no commit made durable is written again.
    mark = _ahead.pop(request.target, None) or Mark(Kind(request.kind), request.after_id)
    documents = SOURCES[mark.kind].slice_after(mark.after_id, limit=settings.INDEX_SLICE)
    if documents:
        mark = Mark(mark.kind, documents[-1].id, mark.slices + 1)
        _write(request, backend, documents, mark)
    elif mark.kind != ORDER[-1]:
        _write(request, backend, [], Mark(ORDER[ORDER.index(mark.kind) + 1], 0, settings.INDEX_COMMIT_SLICES))
    else:
        _finish(request, backend, now=now)
        request.save()


def _write(request: RebuildRequest, backend: SearchBackend, documents: list[IndexedDocument], mark: Mark) -> None:
    """Write a slice that leads to `mark`; the request keeps it once it is durable."""
    durable = mark.slices >= settings.INDEX_COMMIT_SLICES
    backend.put_into(documents, durable=durable)
    request.written += len(documents)
    if durable:
        request.kind, request.after_id = mark.kind, mark.after_id
    else:
        _ahead[request.target] = mark
    request.save()


def _finish(request: RebuildRequest, backend: SearchBackend, *, now: datetime) -> None:
    """Compare with the database as it is now, repair what changed meanwhile, swap. Until then the old index serves."""
    for _round in range(REPAIR_ROUNDS):
        try:
            report = backend.finish_rebuild(expected=Checksum.of(all_versions(limit=settings.INDEX_SLICE)), now=now)
        except RebuildMismatch:
            _repair(backend, now=now)
        else:
            request.done_at = now
            request.report = f"{report.checksum.count} documents in {report.name}"
            backend.drop_old(before=now - timedelta(hours=settings.INDEX_OLD_HOURS))
            log.info("index rebuilt", documents=report.checksum.count, name=report.name)
            return
    backend.abort_rebuild()
    request.failed_at = now
    request.report = "the new index never agreed with the database; the old one serves on"
    log.error("rebuild failed", request=request.pk)


def _repair(backend: SearchBackend, *, now: datetime) -> None:
    """Write again what differs in the new index; writes go to both while a rebuild is open."""
    for kind, source in SOURCES.items():
        held: dict[int, int] = {}
        after_id = 0
        while page := backend.versions(kind, after_id=after_id, limit=settings.INDEX_SLICE, beside=True):
            held |= page
            after_id = max(page)
        wanted: dict[int, int] = {}
        after_id = 0
        while page := source.versions(after_id=after_id, limit=settings.INDEX_SLICE):
            wanted |= page
            after_id = max(page)
        differing = [pk for pk in held.keys() | wanted.keys() if held.get(pk) != wanted.get(pk)]
        for start in range(0, len(differing), settings.INDEX_SLICE):
            sync(((kind, pk) for pk in differing[start : start + settings.INDEX_SLICE]), now=now)
