"""The operators' page of deliveries, and one's own page of mail."""

import re

import pytest
from django.test import Client

from marketplace.accounts.queries import actor_of
from marketplace.common import clock, metrics
from marketplace.common.health import health
from marketplace.common.models import AuditEntry
from marketplace.common.problems import NotFound, TransitionRefused
from marketplace.notifications import actions
from marketplace.notifications.models import Delivery, Preference, Reach, Subscription
from marketplace.notifications.states import Sending, Why
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import make_kind, tell

pytestmark = pytest.mark.django_db
LIST, MINE = "/vi/staff/deliveries/", "/vi/account/notices/"


def logged_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def operator():
    return make_user(staff=["operator"])


@pytest.fixture
def reader():
    return make_user(email="nguoi.nhan@example.org")


@pytest.fixture
def row(reader):
    return tell(make_kind(reader, category="reply"), now=NOW)[0]


class TestList:
    def test_shows_each_delivery_and_narrows(self, operator, row):
        tell(make_kind(make_user(email="other@example.org"), name="x"), subject_id=2, now=NOW)
        client = logged_in(operator)

        every = client.get(LIST).content.decode()
        by_address = client.get(LIST, {"text": "nguoi.nhan"}).content.decode()
        by_category = client.get(LIST, {"category": "match"}).content.decode()
        nonsense = client.get(LIST, {"state": "gossip"}).content.decode()

        assert ("Tin 1" in every, "Tin 2" in every, "Tin 1" in nonsense) == (True, True, True)
        assert ("Tin 1" in by_address, "Tin 2" in by_address) == (True, False)
        assert ("Tin 1" in by_category, "Tin 2" in by_category) == (False, True)
        assert "Tin 1" not in client.get(LIST, {"state": "sent"}).content.decode()

    def test_takes_the_same_queries_for_many(self, operator, django_assert_max_num_queries):
        tell(make_kind(*(make_user() for _number in range(20))), now=NOW)
        client = logged_in(operator)
        client.get(LIST)

        with django_assert_max_num_queries(15):
            client.get(LIST)

    @pytest.mark.parametrize("duty", [[], ["reviewer"], ["verifier"]])
    def test_others_are_refused(self, row, duty):
        client = logged_in(make_user(staff=duty))

        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}{row.pk}/").status_code == 403
        assert client.post(f"{LIST}{row.pk}/stop/").status_code == 403

    def test_visitors_are_led_to_the_log_in(self):
        assert Client().get(LIST).status_code == 302


class TestOne:
    def test_shows_the_mail_without_the_recipients_own_link(self, operator, row):
        client = logged_in(operator)
        page = client.get(f"{LIST}{row.pk}/")
        html = client.get(f"{LIST}{row.pk}/html/")

        assert f"{row.mail}@localhost" in page.content.decode()
        assert "Nội dung" in page.content.decode()
        assert not re.search(r"/u/[A-Za-z0-9]", page.content.decode() + html.content.decode())
        assert html["Content-Security-Policy"].startswith("default-src 'none'; sandbox")

    def test_stop_and_send_again_are_audited(self, operator, row):
        client = logged_in(operator)

        client.post(f"{LIST}{row.pk}/stop/")
        row.refresh_from_db()
        assert (row.state, row.reason) == (Sending.DROPPED, Why.STOPPED)

        client.post(f"{LIST}{row.pk}/resend/")
        row.refresh_from_db()
        assert (row.state, row.reason, row.ended_at) == (Sending.QUEUED, "", None)
        assert row.mail != row.uuid
        verbs = AuditEntry.objects.filter(subject_kind="delivery").order_by("pk").values_list("verb", "actor")
        assert list(verbs) == [
            ("delivery.stop", f"user:{operator.pk}"),
            ("delivery.resend", f"user:{operator.pk}"),
        ]

    def test_moves_that_the_table_does_not_know_are_refused(self, operator, row, reader):
        with pytest.raises(TransitionRefused):
            actions.resend_delivery(delivery_id=row.pk, actor=actor_of(operator), now=NOW)
        with pytest.raises(NotFound):
            actions.stop_delivery(delivery_id=row.pk, actor=actor_of(reader), now=NOW)
        with pytest.raises(NotFound):
            actions.stop_delivery(delivery_id=0, actor=actor_of(operator), now=NOW)
        assert logged_in(operator).post(f"{LIST}{row.pk}/resend/").status_code == 409

    def test_failures_are_a_metric_and_stand_on_the_desk(self, operator, row):
        Delivery.objects.filter(pk=row.pk).update(state="failed", reason="refused", ended_at=NOW)

        assert "techfloor_deliveries_failed 1.0" in metrics.render().decode()
        assert LIST in logged_in(operator).get("/vi/staff/").content.decode()


class TestHealth:
    def test_mail_that_waits_is_named_and_the_floor_stays_ready(self, row):
        Delivery.objects.filter(pk=row.pk).update(available_at=clock.now())
        assert health().parts["mail"] == "ok"
        Delivery.objects.filter(pk=row.pk).update(available_at=NOW.replace(year=2020))

        assert health().parts["mail"] == "mail waits; the mail server or its worker does not answer"
        assert health().ready


class TestOwnMail:
    def post(self, client, **changes):
        answers = {
            "deadline": "instant", "reply": "instant", "match": "weekly", "alert": "instant", "fair": "off",
            "news": "daily", "quiet": "on", "quiet_from": "22:00", "quiet_until": "06:30", **changes,
        }  # fmt: skip
        return client.post(MINE, answers)

    def test_keeps_what_was_chosen(self, reader):
        client = logged_in(reader)

        assert self.post(client)["Location"] == MINE

        assert dict(Preference.objects.values_list("category", "pace"))["match"] == "weekly"
        reach = Reach.objects.get(user=reader)
        assert (reach.quiet, f"{reach.quiet_from:%H:%M}", f"{reach.quiet_until:%H:%M}") == (True, "22:00", "06:30")
        page = client.get(MINE).content.decode()
        assert re.search(r'<option value="weekly" selected>', page)

    def test_security_is_not_asked(self, reader):
        page = logged_in(reader).get(MINE).content.decode()

        assert 'name="security"' not in page
        self.post(logged_in(reader), security="off")
        assert not Preference.objects.filter(category="security").exists()

    @pytest.mark.parametrize(
        "changes", [{"match": "hourly"}, {"deadline": "daily"}, {"quiet_until": "22:00"}, {"quiet_from": "x"}]
    )
    def test_nonsense_is_shown_again_with_its_reason(self, reader, changes):
        response = self.post(logged_in(reader), **changes)

        assert response.status_code == 422
        assert not Preference.objects.exists()

    def test_language_and_zone(self, reader):
        client = logged_in(reader)

        response = client.post(f"{MINE}reading/", {"language": "en", "time_zone": "Asia/Kathmandu"})

        reader.refresh_from_db()
        assert (reader.language, reader.time_zone, response["Location"]) == (
            "en",
            "Asia/Kathmandu",
            "/en/account/notices/",
        )
        assert client.post(f"{MINE}reading/", {"language": "en", "time_zone": "Mars/Base"}).status_code == 422

    def test_what_was_switched_off_by_a_link_comes_back(self, reader):
        Subscription.objects.create(user=reader, key="saved_search:12", pace="off", changed_at=NOW)
        client = logged_in(reader)
        assert "saved_search:12" in client.get(MINE).content.decode()

        client.post(f"{MINE}forget/", {"key": "saved_search:12"})

        assert not Subscription.objects.exists()

    def test_a_refused_address_is_said_at_once_and_taken_back(self, reader):
        Reach.objects.create(user=reader, refused_address=reader.email, refusals=2, flagged_at=NOW)
        client = logged_in(reader)
        assert f'href="{MINE}"' in client.get("/vi/my/").content.decode()

        client.post(f"{MINE}address/")

        assert Reach.objects.get().flagged_at is None

    def test_visitors_are_led_to_the_log_in(self):
        assert Client().get(MINE).status_code == 302
