"""Telling: once per recipient and occurrence, however late, repeated or reordered the events arrive."""

from itertools import permutations

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import LoginNeeded, NotFound
from marketplace.notifications import actions, queries
from marketplace.notifications.kinds import (
    KindTaken,
    NoticeKind,
    NoticeText,
    Telling,
    kinds_for,
    path_without_language,
    register,
)
from marketplace.notifications.models import Category, Notice
from marketplace.notifications.reactions import tell
from tests.factories.accounts import NOW, make_user

pytestmark = pytest.mark.django_db
EVENT = "tests.happened"


@pytest.fixture
def readers():
    return [make_user(), make_user()]


@pytest.fixture
def kind(readers, monkeypatch):
    """A kind of notice that both readers get, known for one test."""
    monkeypatch.setattr("marketplace.notifications.kinds._kinds", {})
    made = NoticeKind(
        name="happened",
        event=EVENT,
        category=Category.REPLY,
        recipients=lambda telling: [reader.pk for reader in readers],
        text=lambda telling: NoticeText.render(
            title=lambda: _("Notices"), body=lambda: f"#{telling.subject_id}", url="/vi/needs/x/"
        ),
        still_wanted=lambda notice: notice.subject_id != 13,
    )
    register(made)
    return made


def happen(subject_id=1, version=1, **facts):
    tell(event=EVENT, subject_kind="listing", subject_id=subject_id, version=version, **facts)


def test_everyone_named_is_told_in_both_languages(kind, readers):
    happen()

    notice = Notice.objects.get(recipient=readers[0])
    assert (notice.kind, notice.category, notice.subject_kind, notice.subject_id) == ("happened", "reply", "listing", 1)
    assert (notice.title_en, notice.body_vi, notice.path) == ("Notices", "#1", "/needs/x/")
    assert Notice.objects.count() == 2


def test_the_address_follows_the_readers_language(kind, readers):
    happen()
    notice = Notice.objects.first()

    with override("en"):
        assert notice.url == "/en/needs/x/"
    with override("vi"):
        assert notice.url == "/vi/needs/x/"


def test_repeated_and_permuted_events_leave_the_same_rows(kind):
    keys = []
    for order in permutations([(1, 1), (1, 2), (2, 1), (1, 1)]):
        Notice.objects.all().delete()
        for subject_id, version in order:
            happen(subject_id, version)
        keys.append(sorted(Notice.objects.values_list("recipient", "event_key")))

    assert all(rows == keys[0] for rows in keys)
    assert len(keys[0]) == 2 * 3  # Two readers; the listing changed twice, another one once.


def test_a_repeat_does_not_ring_again_after_reading(kind, readers):
    happen()
    actor = actor_of(readers[0])
    actions.mark_read(notice_id=queries.notices_of(actor)[0].pk, actor=actor, now=NOW)

    happen()

    assert queries.unread_count(actor) == 0


def test_what_is_no_longer_wanted_is_not_told(kind):
    happen(subject_id=13)

    assert not Notice.objects.exists()


def test_an_event_without_a_kind_tells_nobody(kind):
    tell(event="tests.other", subject_kind="listing", subject_id=1, version=1)

    assert not Notice.objects.exists()


def test_a_person_named_twice_is_told_once(kind, readers):
    doubled = NoticeKind(
        name="doubled", event=EVENT, recipients=lambda telling: [readers[0].pk, readers[0].pk], text=kind.text
    )

    assert actions.write_notices(doubled, Telling(EVENT, "listing", 1, 1), now=NOW) == 1
    assert actions.write_notices(doubled, Telling(EVENT, "listing", 1, 1), now=NOW) == 0


def test_telling_500_people_takes_as_many_queries_as_telling_two(kind, django_assert_max_num_queries):
    people = [make_user().pk for _number in range(30)]
    many = NoticeKind(name="many", event=EVENT, recipients=lambda telling: people, text=kind.text)

    with django_assert_max_num_queries(5):
        assert actions.write_notices(many, Telling(EVENT, "listing", 1, 1), now=NOW) == 30


def test_two_kinds_of_one_name_stop_the_start(kind):
    with pytest.raises(KindTaken):
        register(NoticeKind(name="happened", event="x", recipients=kind.recipients, text=kind.text))

    register(kind)  # The same kind again, as a second ready() would, is no error.
    assert kinds_for(EVENT) == [kind]


def test_notices_are_their_recipients_only(kind, readers):
    happen()
    mine, theirs = actor_of(readers[0]), actor_of(readers[1])
    notice = queries.notices_of(mine).get()

    with pytest.raises(NotFound):
        actions.mark_read(notice_id=notice.pk, actor=theirs, now=NOW)
    with pytest.raises(LoginNeeded):
        actions.mark_read(notice_id=notice.pk, actor=ANONYMOUS, now=NOW)

    assert queries.notices_of(ANONYMOUS).count() == 0
    assert queries.unread_count(mine) == 1


def test_reading_all_leaves_what_came_after_the_page(kind, readers):
    happen(1)
    actor = actor_of(readers[0])
    seen = queries.notices_of(actor)[0].pk
    happen(2)

    assert actions.mark_all_read(up_to_id=seen, actor=actor, now=NOW) == 1
    assert queries.unread_count(actor) == 1


def test_long_words_are_cut_to_what_the_columns_hold():
    text = NoticeText.render(title=lambda: "x" * 999, body=lambda: "y" * 9999)

    assert (len(text.title_vi), len(text.body_en)) == (200, 1000)


@pytest.mark.parametrize(
    ("url", "path"),
    [("/vi/needs/x/", "/needs/x/"), ("/en/", "/"), ("/needs/x/", "/needs/x/"), ("", ""), ("/video/x/", "/video/x/")],
)
def test_paths_lose_their_language(url, path):
    assert path_without_language(url) == path
