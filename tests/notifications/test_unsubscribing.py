"""Switching mail off by its link (RFC 8058): a POST acts, once and twice; a GET changes nothing."""

import pytest
from django.core import signing
from django.test import Client

from marketplace.common.models import AuditEntry
from marketplace.notifications.mail import tokens
from marketplace.notifications.models import Category, Preference, Subscription
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import make_kind, tell
from tests.notifications.test_timing import VECTORS

pytestmark = pytest.mark.django_db
ONE_CLICK = VECTORS["NOTIF-06"]["expected"]["post_body"]


@pytest.fixture
def reader():
    return make_user()


@pytest.fixture
def strict():
    """A mail program: no cookie, no log-in, and the checks of a real server."""
    return Client(enforce_csrf_checks=True)


def link(user, subscription="saved_search:12"):
    return f"/u/{tokens.sign(user, subscription)}/"


@pytest.mark.parametrize("content_type", VECTORS["NOTIF-06"]["expected"]["post_content_types"])
def test_one_click_acts_without_cookie_log_in_or_redirect_and_works_twice(reader, strict, content_type):
    if content_type == "multipart/form-data":
        name, _, value = ONE_CLICK.partition("=")
        answers = [strict.post(link(reader), {name: value}) for _time in range(2)]
    else:
        answers = [strict.post(link(reader), ONE_CLICK, content_type=content_type) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.cookies for answer in answers] == [{}, {}]
    assert list(Subscription.objects.values_list("user", "key", "pace")) == [(reader.pk, "saved_search:12", "off")]
    assert AuditEntry.objects.filter(verb="mail.unsubscribe").count() == 1


def test_an_empty_post_acts_too(reader, strict):
    assert strict.post(link(reader)).status_code == 200
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_prefetching_changes_nothing(reader, strict, method):
    response = getattr(strict, method)(link(reader), headers={"Purpose": "prefetch"})

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert not Subscription.objects.exists()
    assert not Preference.objects.exists()


def test_the_page_offers_this_and_all_in_the_readers_language():
    page = Client().get(link(make_user(language="en")), headers={"Accept-Language": "vi"}).content.decode()

    assert "Stop this mail?" in page
    assert page.count('<form method="post"') == 2
    assert "Stop all mail that may be stopped" in page
    assert "csrfmiddlewaretoken" not in page


def test_all_spares_security_and_deadlines_and_what_was_chosen_singly_goes(reader, strict):
    Subscription.objects.create(user=reader, key="saved_search:5", pace="instant", changed_at=NOW)

    strict.post(link(reader), {"scope": "all"})

    off = set(Preference.objects.filter(user=reader, pace="off").values_list("category", flat=True))
    assert off == {"reply", "match", "alert", "fair", "news"}
    assert not Subscription.objects.filter(pace="instant").exists()


@pytest.mark.parametrize(
    ("subscription", "off"), [("category:match", {"match"}), ("all", {"match", "alert", "fair", "news"})]
)
def test_a_category_or_what_a_digest_gathers(reader, strict, subscription, off):
    strict.post(link(reader, subscription))

    assert set(Preference.objects.filter(pace="off").values_list("category", flat=True)) == off


def test_with_a_category_go_the_single_choices_of_its_things_and_no_others(reader, strict):
    tell(make_kind(reader, category=Category.ALERT, subscription=lambda telling: "saved_search:5"), now=NOW)
    for key in ("saved_search:5", "saved_search:6", "fair:1"):
        Subscription.objects.create(user=reader, key=key, pace="instant", changed_at=NOW)

    strict.post(link(reader, "category:alert"))

    assert list(Subscription.objects.values_list("key", flat=True)) == ["fair:1"]


def test_it_reaches_one_person_and_one_thing(reader, strict):
    other = make_user()
    strict.post(link(reader))

    assert not Subscription.objects.filter(user=other).exists()
    assert Subscription.objects.get().key == "saved_search:12"


@pytest.mark.parametrize(
    "token",
    [
        "forged",
        "x" * 401,
        signing.dumps(["abc", "saved_search:1"], salt="another.purpose"),
        signing.dumps(["nobody", "saved_search:1"], salt=tokens.SALT),
        signing.dumps("abc", salt=tokens.SALT),
        signing.dumps(["a", "b", "c"], salt=tokens.SALT),
    ],
    ids=["forged", "long", "another purpose", "nobody's", "a word", "three parts"],
)
def test_other_tokens_open_nothing(strict, token):
    assert strict.get(f"/u/{token}/").status_code == 404
    assert strict.post(f"/u/{token}/").status_code == 404


def test_a_token_of_the_link_opens_nothing_else(reader):
    token = tokens.sign(reader, "saved_search:12")

    with pytest.raises(signing.BadSignature):
        signing.loads(token)


def test_the_link_holds_for_sixty_days_at_least_and_not_for_ever(reader, strict, settings):
    address = link(reader)

    assert settings.UNSUBSCRIBE_DAYS >= 60
    settings.UNSUBSCRIBE_DAYS = 0
    assert strict.post(address).status_code == 404


def test_other_methods_are_refused(reader, strict):
    assert strict.put(link(reader)).status_code == 405
