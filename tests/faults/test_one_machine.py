"""Faults of the one-machine floor: killed workers, a lost index, a killed rebuild. Nothing lost, nothing twice."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.faults.harness import SEED, Floor, children_of, copied, kill_group, scaled, wait_until

pytestmark = pytest.mark.fault


@pytest.fixture
def floor(template, tmp_path):
    with copied(template, tmp_path / "floor") as made:
        yield made


def settled(floor: Floor) -> bool:
    state = floor.scenario("state")
    return state["open"] == 0 and state["index"] and state["unsealed"] == 0


def settle(floor: Floor) -> None:
    """Wait until the workers have done all there is; delays and leases of the dead run out first."""
    floor.scenario("expire_leases")
    floor.scenario("mail_due")
    wait_until(lambda: settled(floor), seconds=90, what="the outbox drains")
    wait_until(lambda: floor.scenario("mail_state")["due"] == 0, seconds=60, what="mails that are due leave")


def assert_pairs_are_told_once(floor: Floor, *, at_least: int) -> None:
    found = floor.scenario("pairs")
    assert found["pairs"] >= at_least
    assert (found["doubled"], found["off_the_path"], found["unmatched"]) == ([], [], [])
    assert found["told"] == {"missing": [], "unknown": [], "repeated": []}


def assert_nothing_lost(floor: Floor) -> dict:
    found = floor.scenario("oracle")
    assert (found["lost"], found["unexpected"], found["twice"], found["double_hits"]) == ([], [], [], 0)
    assert found["index"]
    assert found["chain"] == found["entries"]
    assert floor.scenario("state")["parked"] == []
    return found


def test_a_worker_killed_again_and_again_loses_nothing_and_tells_nothing_twice(floor):
    """Publications, alerts, pairs and their mails: 30 kills by night, four every day."""
    chance = random.Random(SEED)
    worker, kills = floor.start_worker(), scaled(30, everyday=4)
    published, asked = 0, 0
    for number in range(kills):
        if number % 3 == 0:
            floor.scenario("publish", "6", str(published))
            published += 6
        if number % 6 == 1:
            floor.scenario("ask", "1", str(asked))
            asked += 1
        time.sleep(chance.uniform(0.1, 0.8))
        victims = children_of(worker)
        if chance.random() < 0.5 and victims:
            os.kill(chance.choice(victims), signal.SIGKILL)
        else:
            kill_group(worker)
            worker = floor.start_worker()

    # A lease of 180 s would be waited out; the test lets it run out at once instead.
    settle(floor)

    assert assert_nothing_lost(floor)["documents"] == published + asked
    assert_pairs_are_told_once(floor, at_least=asked)  # As the killed workers left them: nothing is repaired before.
    assert floor.scenario("rematch")["new"] == []
    settle(floor)
    assert_pairs_are_told_once(floor, at_least=asked)
    mail = floor.scenario("kept_mail", str(kills))
    assert mail["mails"] > 0
    assert (mail["missing"], mail["unknown"], mail["strangers"], mail["too_many_repeats"]) == ([], [], [], 0)
    assert mail["notices_without_delivery"] == 0


def test_children_end_when_their_supervisor_is_killed(floor):
    worker = floor.start_worker()
    wait_until(lambda: len(children_of(worker)) == 3, seconds=20, what="three children")
    children = children_of(worker)

    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), seconds=30, what="children end")


def test_a_removed_index_is_served_from_the_database_and_rebuilt(floor):
    worker = floor.start_worker()
    floor.scenario("publish", "4")
    wait_until(lambda: settled(floor), seconds=60, what="indexed")

    shutil.rmtree(floor.folder / "index")
    found = floor.scenario("search", "say lanh")
    assert (found["backend"], found["total"], found["degraded"]) == ("database", 2, True)

    kill_group(worker)
    floor.manage("reindex")
    found = floor.scenario("search", "say lanh")
    assert (found["backend"], found["total"], found["degraded"]) == ("embedded", 2, False)


def test_a_rebuild_killed_in_the_middle_goes_on_and_search_never_goes_empty(floor):
    floor.scenario("publish", "12")
    worker = floor.start_worker()
    wait_until(lambda: settled(floor), seconds=60, what="indexed")

    floor.manage("reindex", "--no-wait")
    for victim in children_of(worker)[:1]:
        os.kill(victim, signal.SIGKILL)
    totals = []
    for _poll in range(10):
        totals.append(floor.scenario("search", "số")["total"])
        time.sleep(0.05)

    floor.scenario("expire_leases")
    wait_until(lambda: floor.scenario("rebuild")["open"] == 0, seconds=60, what="the rebuild ends")
    assert set(totals) == {12}
    assert_nothing_lost(floor)
    assert floor.manage("check_index").returncode == 0


def test_a_second_rebuild_is_refused_while_one_is_open(floor):
    floor.scenario("publish", "1")
    floor.manage("reindex", "--no-wait")

    refused = floor.manage("reindex", "--no-wait", check=False)

    assert refused.returncode == 1
    assert "Đang dựng lại chỉ mục rồi." in refused.stderr
