"""Saved searches: kept once, refused when they match all, changed by their holder only, and rung exactly once."""

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, LoginNeeded, NotAllowed, NotFound, Stale
from marketplace.listings.actions import pause_listing, resume_listing
from marketplace.notifications.models import Notice
from search import actions
from search.actions import TooManySavedSearches
from search.models import SavedSearch, SavedSearchHit
from search.query import Audience, SearchQuery
from tests.factories.accounts import make_user
from tests.factories.listings import make_published, owner_of
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def buyer():
    return actor_of(make_user())


def ask(text="say lanh", **given):
    return SearchQuery(audience=Audience.PUBLIC, text=text, language="vi", **given)


def save(actor, now, query=None, name="sấy lạnh"):
    return actions.save_search(query=query or ask(), name=name, actor=actor, now=now)


def test_saving_the_same_search_again_gives_the_row_that_is_there(buyer, now):
    first = save(buyer, now)

    again = save(buyer, now, ask(page=4, relax=False), name="another name")

    assert (again.pk, SavedSearch.objects.count()) == (first.pk, 1)


def test_a_search_that_would_match_all_is_refused(buyer, now):
    with pytest.raises(Invalid) as refused:
        save(buyer, now, ask(""))

    assert [problem.code for problem in refused.value.errors] == ["match-all"]


def test_guests_are_led_to_the_log_in(now):
    with pytest.raises(LoginNeeded):
        save(ANONYMOUS, now)


def test_an_unconfirmed_address_saves_nothing(now):
    with pytest.raises(NotAllowed):
        save(actor_of(make_user(email_confirmed=False)), now)


def test_the_list_has_an_end(buyer, now, settings):
    settings.SAVED_SEARCHES_MAX = 2
    save(buyer, now, ask("chè"))
    save(buyer, now, ask("sâm"))

    with pytest.raises(TooManySavedSearches):
        save(buyer, now, ask("nước"))


def test_nobody_touches_a_search_of_somebody_else(buyer, now):
    saved = save(buyer, now)
    other = actor_of(make_user())

    with pytest.raises(NotFound):
        actions.delete_saved_search(public_id=saved.public_id, actor=other, now=now)
    with pytest.raises(NotFound):
        change(saved, other, now)


def change(saved, actor, now, **changes):
    values = {"name": saved.name, "rate": saved.rate, "paused": saved.paused, "expected_version": saved.version}
    return actions.change_saved_search(public_id=saved.public_id, actor=actor, now=now, **{**values, **changes})


def test_two_windows_do_not_overwrite_each_other(buyer, now):
    saved = save(buyer, now)
    change(saved, buyer, now, name="Sấy lạnh, mọi cỡ")

    with pytest.raises(Stale):
        change(saved, buyer, now, name="Sấy")


def test_a_publication_rings_once_for_all_searches_of_one_person(buyer, now):
    save(buyer, now)
    save(buyer, now, ask("bơm nhiệt"), name="bơm nhiệt")
    listing = make_published(now=now)

    drain_all()

    notices = list(Notice.objects.filter(recipient_id=buyer.user_id).values_list("kind", "subject_id"))
    assert notices == [("saved_search", listing.pk)]
    assert SavedSearchHit.objects.count() == 2
    assert not OutboxRow.objects.filter(done_at=None).exists()


def test_marks_decide_nothing_and_exclusions_do(buyer, now):
    save(buyer, now, ask("sấy lạnh -bơm"), name="không bơm")
    save(buyer, now, ask("SẤY  LẠNH"), name="chữ hoa")
    make_published(now=now)

    drain_all()

    assert [hit.saved_search.name for hit in SavedSearchHit.objects.all()] == ["chữ hoa"]


def test_publishing_again_after_a_pause_does_not_ring_again(buyer, now):
    save(buyer, now)
    listing = make_published(now=now)
    drain_all()

    pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)
    resume_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)
    drain_all()

    assert Notice.objects.filter(recipient_id=buyer.user_id).count() == 1


def test_a_paused_search_and_a_deleted_one_stay_silent(buyer, now):
    paused, deleted = save(buyer, now), save(buyer, now, ask("bơm nhiệt"), name="bơm nhiệt")
    change(paused, buyer, now, paused=True)
    actions.delete_saved_search(public_id=deleted.public_id, actor=buyer, now=now)
    make_published(now=now)

    drain_all()

    assert not Notice.objects.filter(recipient_id=buyer.user_id).exists()


def test_nobody_hears_of_what_was_withdrawn_before_the_worker_came(buyer, now):
    save(buyer, now)
    listing = make_published(now=now)
    pause_listing(listing_id=listing.pk, actor=owner_of(listing), now=now)

    drain_all()

    assert not Notice.objects.filter(recipient_id=buyer.user_id).exists()


def test_a_saved_search_can_watch_another_query(buyer, now):
    saved = save(buyer, now)

    changed = actions.rewrite_saved_search(public_id=saved.public_id, query=ask("kho lanh"), actor=buyer, now=now)

    assert (changed.pk, changed.name) == (saved.pk, saved.name)
    assert SavedSearch.objects.get().params == "q=kho+lanh"


def test_the_changed_search_rings_for_its_new_words_only(buyer, now):
    saved = save(buyer, now)
    make_published(title_vi="Máy sấy lạnh một", now=now)
    drain_all()
    actions.rewrite_saved_search(public_id=saved.public_id, query=ask("kho lanh"), actor=buyer, now=now)

    make_published(title_vi="Kho lạnh mini", summary_vi="Giữ rau tươi", now=now)
    make_published(title_vi="Máy sấy lạnh hai", now=now)
    drain_all()

    told = Notice.objects.filter(kind="saved_search").order_by("pk").values_list("title_vi", flat=True)
    assert [title.split(": ")[1] for title in told] == ["Máy sấy lạnh một", "Kho lạnh mini"]


def test_two_saved_searches_never_watch_the_same(buyer, now):
    save(buyer, now)
    other = save(buyer, now, ask("kho lanh"), name="kho lạnh")

    with pytest.raises(Invalid) as refused:
        actions.rewrite_saved_search(public_id=other.public_id, query=ask(), actor=buyer, now=now)

    assert [problem.code for problem in refused.value.errors] == ["saved-already"]


def test_nobody_changes_the_search_of_another(buyer, now):
    saved = save(buyer, now)
    stranger = actor_of(make_user())

    with pytest.raises(NotFound):
        actions.rewrite_saved_search(public_id=saved.public_id, query=ask("kho lanh"), actor=stranger, now=now)
    with pytest.raises(NotFound):
        actions.renew_feed(public_id=saved.public_id, actor=stranger, now=now)


def test_the_search_page_offers_to_change_one_that_is_saved(client, now):
    person = make_user()
    saved = save(actor_of(person), now)
    client.force_login(person)

    page = client.get("/vi/search/?q=kho+lanh").content.decode()
    client.post("/vi/search/save/", {"q": "kho lanh", "replaces": saved.public_id})

    assert f'<option value="{saved.public_id}">' in page
    assert SavedSearch.objects.get().params == "q=kho+lanh"
