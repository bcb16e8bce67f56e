"""O8: every entry of the log is in the chain, the chain follows from itself, and each change has its one entry."""

from datetime import timedelta

from django.conf import settings

from marketplace.common import audit
from marketplace.common.models import AuditEntry, AuditSeal
from workers.reconcile import histories
from workers.reconcile.findings import Compared, broken
from workers.reconcile.scope import Scope


def o8(scope: Scope) -> Compared:
    """Nothing stays unsealed, the newest part of the chain verifies, versions count the entries."""
    wait = timedelta(0) if scope.at_rest else timedelta(seconds=settings.RECONCILE_SEAL_SECONDS)
    unsealed = AuditEntry.objects.filter(seal=None, at__lte=scope.now - wait).order_by("pk")
    waiting = [
        f"entry {pk}: {verb}" for pk, verb in unsealed.values_list("pk", "verb")[: settings.RECONCILE_OBJECTS_MAX]
    ]
    links, bad = _verified()
    changes = histories.changes_without_entry(scope)
    shown = settings.RECONCILE_EXAMPLES_MAX
    return Compared(
        links + changes.count,
        (
            *broken("Entries of the log are not sealed.", waiting, shown=shown),
            *broken("The chain is broken.", bad, shown=shown),
            *changes.findings,
        ),
    )


def _verified() -> tuple[int, list[str]]:
    """How many links were followed, and the first one that does not follow."""
    newest = AuditSeal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    start = max(newest - settings.RECONCILE_SEALS_MAX, 0)
    before = AuditSeal.objects.filter(seq=start).values_list("hash", flat=True).first()
    prev, expected = before or audit.GENESIS, start
    for link in AuditSeal.objects.filter(seq__gt=start).select_related("entry").order_by("seq").iterator():
        expected += 1
        if link.seq != expected:
            return expected - start, [f"link {expected} is missing"]
        if link.prev != prev:
            return expected - start, [f"link {expected} does not follow the one before"]
        if audit.link_hash(prev, audit.as_dict(link.entry)) != link.hash:
            return expected - start, [f"entry {link.entry_id}, link {expected}, was changed"]
        prev = link.hash
    return expected - start, []
