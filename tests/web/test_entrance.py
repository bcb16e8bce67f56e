"""Sign-up, log-in, reset and second factor over HTTP: the floor's own words, in the page's language, to the end."""

import re
from datetime import datetime

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core import mail
from django.test import Client

from marketplace.accounts.actions import create_user
from marketplace.common.permissions import SYSTEM

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "lan@example.vn", "mot mat khau du dai"


@pytest.fixture
def lan(now: datetime) -> None:
    create_user(email=EMAIL, name="Nguyễn Thị Lan", password=PASSWORD, actor=SYSTEM, now=now, email_confirmed=True)


def logged_in(client: Client) -> Client:
    answer = client.post("/vi/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def link_in(message: mail.EmailMessage) -> str:
    (address,) = re.findall(re.escape(settings.BASE_URL) + r"(/\S+)", str(message.body))
    return address


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("vi", "Xác nhận địa chỉ email", "Mở liên kết này để xác nhận địa chỉ email"),
        ("en", "Confirm your e-mail address", "Open this link to confirm your e-mail address"),
    ],
)
def test_sign_up_mail_speaks_the_language_of_the_page(client: Client, language: str, subject: str, words: str) -> None:
    client.post(
        f"/{language}/account/signup/",
        {"email": "moi@example.vn", "password1": PASSWORD, "name": "Mới", "terms": "on"},
    )

    (message,) = mail.outbox
    assert subject in message.subject
    assert len(message.subject) <= 60
    assert words in message.body
    assert message.body.strip().splitlines()[0].startswith(words)


def test_confirmation_link_leads_to_the_log_in(client: Client) -> None:
    client.post("/vi/account/signup/", {"email": "moi@example.vn", "password1": PASSWORD, "name": "Mới", "terms": "on"})
    address = link_in(mail.outbox[0])

    page = client.get(address)
    assert "moi@example.vn" in page.content.decode()
    client.post(address)

    answer = client.post("/vi/account/login/", {"login": "moi@example.vn", "password": PASSWORD})
    assert answer.status_code == 302
    assert "/my/" in answer.headers["Location"]


def test_wrong_password_is_named_and_the_address_stays_typed(client: Client, lan: None) -> None:
    answer = client.post("/vi/account/login/", {"login": EMAIL, "password": "khong phai"})

    html = answer.content.decode()
    assert "Địa chỉ email hoặc mật khẩu chưa đúng." in html
    assert f'value="{EMAIL}"' in html
    assert "<title>Lỗi:" in html
    assert 'role="alert"' in html


def test_reset_link_sets_a_new_password_once(client: Client, lan: None) -> None:
    client.post("/vi/account/password/reset/", {"email": EMAIL})
    address = link_in(mail.outbox[0])

    form = client.get(address, follow=True)
    place = form.request["PATH_INFO"]
    client.post(place, {"password1": "mat khau moi rat dai", "password2": "mat khau moi rat dai"})

    assert Client().post("/vi/account/login/", {"login": EMAIL, "password": "mat khau moi rat dai"}).status_code == 302
    assert "không dùng được nữa" in Client().get(address, follow=True).content.decode()


def test_unknown_address_gets_the_same_answer(client: Client, lan: None) -> None:
    known = client.post("/vi/account/password/reset/", {"email": EMAIL})
    unknown = client.post("/vi/account/password/reset/", {"email": "khong@example.vn"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_second_factor_from_switching_on_to_recovery(client: Client, lan: None) -> None:
    logged_in(client)

    asked_again = client.get("/vi/account/2fa/totp/activate/")
    assert "/account/reauthenticate/" in asked_again.headers["Location"]
    client.post(asked_again.headers["Location"], {"password": PASSWORD})
    page = client.get("/vi/account/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    client.post("/vi/account/2fa/totp/activate/", {"code": code_of(secret)})

    codes = client.get("/vi/account/2fa/recovery-codes/").content.decode()
    (first, *others) = re.findall(r"<li>(\w+)</li>", codes)
    assert len(others) == 9
    fresh = Client()
    asked = fresh.post("/vi/account/login/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert 'name="code"' in asked.content.decode()
    assert fresh.post("/vi/account/2fa/authenticate/", {"code": first}).status_code == 302
    assert fresh.get("/vi/my/").status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("page", ["login", "signup", "password/reset"])
def test_entrance_is_in_the_floors_shell(client: Client, page: str) -> None:
    html = client.get(f"/vi/account/{page}/").content.decode()

    assert '<header class="top">' in html
    assert "csrfmiddlewaretoken" in html
    assert '<meta name="robots" content="noindex">' in html
    assert not re.search(r"\b(Sign In|Sign Up|Password|Submit|Email address)\b", re.sub(r"<[^>]*>", " ", html))
