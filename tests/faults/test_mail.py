"""F23, F24: mail servers that are down, slow or refuse, senders that die, two beats. Told once, mailed at least once.

The equations O4 and O5 (mail_oracle.py) end each test.
"""

import json
import socket
import sys
from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest

from tests.faults.harness import Floor, copied, kill_group, scaled, wait_until

pytestmark = pytest.mark.fault
BUYER = "buyer@faults.example"
NIGHTLY = pytest.mark.nightly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailServer:
    """A server in a process of its own; see mailserver.py for its modes."""

    def __init__(self, folder: Path, floor: Floor, port: int) -> None:
        self.folder, self.floor, self.port = folder, floor, port
        self.crashes = 0
        folder.mkdir()
        self.be("take")

    def be(self, mode: str) -> None:
        """From the next message on."""
        fresh = self.folder / "mode.new"
        fresh.write_text(mode)
        fresh.replace(self.folder / "mode")

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.faults.mailserver", str(self.folder), str(self.port)]
        self.floor.start(*words, name="mailserver")
        wait_until(self.answers, seconds=15, what="the mail server starts")

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def taken(self) -> list[dict]:
        file = self.folder / "taken.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def ids(self) -> list[str]:
        return [str(message_from_string(mail["content"])["Message-ID"]) for mail in self.taken]


@pytest.fixture
def floor(template, tmp_path):
    port = free_port()
    with copied(template, tmp_path / "floor", EMAIL_URL=f"smtp://127.0.0.1:{port}") as made:
        made.mail_port = port
        yield made


@pytest.fixture
def server(floor, tmp_path):
    return MailServer(tmp_path / "mail", floor, floor.mail_port)


def told(floor: Floor) -> None:
    """A listing that is watched for and a need that it answers: decisions, a hit, a match for each side."""
    floor.scenario("publish", "1", "1")
    floor.scenario("ask", "1")
    wait_until(lambda: floor.scenario("state")["open"] == 0, seconds=60, what="everybody is told")
    assert floor.scenario("pairs")["pairs"] == 1


def until(floor: Floor, true: Callable[[dict], bool], what: str, *, seconds: float = 60) -> dict:
    wait_until(lambda: true(floor.scenario("mail_state")), seconds=seconds, what=what)
    return floor.scenario("mail_state")


def all_sent(state: dict) -> bool:
    return state["states"].get("queued", 0) + state["states"].get("sending", 0) == 0


def assert_equations(floor: Floor, server: MailServer) -> None:
    found = floor.scenario("mail_check", str(server.folder / "taken.jsonl"), str(server.crashes))
    assert found["o4"] == {"missing": [], "unknown": [], "repeated": []}
    o5 = found["o5"]
    assert (o5["missing"], o5["unknown"], o5["strangers"], o5["notices_without_delivery"]) == ([], [], [], 0)
    assert o5["too_many_repeats"] == 0, f"{o5['repeats']} repeats of {server.crashes} crashes"
    pairs = found["pairs"]
    assert (pairs["doubled"], pairs["off_the_path"], pairs["unmatched"]) == ([], [], [])
    assert pairs["told"] == {"missing": [], "unknown": [], "repeated": []}


def test_a_server_that_is_down_and_comes_back_loses_nothing(floor, server):
    floor.start_worker()
    told(floor)
    state = until(floor, lambda state: state["tried"] > 0, "one is tried")
    assert state["states"].get("failed", 0) == 0

    server.start()
    floor.scenario("mail_due")
    wait_until(lambda: bool(server.taken), seconds=60, what="the first goes out")
    floor.scenario("mail_due")
    until(floor, all_sent, "all are sent")

    assert_equations(floor, server)
    assert len(server.ids) == len(set(server.ids))


@pytest.mark.parametrize(
    "mode", ["later", pytest.param("closing", marks=NIGHTLY), pytest.param("slow 12", marks=NIGHTLY)]
)
def test_a_server_that_refuses_for_now_or_is_slow_is_tried_again(floor, server, mode):
    server.be(mode)
    server.start()
    floor.start_worker()
    told(floor)
    state = until(floor, lambda state: bool(state["errors"]), "one is put off")
    assert state["states"].get("failed", 0) == 0

    server.be("take")
    wait_until(lambda: floor.scenario("mail_due") and all_sent(floor.scenario("mail_state")), seconds=90, what="sent")

    server.crashes = (
        len(server.ids) - len(set(server.ids)) if mode.startswith("slow") else 0
    )  # Taken after our time-out.
    assert server.crashes <= 1
    assert_equations(floor, server)


def test_a_permanent_refusal_fails_at_once_and_the_second_flags_the_address(floor, server):
    server.be("never")
    server.start()
    floor.start_worker()
    told(floor)

    state = until(floor, all_sent, "all are settled")

    assert set(state["states"]) == {"failed"}
    assert state["flagged"] >= 1
    assert server.taken == []
    assert_equations(floor, server)


@pytest.mark.parametrize("kind", ["match_proposed", pytest.param("listing_published", marks=NIGHTLY)])
def test_a_worker_killed_after_the_server_took_the_mail_repeats_it_with_the_same_id(floor, server, kind):
    worker = floor.start_worker()
    told(floor)
    kill_group(worker)
    server.start()
    for _crash in range(scaled(2, everyday=1)):  # A third one would give the mail up: it kills its worker.
        server.be("hold")
        floor.scenario("expire_leases")
        assert floor.scenario("mail_due", kind)["due"] > 0
        taken, worker = len(server.taken), floor.start_worker()
        wait_until(lambda before=taken: len(server.taken) > before, seconds=60, what="the server takes the mail")
        kill_group(worker)
        server.crashes += 1
        server.be("take")

    floor.scenario("expire_leases")
    floor.scenario("mail_due")
    floor.start_worker()
    until(floor, all_sent, "all are sent")

    assert len(server.ids) - len(set(server.ids)) == server.crashes
    assert_equations(floor, server)


@pytest.mark.nightly
def test_control_without_leases_two_senders_repeat_mails_and_the_equations_notice(floor, server):
    """The protection is off: what the tests above hold must fail, or they prove nothing."""
    worker = floor.start_worker()
    told(floor)
    kill_group(worker)
    floor.scenario("expire_leases")
    floor.scenario("mail_due")
    server.be("slow 2")
    server.start()

    words = [sys.executable, "-m", "tests.faults.scenario", "send_without_leases", "20"]
    for sender in [floor.start(*words, name=f"sender{number}") for number in (1, 2)]:
        sender.wait(120)

    with pytest.raises(AssertionError, match="repeats of 0 crashes"):
        assert_equations(floor, server)


def to(server: MailServer, email: str) -> list[dict]:
    return [mail for mail in server.taken if mail["to"] == [email]]


@pytest.mark.parametrize(("hours", "mails"), [("3", 1), pytest.param("13", 0, marks=NIGHTLY)])
def test_two_beats_send_a_missed_digest_once_and_one_missed_for_half_a_day_with_the_next(floor, server, hours, mails):
    server.start()
    floor.scenario("gather")
    floor.scenario("publish", "4")
    floor.start_worker()
    until(floor, lambda state: state["paces"] == {"daily": 2} and state["due"] == 0, "two hits wait for the digest")
    assert to(server, BUYER) == []

    floor.scenario("digest_due", hours)
    beats = [floor.start(sys.executable, "-m", "tests.faults.scenario", "beat", "10", name=f"beat{n}") for n in (1, 2)]
    until(floor, lambda state: state["due"] == 0 and state["states"].get("sending", 0) == 0, "nothing is due")
    for process in beats:
        process.wait(60)

    assert len(to(server, BUYER)) == mails
    assert floor.scenario("mail_state")["paces"] == ({} if mails else {"daily": 2})
    assert floor.scenario("periods")["doubled"] == 0
    assert_equations(floor, server)
