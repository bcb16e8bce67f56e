"""Documents behind the sample's figures, each brought to its state by those who check it."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import Actor
from marketplace.listings.actions import contest_evidence, see_document, strike_evidence, verify_evidence
from marketplace.listings.actions.life import expire_evidence_due
from marketplace.listings.models import Evidence, Listing
from marketplace.listings.queries import covering_certificates
from marketplace.listings.states import EvidenceState
from marketplace.seed.sample.cast import Cast
from marketplace.seed.sample.files import Record, read

LABORATORY = "centre-deo-gio"  # A testing centre whose certificates stand on its services.
CHECKED_AFTER = timedelta(days=2)  # After publication.
JUDGE = "judge@demo.techfloor.example"
Documents = dict[str, list[Record]]


def documents_by_listing() -> Documents:
    """The file's documents under the key of their listing."""
    found: Documents = defaultdict(list)
    for record in read("evidence"):
        found[record["listing"]].append(record)
    return found


def with_documents(values: dict[str, object], documents: list[Record], *, published: datetime) -> dict[str, object]:
    """The listing's values with its documents, and a link from each figure that rests on one."""
    claims = values.get("claims")
    if not documents or not isinstance(claims, list):
        return values
    links = {place: f"e{number}" for number, one in enumerate(documents, start=1) for place in one["claims"]}
    linked = [{**claim, "evidence": links.get(place, "")} for place, claim in enumerate(claims)]
    rows = [_values(one, published=published) for one in documents]
    return {**values, "evidence": rows, "claims": linked}


def check_documents(listings: dict[str, Listing], documents: Documents, cast: Cast, *, now: datetime) -> None:
    """Once every service is there, so that the certificates are: the moves of reviewers, laboratory and judge."""
    for key, records in documents.items():
        rows = Evidence.objects.filter(listing=listings[key]).order_by("position")
        for row, record in zip(rows, records, strict=True):
            _check(row, record["state"], cast, now=now)
    expire_evidence_due(now)


def _values(record: Record, *, published: datetime) -> Record:
    day, after = timezone.localdate(published), record["expires_days_after"]
    return {
        "kind": record["kind"],
        "title_vi": record["title_vi"],
        "title_en": record["title_en"],
        "issuer": record["issuer"],
        "issued_on": day - timedelta(days=record["issued_days_before"]),
        "expires_on": day + timedelta(days=after) if after is not None else None,
    }


def _check(row: Evidence, state: str, cast: Cast, *, now: datetime) -> None:
    if state == EvidenceState.DECLARED:
        return
    published = row.listing.published_at or now
    moment, reviewer = min(published + CHECKED_AFTER, now), cast.reviewer()
    if state in (EvidenceState.CONTESTED, EvidenceState.STRUCK):
        contest_evidence(evidence_id=row.pk, reason="false_claim", actor=reviewer, now=moment)
    else:
        see_document(evidence_id=row.pk, actor=reviewer, now=moment)
    if state == EvidenceState.STRUCK:
        judge = actor_of(cast.people[JUDGE])
        strike_evidence(evidence_id=row.pk, reason="false_claim", actor=judge, now=now)
    elif state == EvidenceState.THIRD_PARTY_VERIFIED:
        _confirm(row, cast.writers[LABORATORY], now=moment)


def _confirm(row: Evidence, laboratory: Actor, *, now: datetime) -> None:
    """Where a certificate of the laboratory covers the field and is still in force."""
    listing = row.listing
    service = covering_certificates(listing, actor=laboratory, on=timezone.localdate(now)).first()
    if service is not None:
        verify_evidence(evidence_id=row.pk, service_id=service.pk, expires_on=None, actor=laboratory, now=now)
