"""Sample listings, each brought to its state by the moves its owner and the reviewers would make."""

from datetime import UTC, datetime, timedelta

from marketplace.common.permissions import Actor
from marketplace.listings.actions import drafting, life, reviewing, submitting
from marketplace.listings.fields import CLAIM_FIELDS, RIGHT_FIELDS, fields_of
from marketplace.listings.models import Listing
from marketplace.listings.states import Operator, ReviewCheck, WithdrawReason
from marketplace.seed.sample.cast import Cast
from marketplace.seed.sample.evidence import check_documents, documents_by_listing, with_documents
from marketplace.seed.sample.files import Record, read, read_technologies

OPERATORS = {"=": Operator.EQUAL, "≥": Operator.AT_LEAST, "≤": Operator.AT_MOST, "range": Operator.RANGE}
REVIEW_DAYS = 3
CLASSES_FROM = datetime(2025, 12, 15, 12, tzinfo=UTC)  # The classification of fields in force; older texts were moved.
RENAMED = {"problem_solved_vi": "problem_vi", "problem_solved_en": "problem_en", "trl_declared": "trl"}
BEFORE_REVIEW = ("draft", "submitted", "in_review", "changes_requested", "rejected")


def make_listings(cast: Cast, *, now: datetime) -> int:
    """Create every sample listing; returns how many."""
    records = [*read_technologies(), *({"kind": "service", **record} for record in read("services"))]
    documents = documents_by_listing()
    made = {record["key"]: _make(record, documents.get(record["key"], []), cast, now=now) for record in records}
    check_documents(made, documents, cast, now=now)
    return len(records)


def _make(record: Record, documents: list[Record], cast: Cast, *, now: datetime) -> Listing:
    writer = cast.writers[record["owner"]]
    published = now - timedelta(days=int(record.get("days_ago") or 0), minutes=7)
    begun = published - timedelta(days=REVIEW_DAYS)
    values = with_documents(listing_values(record), documents, published=published)
    written = max(begun, CLASSES_FROM)
    listing = drafting.create_listing(kind=record["kind"], values=values, actor=writer, now=written, is_sample=True)
    if record["state"] != "draft":
        submitting.submit_listing(listing_id=listing.pk, actor=writer, now=begun + timedelta(hours=2))
        _review(record["state"], listing, reviewer=cast.reviewer(), now=published)
        _after_publication(record["state"], listing, writer=writer, now=now)
    return listing


def listing_values(record: Record) -> dict[str, object]:
    """The record's facts under the names of the editor's fields."""
    values: dict[str, object] = {}
    for name in fields_of(record["kind"]):
        given = record.get(RENAMED.get(name, name))
        if given is not None:
            values[name] = given
    for language in ("vi", "en"):
        values[f"keywords_{language}"] = ", ".join(record.get(f"keywords_{language}") or [])
    if isinstance(record.get("trl"), int):
        values["trl_declared"] = f"trl_{record['trl']}"
    if record.get("claims"):
        values["claims"] = [_claim(row) for row in record["claims"]]
    if record.get("rights"):
        values["rights"] = [{name: row[name] for name in RIGHT_FIELDS if row.get(name)} for row in record["rights"]]
    return values


def _claim(row: Record) -> Record:
    kept = {name: row[name] for name in CLAIM_FIELDS if row.get(name) is not None}
    return kept | {"operator": OPERATORS[row["operator"]]}


def _review(state: str, listing: Listing, *, reviewer: Actor, now: datetime) -> None:
    if state == "submitted":
        return
    reviewing.take_listing(listing_id=listing.pk, actor=reviewer, now=now - timedelta(hours=1))
    if state == "in_review":
        return
    if state == "changes_requested":
        point = reviewing.Point("claim_without_baseline", "So với cách làm nào, trên cùng nguyên liệu?")
        reviewing.ask_changes(listing_id=listing.pk, points=[point], actor=reviewer, now=now)
    elif state == "rejected":
        note = "Tin chỉ quảng cáo hàng hóa, chưa nói công nghệ nào được chuyển giao."
        reviewing.reject_listing(
            listing_id=listing.pk, reason="duplicate_or_advert", note=note, actor=reviewer, now=now
        )
    else:
        reviewing.approve_listing(
            listing_id=listing.pk,
            checklist=list(ReviewCheck.values),
            list_status="none",
            dual_use=False,
            actor=reviewer,
            now=now,
        )


def _after_publication(state: str, listing: Listing, *, writer: Actor, now: datetime) -> None:
    if state == "paused":
        life.pause_listing(listing_id=listing.pk, actor=writer, now=now)
    elif state == "expired":
        life.expire_listing(listing_id=listing.pk, now=now)
    elif state == "withdrawn":
        reason = WithdrawReason.NO_LONGER_OFFERED
        life.withdraw_listing(listing_id=listing.pk, reason=reason, note="", actor=writer, now=now)
