"""Pages of assisted entry, as the agency's editor and the person with the printed code use them."""

import re

import pytest

from marketplace.accounts.models import User
from marketplace.mandates.models import Mandate
from tests.factories.accounts import make_user
from tests.factories.needs import make_open
from tests.mandates.test_assistance import told

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name_vi": "Hộ Lò Thị Ban",
    "kind": "household",
    "province": "12",
    "language": "vi",
    "consent_by": "Lò Thị Ban",
    "consent": "call",
    "consent_on": "23/11/2026",
    "consent_mark": "0912 000 111",
    "reach": "phone",
    "reach_at": "0912 000 222",
}


@pytest.fixture
def as_helper(client, helper):
    client.force_login(User.objects.get(pk=helper.user_id))
    return client


def test_from_the_call_to_the_need(as_helper):
    answer = as_helper.post("/vi/staff/assist/new/", ANSWERS)

    assert answer.status_code == 302
    assert Mandate.objects.get().client.name_vi == "Hộ Lò Thị Ban"
    assert "Hộ Lò Thị Ban" in as_helper.get(answer["Location"]).content.decode()


def test_what_is_missing_is_named_and_nothing_typed_is_lost(as_helper):
    answer = as_helper.post("/vi/staff/assist/new/", ANSWERS | {"consent": "", "consent_mark": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Lò Thị Ban"' in page
    assert not Mandate.objects.exists()


def test_the_list_says_whom_to_call(as_helper, mandate, acting, now):
    told(mandate, acting, now)

    page = as_helper.get("/vi/staff/assist/").content.decode()

    assert mandate.client.name_vi in page
    assert f"/vi/staff/assist/{mandate.public_id}/" in page


def test_passing_on(as_helper, mandate, acting, now):
    waiting = list(told(mandate, acting, now).values_list("pk", flat=True))
    address = f"/vi/staff/assist/{mandate.public_id}/"

    none = as_helper.post(f"{address}told/", {"reach": "phone"})
    some = as_helper.post(f"{address}told/", {"reach": "phone", "notices": waiting, "note": "Đã rõ"})

    assert (none.status_code, some.status_code) == (422, 302)
    assert "Đã rõ" in as_helper.get(address).content.decode()


def test_the_sheet_has_the_code_once(as_helper, mandate, client):
    sheet = as_helper.post(f"/vi/staff/assist/{mandate.public_id}/code/")

    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", sheet.content.decode()).group()
    assert sheet["Cache-Control"] == "no-store"
    assert code not in as_helper.get(f"/vi/staff/assist/{mandate.public_id}/").content.decode()
    client.force_login(make_user())
    assert client.post("/vi/take-over/", {"code": code}).status_code == 302


def test_the_sheet_names_the_floors_own_address_whatever_host_was_asked(as_helper, mandate, settings):
    settings.ALLOWED_HOSTS = ["*"]

    sheet = as_helper.post(f"/vi/staff/assist/{mandate.public_id}/code/", headers={"Host": "evil.example"})

    assert "evil.example" not in sheet.content.decode()
    assert settings.BASE_URL in sheet.content.decode()


def test_a_wrong_code_says_what_to_do(client, mandate):
    client.force_login(make_user())

    answer = client.post("/vi/take-over/", {"code": "AAAA-BBBB-CCCC-DDDD"})

    assert answer.status_code == 422
    assert 'value="AAAA-BBBB-CCCC-DDDD"' in answer.content.decode()


def test_ending_asks_why(as_helper, mandate):
    address = f"/vi/staff/assist/{mandate.public_id}/end/"

    assert as_helper.get(address).status_code == 200
    assert as_helper.post(address, {}).status_code == 422
    assert as_helper.post(address, {"reason": "client_asked"}).status_code == 302


def test_the_public_page_says_who_wrote_it_and_how_they_agreed(client, acting, agency, now):
    need = make_open(author=acting, now=now)

    page = client.get(need.get_absolute_url()).content.decode()

    assert agency.name_vi in page
    assert "0912" not in page


@pytest.mark.parametrize("path", ["staff/assist/", "staff/assist/new/", "take-over/"])
def test_guests_are_led_to_the_log_in(client, path):
    assert client.get(f"/vi/{path}").status_code in (302, 303)


def test_others_are_refused_by_name(client, mandate):
    client.force_login(make_user())

    assert client.get("/vi/staff/assist/").status_code == 403
    assert client.get(f"/vi/staff/assist/{mandate.public_id}/").status_code == 404


def test_the_menu_names_through_whom_one_acts(as_helper, mandate, agency):
    as_helper.post(f"/vi/staff/assist/{mandate.public_id}/act/")

    page = as_helper.get("/vi/my/").content.decode()

    assert mandate.client.name_vi in page
    assert agency.name_vi in page
