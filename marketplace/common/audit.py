"""Writing and sealing the audit chain; verifying needs only the exported file."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.db import models, transaction

from marketplace.common.correlation import request_id
from marketplace.common.models import AuditEntry, AuditSeal
from marketplace.common.permissions import Actor

GENESIS = "0" * 64
SEAL_BATCH = 500


class ChainBroken(Exception):
    """The first entry whose hash does not follow from the one before it."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"entry {seq}: {why}")
        self.seq = seq


def record(verb: str, *, subject: models.Model, actor: Actor, now: datetime, **facts: object) -> None:
    """Write one entry in the action's transaction. Facts are ids, codes and states, never personal data or floats.

    What is done under a mandate names both: whom it is done for, and through which organisation.
    """
    if actor.through is not None:
        facts["through"] = actor.through
    AuditEntry.objects.create(
        at=now,
        actor=actor.audit_name,
        acting_for=actor.organisation_id,
        verb=verb,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        facts=facts,
        request_id=request_id.get(),
    )


def seal(*, now: datetime) -> int:
    """Append unsealed entries to the chain; returns how many. One sealer at a time holds the lease `seal`."""
    with transaction.atomic():
        last = AuditSeal.objects.order_by("-seq").first()
        seq, prev = (last.seq, last.hash) if last else (0, GENESIS)
        seals = []
        for entry in AuditEntry.objects.filter(seal=None).order_by("id")[:SEAL_BATCH]:
            seq += 1
            link = link_hash(prev, as_dict(entry))
            seals.append(AuditSeal(seq=seq, entry=entry, prev=prev, hash=link, sealed_at=now))
            prev = link
        AuditSeal.objects.bulk_create(seals)  # The primary key refuses a second sealer's fork.
    return len(seals)


def as_dict(entry: AuditEntry) -> dict[str, object]:
    """The entry as it is hashed and exported."""
    return {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "acting_for": entry.acting_for,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "facts": entry.facts,
        "request_id": entry.request_id,
    }


def link_hash(prev: str, entry: dict[str, object]) -> str:
    """SHA-256(prev ‖ canonical JSON: sorted keys, NFC, no spaces, no floats)."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256((prev + unicodedata.normalize("NFC", text)).encode()).hexdigest()


def export() -> Iterator[str]:
    """The sealed chain as JSON Lines: {"seq", "prev", "hash", "entry"}."""
    for link in AuditSeal.objects.select_related("entry").order_by("seq").iterator():
        yield json.dumps(
            {"seq": link.seq, "prev": link.prev, "hash": link.hash, "entry": as_dict(link.entry)}, ensure_ascii=False
        )


def verify(lines: Iterable[str]) -> int:
    """Check an exported chain; returns its length. Raises ChainBroken naming the first bad entry."""
    prev, expected = GENESIS, 0
    for line in lines:
        expected += 1
        link = json.loads(line)
        if link["seq"] != expected:
            raise ChainBroken(expected, "is missing")
        if link["prev"] != prev:
            raise ChainBroken(expected, "does not follow the one before")
        if link_hash(prev, link["entry"]) != link["hash"]:
            raise ChainBroken(expected, "was changed")
        prev = link["hash"]
    return expected
