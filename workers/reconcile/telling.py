"""O4, O5: everybody is told once, and each mail has the one id under which it goes out on every try."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from marketplace.notifications.models import Delivery, Notice
from marketplace.notifications.states import Sending
from search.models import SavedSearchHit
from workers.reconcile.findings import Compared, broken
from workers.reconcile.scope import Scope

ALERT = "saved_search"


def o4(scope: Scope) -> Compared:
    """One notice per person and occurrence, one delivery per notice and way; each hit reached its holder."""
    notices = Notice.objects.filter(
        created_at__lte=scope.settled_by,
        created_at__gt=scope.now - timedelta(days=settings.DELIVERY_KEEP_DAYS),  # Deliveries are deleted after it.
    )
    shown = settings.RECONCILE_EXAMPLES_MAX
    twice = [f"person {person}: {key}" for person, key in _repeats(Notice.objects, "recipient", "event_key")]
    doubled = [f"notice {notice} by {way}" for notice, way in _repeats(Delivery.objects, "notice", "channel")]
    silent = [f"notice {pk} ({kind})" for pk, kind in _rows(notices.filter(deliveries=None), "pk", "kind")]
    return Compared(
        notices.count(),
        (
            *broken("Somebody was told the same thing twice.", twice, shown=shown),
            *broken("A notice has two deliveries by one way.", doubled, shown=shown),
            *broken("A notice was written without its delivery.", silent, shown=shown),
            *broken("A saved search found something and its holder was not told.", _untold(scope), shown=shown),
        ),
    )


def o5(scope: Scope) -> Compared:
    """Each sent mail has one id and one reader; nothing that is due waits, nothing is held by who is gone."""
    sent = Delivery.objects.filter(state=Sending.SENT)
    readers = sent.values("mail").annotate(people=Count("recipient", distinct=True)).filter(people__gt=1)
    late = Delivery.objects.filter(state=Sending.QUEUED, available_at__lt=scope.settled_by)
    dead = Delivery.objects.filter(state=Sending.SENDING, lease_until__lt=scope.settled_by)
    shown = settings.RECONCILE_EXAMPLES_MAX
    return Compared(
        Delivery.objects.count(),
        (
            *broken("One mail id went to several people.", [str(row["mail"]) for row in readers], shown=shown),
            *broken("A mail waits although its time has come.", _named(late), shown=shown),
            *broken("A mail is held by a worker that is gone.", _named(dead), shown=shown),
            *broken("A mail is being sent on a floor at rest.", _sending_at_rest(scope), shown=shown),
        ),
    )


def _sending_at_rest(scope: Scope) -> list[str]:
    return _named(Delivery.objects.filter(state=Sending.SENDING)) if scope.at_rest else []


def _untold(scope: Scope) -> list[str]:
    """Hits of living searches whose holder has no notice about that publication, by this search or another."""
    told = Notice.objects.filter(
        kind=ALERT,
        recipient=OuterRef("saved_search__user"),
        subject_kind=OuterRef("kind"),
        subject_id=OuterRef("object_id"),
    )
    since = scope.now - timedelta(days=settings.RECONCILE_PUBLICATION_DAYS)
    hits = SavedSearchHit.objects.filter(found_at__gt=since, found_at__lte=scope.settled_by).exclude(Exists(told))
    living = hits.filter(saved_search__paused=False, saved_search__user__is_active=True)
    unchanged = living.filter(saved_search__updated_at__lte=F("found_at"))
    found = _rows(unchanged, "saved_search__public_id", "kind", "object_id")
    return [f"search {search}: {kind}:{pk}" for search, kind, pk in found]


def _repeats(rows, *columns: str) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]
    grouped = rows.order_by().values(*columns).annotate(times=Count("pk")).filter(times__gt=1)
    return [tuple(row[column] for column in columns) for row in grouped[: settings.RECONCILE_OBJECTS_MAX]]


def _named(rows: QuerySet[Delivery]) -> list[str]:
    return [f"delivery {pk} of mail {mail}" for pk, mail in _rows(rows, "pk", "mail")]


def _rows(rows: QuerySet, *columns: str) -> Iterable[tuple]:
    return rows.order_by("pk").values_list(*columns)[: settings.RECONCILE_OBJECTS_MAX]
