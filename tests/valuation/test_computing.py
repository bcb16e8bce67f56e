"""Computing a run: once, whoever is late, killed or repeated; and never edited afterwards."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from marketplace.common.lifecycle import advance
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import TransitionRefused
from marketplace.notifications.models import Notice
from marketplace.notifications.reactions import tell
from marketplace.valuation import reactions
from marketplace.valuation.actions import RunBusy, compute_run, requeue_lost_runs
from marketplace.valuation.actions.computing import ATTEMPTS_MAX, fail_run, finish_run, start_run
from marketplace.valuation.models import Run
from tests.valuation.floor import NOW, events_of, make_run

pytestmark = pytest.mark.django_db
AFTER_THE_LEASE = NOW + timedelta(seconds=settings.TASK_TIME_LIMIT_SECONDS + 1)


class Watch:
    """A stopwatch that runs `step` seconds at each look."""

    def __init__(self, step: float) -> None:
        self.step, self.seconds = step, 0.0

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


def read(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)


def everything() -> list[tuple]:
    return [*Run.objects.values_list(), *AuditEntry.objects.values_list()]


def test_a_run_is_computed_with_result_versions_and_event():
    run = make_run()

    compute_run(run_id=run.pk, now=NOW, stopwatch=Watch(0.01))

    done = read(run)
    assert (done.state, done.progress, done.attempts, done.lease_until) == ("computed", 100, 1, None)
    assert done.started_at == NOW
    assert NOW < done.finished_at < NOW + timedelta(seconds=1)
    assert done.result["spread"]["percentiles"]["p10"] < done.result["spread"]["percentiles"]["p90"]
    assert done.scipy_version
    assert done.numpy_version
    assert events_of(run) == ["valuation.run_queued", "valuation.run_computed"]


def test_the_task_arriving_twice_computes_once():
    run = make_run()
    reactions.compute(subject_id=run.pk, event="valuation.run_queued", subject_kind="run", version=1)
    before = everything()

    reactions.compute(subject_id=run.pk)

    assert everything() == before


def test_a_run_that_is_gone_settles():
    compute_run(run_id=999_999, now=NOW)


def test_the_same_inputs_and_seed_give_the_same_figures_in_another_run():
    one, other = make_run(), make_run()
    assert one != other

    for run in (one, other):
        compute_run(run_id=run.pk, now=NOW)

    assert read(one).result == read(other).result


def test_while_one_worker_holds_the_lease_another_does_nothing():
    run = make_run()
    start_run(run_id=run.pk, now=NOW)
    before = everything()

    with pytest.raises(RunBusy):
        compute_run(run_id=run.pk, now=NOW + timedelta(seconds=5))

    assert everything() == before


def test_a_worker_killed_in_the_middle_loses_nothing():
    run = make_run()
    start_run(run_id=run.pk, now=NOW)  # Killed here.

    compute_run(run_id=run.pk, now=AFTER_THE_LEASE)

    assert (read(run).state, read(run).attempts) == ("computed", 2)
    assert events_of(run).count("valuation.run_computed") == 1


def test_the_sweep_queues_again_what_a_dead_worker_held_and_only_that():
    dead, alive = make_run(), make_run()
    start_run(run_id=dead.pk, now=NOW)
    start_run(run_id=alive.pk, now=AFTER_THE_LEASE)

    assert requeue_lost_runs(now=AFTER_THE_LEASE) == 1

    assert (read(dead).state, read(alive).state) == ("queued", "computing")
    assert events_of(dead) == ["valuation.run_queued", "valuation.run_queued"]
    assert requeue_lost_runs(now=AFTER_THE_LEASE) == 0


def test_a_worker_that_comes_back_late_changes_nothing():
    run = make_run()
    late = start_run(run_id=run.pk, now=NOW)
    compute_run(run_id=run.pk, now=AFTER_THE_LEASE)
    before = everything()

    finish_run(late, result={"forged": True}, now=AFTER_THE_LEASE)
    fail_run(late, code="time_out", now=AFTER_THE_LEASE)

    assert everything() == before


def test_a_run_that_kills_its_worker_is_given_up():
    run, moment = make_run(), NOW
    for _ in range(ATTEMPTS_MAX):
        start_run(run_id=run.pk, now=moment)
        moment += timedelta(seconds=settings.TASK_TIME_LIMIT_SECONDS + 1)

    compute_run(run_id=run.pk, now=moment)

    assert (read(run).state, read(run).error_code) == ("failed", "lost")
    assert events_of(run)[-1] == "valuation.run_failed"


def test_a_computation_beyond_the_soft_limit_fails_with_its_code():
    run = make_run()

    compute_run(run_id=run.pk, now=NOW, stopwatch=Watch(settings.TASK_SOFT_TIME_LIMIT_SECONDS))

    assert (read(run).state, read(run).error_code) == ("failed", "time_out")
    assert read(run).result is None


def test_inputs_that_pass_alone_but_not_together_fail_by_name():
    run = make_run(market_size=1.5e10, growth=0.5)

    compute_run(run_id=run.pk, now=NOW)

    done = read(run)
    assert (done.state, done.error_code, done.error_field) == ("failed", "revenue_above_market", "market_size")


def test_a_run_of_an_older_version_of_the_method_is_not_computed_by_a_newer_one():
    run = make_run()
    Run.objects.filter(pk=run.pk).update(method_version="0")

    compute_run(run_id=run.pk, now=NOW)

    assert (read(run).state, read(run).error_code) == ("failed", "version_gone")


def test_a_computed_run_is_never_edited():
    run = make_run()
    compute_run(run_id=run.pk, now=NOW)

    for move in ("start", "requeue", "finish", "fail"):
        with pytest.raises(TransitionRefused), transaction.atomic():
            advance(read(run), move, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "damage",
    [
        {"result": None},
        {"finished_at": None},
        {"progress": 99},
        {"scipy_version": ""},
        {"state": "failed"},
        {"state": "queued"},
        {"state": "signed"},
    ],
    ids=lambda damage: "-".join(damage),
)
def test_the_database_refuses_a_computed_run_that_lacks_its_result(damage):
    run = make_run()
    compute_run(run_id=run.pk, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**damage)


def test_the_requester_is_told_once_when_it_is_computed():
    run = make_run()
    compute_run(run_id=run.pk, now=NOW)

    for _ in range(2):
        tell(event="valuation.run_computed", subject_kind="run", subject_id=run.pk, version=3)

    notice = Notice.objects.get()
    assert notice.recipient_id == run.requester_id
    assert notice.path == f"/valuations/{run.number}/"
    assert "Hybrid heat-pump dryer" in notice.title_en


def test_the_requester_is_told_when_it_failed():
    run = make_run()
    fail_run(start_run(run_id=run.pk, now=NOW), code="time_out", now=NOW)

    tell(event="valuation.run_failed", subject_kind="run", subject_id=run.pk, version=3)

    assert Notice.objects.get().kind == "valuation_run_failed"
