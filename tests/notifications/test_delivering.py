"""Sending: once in the app, at least once by mail, never lost; asked again before it goes."""

from datetime import UTC, datetime, timedelta
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from allauth.account.models import EmailAddress

from marketplace.accounts.queries import actor_of
from marketplace.common.breaker import Breaker
from marketplace.notifications import actions
from marketplace.notifications.kinds import Reason
from marketplace.notifications.models import Category, Delivery, Digest, Notice, Reach
from marketplace.notifications.states import Sending, Why
from tests.factories.accounts import make_user
from tests.notifications.mailing import Server, deliver, make_kind, message_id, tell

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # A Tuesday, nine o'clock in Lai Châu.
DUE = MORNING + timedelta(seconds=10)  # What may be gathered waits ten seconds.
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 22:00.
WEDNESDAY_8, MONDAY_8 = datetime(2026, 11, 25, 1, 0, tzinfo=UTC), datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch):
    """Kinds of this test alone."""
    known = {}
    monkeypatch.setattr("marketplace.notifications.kinds._kinds", known)
    return known


@pytest.fixture
def reader():
    return make_user()


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def kind(known_kinds):
    """Make a kind and let it be known."""

    def make(*recipients, **fields):
        made = make_kind(*recipients, **fields)
        known_kinds[made.name] = made
        return made

    return make


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason


class TestOneMail:
    def test_is_put_up_with_its_notice_and_goes_once(self, kind, reader, server):
        told = kind(reader)
        (delivery,) = tell(told, now=MORNING)

        assert deliver(server, now=MORNING) == 0  # Gathered for a moment.
        assert deliver(server, now=DUE) == 1
        assert deliver(server, now=DUE) == 0

        assert state_of(delivery) == (Sending.SENT, "")
        assert (server.subjects, server.ids) == (["Tin 1"], [message_id(delivery.uuid)])
        assert server.taken[0].to == [reader.email]

    def test_repeated_events_put_up_nothing_more(self, kind, reader, server):
        told = kind(reader)
        tell(told, now=MORNING)
        tell(told, now=MORNING)
        tell(told, now=DUE)
        deliver(server, now=DUE)
        tell(told, now=DUE)
        deliver(server, now=DUE + timedelta(hours=1))

        assert (Delivery.objects.count(), len(server.taken)) == (1, 1)

    def test_replies_do_not_wait(self, kind, reader, server):
        tell(kind(reader, category=Category.REPLY), now=MORNING)

        assert deliver(server, now=MORNING) == 1

    def test_one_connection_serves_a_run(self, kind, server):
        people = [make_user() for _number in range(5)]
        tell(kind(*people), now=MORNING)

        deliver(server, now=DUE)

        assert (len(server.taken), server.connections) == (5, 1)


class TestAskedAgain:
    """Whatever changed since the notice was made, the mail is dropped with its reason."""

    def drop(self, delivery, server, *, now=DUE):
        deliver(server, now=now)
        assert server.taken == []
        return state_of(delivery)

    def test_what_is_over(self, kind, reader, server):
        wanted = [True]
        (delivery,) = tell(kind(reader, still_wanted=lambda notice: wanted[0]), now=MORNING)
        wanted[0] = False

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.NOT_WANTED)

    def test_whoever_may_know_of_it_no_longer(self, kind, reader, server):
        members = {reader.pk}
        (delivery,) = tell(kind(reader, audience=lambda telling: members), now=MORNING)
        members.clear()

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.NOT_WANTED)

    def test_what_came_too_late(self, kind, reader, server):
        (delivery,) = tell(kind(reader, not_after=lambda notice: MORNING), now=MORNING)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.EXPIRED)

    def test_what_was_read_on_the_floor(self, kind, reader, server):
        (delivery,) = tell(kind(reader), now=MORNING)
        actions.mark_read(notice_id=delivery.notice_id, actor=actor_of(reader), now=MORNING)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.READ)

    def test_somebody_who_left(self, kind, reader, server):
        (delivery,) = tell(kind(reader), now=MORNING)
        reader.is_active = False
        reader.save()

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.INACTIVE)

    def test_an_address_that_is_not_confirmed(self, kind, reader, server):
        (delivery,) = tell(kind(reader), now=MORNING)
        EmailAddress.objects.filter(user=reader).update(verified=False)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.UNCONFIRMED)

    @pytest.mark.parametrize("domain", ["demo.techfloor.example", "example.org", "x.example.com", "host.test"])
    def test_an_address_nobody_can_have_where_mail_leaves_the_machine(self, kind, reader, server, settings, domain):
        settings.MAIL_RESERVED_DOMAINS = (".example", ".test", "example.com", "example.org")
        reader.email = f"somebody@{domain}"
        reader.save()
        EmailAddress.objects.filter(user=reader).update(email=reader.email)
        (delivery,) = tell(kind(reader), now=MORNING)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.RESERVED)

    def test_what_was_switched_off(self, kind, reader, server):
        (delivery,) = tell(kind(reader), now=MORNING)
        actions.choose_mail(paces={"match": "off"}, quiet=None, actor=actor_of(reader), now=MORNING)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.SWITCHED_OFF)

    def test_what_an_operator_stopped(self, kind, reader, server):
        (delivery,) = tell(kind(reader), now=MORNING)
        operator = actor_of(make_user(staff=["operator"]))
        actions.stop_delivery(delivery_id=delivery.pk, actor=operator, now=MORNING)

        assert self.drop(delivery, server) == (Sending.DROPPED, Why.STOPPED)

    def test_a_new_address_gets_the_mail(self, kind, reader, server):
        tell(kind(reader), now=MORNING)
        reader.email = "new@example.org"
        reader.save()
        EmailAddress.objects.filter(user=reader).update(email=reader.email)

        deliver(server, now=DUE)

        assert server.taken[0].to == ["new@example.org"]


class TestWhen:
    def test_nothing_goes_at_night_but_security(self, kind, reader, server, settings):
        settings.MAIL_QUIET_HOURS = True
        (waits,) = tell(kind(reader, category=Category.REPLY), now=NIGHT)
        tell(kind(reader, name="safe", category=Category.SECURITY), subject_id=2, now=NIGHT)

        deliver(server, now=NIGHT)

        assert server.subjects == ["Tin 2"]
        assert state_of(waits) == (Sending.QUEUED, "")
        assert waits.available_at == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # Seven o'clock.
        deliver(server, now=waits.available_at)
        assert server.subjects == ["Tin 2", "Tin 1"]

    def test_ones_own_quiet_hours_and_zone_count(self, kind, reader, server):
        reader.time_zone = "Europe/Berlin"
        reader.save()
        quiet = actions.Quiet(on=True, start=datetime.min.time(), end=MORNING.time().replace(hour=6))
        actions.choose_mail(paces={}, quiet=quiet, actor=actor_of(reader), now=MORNING)
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)  # Three o'clock in Berlin.

        deliver(server, now=MORNING)

        delivery.refresh_from_db()
        assert delivery.available_at == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    def test_the_fourth_mail_of_a_day_joins_the_next_digest(self, kind, reader, server):
        told = kind(reader)
        for number in range(1, 6):
            tell(told, subject_id=number, now=MORNING)

        deliver(server, now=DUE)

        assert server.subjects == ["Tin 1", "Tin 2", "Tin 3"]
        rest = Delivery.objects.filter(state=Sending.QUEUED)
        assert set(rest.values_list("pace", "available_at")) == {("daily", WEDNESDAY_8)}
        deliver(server, now=WEDNESDAY_8)
        assert server.subjects[3:] == ["2 tin cho bạn"] or "2" in server.subjects[3]
        assert Delivery.objects.exclude(state=Sending.SENT).count() == 0

    def test_the_window_rolls(self, kind, reader, server):
        told = kind(reader)
        for number in range(1, 4):
            tell(told, subject_id=number, now=MORNING)
        deliver(server, now=DUE)

        next_day = DUE + timedelta(hours=24)
        tell(told, subject_id=9, now=next_day - timedelta(seconds=10))
        deliver(server, now=next_day)

        assert server.subjects[3:] == ["Tin 9"]

    @pytest.mark.parametrize("category", [Category.REPLY, Category.DEADLINE, Category.SECURITY])
    def test_replies_deadlines_and_security_are_neither_capped_nor_counted(self, kind, reader, server, category):
        exempt, told = kind(reader, name="exempt", category=category), kind(reader)
        for number in range(1, 6):
            tell(exempt, subject_id=number, now=MORNING)
        tell(told, subject_id=9, now=MORNING)

        deliver(server, now=DUE)

        assert len(server.taken) == 6

    def test_daily_mail_waits_for_eight_and_weekly_for_monday(self, kind, reader, server):
        weekly = make_user()
        for person, pace in ((reader, "daily"), (weekly, "weekly")):
            actions.choose_mail(paces={"match": pace}, quiet=None, actor=actor_of(person), now=MORNING)
        first, second = tell(kind(reader, weekly), now=MORNING)

        deliver(server, now=DUE)

        assert server.taken == []
        assert [row.available_at for row in Delivery.objects.order_by("pk")] == [WEDNESDAY_8, MONDAY_8]
        assert {first.recipient, second.recipient} == {reader, weekly}


class TestDigest:
    @pytest.fixture
    def daily(self, reader):
        actions.choose_mail(paces={"match": "daily"}, quiet=None, actor=actor_of(reader), now=MORNING)
        return reader

    def test_gathers_what_came_and_goes_once_a_day(self, kind, daily, server):
        told = kind(daily)
        for number in range(1, 4):
            tell(told, subject_id=number, now=MORNING)
        deliver(server, now=DUE)

        deliver(server, now=WEDNESDAY_8)
        deliver(server, now=WEDNESDAY_8)

        assert len(server.taken) == 1
        assert all(f"Tin {number}" in server.taken[0].body for number in (1, 2, 3))
        assert Digest.objects.count() == 1

    def test_names_twenty_and_counts_the_rest(self, kind, daily, server):
        told = kind(daily)
        for number in range(1, 26):
            tell(told, subject_id=number, now=MORNING)
        for _run in range(2):
            deliver(server, now=DUE)

        deliver(server, now=WEDNESDAY_8)

        body = server.taken[0].body
        assert (body.count("* Tin "), "5 " in body.split("* Tin 20")[1]) == (20, True)
        assert Delivery.objects.filter(state=Sending.SENT).count() == 25

    def test_what_was_read_meanwhile_is_left_out_and_an_empty_one_does_not_go(self, kind, daily, server):
        told = kind(daily)
        tell(told, subject_id=1, now=MORNING)
        deliver(server, now=DUE)
        newest = Notice.objects.latest("pk").pk
        actions.mark_all_read(up_to_id=newest, actor=actor_of(daily), now=DUE)

        deliver(server, now=WEDNESDAY_8)

        assert server.taken == []

    def test_a_second_one_of_the_day_waits_for_the_next(self, kind, daily, server):
        told = kind(daily)
        tell(told, subject_id=1, now=MORNING)
        deliver(server, now=DUE)
        deliver(server, now=WEDNESDAY_8)
        (late,) = tell(told, subject_id=2, now=WEDNESDAY_8)
        Delivery.objects.filter(pk=late.pk).update(pace="daily", available_at=WEDNESDAY_8)

        deliver(server, now=WEDNESDAY_8 + timedelta(minutes=5))

        late.refresh_from_db()
        assert (len(server.taken), late.state, late.available_at) == (1, "queued", WEDNESDAY_8 + timedelta(days=1))

    def test_missed_for_three_hours_it_goes_once_and_after_more_than_twelve_with_the_next(self, kind, daily, server):
        told = kind(daily)
        tell(told, subject_id=1, now=MORNING)
        deliver(server, now=DUE)
        deliver(server, now=WEDNESDAY_8 + timedelta(hours=3))
        assert len(server.taken) == 1

        tell(told, subject_id=2, now=WEDNESDAY_8 + timedelta(hours=4))
        deliver(server, now=WEDNESDAY_8 + timedelta(hours=5))
        deliver(server, now=WEDNESDAY_8 + timedelta(days=1, hours=13))

        waiting = Delivery.objects.get(state=Sending.QUEUED)
        assert (len(server.taken), waiting.available_at) == (1, WEDNESDAY_8 + timedelta(days=2))


class TestGrouping:
    def test_news_about_one_thing_is_one_mail(self, kind, reader, server):
        fits, found = kind(reader, name="fits"), kind(reader, name="found", category=Category.ALERT)
        tell(fits, subject_id=7, now=MORNING)
        tell(found, subject_id=7, now=MORNING)
        tell(found, subject_id=8, now=MORNING)

        deliver(server, now=DUE)

        assert len(server.taken) == 2
        assert Delivery.objects.values("mail").distinct().count() == 2
        assert Delivery.objects.filter(state=Sending.SENT).count() == 3

    def test_names_every_reason_that_is_not_off_and_goes_as_the_fastest(self, kind, reader, server):
        reasons = [
            Reason("saved_search:1", "sấy lạnh", "weekly"),
            Reason("saved_search:2", "chế biến quả", "instant"),
            Reason("saved_search:3", "tắt rồi", "instant"),
        ]
        told = kind(reader, category=Category.ALERT, reasons=lambda notice: reasons)
        actions.choose_subscription(key="saved_search:3", pace="off", actor=actor_of(reader), now=MORNING)
        tell(told, now=MORNING)

        deliver(server, now=DUE)

        assert "sấy lạnh, chế biến quả" in server.taken[0].body
        assert "tắt rồi" not in server.taken[0].body

    @pytest.mark.parametrize(
        ("category", "paces", "expected"),
        [
            ("instant", ["weekly"], MONDAY_8),
            ("instant", ["weekly", "daily"], WEDNESDAY_8),
            ("off", ["instant"], None),
        ],
    )
    def test_the_rhythm_of_the_subscription_decides(self, kind, reader, server, category, paces, expected):
        reasons = [Reason(f"saved_search:{number}", "x", pace) for number, pace in enumerate(paces)]
        told = kind(reader, category=Category.ALERT, reasons=lambda notice: reasons)
        actions.choose_mail(paces={"alert": category}, quiet=None, actor=actor_of(reader), now=MORNING)
        (delivery,) = tell(told, now=MORNING)

        deliver(server, now=DUE)

        delivery.refresh_from_db()
        if expected is None:
            assert (delivery.state, delivery.reason) == (Sending.DROPPED, Why.SWITCHED_OFF)
        else:
            assert delivery.available_at == expected
        assert server.taken == []


def refuse(error):
    def answer(_message):
        raise error

    return answer


class TestServerInTrouble:
    TEMPORARY = [
        SMTPServerDisconnected("Connection unexpectedly closed"),
        TimeoutError("timed out"),
        ConnectionRefusedError(111, "Connection refused"),
        SMTPDataError(421, b"closing"),
        SMTPDataError(451, b"try later"),
        SMTPRecipientsRefused({"x@example.org": (450, b"mailbox busy")}),
    ]

    @pytest.mark.parametrize("error", TEMPORARY, ids=lambda error: f"{type(error).__name__} {error.args[0]}")
    def test_is_tried_after_1_5_15_60_minutes_and_hourly_with_one_message_id(self, kind, reader, error):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)
        now, waits = MORNING, []
        for _try in range(5):
            deliver(Server(answer=refuse(error)), now=now)
            delivery.refresh_from_db()
            waits.append((delivery.available_at - now).total_seconds() / 60)
            now = delivery.available_at
        server = Server()
        deliver(server, now=now)

        assert waits == [1, 5, 15, 60, 60]
        assert server.ids == [message_id(delivery.uuid)]
        assert state_of(delivery) == (Sending.SENT, "")

    def test_is_given_up_after_48_hours_and_said_so(self, kind, reader):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)
        server, now = Server(answer=refuse(TimeoutError("timed out"))), MORNING
        while delivery.state != Sending.FAILED:
            deliver(server, now=now)
            delivery.refresh_from_db()
            now = delivery.available_at

        assert delivery.reason == Why.GAVE_UP
        assert timedelta(hours=48) <= delivery.ended_at - MORNING <= timedelta(hours=50)
        assert "timed out" in delivery.last_error

    def test_a_permanent_refusal_fails_at_once_and_the_second_flags_the_address(self, kind, reader):
        told = kind(reader, category=Category.REPLY)
        server = Server(answer=refuse(SMTPRecipientsRefused({reader.email: (550, b"no such user")})))
        flags = []
        for number in (1, 2):
            (delivery,) = tell(told, subject_id=number, now=MORNING)
            deliver(server, now=MORNING)
            assert state_of(delivery) == (Sending.FAILED, Why.REFUSED)
            flags.append(Reach.objects.get(user=reader).flagged_at)
        assert flags == [None, MORNING]

        asked = Server()
        (third,) = tell(told, subject_id=3, now=MORNING)
        tell(kind(reader, name="safe", category=Category.SECURITY), subject_id=4, now=MORNING)
        deliver(asked, now=MORNING)
        assert (state_of(third), asked.subjects) == ((Sending.FAILED, Why.REFUSED), ["Tin 4"])

        actions.confirm_address(actor=actor_of(reader), now=MORNING)
        tell(told, subject_id=5, now=MORNING)
        deliver(asked, now=MORNING)
        assert asked.subjects == ["Tin 4", "Tin 5"]

    def test_our_own_sender_refused_flags_nobody(self, kind, reader):
        server = Server(answer=refuse(SMTPSenderRefused(553, b"not yours", "x@example.org")))
        for number in (1, 2):
            tell(kind(reader, name=f"k{number}", category=Category.REPLY), subject_id=number, now=MORNING)
            deliver(server, now=MORNING)

        assert not Reach.objects.exclude(flagged_at=None).exists()
        assert set(Delivery.objects.values_list("state", flat=True)) == {Sending.QUEUED}

    @pytest.mark.parametrize("error", [SMTPConnectError(554, b"no"), SMTPHeloError(550, b"who are you")])
    def test_a_server_that_turns_everybody_away_fails_no_mail_and_flags_nobody(self, kind, reader, error):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)

        deliver(Server(closed=error), now=MORNING)
        waiting = state_of(delivery)
        deliver(Server(), now=MORNING + timedelta(hours=1))

        assert waiting == (Sending.QUEUED, "")
        assert state_of(delivery) == (Sending.SENT, "")
        assert not Reach.objects.exclude(flagged_at=None).exists()

    def test_the_breaker_leaves_the_rest_untouched_until_its_probe(self, kind):
        people = [make_user() for _number in range(4)]
        tell(kind(*people, category=Category.REPLY), now=MORNING)
        breaker = Breaker("tests", failures=1)
        server = Server(answer=refuse(TimeoutError("timed out")))

        deliver(server, now=MORNING, breaker=breaker)

        assert list(Delivery.objects.order_by("-attempts").values_list("attempts", flat=True)) == [1, 0, 0, 0]
        assert breaker.is_open()


class TestDeadWorker:
    class Killed(BaseException):
        """As SIGKILL: nothing after it runs."""

    def test_after_the_server_took_it_the_mail_repeats_once_with_the_same_id(self, kind, reader, server):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)

        def take_and_die(message):
            server.taken.append(message)
            raise self.Killed

        with pytest.raises(self.Killed):
            deliver(Server(answer=take_and_die), now=MORNING, owner="dead:1")
        assert deliver(server, now=MORNING + timedelta(seconds=179)) == 0  # The lease of the dead.

        deliver(server, now=MORNING + timedelta(seconds=181))

        assert server.ids == [message_id(delivery.uuid)] * 2
        assert state_of(delivery) == (Sending.SENT, "")
        assert Notice.objects.count() == 1

    def test_a_digest_keeps_its_id_and_its_day(self, kind, reader, server):
        actions.choose_mail(paces={"match": "daily"}, quiet=None, actor=actor_of(reader), now=MORNING)
        told = kind(reader)
        for number in (1, 2):
            tell(told, subject_id=number, now=MORNING)
        deliver(server, now=DUE)

        def take_and_die(message):
            server.taken.append(message)
            raise self.Killed

        with pytest.raises(self.Killed):
            deliver(Server(answer=take_and_die), now=WEDNESDAY_8, owner="dead:1")
        tell(told, subject_id=3, now=WEDNESDAY_8)
        deliver(server, now=WEDNESDAY_8 + timedelta(seconds=200))

        assert len(server.ids) == 2
        assert len(set(server.ids)) == 1
        assert Delivery.objects.filter(state=Sending.SENT).count() == 2  # The third waits for tomorrow.

    def test_what_kills_its_worker_three_times_is_given_up(self, kind, reader):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)

        def die(message):
            raise self.Killed

        for number in range(3):
            with pytest.raises(self.Killed):
                deliver(Server(answer=die), now=MORNING + timedelta(seconds=200 * number), owner="dead:1")
        deliver(Server(answer=die), now=MORNING + timedelta(seconds=800))

        assert state_of(delivery) == (Sending.FAILED, Why.LOST)

    def test_a_late_worker_changes_nothing(self, kind, reader, server):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)

        def stall(message):
            deliver(server, now=MORNING + timedelta(seconds=200), owner="other:2")  # Meanwhile the lease ran out.
            raise TimeoutError("timed out")

        deliver(Server(answer=stall), now=MORNING, owner="late:1")

        assert state_of(delivery) == (Sending.SENT, "")
        assert len(server.taken) == 1


class TestOperators:
    @pytest.fixture
    def operator(self):
        return actor_of(make_user(staff=["operator"]))

    def test_send_again_what_failed_as_a_mail_of_its_own(self, kind, reader, operator, server):
        (delivery,) = tell(kind(reader, category=Category.REPLY), now=MORNING)
        deliver(Server(answer=refuse(SMTPDataError(554, b"no"))), now=MORNING)

        actions.resend_delivery(delivery_id=delivery.pk, actor=operator, now=DUE)
        deliver(server, now=DUE)

        assert state_of(delivery) == (Sending.SENT, "")
        assert len(server.taken) == 1

    def test_the_night_removes_what_is_old_and_a_repeated_event_tells_nothing_again(
        self, kind, reader, server, settings
    ):
        told = kind(reader, category=Category.REPLY)
        tell(told, now=MORNING)
        deliver(server, now=MORNING)
        later = MORNING + timedelta(days=settings.DELIVERY_KEEP_DAYS + 1)

        assert actions.forget_deliveries(now=later) == 1
        tell(told, now=later)

        assert (Delivery.objects.count(), Notice.objects.count()) == (0, 1)
        assert actions.forget_deliveries(now=MORNING + timedelta(days=settings.NOTICE_KEEP_DAYS + 1)) == 1
