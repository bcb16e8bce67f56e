"""How long a log-in lasts, and who needs a second factor: hours are parameters."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client

from marketplace.accounts import actions, rules
from marketplace.accounts.apps import second_factor_of_staff
from marketplace.accounts.queries import actor_of
from marketplace.accounts.web.sessions import SEEN, STARTED
from marketplace.common.models import AuditEntry
from marketplace.common.problems import Invalid, NotAllowed
from tests.factories.accounts import NOW, PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def signed_in(user, **headers):
    client = Client(headers=headers)
    client.post("/vi/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def shift(client, *, idle=timedelta(), age=timedelta()):
    """As if the log-in had begun, or was last used, so long ago."""
    client.get("/vi/my/")
    session = client.session
    session[STARTED] = int(session[STARTED] - max(age, idle).total_seconds())
    session[SEEN] = int(session[SEEN] - idle.total_seconds())
    session.save()


@pytest.mark.parametrize(
    ("staff", "idle", "age", "over"),
    [
        (False, 8 * HOUR, 8 * HOUR, False),
        (False, 8 * HOUR + timedelta(seconds=1), 9 * HOUR, True),
        (False, HOUR, timedelta(days=14), False),
        (False, HOUR, timedelta(days=14, seconds=1), True),
        (True, HOUR, HOUR, False),
        (True, HOUR + timedelta(seconds=1), 2 * HOUR, True),
        (True, timedelta(0), 12 * HOUR, False),
        (True, timedelta(0), 12 * HOUR + timedelta(seconds=1), True),
    ],
)
def test_a_session_ends_by_idleness_or_age_earlier_for_staff(staff, idle, age, over):
    now = START + age

    assert rules.session_is_over(started=START, seen=now - idle, now=now, staff=staff) is over


class TestOnPages:
    def test_an_idle_log_in_is_over_and_cannot_be_taken_up_again(self):
        client = signed_in(make_user())
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        shift(client, idle=9 * HOUR)

        assert client.get("/vi/my/").status_code == 302
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        assert client.get("/vi/my/").status_code == 302

    def test_use_keeps_it_alive_until_its_age(self):
        client = signed_in(make_user())
        shift(client, idle=7 * HOUR, age=timedelta(days=13))

        assert client.get("/vi/my/").status_code == 200
        shift(client, age=timedelta(days=2))
        assert client.get("/vi/my/").status_code == 302

    def test_staff_are_out_after_an_hour(self):
        client = signed_in(make_user(staff=["reviewer"]))
        shift(client, idle=timedelta(minutes=61))

        assert client.get("/vi/staff/").status_code == 302

    def test_a_session_in_use_is_written_once_a_minute_at_most(self):
        client = signed_in(make_user())
        client.get("/vi/my/")
        before = dict(client.session.items())

        client.get("/vi/my/")

        assert dict(client.session.items()) == before


class TestDevices:
    def test_another_device_is_ended_by_itself(self):
        user = make_user()
        here, there = signed_in(user), signed_in(user)
        here.post("/vi/account/reauthenticate/", {"password": PASSWORD})
        other = UserSession.objects.exclude(session_key=here.session.session_key).get()

        here.post(f"/vi/account/sessions/{other.pk}/end/")

        assert there.get("/vi/my/").status_code == 302
        assert here.get("/vi/my/").status_code == 200

    def test_nobody_ends_those_of_others(self):
        stranger, owner = signed_in(make_user()), make_user()
        signed_in(owner)
        stranger.post("/vi/account/reauthenticate/", {"password": PASSWORD})

        answer = stranger.post(f"/vi/account/sessions/{UserSession.objects.get(user=owner).pk}/end/")

        assert answer.status_code == 404
        assert UserSession.objects.filter(user=owner).exists()

    def test_all_others_are_ended_at_once(self):
        user = make_user()
        here, there = signed_in(user), signed_in(user)

        here.post("/vi/account/sessions/")

        assert (here.get("/vi/my/").status_code, there.get("/vi/my/").status_code) == (200, 302)

    def test_the_list_names_browsers_in_words(self):
        firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        client = signed_in(make_user(), user_agent=firefox)

        assert "Firefox, Linux" in client.get("/vi/account/sessions/").content.decode()


class TestDisabling:
    def test_ends_every_session(self):
        user = make_user()
        clients = [signed_in(user), signed_in(user)]

        actions.disable_user(user_id=user.pk, reason="lạm dụng", actor=make_staff("operator"), now=NOW)

        assert [client.get("/vi/my/").status_code for client in clients] == [302, 302]
        assert not UserSession.objects.filter(user=user).exists()
        assert AuditEntry.objects.get(verb="user.disable").facts == {"reason": "lạm dụng"}

    def test_enabling_lets_in_again(self):
        user, operator = make_user(), make_staff("operator")
        actions.disable_user(user_id=user.pk, reason="x", actor=operator, now=NOW)

        actions.enable_user(user_id=user.pk, actor=operator, now=NOW)

        assert signed_in(user).get("/vi/my/").status_code == 200

    def test_is_the_operators_never_oneself_and_has_a_reason(self):
        user, operator = make_user(), make_staff("operator")

        for actor, target in ((make_staff("verifier"), user.pk), (operator, operator.user_id), (actor_of(user), 1)):
            with pytest.raises(NotAllowed):
                actions.disable_user(user_id=target, reason="x", actor=actor, now=NOW)
        with pytest.raises(Invalid):
            actions.disable_user(user_id=user.pk, reason=" ", actor=operator, now=NOW)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _asked(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    @pytest.mark.parametrize("duty", ["reviewer", "judge", "analyst", "operator"])
    def test_staff_without_one_reach_only_the_pages_that_set_it_up(self, duty):
        client = signed_in(make_user(staff=[duty]))

        for path in ("/vi/", "/vi/my/", "/vi/staff/", "/vi/admin/", "/vi/account/", "/vi/account/password/change/"):
            answer = client.get(path)
            assert (path, answer.status_code, answer.get("Location")) == (path, 303, "/vi/account/2fa/")
        assert client.get("/vi/account/2fa/").status_code == 200
        assert client.get("/api/v1/needs/").status_code == 403
        assert client.post("/vi/account/logout/").status_code == 302

    def test_staff_with_one_work(self):
        user = make_user(staff=["reviewer"])
        client = Client()
        client.force_login(user, backend=BACKEND)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x" * 32})

        assert client.get("/vi/staff/").status_code == 200

    def test_recovery_codes_alone_are_none(self):
        user = make_user(staff=["reviewer"])
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

        assert signed_in_past_codes(user).get("/vi/staff/").status_code == 303

    def test_members_are_offered_it(self):
        assert signed_in(make_user()).get("/vi/my/").status_code == 200

    def test_on_the_loopback_staff_are_offered_it(self, settings):
        settings.SECOND_FACTOR_REQUIRED = False

        assert signed_in(make_user(staff=["reviewer"])).get("/vi/staff/").status_code == 200

    def test_the_check_of_a_deployment_knows_it(self, settings):
        assert second_factor_of_staff(None) == []
        settings.SECOND_FACTOR_REQUIRED = False

        assert [one.id for one in second_factor_of_staff(None)] == ["accounts.E001"]
        assert "accounts.E001" in {one.id for one in run_checks(include_deployment_checks=True)}

    def test_the_check_knows_a_missing_gate(self, settings):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactorGate" not in name]

        assert [one.id for one in second_factor_of_staff(None)] == ["accounts.E001"]


def signed_in_past_codes(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client
