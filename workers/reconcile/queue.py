"""O2: what was to be done is done, and nothing stands parked."""

from django.conf import settings
from django.db.models import Q

from marketplace.common.models import OutboxRow
from workers.reconcile.findings import Compared, broken
from workers.reconcile.scope import Scope


def o2(scope: Scope) -> Compared:
    """No row is parked, waits past its time or is held by a lease that ran out. At rest no row is open at all."""
    rows = OutboxRow.objects.filter(done_at=None)
    open_rows = rows.filter(parked_at=None)
    held = Q(lease_until__isnull=False)
    late = open_rows.filter(~held, available_at__lt=scope.settled_by)
    dead = open_rows.filter(held, lease_until__lt=scope.settled_by)
    shown = settings.RECONCILE_EXAMPLES_MAX
    return Compared(
        OutboxRow.objects.count(),
        (
            *broken("Work stands parked with a reason.", _named(rows.exclude(parked_at=None)), shown=shown),
            *broken("Work waits although its time has come.", _named(late), shown=shown),
            *broken("Work is held by a worker that is gone.", _named(dead), shown=shown),
            *broken("Work is held by a worker on a floor at rest.", _held_at_rest(scope), shown=shown),
        ),
    )


def _held_at_rest(scope: Scope) -> list[str]:
    return _named(OutboxRow.objects.filter(done_at=None, lease_until__gte=scope.now)) if scope.at_rest else []


def _named(rows) -> list[str]:  # type: ignore[no-untyped-def]
    found = rows.order_by("pk")[: settings.RECONCILE_OBJECTS_MAX]
    return [f"row {row.pk}: {row.task or row.event} {row.subject_kind}:{row.subject_id}" for row in found]
