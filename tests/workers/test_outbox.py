"""The outbox protocol: claim, act, settle, retry, park, coalesce."""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from marketplace.common import outbox, sql
from marketplace.common.models import OutboxRow, Site
from marketplace.common.outbox import OutsideTransaction, PermanentFailure, Route
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import Unavailable
from workers import registry
from workers.registry import task
from workers.runner import Runner, retry_ceiling_seconds

pytestmark = pytest.mark.django_db


class Recorder:
    """What the tasks of these tests saw, and what they shall raise."""

    def __init__(self) -> None:
        self.seen: list[dict] = []
        self.batches: list[list[int]] = []
        self.error: Exception | None = None


@pytest.fixture
def recorder():
    """Two tasks and the routes to them; the floor's own come back afterwards."""
    kept_routes, kept_tasks = outbox.routes(), dict(registry._tasks)
    record = Recorder()

    @task(queue="notify")
    def note(**facts):
        record.seen.append(facts)
        if record.error:
            raise record.error

    @task(queue="search", batch=True, coalesce=True)
    def index(calls):
        record.batches.append([call.subject_id for call in calls])
        return {call.row_id: record.error for call in calls if record.error and call.version == 13}

    outbox.register_routes(
        {"things.made": [Route("note", "notify")], "things.changed": [Route("index", "search", True)]}
    )
    yield record
    outbox.register_routes(kept_routes)
    registry._tasks.clear()
    registry._tasks.update(kept_tasks)


@pytest.fixture
def site():
    return Site.objects.create(pk=1)


def emit(event, site, **facts):
    with transaction.atomic():
        outbox.emit(event, subject=site, **facts)


def runner(queue="notify", owner="me"):
    return Runner(queue=queue, owner=owner, randomness=random.Random(1))


def only_row():
    return OutboxRow.objects.get()


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused(recorder, site):
    with pytest.raises(OutsideTransaction):
        outbox.emit("things.made", subject=site)


def test_a_done_row_is_not_run_again(recorder, site):
    emit("things.made", site, word="tea")

    assert [runner().drain(limit=20), runner().drain(limit=20)] == [1, 0]
    assert recorder.seen == [
        {"event": "things.made", "subject_kind": "site", "subject_id": 1, "version": 0, "word": "tea"}
    ]
    assert only_row().done_at is not None


def test_a_row_in_other_hands_is_left_alone(recorder, site):
    emit("things.made", site)
    sql.claim_outbox(queue="notify", owner="other", lease_seconds=180, limit=9, suspects=False, now=None)

    assert runner().drain(limit=20) == 0
    assert not runner().run_row(only_row().pk)
    assert recorder.seen == []


def test_a_late_settler_changes_nothing(recorder, site, now):
    emit("things.made", site)
    row = only_row()
    early = runner(owner="early")
    sql.claim_outbox_row(row_id=row.pk, owner="early", lease_seconds=180, now=None)
    row.refresh_from_db()
    sql.claim_outbox_row(row_id=row.pk, owner="late", lease_seconds=180, now=row.lease_until + timedelta(seconds=1))

    early._settle(row, done_at=now)

    assert (only_row().lease_owner, only_row().done_at, only_row().lost) == ("late", None, 1)


def test_a_failure_waits_with_full_jitter_and_keeps_its_words(recorder, site):
    emit("things.made", site)
    recorder.error = ValueError("no such leaf")

    runner().drain(limit=20)

    row = only_row()
    assert (row.attempts, row.last_error, row.lease_owner) == (1, "ValueError: no such leaf", "")
    assert row.available_at > row.created_at


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 15), (2, 30), (6, 480), (7, 900), (8, 900)])
def test_waits_double_up_to_a_quarter_of_an_hour(attempt, seconds):
    assert retry_ceiling_seconds(attempt) == seconds


def test_the_eighth_failure_parks(recorder, site, now):
    emit("things.made", site)
    OutboxRow.objects.update(attempts=7)
    recorder.error = ValueError("still no leaf")

    runner().drain(limit=20)

    assert only_row().parked_at is not None


def test_a_refusal_for_good_parks_at_once(recorder, site):
    emit("things.made", site)
    recorder.error = PermanentFailure("mapping")

    runner().drain(limit=20)

    assert (only_row().parked_at is not None, only_row().attempts) == (True, 1)


def test_an_unavailable_part_costs_no_attempt(recorder, site):
    emit("things.made", site)
    recorder.error = Unavailable()

    runner().drain(limit=20)

    row = only_row()
    assert (row.attempts, row.parked_at) == (0, None)
    assert row.available_at > row.created_at


def test_the_third_lost_lease_parks_without_running(recorder, site):
    emit("things.made", site)
    OutboxRow.objects.update(lost=3)

    assert runner().drain(limit=20) == 1
    assert (recorder.seen, only_row().parked_at is not None) == ([], True)


def test_a_suspect_is_claimed_alone(recorder, site):
    for _ in range(4):
        emit("things.made", site)
    OutboxRow.objects.filter(pk=OutboxRow.objects.earliest("pk").pk).update(lost=1)

    clean = sql.claim_outbox(queue="notify", owner="a", lease_seconds=180, limit=20, suspects=False, now=None)
    suspects = sql.claim_outbox(queue="notify", owner="b", lease_seconds=180, limit=20, suspects=True, now=None)

    assert (len(clean), len(suspects)) == (3, 1)


def test_requeue_gives_a_parked_row_its_attempts_again(recorder, site, now):
    emit("things.made", site)
    OutboxRow.objects.update(parked_at=now, attempts=8, lost=3)

    assert outbox.requeue([only_row().pk], actor=SYSTEM, now=now) == 1
    assert runner().drain(limit=20) == 1
    assert only_row().done_at is not None


def test_an_event_without_a_route_is_parked_and_kept(recorder, site):
    emit("things.unheard", site)

    assert (only_row().parked_at is not None, only_row().last_error) == (True, "unknown event")


def test_open_index_rows_of_one_subject_become_one(recorder, site):
    with transaction.atomic():
        outbox.emit("things.changed", subject=site, version=3)
        outbox.emit("things.changed", subject=site, version=2)

    assert (only_row().version, OutboxRow.objects.count()) == (3, 1)


def test_a_held_index_row_does_not_swallow_a_newer_change(recorder, site):
    emit("things.changed", site)
    sql.claim_outbox(queue="search", owner="other", lease_seconds=180, limit=9, suspects=False, now=None)

    emit("things.changed", site)

    assert OutboxRow.objects.count() == 2


def test_one_bad_document_of_a_batch_leaves_its_neighbours(recorder, site):
    for version in (12, 13, 14):
        OutboxRow.objects.create(
            event="things.changed",
            task="index",
            queue="search",
            subject_kind="site",
            subject_id=version,
            version=version,
            dedupe_key=str(version),
        )
    recorder.error = PermanentFailure("mapping")

    runner("search").drain(limit=200)

    assert recorder.batches == [[12, 13, 14]]
    assert list(OutboxRow.objects.exclude(parked_at=None).values_list("version", flat=True)) == [13]
    assert OutboxRow.objects.exclude(done_at=None).count() == 2


def test_facts_are_words_and_ids_not_bodies(recorder, site):
    with pytest.raises(ValueError, match="2048"):
        emit("things.made", site, body="x" * 3000)
