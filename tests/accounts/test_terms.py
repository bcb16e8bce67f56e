"""Texts that people accept: dated versions, asked at sign-up and when a new one begins; reading goes on meanwhile."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Acceptance, Terms
from marketplace.accounts.states import TermsKind
from marketplace.accounts.web.terms import Block, Part, parts_of
from marketplace.common import clock
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import Invalid, NotAllowed
from tests.factories.accounts import NOW, PASSWORD, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db
DRAFT = {"kind": "technology", "title_vi": "Giảm chi phí sấy chè"}
NEWCOMER = {"name": "Hờ A Mẫu", "email": "new@example.org", "password1": PASSWORD, "terms": "on"}


def add(kind="terms", version="1", *, valid_from=date(2026, 1, 1), actor=SYSTEM, now=NOW, **texts):
    texts = {"text_vi": "## Mở đầu\n\nNội dung.", "text_en": "## Opening\n\nContent.", **texts}
    return actions.add_terms(kind=kind, version=version, valid_from=valid_from, actor=actor, now=now, **texts)


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestVersions:
    def test_the_newest_that_has_begun_is_in_force(self):
        add(version="1", valid_from=date(2026, 1, 1))
        second = add(version="2", valid_from=date(2026, 11, 1))
        add(version="3", valid_from=date(2027, 1, 1))

        assert queries.terms_in_force(now=NOW) == [second]

    def test_a_version_begins_at_midnight_in_viet_nam(self):
        add(valid_from=date(2026, 11, 24))

        assert queries.terms_in_force(now=NOW.replace(hour=16, minute=59)) == []
        assert len(queries.terms_in_force(now=NOW.replace(hour=17))) == 1

    def test_one_is_never_rewritten(self):
        add(version="1")

        with pytest.raises(actions.VersionTaken):
            add(version="1", valid_from=date(2027, 1, 1))
        with pytest.raises(actions.VersionTaken):
            add(version="2")
        assert Terms.objects.count() == 1

    def test_curators_and_operators_add_them_for_days_to_come(self):
        tomorrow = timezone.localdate(NOW) + timedelta(days=1)

        for duty in ("curator", "operator"):
            add(version=duty, kind=TermsKind.RULES if duty == "curator" else TermsKind.TERMS, valid_from=tomorrow,
                actor=make_staff(duty))  # fmt: skip
        with pytest.raises(Invalid):
            add(version="late", valid_from=tomorrow - timedelta(days=2), actor=make_staff("curator"))
        for actor in (ANONYMOUS, make_staff("reviewer"), queries.actor_of(make_user())):
            with pytest.raises(NotAllowed):
                add(version="x", valid_from=tomorrow, actor=actor)
        assert AuditEntry.objects.filter(verb="terms.add").count() == 2

    @pytest.mark.parametrize("change", [{"kind": "x"}, {"version": " "}, {"text_en": ""}, {"text_vi": " "}])
    def test_both_languages_are_written(self, change):
        with pytest.raises(Invalid):
            add(**change)

    @pytest.mark.parametrize("change", [{"kind": "x"}, {"version": ""}, {"text_en": ""}])
    def test_the_database_repeats_it(self, change):
        row = {"kind": "terms", "version": "1", "text_vi": "a", "text_en": "a", "valid_from": date(2026, 1, 1)}

        with pytest.raises(IntegrityError), transaction.atomic():
            Terms.objects.create(**{**row, **change}, added_at=NOW)

    def test_a_release_brings_the_first_ones_once(self):
        for _time in range(2):
            call_command("load_terms", verbosity=0)

        assert sorted(Terms.objects.values_list("kind", "version")) == [
            ("privacy", "2026-11"), ("rules", "2026-11"), ("terms", "2026-11"),
        ]  # fmt: skip

    def test_a_floor_that_wrote_its_own_keeps_it(self):
        add(kind="privacy", version="own")

        call_command("load_terms", verbosity=0)

        assert [one.version for one in queries.versions_of(TermsKind.PRIVACY)] == ["own"]


class TestAccepting:
    def test_counts_for_the_version_alone_and_keeps_the_first_date(self):
        user = make_user()
        actor = queries.actor_of(user)
        add(version="1")
        for day in (0, 1):
            actions.accept_terms(user_id=user.pk, actor=actor, now=NOW + timedelta(days=day))
        assert queries.terms_to_accept(actor=actor, now=NOW) == []

        second = add(version="2", valid_from=date(2026, 11, 20))

        assert list(Acceptance.objects.values_list("version", "accepted_at")) == [("1", NOW)]
        assert queries.terms_to_accept(actor=actor, now=NOW) == [second]

    def test_is_asked_of_nobody_before_the_version_begins(self):
        add(valid_from=date(2027, 1, 1))

        assert queries.terms_to_accept(actor=queries.actor_of(make_user()), now=NOW) == []

    def test_is_asked_of_no_guest_and_no_machine(self):
        add()

        assert queries.terms_to_accept(actor=ANONYMOUS, now=NOW) == []
        assert queries.terms_to_accept(actor=SYSTEM, now=NOW) == []

    def test_sign_up_accepts_all_texts_in_force(self, client):
        call_command("load_terms", verbosity=0)

        client.post("/vi/account/signup/", NEWCOMER)

        accepted = sorted(Acceptance.objects.values_list("kind", "version"))
        assert accepted == [("privacy", "2026-11"), ("rules", "2026-11"), ("terms", "2026-11")]

    def test_its_page_asks_for_the_tick_and_leads_on(self):
        add()
        user = make_user()
        client = signed_in(user)

        unticked = client.post("/vi/account/terms/", {"next": "/vi/my/searches/"})
        ticked = client.post("/vi/account/terms/", {"accept": "on", "next": "/vi/my/searches/"})

        assert unticked.status_code == 422
        assert (ticked.status_code, ticked["Location"]) == (302, "/vi/my/searches/")
        assert client.get("/vi/account/terms/").context["waiting"] == []

    def test_is_asked_at_the_next_log_in_and_named_on_my_work(self, client):
        user = make_user()
        add()

        answer = client.post("/vi/account/login/", {"login": user.email, "password": PASSWORD})

        assert answer["Location"] == "/vi/account/terms/"
        assert 'href="/vi/account/terms/"' in client.get("/vi/my/").content.decode().split("<main")[1]

    def test_its_page_leads_nobody_away(self):
        add()

        answer = signed_in(make_user()).post("/vi/account/terms/", {"accept": "on", "next": "https://evil.example/"})

        assert answer["Location"] == "/vi/my/"


class TestUntilAccepted:
    @pytest.fixture
    def member(self):
        organisation = make_organisation()
        add()
        return organisation.memberships.get().user

    def test_everything_is_read(self, member):
        client = signed_in(member)

        assert [client.get(path).status_code for path in ("/vi/", "/vi/my/", "/vi/my/needs/", "/api/v1/needs/")] == [
            200, 200, 200, 200,
        ]  # fmt: skip

    def test_moves_are_refused_with_the_way_to_it(self, member):
        client = signed_in(member)

        page = client.post("/vi/my/needs/new/", {"kind": "technology"})
        api = client.post("/api/v1/needs/", DRAFT, content_type="application/json")

        assert page.status_code == 403
        assert 'href="/vi/account/terms/"' in page.content.decode()
        assert (api.status_code, api.json()["type"]) == (403, "/help/problems/#terms-not-accepted")

    def test_the_way_out_stays_open(self, member):
        client = signed_in(member)

        assert client.post("/vi/preferences/", {"theme": "dark"}).status_code == 302
        assert client.post("/vi/account/logout/").status_code == 302

    def test_a_token_waits_for_its_person(self, member):
        actor = queries.actor_of(member)
        _token, secret = actions.make_token(name="x", scope="write", days=1, actor=actor, now=clock.now())
        header = {"Authorization": f"Bearer {secret}"}

        def write():
            return Client().post("/api/v1/needs/", DRAFT, content_type="application/json", headers=header)

        assert write().status_code == 403
        actions.accept_terms(user_id=member.pk, actor=actor, now=clock.now())
        assert write().status_code == 201


class TestPages:
    @pytest.mark.parametrize("path", ["terms", "privacy", "rules/operating"])
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_show_the_text_with_its_version_and_date(self, client, path, language):
        call_command("load_terms", verbosity=0)

        page = client.get(f"/{language}/{path}/").content.decode()

        assert "2026-11" in page
        assert ("01/11/2026" if language == "vi" else "1 Nov 2026") in page
        assert page.count("<h2") >= 5

    def test_earlier_and_coming_versions_are_named_and_say_that_they_do_not_count(self, client):
        add(version="1", valid_from=date(2026, 1, 1))
        add(version="2", valid_from=date(2026, 6, 1))
        add(version="3", valid_from=date(2099, 1, 1))

        pages = {version: client.get("/en/terms/", {"version": version}).content.decode() for version in "123"}

        assert "no longer counts" in pages["1"]
        assert "note--wait" not in pages["2"]
        assert "not in force yet" in pages["3"]
        assert client.get("/en/terms/", {"version": "9"}).status_code == 404

    def test_a_floor_without_texts_says_so(self, client):
        assert "chưa" in client.get("/vi/terms/").content.decode()

    def test_what_is_written_is_text_and_never_markup(self, client):
        add(text_vi="## <script>alert(1)</script>\n\n- <img src=x onerror=alert(1)>")

        page = client.get("/vi/terms/").content.decode()

        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_text_has_parts_paragraphs_and_lists():
    text = "Before\nall.\n\n## One\n\nWords:\n- a\n- b\n\n## Two\nc"

    assert parts_of(text) == [
        Part("", [Block("Before all.")]),
        Part("One", [Block("Words:", ("a", "b"))]),
        Part("Two", [Block("c")]),
    ]
