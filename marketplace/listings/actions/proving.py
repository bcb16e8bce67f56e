"""Storing the documents that an owner declares, and how far each figure is checked by the one it rests on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.common.facts import Plain
from marketplace.common.lifecycle import advance, begin, touch
from marketplace.common.permissions import Actor
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.listings.fields import EVIDENCE_FIELDS
from marketplace.listings.models import Claim, Evidence, Listing
from marketplace.listings.states import CHECKED, SHOWN_AS, EvidenceState
from marketplace.taxonomy.plain import Codes, stored_value

Row = Mapping[str, Any]
# Of another document nobody has confirmed anything.
UNCONFIRMED: Mapping[str, Any] = {
    "verified_by": None,
    "verified_on": None,
    "certificate_no": "",
    "certificate_scope_vi": "",
    "certificate_scope_en": "",
}


def live_evidence(listing: Listing) -> QuerySet[Evidence]:
    """The listing's documents without those struck off, which no text names any more."""
    return listing.evidence.exclude(state=EvidenceState.STRUCK).select_related("kind")


def write_evidence(listing: Listing, given: list[Row], codes: Codes, *, actor: Actor, now: datetime) -> None:
    """Declare new documents, change those that came back changed, drop the rest.

    What was checked holds for the document that was looked at: a changed one is declared anew. Raises Invalid when a
    contested document would be dropped.
    """
    present = {row.key: row for row in live_evidence(listing)}
    resting = dict(listing.claims.exclude(evidence=None).values_list("pk", "evidence__key"))
    _drop([row for key, row in present.items() if key not in {str(one["key"]) for one in given}])
    for position, one in enumerate(given):
        columns = {name: stored_value(fact, one[name], codes) for name, fact in EVIDENCE_FIELDS.items()}
        _store(listing, present.get(str(one["key"])), {**columns, "position": position}, actor=actor, now=now)
    link_claims(listing, resting)


def link_claims(listing: Listing, resting: Mapping[int, str]) -> None:
    """Let these claims rest on the documents with these keys, and every claim show what its own is worth."""
    documents = {row.key: row for row in live_evidence(listing)}
    for claim in listing.claims.all():
        document = documents.get(resting.get(claim.pk, ""))
        shown = SHOWN_AS[document.state if document else EvidenceState.DECLARED]
        Claim.objects.filter(pk=claim.pk).update(evidence=document, verification=shown)


def keys_in(rows: list[Any]) -> list[str]:
    """The document that each row of figures rests on, in order; empty where it rests on none."""
    return [str(row.get("evidence") or "") for row in rows]


def _drop(rows: list[Evidence]) -> None:
    if any(row.state == EvidenceState.CONTESTED for row in rows):
        words = _("A contested document stays until it is decided; add a better one beside it.")
        raise Invalid(errors=[FieldProblem("/evidence", "contested", words)])
    for row in rows:
        row.delete()


def _store(listing: Listing, row: Evidence | None, columns: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    if row is not None and row.state in CHECKED and _differs(row, columns):
        row.delete()
        row = None
    if row is None:
        begin(
            Evidence(listing=listing, state_since=now, **columns), "declare", actor=actor, now=now, listing=listing.pk
        )
    elif row.state == EvidenceState.EXPIRED and _differs(row, columns):
        advance(row, "redeclare", actor=actor, now=now, state_since=now, **columns, **UNCONFIRMED)
    elif row.state == EvidenceState.CONTESTED and _differs(row, columns):
        # The owner answers with another document: what a third party confirmed was the one before it.
        touch(row, actor=actor, now=now, verb="evidence.edit", **columns, **UNCONFIRMED)
    elif _differs(row, columns):
        touch(row, actor=actor, now=now, verb="evidence.edit", **columns)
    elif row.position != columns["position"]:
        Evidence.objects.filter(pk=row.pk).update(position=columns["position"])


def _differs(row: Evidence, columns: Mapping[str, Plain]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items() if name != "position")
