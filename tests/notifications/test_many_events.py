"""F14: events that arrive late, repeated and in any order leave one notice and one delivery each, and one mail each."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.notifications import actions
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Delivery, Notice
from tests.factories.accounts import NOW, make_user
from tests.notifications.mailing import Server, deliver

pytestmark = pytest.mark.django_db
EVENTS = [(subject, version) for subject in (1, 2, 3) for version in (1, 2)]


@pytest.fixture
def readers():
    return [make_user(), make_user()]


@pytest.fixture
def kind(readers):
    return NoticeKind(
        name="happened",
        event="tests.happened",
        category=Category.REPLY,
        recipients=lambda telling: [reader.pk for reader in readers],
        text=lambda telling: NoticeText.render(title=lambda: f"Tin {telling.subject_id}.{telling.version}"),
    )


# Sends while events still arrive: a run between any two of them changes nothing of the outcome.
steps = st.lists(st.sampled_from([*EVENTS, None]), max_size=20).flatmap(
    lambda extra: st.permutations([*EVENTS, *extra])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_order_leaves_one_of_each(kind, readers, order):
    Notice.objects.all().delete()
    server = Server()

    for step in order:
        if step is None:
            deliver(server, now=NOW)
        else:
            subject, version = step
            actions.write_notices(kind, Telling("tests.happened", "listing", subject, version), now=NOW)
    while deliver(server, now=NOW):
        pass

    expected = sorted(
        (reader.pk, f"happened:listing:{subject}:{version}") for reader in readers for subject, version in EVENTS
    )
    assert sorted(Notice.objects.values_list("recipient", "event_key")) == expected
    assert Delivery.objects.filter(state="sent").count() == len(expected)
    assert sorted(server.ids) == sorted(set(server.ids))
    assert len(server.ids) == len(expected)
