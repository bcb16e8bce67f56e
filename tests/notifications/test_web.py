"""Notices over HTTP: list, reading, count, API."""

import pytest
from django.test import Client

from marketplace.notifications import actions
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Notice
from tests.factories.accounts import NOW, make_user

pytestmark = pytest.mark.django_db
LIST, COUNT, API = "/vi/my/notices/", "/vi/my/notices/count/", "/api/v1/notices/"
BELL_MAX_BYTES = 1024  # conventions.md §5: an idle poll answer.


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def told(user, *, number=1, url="/vi/needs/x/", title="Nhu cầu <b>mới</b>"):
    kind = NoticeKind(
        name="told",
        event="tests.told",
        recipients=lambda telling: [user.pk],
        text=lambda telling: NoticeText.render(title=lambda: f"{title} {telling.subject_id}", url=url),
    )
    for subject_id in range(1, number + 1):
        actions.write_notices(kind, Telling("tests.told", "need", subject_id, 1), now=NOW)
    return Notice.objects.filter(recipient=user).order_by("pk")


class TestList:
    def test_is_empty_with_a_next_step(self, client):
        assert "saved searches" in client.get("/en/my/notices/").content.decode()

    def test_shows_newest_first_in_pages_and_only_ones_own(self, client, user):
        told(user, number=25)
        told(make_user(), title="Của người khác")

        first, second = (client.get(LIST, {"page": page}).content.decode() for page in ("1", "2"))

        assert "&lt;b&gt;mới&lt;/b&gt; 25" in first
        assert "mới&lt;/b&gt; 5<" in second
        assert "Của người khác" not in first + second

    @pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "9999999999999999999", "\u0661"])
    def test_nonsense_pages_show_a_page(self, client, user, page):
        told(user)

        assert client.get(LIST, {"page": page}).status_code == 200

    def test_opening_the_list_reads_nothing(self, client, user):
        told(user)
        client.get(LIST)

        assert Notice.objects.get().read_at is None

    def test_takes_the_same_queries_for_1_and_for_20(self, client, user, django_assert_max_num_queries):
        told(user, number=20)
        client.get(LIST)

        with django_assert_max_num_queries(12):
            client.get(LIST)

    def test_visitors_are_led_to_the_log_in(self):
        assert Client().get(LIST).status_code == 302


class TestReading:
    def test_opening_a_notice_reads_it_and_leads_on(self, client, user):
        notice = told(user).get()

        response = client.post(f"{LIST}{notice.pk}/")

        notice.refresh_from_db()
        assert response["Location"] == "/vi/needs/x/"
        assert notice.read_at is not None

    def test_a_notice_without_page_leads_back_to_the_list(self, client, user):
        notice = told(user, url="").get()

        assert client.post(f"{LIST}{notice.pk}/")["Location"] == LIST

    def test_a_notice_of_others_is_not_found(self, client):
        notice = told(make_user()).get()

        assert client.post(f"{LIST}{notice.pk}/").status_code == 404

    def test_get_reads_nothing(self, client, user):
        notice = told(user).get()

        assert client.get(f"{LIST}{notice.pk}/").status_code == 405
        assert Notice.objects.get().read_at is None

    def test_all_up_to_the_newest_shown(self, client, user):
        first, second = told(user, number=2)

        client.post(f"{LIST}read/", {"up_to": str(first.pk)})

        assert [notice.read_at is None for notice in Notice.objects.order_by("pk")] == [False, True]
        assert second.pk > first.pk

    @pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
    def test_nonsense_reads_nothing_and_breaks_nothing(self, client, user, up_to):
        told(user)

        assert client.post(f"{LIST}read/", {"up_to": up_to}).status_code == 302
        assert Notice.objects.get().read_at is None


class TestCount:
    def test_is_small_and_unchanged_until_something_is_told(self, client, user):
        told(user, number=3)
        first = client.get(COUNT)
        again = client.get(COUNT, headers={"If-None-Match": first["ETag"]})
        told(user, number=4)
        later = client.get(COUNT, headers={"If-None-Match": first["ETag"]})

        assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)
        assert len(first.content) <= BELL_MAX_BYTES
        assert ">3<" in first.content.decode()
        assert ">4<" in later.content.decode()

    def test_the_shell_shows_it(self, client, user):
        told(user, number=2)

        page = client.get("/vi/account/").content.decode()

        assert 'hx-get="/vi/my/notices/count/"' in page
        assert '<span class="count">2</span>' in page

    def test_visitors_have_no_bell(self):
        assert "/my/notices/" not in Client().get("/vi/").content.decode()


class TestMyWork:
    def test_shows_what_was_told_lately(self, client, user):
        told(user, number=7)

        page = client.get("/vi/my/").content.decode()

        assert "mới&lt;/b&gt; 7<" in page
        assert "mới&lt;/b&gt; 2<" not in page


class TestApi:
    def test_gives_ones_own_notices_by_cursor(self, client, user):
        told(user, number=5)
        told(make_user(), title="Của người khác")

        first = client.get(API, {"limit": "2"}).json()
        told(user, number=6)  # Told while somebody pages: nothing is repeated or missed.
        second = client.get(API, {"limit": "2", "cursor": first["next"]}).json()
        third = client.get(API, {"limit": "2", "cursor": second["next"]}).json()
        back = client.get(API, {"limit": "2", "cursor": second["prev"]}).json()

        words = [[row["title_vi"].split()[-1] for row in page["results"]] for page in (first, second, third, back)]
        assert words == [["5", "4"], ["3", "2"], ["1"], ["5", "4"]]
        assert (first["unread"], first["prev"], third["next"]) == (5, "", "")

    @pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "forged"}])
    def test_nonsense_is_refused_by_name(self, client, query):
        response = client.get(API, query)

        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
        assert response.json()["errors"][0]["pointer"] == f"/{next(iter(query))}"

    def test_visitors_are_refused(self):
        assert Client().get(API).status_code == 403
