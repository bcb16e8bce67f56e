"""What listings show on pages of lower apps, and within which budget of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from marketplace.accounts.queries import actor_of
from marketplace.common import clock
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.listings.states import Kind
from marketplace.listings.web import panels
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import editor_of, make_draft, make_published, make_returned, make_submitted

pytestmark = pytest.mark.django_db
QUERIES_MAX = 3


def shown(panel_of, actor: Actor = ANONYMOUS, subject: object = None) -> str:
    """The panel as its page would show it; empty when it has nothing."""
    request = RequestFactory().get("/en/")
    request.actor = actor
    request.user = make_user()
    with translation.override("en"):
        panel = panel_of(request, subject)
        return get_template(panel.template).render({**panel.context, "subject": subject}, request) if panel else ""


def count(panel_of, actor: Actor = ANONYMOUS, subject: object = None) -> int:
    request = RequestFactory().get("/en/")
    request.actor = actor
    with CaptureQueriesContext(connection) as captured, translation.override("en"):
        panel = panel_of(request, subject)
        if panel:
            get_template(panel.template).render({**panel.context, "subject": subject})
    return len(captured)


def member_of(listing) -> Actor:
    return actor_of(make_member(listing.owner), organisation_id=listing.owner_id)


class TestHome:
    def test_shows_the_three_newest_with_figures(self):
        for number in range(4):
            make_published(title_vi=f"Tin số {number}", now=clock.now() - timedelta(days=10 - number))
        make_published(kind=Kind.SERVICE, title_vi="Không có số liệu")

        html = shown(panels.home_new)

        assert [f"Tin số {number}" in html for number in range(4)] == [False, True, True, True]
        assert "Không có số liệu" not in html
        assert "1\u00a0figure, declared" in html
        assert count(panels.home_new) <= QUERIES_MAX

    def test_is_nothing_on_a_young_floor(self):
        assert shown(panels.home_new) == ""

    def test_hidden_owner_is_not_named(self):
        owner = make_organisation(name_vi="Viện Rất Bí Mật")
        make_published(author=editor_of(owner), owner_hidden=True)

        assert "Viện Rất Bí Mật" not in shown(panels.home_new)


class TestMyWork:
    def test_own_listings_with_their_state(self):
        listing = make_draft(title_vi="Còn dở")
        make_draft(title_vi="Của người khác")

        html = shown(panels.my_own, member_of(listing))

        assert "Còn dở" in html
        assert "Draft" in html
        assert "Của người khác" not in html
        assert count(panels.my_own, member_of(listing)) <= QUERIES_MAX

    def test_the_first_step_where_there_is_none(self):
        organisation = make_organisation()
        editor = editor_of(organisation)

        assert "/en/my/listings/new/" in shown(panels.my_own, editor)

    def test_is_nothing_without_an_organisation(self):
        assert shown(panels.my_own, actor_of(make_user())) == ""

    def test_due_are_repairs_and_listings_about_to_run_out(self):
        owner = make_organisation()
        editor = editor_of(owner)
        make_returned(author=editor, title_vi="Cần sửa")
        make_published(author=editor, title_vi="Sắp hết", now=clock.now() - timedelta(days=340))
        make_published(author=editor, title_vi="Còn lâu", now=clock.now())

        html = shown(panels.my_due, editor)

        assert "Cần sửa" in html
        assert "Sắp hết" in html
        assert "Còn lâu" not in html
        assert count(panels.my_due, editor) <= QUERIES_MAX

    def test_nothing_is_due_for_others(self):
        make_returned()

        assert shown(panels.my_due, actor_of(make_user())) == ""


class TestStaff:
    def test_counts_what_this_reviewer_may_decide(self):
        reviewer = make_user(staff=["reviewer"])
        own = make_organisation()
        make_member(own, user=reviewer)
        make_submitted(author=editor_of(own))
        make_submitted()

        html = shown(panels.staff_queue, actor_of(reviewer))

        assert '<b class="num">1</b>' in html
        assert '<b class="num">2</b>' not in html
        assert count(panels.staff_queue, actor_of(reviewer)) <= QUERIES_MAX

    def test_is_nothing_for_other_duties(self):
        assert shown(panels.staff_queue, actor_of(make_user(staff=["verifier"]))) == ""


class TestOrganisation:
    def test_shows_what_it_offers_but_nothing_whose_owner_is_hidden(self):
        owner = make_organisation()
        editor = editor_of(owner)
        make_published(author=editor, title_vi="Tin công khai")
        make_published(author=editor, title_vi="Tin ẩn chủ", owner_hidden=True)
        make_draft(author=editor, title_vi="Tin nháp")

        html = shown(panels.organisation_offers, ANONYMOUS, owner)

        assert "Tin công khai" in html
        assert "Tin ẩn chủ" not in html
        assert "Tin nháp" not in html
        assert count(panels.organisation_offers, ANONYMOUS, owner) <= QUERIES_MAX

    def test_an_unpublished_application_shows_its_title_alone(self):
        right = {"kind": "patent", "office": "VN", "application_no": "1-2026-00077", "filed_on": "2026-06-01",
                 "status": "pending", "status_on": "2026-11-01", "status_source": "Sổ riêng"}  # fmt: skip
        listing = make_published(kind=Kind.IP_ASSET, rights=[right])

        html = shown(panels.organisation_offers, ANONYMOUS, listing.owner)

        assert listing.title_en in html
        assert listing.summary_en not in html

    def test_is_nothing_where_nothing_is_offered(self):
        assert shown(panels.organisation_offers, ANONYMOUS, make_organisation()) == ""
