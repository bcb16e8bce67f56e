"""First start in browser and terminal."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from marketplace.accounts import actions, queries
from marketplace.accounts.models import User
from marketplace.common.models import Site
from tests.factories.accounts import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name_vi": "Sàn Lai Châu",
    "name_en": "Lai Chau Floor",
    "province": "12",
    "brand_colour": "#1a6340",
    "contact_email": "san@example.org",
    "contact_phone": "0213 000 0000",
    "admin_name": "Vàng A Mẫu",
    "admin_email": "admin@example.org",
    "admin_password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _fresh_site():
    cache.delete("site")


class TestPage:
    def test_opens_the_floor_and_is_gone_afterwards(self, client):
        code = actions.issue_setup_code(now=NOW)
        assert client.get("/vi/setup/").status_code == 200

        response = client.post("/vi/setup/", {**ANSWERS, "code": code})

        assert response["Location"] == "/vi/account/login/"
        assert queries.floor_has_administrator()
        assert (Site.objects.get().name_vi, Site.objects.get().brand_colour) == ("Sàn Lai Châu", "#1a6340")
        assert client.get("/vi/setup/").status_code == 404
        assert client.post("/vi/setup/", {**ANSWERS, "code": code}).status_code == 404

    def test_the_new_administrator_logs_in(self, client):
        client.post("/vi/setup/", {**ANSWERS, "code": actions.issue_setup_code(now=NOW)})

        response = client.post("/vi/account/login/", {"login": "admin@example.org", "password": PASSWORD})

        assert response["Location"] == "/vi/my/"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"code": "AAAA-BBBB-CCCC"}, "code"),
            ({"admin_password": "short"}, "admin_password"),
            ({"brand_colour": "red"}, "brand_colour"),
            ({"admin_email": "nobody"}, "admin_email"),
            ({"province": "99"}, "province"),
            ({"name_vi": ""}, "name_vi"),
        ],
    )
    def test_says_what_is_wrong_and_opens_nothing(self, client, wrong, field):
        code = actions.issue_setup_code(now=NOW)

        response = client.post("/vi/setup/", {**ANSWERS, "code": code, **wrong})

        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        assert not User.objects.exists()

    def test_ten_codes_a_minute(self, client):
        actions.issue_setup_code(now=NOW)
        answers = [client.post("/vi/setup/", {**ANSWERS, "code": str(number)}) for number in range(11)]

        assert [answer.status_code for answer in answers] == [422] * 10 + [429]


class TestCommands:
    def options(self, tmp_path, password=PASSWORD):
        file = tmp_path / "password"
        file.write_text(password, encoding="utf-8")
        return {
            "name_vi": "Sàn Mẫu",
            "name_en": "Sample Floor",
            "province": "12",
            "admin_email": "admin@example.org",
            "admin_name": "Vàng A Mẫu",
            "admin_password_file": file,
        }

    def test_setup_code_prints_a_code_that_opens_the_page(self, client):
        printed = StringIO()
        call_command("setup_code", stdout=printed)

        client.post("/vi/setup/", {**ANSWERS, "code": printed.getvalue().strip()})

        assert queries.floor_has_administrator()

    def test_setup_floor_opens_once(self, tmp_path):
        call_command("setup_floor", **self.options(tmp_path))

        assert Site.objects.get().name_en == "Sample Floor"
        assert queries.floor_has_administrator()
        with pytest.raises(CommandError):
            call_command("setup_floor", **self.options(tmp_path))
        with pytest.raises(CommandError):
            call_command("setup_code")

    def test_setup_floor_renames_an_open_floor(self, tmp_path):
        call_command("setup_floor", **self.options(tmp_path))

        call_command("setup_floor", name_vi="Tên Mới", name_en="New Name")

        assert Site.objects.get().name_vi == "Tên Mới"

    def test_setup_floor_refuses_a_weak_password_and_an_unknown_province(self, tmp_path):
        with pytest.raises(CommandError):
            call_command("setup_floor", **self.options(tmp_path, password="123"))
        with pytest.raises(CommandError, match="99"):
            call_command("setup_floor", **{**self.options(tmp_path), "province": "99"})

        assert not User.objects.exists()

    def test_setup_floor_without_administrator_says_what_is_missing(self):
        printed = StringIO()

        call_command("setup_floor", name_vi="Sàn", name_en="Floor", stdout=printed)

        assert "--admin-email" in printed.getvalue()


def test_a_floor_with_an_administrator_has_no_first_start(client):
    make_user(staff=["operator"])

    assert client.get("/vi/setup/").status_code == 404
