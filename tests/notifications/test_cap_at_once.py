"""The cap of mails holds when several senders act at one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from marketplace.notifications.models import Delivery
from marketplace.notifications.states import Sending
from tests.factories.accounts import make_user
from tests.notifications.mailing import Server, deliver, make_kind, tell

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # A Tuesday, nine o'clock in Lai Châu.
DUE = MORNING + timedelta(seconds=10)
CAP = 3


@pytest.fixture
def told(monkeypatch):
    """A kind of this test alone, told to one reader."""
    made = make_kind(make_user())
    monkeypatch.setattr("marketplace.notifications.kinds._kinds", {made.name: made})
    return made


def went_or_waits() -> list[tuple[str, str]]:
    return sorted(Delivery.objects.values_list("state", "pace"))


def test_a_mail_that_another_sender_has_begun_counts(told):
    for number in range(CAP - 1):
        tell(told, subject_id=number, now=MORNING)
    deliver(Server(), now=DUE)
    for number in (7, 8):
        tell(told, subject_id=number, now=DUE)
    second, moment = Server(), DUE + timedelta(seconds=10)

    deliver(Server(answer=lambda message: deliver(second, now=moment, owner="other:2")), now=moment)

    assert second.taken == []
    assert went_or_waits() == [(Sending.QUEUED, "daily"), *[(Sending.SENT, "instant")] * CAP]


def test_a_mail_that_the_server_put_off_keeps_its_place(told):
    for number in range(CAP + 1):
        tell(told, subject_id=number, now=MORNING)

    def later(message):
        raise TimeoutError("timed out")

    deliver(Server(answer=later), now=DUE)
    deliver(Server(), now=DUE + timedelta(minutes=2))

    assert went_or_waits() == [(Sending.QUEUED, "daily"), *[(Sending.SENT, "instant")] * CAP]


@pytest.mark.django_db(transaction=True)
def test_of_senders_at_one_moment_none_exceeds_it(told):
    for number in range(2 * CAP):
        tell(told, subject_id=number, now=MORNING)
    together, servers = Barrier(4), [Server() for _sender in range(4)]

    def send(number: int) -> None:
        together.wait(timeout=30)
        try:
            deliver(servers[number], now=DUE, owner=f"sender:{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(servers)) as threads:
        list(threads.map(send, range(len(servers))))

    assert sum(len(server.taken) for server in servers) == CAP
    assert went_or_waits() == [*[(Sending.QUEUED, "daily")] * CAP, *[(Sending.SENT, "instant")] * CAP]
