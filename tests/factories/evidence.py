"""Documents in any state, reached by the moves of those who check them, and services that may confirm them."""

from datetime import datetime, timedelta

from marketplace.common.permissions import SYSTEM
from marketplace.listings import actions
from marketplace.listings.models import Evidence, Listing
from marketplace.listings.states import Kind
from tests.factories.accounts import NOW, make_organisation, make_staff
from tests.factories.listings import TECHNOLOGY, editor_of, make_published, make_rejected, owner_of

DOCUMENT: dict[str, object] = {
    "kind": "test_report",
    "title_vi": "Phiếu kết quả thử nghiệm điện năng",
    "issuer": "Trung tâm Thử nghiệm",
    "issued_on": "2026-06-30",
}


def make_documented(*, draft: bool = False, now: datetime = NOW, **more: object) -> Listing:
    """A published technology whose one figure rests on a declared document; `draft` one that a reviewer refused."""
    claim = TECHNOLOGY["claims"][0]  # type: ignore[index]
    make = make_rejected if draft else make_published
    return make(now=now, evidence=[{**DOCUMENT, **more}], claims=[{**claim, "evidence": "e1"}])


def certified_service(
    *, owner_kind: str = "intermediary", verified: bool = True, now: datetime = NOW, **values: object
) -> Listing:
    """A public service with a certificate of its field, of a body that may confirm."""
    owner = make_organisation(kind=owner_kind, verified=verified, now=now)
    own = {
        "service_kinds": ["testing"],
        "st_field": "engineering",
        "certificate_no": "DLM-TN-012",
        "certificate_scope_vi": "Phép thử điện năng",
        "certificate_expires_on": (now + timedelta(days=400)).date().isoformat(),
    }
    return make_published(kind=Kind.SERVICE, author=editor_of(owner, now=now), now=now, **{**own, **values})


def make_evidence(state: str, *, draft: bool = False, now: datetime = NOW, **more: object) -> Evidence:
    """The document of such a listing in this state; with `draft` its text can be written in place afterwards."""
    if state == "expired":
        more = {"expires_on": now.date().isoformat(), **more}
    listing = make_documented(draft=draft, now=now, **more)
    row = listing.evidence.get()
    _bring(row, state, now=now)
    if draft:
        actions.revise_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)
    row.refresh_from_db()
    return row


def _bring(row: Evidence, state: str, *, now: datetime) -> None:
    if state in ("document_seen", "expired"):
        actions.see_document(evidence_id=row.pk, actor=make_staff("reviewer", now=now), now=now)
    if state == "expired":
        actions.expire_evidence(evidence_id=row.pk, now=now + timedelta(days=1))
    if state == "third_party_verified":
        service = certified_service(now=now)
        who = {"service_id": service.pk, "expires_on": None, "actor": owner_of(service)}
        actions.verify_evidence(evidence_id=row.pk, now=now, **who)  # type: ignore[arg-type]
    if state in ("contested", "struck"):
        actions.contest_evidence(evidence_id=row.pk, reason="false_claim", actor=SYSTEM, now=now)
    if state == "struck":
        actions.strike_evidence(evidence_id=row.pk, reason="false_claim", actor=make_staff("judge", now=now), now=now)
