"""The demo floor's outbox: every mail it keeps, on this machine alone."""

import re

import pytest
from django.core.mail import get_connection, send_mail
from django.test import Client

from marketplace.notifications.actions import deliver_due
from marketplace.notifications.mail import box
from marketplace.notifications.mail.postman import Postman
from tests.factories.accounts import NOW, PASSWORD, make_user
from tests.notifications.mailing import make_kind, tell

pytestmark = pytest.mark.django_db
BOX = "/vi/outbox/"
SIGNUP = {"name": "Lò Mới", "email": "moi@example.org", "password1": PASSWORD, "terms": "on"}


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.EMAIL_BACKEND = box.FILE_BACKEND
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.LOOPBACK = True


def addresses(client):
    page = client.get(BOX).content.decode()
    return re.findall(r'href="(/vi/outbox/[0-9-]+/)"', page)


def test_is_empty_with_a_next_step():
    assert Client().get(BOX).status_code == 200


def test_a_floor_with_a_mail_server_or_for_others_has_none(settings, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert client.get(BOX).status_code == 404
    settings.EMAIL_BACKEND = box.FILE_BACKEND
    settings.LOOPBACK = False
    assert client.get(BOX).status_code == 404


def test_readers_from_elsewhere_find_nothing(client):
    send_mail("Bí mật", "x", None, ["a@example.org"])
    (address,) = addresses(client)

    for path in (BOX, address, f"{address}html/"):
        assert client.get(path, REMOTE_ADDR="203.0.113.5").status_code == 404


def test_the_mail_of_a_sign_up_is_read_here_and_its_link_confirms(client):
    page = client.post("/vi/account/signup/", SIGNUP, follow=True).content.decode()
    assert f'href="{BOX}"' in page

    (address,) = addresses(client)
    mail = client.get(address).content.decode()

    assert "moi@example.org" in mail
    link = re.search(r'href="[^"]*(/vi/account/confirm-email/[^"]+)"', mail).group(1)
    assert client.get(link).status_code == 200


def test_the_sign_up_page_says_where_mail_lies_only_here(settings, client):
    assert f'href="{BOX}"' in client.get("/vi/account/signup/").content.decode()
    settings.LOOPBACK = False
    assert f'href="{BOX}"' not in client.get("/vi/account/signup/").content.decode()


def test_several_mails_of_one_connection_stand_apart_newest_first(client):
    with get_connection() as connection:
        for number in (1, 2, 3):
            send_mail(f"Thư {number}", "một\n" + "-" * 79 + " hai", None, ["a@example.org"], connection=connection)

    shown = [client.get(address).content.decode() for address in addresses(client)]

    assert [re.search(r"<h1>(.*?)</h1>", page).group(1) for page in shown] == ["Thư 3", "Thư 2", "Thư 1"]
    assert all("hai" in page for page in shown)


def test_html_is_shown_inert(client):
    send_mail("x", "chữ", None, ["a@example.org"], html_message="<script>alert(1)</script><p>Xin chào</p>")
    (address,) = addresses(client)
    page, html = client.get(address), client.get(f"{address}html/")

    assert re.search(r'<iframe class="mail" sandbox ', page.content.decode())
    assert "<script>alert(1)" not in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert html["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert (page["Cache-Control"], html["Cache-Control"]) == ("no-store", "no-store")
    assert "<p>Xin chào</p>" in html.content.decode()


@pytest.mark.parametrize("key", ["x", "20261124-090000-1-0", "20261124-090000-1-99", "..", "20261124"])
def test_other_names_are_not_found(client, key):
    assert client.get(f"{BOX}{key}/").status_code == 404


def test_the_frame_on_the_outside_is_a_page_of_the_floor_only(client):
    """Our other pages are framed by nobody."""
    assert client.get(BOX)["X-Frame-Options"] == "DENY"


def test_a_delivered_notice_lies_there_too(client):
    tell(make_kind(make_user(), category="reply"), now=NOW)

    deliver_due(owner="t:1", postman=Postman(), now=NOW)

    assert "Tin 1" in client.get(addresses(client)[0]).content.decode()
