"""Documents behind figures: what a reviewer looks at, whose certificate covers a listing, what the clock moves."""

from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.common.permissions import Actor, require
from marketplace.common.problems import NotFound
from marketplace.listings import rules
from marketplace.listings.models import Evidence, Listing
from marketplace.listings.states import CHECKED, EvidenceState, Kind, State
from marketplace.taxonomy.queries import facts

NO_CERTIFICATE = "no"  # Fact of a kind of service that nobody certifies: it cannot confirm a figure.


def evidence_of(listing: Listing) -> list[Evidence]:
    """The documents of a listing that was read for this reader, without those struck off. Uses its prefetch."""
    return [row for row in listing.evidence.all() if row.state != EvidenceState.STRUCK]


def evidence_named(public_id: str, key: str, *, actor: Actor) -> Evidence:
    """One document of a visible listing. Raises NotFound."""
    rows = Evidence.objects.filter(listing__in=rules.visible_to(actor), listing__public_id=public_id, key=key)
    found = rows.select_related("listing__owner", "listing__st_field", "kind", "verified_by").first()
    if found is None:
        raise NotFound()
    return found


def contested_evidence(*, actor: Actor) -> list[Evidence]:
    """Contested documents that this judge may decide, oldest first, whether their listing is in view or in review."""
    found = _contested().order_by("state_since", "pk").iterator()
    mine = (row for row in found if rules.may_judge_evidence(actor, row.listing))
    return list(islice(mine, settings.CONTESTED_SHOWN))


def contested_named(public_id: str, key: str, *, actor: Actor) -> Evidence:
    """One of `contested_evidence`. Raises NotFound, NotAllowed."""
    row = _contested().filter(listing__public_id=public_id, key=key).first()
    if row is None:
        raise NotFound()
    require(rules.may_judge_evidence(actor, row.listing), detail=_("Decided by a judge who had no part in it."))
    return row


def _contested() -> QuerySet[Evidence]:
    """A draft is its author's alone, until it is sent in."""
    rows = Evidence.objects.filter(state=EvidenceState.CONTESTED).exclude(listing__state=State.DRAFT)
    return rows.select_related("listing__owner", "kind", "verified_by")


def covering_certificates(listing: Listing, *, actor: Actor, on: date) -> QuerySet[Listing]:
    """Services of the organisation acted for, in search, whose certificate is in force and covers the listing's field.

    A certificate covers the field that its service is listed in.
    """
    field = listing.st_field
    if field is None or actor.organisation_id is None:
        return Listing.objects.none()
    certified = [code for code, needs in facts("service_kind", "certificate").items() if needs != NO_CERTIFICATE]
    services = Listing.objects.filter(rules.in_search(), kind=Kind.SERVICE, owner_id=actor.organisation_id)
    near = services.filter(st_field__code=field.code, service__service_kinds__code__in=certified)
    sure = near.filter(service__certificate_expires_on__gte=on).exclude(service__certificate_no="")
    return sure.select_related("service").distinct().order_by("pk")


def evidence_to_expire(*, now: datetime, limit: int) -> list[int]:
    """Ids of checked documents whose last day is over."""
    rows = Evidence.objects.filter(state__in=CHECKED, expires_on__lt=timezone.localdate(now))
    return list(rows.order_by("expires_on", "pk").values_list("pk", flat=True)[:limit])
