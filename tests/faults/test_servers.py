"""The floor on PostgreSQL, Celery with Redis, Elasticsearch; killed and wiped in the middle, nothing is lost."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.factories.accounts import PASSWORD
from tests.faults.harness import SEED, SLACK, Floor, children_of, kill_group, scaled, wait_until
from tests.journeys import listing as do
from tests.journeys.connection import ConnectionWire
from tests.journeys.listing import ESTIMATE, TECHNOLOGY, TITLE
from tests.journeys.reader import Reader
from tests.services import require

pytestmark = [pytest.mark.fault, pytest.mark.services]
OWNER, BUYER, REVIEWER = "owner@faults.example", "buyer@faults.example", "reviewer@faults.example"
QUEUES = {"search": "1", "notify": "1", "compute": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Redis:
    """A broker of the test's own, which it may kill and wipe."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        options = ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction"]
        self.process = subprocess.Popen(
            [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        wait_until(self.answers, seconds=10, what="redis starts")

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill_and_wipe(self) -> None:
        assert self.process is not None
        kill_group(self.process)
        shutil.rmtree(self.folder)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            kill_group(self.process)


@pytest.fixture
def redis(tmp_path):
    require("redis")
    broker = Redis(tmp_path / "redis")
    broker.start()
    yield broker
    broker.end()


@pytest.fixture
def database():
    """A database of the test's own on the given server."""
    parts = urlsplit(require("postgres"))
    name = f"fault_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(parts), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(urlunsplit(parts), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def floor(redis, database, tmp_path):
    prefix = f"fault-{uuid.uuid4().hex[:8]}"
    engine = require("elasticsearch")
    servers = {
        "DATABASE_URL": database,
        "REDIS_URL": redis.url,
        "ELASTICSEARCH_URL": engine,
        "INDEX_PREFIX": prefix,
    }
    (tmp_path / "data").mkdir()
    made = Floor(tmp_path / "data", servers)
    made.manage("prepare")
    made.scenario("people")
    yield made
    made.end()
    _delete_indexes(engine, prefix)


def _delete_indexes(engine: str, prefix: str) -> None:
    with urllib.request.urlopen(f"{engine}/_cat/indices/{prefix}*?h=index") as answer:  # noqa: S310 - our own engine
        for name in answer.read().decode().split():
            request = urllib.request.Request(f"{engine}/{name}", method="DELETE")  # noqa: S310
            urllib.request.urlopen(request).close()  # noqa: S310


def celery(floor: Floor, *words: str, name: str) -> subprocess.Popen:
    return floor.start(sys.executable, "-m", "celery", "-A", "config.celery", *words, name=name)


def start_workers(floor: Floor) -> dict[str, subprocess.Popen]:
    return {queue: start_worker(floor, queue) for queue in QUEUES}


def start_worker(floor: Floor, queue: str) -> subprocess.Popen:
    words = ["worker", "-Q", queue, "-c", QUEUES[queue], "-n", f"{queue}-{uuid.uuid4().hex[:6]}@%h"]
    return celery(floor, *words, "--loglevel", "WARNING", name=queue)


def start_beat(floor: Floor) -> subprocess.Popen:
    schedule = floor.folder / f"beat-{uuid.uuid4().hex[:6]}"
    return celery(floor, "beat", "--loglevel", "WARNING", "--schedule", str(schedule), "--pidfile=", name="beat")


def start_web(floor: Floor) -> tuple[subprocess.Popen, str]:
    """The web process as the Dockerfile starts it, ready; and its address."""
    port = str(free_port())
    floor.servers["PORT"] = port
    floor.manage("collectstatic", "--noinput", "--verbosity", "0")
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "--graceful-timeout", "20"]
    web = floor.start(sys.executable, "-m", "gunicorn", "config.wsgi", *words, name="web")
    address = f"http://localhost:{port}"
    wait_until(lambda: is_ready(address), seconds=60, what="the web process is ready")
    return web, address


def is_ready(address: str) -> bool:
    try:
        return ConnectionWire(address).send("GET", "/health/ready").status == 200
    except OSError:
        return False


def settled(floor: Floor) -> bool:
    state = floor.scenario("state")
    return state["open"] == 0 and state["index"] and state["unsealed"] == 0


def assert_nothing_lost(floor: Floor) -> dict:
    found = floor.scenario("oracle")
    assert (found["lost"], found["unexpected"], found["twice"], found["double_hits"]) == ([], [], [], 0)
    assert found["index"]
    assert found["chain"] == found["entries"]
    assert floor.scenario("state")["parked"] == []
    return found


def test_workers_killed_and_the_broker_wiped_in_the_middle(floor, redis):
    """A publication reaches the index, alerts, pairs and their mails go out once, whatever dies on the way."""
    workers, beat = start_workers(floor), start_beat(floor)
    chance = random.Random(SEED)
    published, asked, kills = 0, 0, scaled(30, everyday=3)
    for round_number in range(kills):
        if round_number % 3 == 0:
            floor.scenario("publish", "6", str(published))
            published += 6
        if round_number % 5 == 1:
            floor.scenario("ask", "1", str(asked))
            asked += 1
        victim = chance.choice(list(QUEUES))
        kill_group(workers[victim])
        if round_number == 1:
            redis.kill_and_wipe()
            floor.scenario("publish", "4", str(published))  # The broker is away: the change is kept, the ring is lost.
            published += 4
            redis.start()
        workers[victim] = start_worker(floor, victim)

    floor.scenario("expire_leases")
    floor.scenario("mail_due")
    wait_until(lambda: settled(floor), seconds=120, what="the outbox drains")
    wait_until(lambda: floor.scenario("mail_state")["due"] == 0, seconds=90, what="mails that are due leave")

    found = assert_nothing_lost(floor)
    assert found["documents"] == published + asked
    pairs, mail = floor.scenario("pairs"), floor.scenario("kept_mail", str(kills))
    assert (pairs["doubled"], pairs["off_the_path"], pairs["unmatched"]) == ([], [], [])
    assert pairs["told"] == {"missing": [], "unknown": [], "repeated": []}
    assert (mail["missing"], mail["unknown"], mail["strangers"], mail["too_many_repeats"]) == ([], [], [], 0)
    assert mail["notices_without_delivery"] == 0
    assert beat.poll() is None


@pytest.mark.nightly
def test_control_without_the_sweep_what_was_published_while_the_broker_died_is_lost(floor, redis):
    """No beat, so nobody rings again: the test above must fail, or it proves nothing."""
    start_workers(floor)
    redis.kill_and_wipe()
    floor.scenario("publish", "4")
    redis.start()

    with pytest.raises(AssertionError, match="the outbox drains"):
        wait_until(lambda: settled(floor), seconds=10, what="the outbox drains")

    assert floor.scenario("oracle")["lost"] != []


@pytest.mark.nightly
@pytest.mark.parametrize("offset", ["+1h", "-1h"])
def test_a_worker_whose_clock_is_an_hour_off_claims_nothing_twice(floor, offset):
    """It works beside workers that are right; no age is negative, and a day has one digest."""
    floor.scenario("gather")
    start_workers(floor)
    start_beat(floor)
    odd = ["worker", "-Q", ",".join(QUEUES), "-c", "2", "-n", f"odd-{uuid.uuid4().hex[:6]}@%h", "--loglevel", "WARNING"]
    worker = floor.start(
        "faketime", "-f", offset, sys.executable, "-m", "celery", "-A", "config.celery", *odd, name="odd"
    )
    for first in ("0", "8"):
        floor.scenario("publish", "8", first)
        floor.scenario("ask", "1", first)
        wait_until(lambda: settled(floor), seconds=90, what="the outbox drains")
        floor.scenario("digest_due", "1")
        wait_until(lambda: floor.scenario("mail_state")["due"] == 0, seconds=90, what="mails that are due leave")

    found = floor.scenario("clocks")
    assert worker.poll() is None
    assert (found["claimed_again"], found["tried_again"]) == (0, 0)
    assert (found["from_the_future"], found["negative_ages"], found["two_digests"]) == (0, 0, 0)
    assert found["digests"] >= 1
    assert_nothing_lost(floor)


def test_two_beats_run_each_period_once(floor):
    workers, beats = start_workers(floor), [start_beat(floor), start_beat(floor)]

    wait_until(lambda: floor.scenario("periods")["ring"] >= 2, seconds=30, what="the ring comes round again")

    periods = floor.scenario("periods")
    assert periods["doubled"] == 0
    assert all(beat.poll() is None for beat in beats)
    assert all(worker.poll() is None for worker in workers.values())


def test_a_rebuild_beside_the_live_index_has_no_empty_moment(floor):
    start_workers(floor)
    start_beat(floor)
    floor.scenario("publish", "12")
    wait_until(lambda: settled(floor), seconds=90, what="indexed")

    rebuilding = floor.start(sys.executable, "manage.py", "reindex", name="reindex")
    totals = set()
    while rebuilding.poll() is None:
        totals.add(floor.scenario("search", "số")["total"])
    assert rebuilding.returncode == 0

    assert totals <= {12}
    assert floor.scenario("search", "số") == {"backend": "elasticsearch", "total": 12, "degraded": False}
    assert floor.manage("check_index").returncode == 0


def test_a_frozen_broker_does_not_hold_a_request_for_long(floor, redis):
    assert redis.process is not None
    _web, address = start_web(floor)
    os.kill(redis.process.pid, signal.SIGSTOP)
    try:
        seconds = [time_of(address, "/vi/search/?q=say+lanh") for _request in range(24)]
        took = floor.scenario("time_to_publish")["seconds"]
    finally:
        os.kill(redis.process.pid, signal.SIGCONT)

    start_workers(floor)
    start_beat(floor)
    wait_until(lambda: settled(floor), seconds=90, what="the outbox drains")
    # Cache and limiter cost 0.5 s each until their breakers leave the server alone; then a page is as quick as ever.
    assert max(seconds) < 2.5 * SLACK
    assert median(seconds) < 0.45 * SLACK
    # Five rings, each bounded by the publisher's 0.5 s until the breaker leaves the broker alone.
    assert took < 15
    assert_nothing_lost(floor)


def time_of(address: str, path: str) -> float:
    started = time.monotonic()
    assert ConnectionWire(address).send("GET", path).status == 200
    return time.monotonic() - started


def test_the_first_journey_goes_through_while_workers_and_broker_die(floor, redis):
    """Written, approved, found, told once, estimated over HTTP; at each step a process is killed or the broker gone."""
    workers, beat = start_workers(floor), start_beat(floor)
    web, address = start_web(floor)

    def come_in(email: str) -> Reader:
        return Reader(ConnectionWire(address)).signed_in(email, PASSWORD)

    def start_again(queue: str) -> None:
        kill_group(workers[queue])
        workers[queue] = start_worker(floor, queue)

    owner, reviewer, buyer = come_in(OWNER), come_in(REVIEWER), come_in(BUYER)

    # A web process dies between two pages: what was saved is there, and the next page is answered.
    own = do.begin(owner)
    pages = list(TECHNOLOGY)
    do.write(owner, own, {name: TECHNOLOGY[name] for name in pages[:3]})
    os.kill(children_of(web)[0], signal.SIGKILL)
    look = do.write(owner, own, {name: TECHNOLOGY[name] for name in pages[3:]})
    assert look.address == f"{own}submit/"
    do.send_in(owner, own)

    # Approved while the broker is gone with all it held, and the index writer with it.
    kill_group(workers["search"])
    redis.kill_and_wipe()
    do.approve(reviewer, TITLE)
    assert do.titles(do.search(buyer, "say lanh")) == []
    redis.start()
    workers["search"] = start_worker(floor, "search")
    start_again("notify")
    floor.scenario("expire_leases")
    wait_until(lambda: do.titles(do.search(buyer, "say lanh")) == [TITLE], seconds=60, what="it is found")
    wait_until(lambda: buyer.open("").unread == 1, seconds=60, what="the bell rings")

    # The estimate's worker dies while it computes, and the broker once more.
    public = buyer.open(do.search(buyer, "sấy lạnh").link("/technologies/"))
    asked = do.ask_for_estimate(owner, owner.open(public.address), ESTIMATE)
    time.sleep(0.5)
    kill_group(workers["compute"])
    redis.kill_and_wipe()
    redis.start()
    workers["compute"] = start_worker(floor, "compute")
    floor.scenario("expire_leases")
    wait_until(lambda: "P90" in owner.open(asked.address).words, seconds=60, what="the range is shown")
    wait_until(lambda: settled(floor), seconds=120, what="the outbox drains")

    assert_nothing_lost(floor)
    assert [told for told in do.notices(buyer) if TITLE in told] == [f"Tin mới cho “sấy lạnh”: {TITLE}"]
    kinds = floor.scenario("told", OWNER)["kinds"]
    assert all(count == 1 for count in kinds.values()), kinds
    assert {"listing_published", "valuation_run_computed"} <= kinds.keys(), kinds
    assert beat.poll() is None
    assert web.poll() is None
