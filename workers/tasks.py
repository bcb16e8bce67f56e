"""Thin tasks: keyword-only ids, one call each; nothing is lost when one runs twice."""

from collections.abc import Sequence

from marketplace.accounts import reactions as accounts
from marketplace.common import clock, sql
from marketplace.listings import reactions as listings
from marketplace.moderation import reactions as moderation
from marketplace.needs import reactions as needs
from marketplace.notifications import reactions as notifications
from marketplace.valuation import reactions as valuation
from search.fields import Kind
from search.indexing import sync as indexing
from search.matching import match
from search.matching.pairs import run as pairs
from workers import jobs
from workers.registry import BatchResult, Call, task


@task(queue="search", batch=True, coalesce=True)
def sync_documents(calls: Sequence[Call]) -> BatchResult:
    """One commit of the index serves all claimed rows; each row is settled by its own document."""
    keys = {call.row_id: (Kind(call.subject_kind), call.subject_id) for call in calls}
    failures = indexing.sync(keys.values(), now=clock.now())
    return {row_id: failures[key] for row_id, key in keys.items() if key in failures}


@task(queue="search")
def sync_slice(*, subject_kind: str, ids: list[int], **_facts: object) -> None:
    """Documents of one slice of an import."""
    failures = indexing.sync(((Kind(subject_kind), object_id) for object_id in ids), now=clock.now())
    for error in failures.values():
        raise error


@task(queue="search")
def match_saved_searches(*, subject_kind: str, subject_id: int, **_facts: object) -> None:
    match.match_saved_searches(Kind(subject_kind), [subject_id], now=clock.now())


@task(queue="search")
def match_slice(*, subject_kind: str, ids: list[int], **_facts: object) -> None:
    match.match_saved_searches(Kind(subject_kind), ids, now=clock.now())


# Pairs are judged in `compute`: a long floor takes minutes, which neither the index nor an alert may wait for, and a
# match may be late. The worker of this queue only reads the index.


@task(queue="compute", coalesce=True)
def match_pairs(*, subject_kind: str, subject_id: int, **_facts: object) -> None:
    pairs.match_one(Kind(subject_kind), subject_id, now=clock.now())


@task(queue="compute")
def match_pairs_of_slice(*, subject_kind: str, ids: list[int], **_facts: object) -> None:
    pairs.match_many(Kind(subject_kind), ids, now=clock.now())


@task(queue="compute")
def match_sides_of_block(*, subject_id: int, **_facts: object) -> None:
    pairs.match_sides_of_block(subject_id, now=clock.now())


@task(queue="notify")
def listings_follow_owner(*, subject_id: int, **_facts: object) -> None:
    listings.follow_owner(subject_id=subject_id)


@task(queue="notify")
def needs_follow_owner(*, subject_id: int, **_facts: object) -> None:
    needs.follow_owner(subject_id=subject_id)


@task(queue="notify")
def listings_follow_leaver(*, subject_id: int, user_id: int, **_facts: object) -> None:
    listings.follow_leaver(subject_id=subject_id, user_id=user_id)


@task(queue="notify")
def needs_follow_leaver(*, subject_id: int, user_id: int, **_facts: object) -> None:
    needs.follow_leaver(subject_id=subject_id, user_id=user_id)


@task(queue="notify")
def mail_invitation(*, subject_id: int, **_facts: object) -> None:
    accounts.mail_invitation(subject_id=subject_id)


@task(queue="notify")
def mail_complaint_receipt(*, subject_id: int, **_facts: object) -> None:
    moderation.mail_receipt(subject_id=subject_id)


@task(queue="notify")
def follow_bookmarks(*, subject_kind: str, subject_id: int, **_facts: object) -> None:
    notifications.follow_bookmarks(subject_kind=subject_kind, subject_id=subject_id)


@task(queue="notify")
def tell(**facts: object) -> None:
    notifications.tell(**facts)  # type: ignore[arg-type]


@task(queue="notify")
def deliver_mail(**_facts: object) -> None:
    notifications.deliver(owner=jobs.process_name())


@task(queue="compute")
def compute_run(*, subject_id: int, **_facts: object) -> None:
    valuation.compute(subject_id=subject_id)


@task(queue="search")
def sweep_documents(**_facts: object) -> None:
    jobs.sweep_now(clock.now())


@task(queue="search")
def heartbeat_search(**_facts: object) -> None:
    jobs.write_heartbeat("search", now=sql.database_now())


@task(queue="notify")
def heartbeat_notify(**_facts: object) -> None:
    jobs.write_heartbeat("notify", now=sql.database_now())


@task(queue="compute")
def heartbeat_compute(**_facts: object) -> None:
    jobs.write_heartbeat("compute", now=sql.database_now())
