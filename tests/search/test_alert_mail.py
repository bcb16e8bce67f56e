"""Mail of saved searches: one per listing naming every search that found it, in the rhythm of the fastest."""

from datetime import timedelta

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.notifications.models import Delivery, Notice
from marketplace.notifications.states import Sending
from search import actions
from search.models import SavedSearch
from search.query import Audience, SearchQuery
from tests.factories.accounts import make_user
from tests.factories.listings import make_published
from tests.notifications.mailing import Server, deliver
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def buyer():
    return make_user()


def watch(buyer, text, name, now, rate="instant", *, paused=False):
    query = SearchQuery(audience=Audience.PUBLIC, text=text, language="vi")
    saved = actions.save_search(query=query, name=name, actor=actor_of(buyer), now=now)
    return change(saved, now, rate=rate, paused=paused)


def change(saved, now, *, rate="instant", paused=False):
    return actions.change_saved_search(
        public_id=saved.public_id, name=saved.name, rate=rate, paused=paused, expected_version=saved.version,
        actor=actor_of(saved.user), now=now,
    )  # fmt: skip


def published_and_told(now):
    make_published(title_vi="Máy sấy lạnh cho quả", now=now)
    drain_all()


def mails(server, buyer, now):
    deliver(server, now=now + timedelta(minutes=1))
    return [message for message in server.taken if message.to == [buyer.email]]


def alerts(buyer):
    return Delivery.objects.get(recipient=buyer, notice__kind="saved_search")


def later(now):
    return Notice.objects.latest("pk").created_at + timedelta(minutes=1) if Notice.objects.exists() else now


def test_one_mail_names_every_search_that_found_it(buyer, now):
    watch(buyer, "say lanh", "sấy lạnh", now)
    watch(buyer, "may say", "máy sấy", now, rate="weekly")
    watch(buyer, "qua", "quả, tạm ngừng", now, paused=True)
    published_and_told(now)

    (mail,) = mails(Server(), buyer, later(now))

    assert "sấy lạnh, máy sấy" in mail.body
    assert "tạm ngừng" not in mail.body


@pytest.mark.parametrize(("rate", "pace"), [("daily", "daily"), ("weekly", "weekly")])
def test_the_rate_of_the_search_decides_when(buyer, now, rate, pace):
    watch(buyer, "say lanh", "sấy lạnh", now, rate=rate)
    published_and_told(now)

    assert mails(Server(), buyer, later(now)) == []
    assert (alerts(buyer).state, alerts(buyer).pace) == (Sending.QUEUED, pace)


def test_pausing_or_deleting_after_the_hit_stops_the_mail(buyer, now):
    saved = watch(buyer, "say lanh", "sấy lạnh", now)
    published_and_told(now)
    change(saved, now, paused=True)

    assert mails(Server(), buyer, later(now)) == []
    assert (alerts(buyer).state, alerts(buyer).reason) == (Sending.DROPPED, "switched_off")


def test_a_deleted_search_mails_nothing(buyer, now):
    saved = watch(buyer, "say lanh", "sấy lạnh", now)
    published_and_told(now)
    actions.delete_saved_search(public_id=saved.public_id, actor=actor_of(buyer), now=now)

    assert mails(Server(), buyer, later(now)) == []
    assert not SavedSearch.objects.exists()
