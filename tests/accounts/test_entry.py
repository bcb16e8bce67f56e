"""Log-in, sign-up and reset: counted, alike for known and unknown addresses, in the reader's language."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from marketplace.accounts.models import User
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, RESET = "/vi/account/login/", "/vi/account/signup/", "/vi/account/password/reset/"
FAILURES = settings.RATE_LIMITS["login_failures"]["anonymous"]
TRIES = settings.RATE_LIMITS["entry"]["anonymous"]
NEWCOMER = {"name": "Hờ A Mẫu", "email": "new@example.org", "password1": PASSWORD, "terms": "on"}


def log_in(client, *, email, password=PASSWORD, address="203.0.113.7"):
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


class TestLogIn:
    def test_leads_to_my_work_in_the_language_of_the_profile(self, client):
        user = make_user(language="en")

        assert log_in(client, email=user.email)["Location"] == "/en/my/"

    def test_capitals_in_the_address_do_not_matter(self, client):
        make_user(email="lo@example.org")

        assert log_in(client, email="LO@Example.org").status_code == 302

    def test_gets_a_new_session(self, client):
        user = make_user()
        client.get(LOGIN)
        log_in(client, email=user.email)
        first = client.session.session_key
        client.post("/vi/account/logout/")
        log_in(client, email=user.email)

        assert client.session.session_key != first

    def test_after_five_failures_the_right_password_is_refused_too(self, client):
        user = make_user()
        for _try in range(FAILURES):
            assert log_in(client, email=user.email, password="wrong").status_code == 200

        wrong, right = (log_in(client, email=user.email, password=word) for word in ("wrong", PASSWORD))

        assert (wrong.status_code, right.status_code) == (429, 429)
        assert int(right["Retry-After"]) > 0
        assert right["RateLimit"].startswith('"login_failures";r=0;')

    def test_the_owner_still_gets_in_from_another_address(self, client):
        user = make_user()
        for _try in range(FAILURES + 1):
            log_in(client, email=user.email, password="wrong")

        assert log_in(client, email=user.email, address="198.51.100.1").status_code == 302

    def test_right_passwords_are_not_failures(self, client):
        user = make_user()
        for _time in range(FAILURES + 1):
            assert log_in(client, email=user.email).status_code == 302
            client.post("/vi/account/logout/")

    def test_ten_tries_a_minute_from_one_address_whatever_the_account(self, client):
        for number in range(TRIES):
            assert log_in(client, email=f"{number}@example.org", password="wrong").status_code == 200

        refused = log_in(client, email="x@example.org", password="wrong")

        assert refused.status_code == 429
        assert refused["RateLimit"].startswith('"entry";r=0;')

    def test_a_forged_forwarding_header_has_no_effect(self, client):
        for number in range(TRIES):
            client.post(LOGIN, {"login": "a@example.org"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

        assert client.post(LOGIN, {"login": "a@example.org"}, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429

    def test_reading_the_form_is_not_counted_as_a_try(self, client):
        for _time in range(TRIES + 1):
            assert client.get(LOGIN).status_code == 200

        assert log_in(client, email="a@example.org", password="wrong", address="127.0.0.1").status_code == 200

    def test_known_and_unknown_addresses_answer_alike(self, client):
        user = make_user()

        known = log_in(client, email=user.email, password="wrong").content.decode()
        unknown = log_in(client, email="nobody@example.org", password="wrong").content.decode()

        assert _masked(known, user.email) == _masked(unknown, "nobody@example.org")

    def test_a_disabled_account_does_not_get_in(self, client):
        user = make_user()
        User.objects.filter(pk=user.pk).update(is_active=False)

        log_in(client, email=user.email)

        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_nobody_is_led_away(self, client, following):
        user = make_user()

        response = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": following})

        assert response["Location"] == "/vi/my/"

    def test_when_nobody_can_count_the_door_is_closed(self, client, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        response = log_in(client, email="a@example.org")

        assert (response.status_code, response["Retry-After"]) == (503, "5")

    def test_codes_of_the_second_factor_are_counted_by_account(self, client):
        user = make_user()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x" * 32})
        log_in(client, email=user.email)

        answers = [
            client.post("/vi/account/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=f"198.51.100.{number}")
            for number in range(FAILURES + 1)
        ]

        assert answers[-1].status_code == 429
        assert 429 not in [answer.status_code for answer in answers[:-1]]


class TestSignUp:
    def test_makes_an_account_that_waits_for_its_address(self, client):
        response = client.post(SIGNUP, NEWCOMER)

        user = User.objects.get()
        assert response.status_code == 302
        assert (user.name, user.email, user.language, user.is_staff) == ("Hờ A Mẫu", "new@example.org", "vi", False)
        assert "_auth_user_id" not in client.session
        assert [message.to for message in mail.outbox] == [["new@example.org"]]

    def test_the_link_of_the_mail_confirms_by_post_only(self, client):
        client.post(SIGNUP, NEWCOMER)
        link = re.search(r"(http\S+/account/confirm-email/\S+)", mail.outbox[0].body).group(1)
        assert link.startswith(settings.BASE_URL)
        path = link.removeprefix(settings.BASE_URL)

        client.get(path)
        assert not EmailAddress.objects.get().verified

        client.post(path)
        assert EmailAddress.objects.get().verified
        assert log_in(Client(), email="new@example.org").status_code == 302

    @pytest.mark.parametrize("missing", ["name", "email", "password1", "terms"])
    def test_every_answer_is_needed(self, client, missing):
        answers = {key: value for key, value in NEWCOMER.items() if key != missing}

        response = client.post(SIGNUP, answers)

        assert missing in response.context["form"].errors
        assert not User.objects.exists()

    def test_a_weak_password_is_refused(self, client):
        client.post(SIGNUP, {**NEWCOMER, "password1": "12345678"})

        assert not User.objects.exists()

    def test_a_known_address_gets_a_mail_and_the_visitor_the_same_answer(self, client):
        known = make_user(email="known@example.org")

        answers = [client.post(SIGNUP, {**NEWCOMER, "email": email}) for email in (known.email, "fresh@example.org")]

        assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/vi/account/confirm-email/")] * 2
        assert User.objects.filter(email=known.email).get().name == known.name
        assert [message.to for message in mail.outbox] == [["known@example.org"], ["fresh@example.org"]]


class TestReset:
    def test_known_and_unknown_addresses_answer_alike_and_each_gets_a_mail(self, client):
        known = make_user()

        answers = [client.post(RESET, {"email": email}) for email in (known.email, "nobody@example.org")]

        assert {(answer.status_code, answer["Location"]) for answer in answers} == {
            (302, "/vi/account/password/reset/done/")
        }
        assert [message.to for message in mail.outbox] == [[known.email], ["nobody@example.org"]]

    def test_the_mail_is_in_the_readers_language_from_the_floor_and_leads_to_our_address(self, client):
        reader = make_user(language="en")

        client.post(RESET, {"email": reader.email})

        message = mail.outbox[0]
        assert message.subject == "Link for a new password"
        assert f"{settings.BASE_URL}/" in message.body
        assert message.from_email.endswith(f"<{settings.DEFAULT_FROM_EMAIL}>")

    def test_a_line_break_in_the_address_reaches_no_header(self, client):
        client.post(RESET, {"email": "a@example.org\r\nBcc: b@example.org"})

        assert mail.outbox == []


def _masked(page: str, email: str) -> str:
    """The page without what differs by nature: token, request id, the address typed in."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return page.replace(email, "ADDRESS")


class TestMailServer:
    """A server of mail that is down: nothing listens on the port."""

    @pytest.fixture(autouse=True)
    def _down(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    def test_who_signs_up_meanwhile_has_an_account_and_is_told_where_to_look(self, client):
        answer = client.post(SIGNUP, NEWCOMER)

        assert (answer.status_code, answer["Location"]) == (302, "/vi/account/confirm-email/")
        assert User.objects.filter(email=NEWCOMER["email"]).exists()

    def test_who_forgot_the_password_gets_the_usual_page(self, client):
        assert client.post(RESET, {"email": make_user().email}).status_code == 302
