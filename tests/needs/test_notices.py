"""Who is told what about a need, in both languages, once."""

import pytest

from marketplace.needs import events
from marketplace.needs.models import Need
from marketplace.notifications import reactions
from marketplace.notifications.models import Notice
from tests.factories.accounts import make_member
from tests.factories.needs import make_expired, make_open, make_rejected, make_returned

pytestmark = pytest.mark.django_db
EVENTS = {
    events.OPENED: (make_open, "need_opened"),
    events.RETURNED: (make_returned, "need_returned"),
    events.REJECTED: (make_rejected, "need_rejected"),
    events.EXPIRED: (make_expired, "need_expired"),
}


def tell(event, need):
    reactions.tell(event=event, subject_kind="need", subject_id=need.pk, version=need.index_version)


@pytest.mark.parametrize("event", EVENTS)
def test_the_owners_editors_are_told_once(event):
    make, kind = EVENTS[event]
    need = make()
    reader = make_member(need.owner, role="viewer")

    tell(event, need)
    tell(event, need)

    told = Notice.objects.filter(kind=kind)
    assert told.filter(recipient=need.author).count() == 1
    assert not told.filter(recipient=reader).exists()


def test_a_notice_speaks_both_languages_and_leads_to_the_page():
    need = make_open(title_en="Cold drying of leaves")

    tell(events.OPENED, need)

    notice = Notice.objects.get(kind="need_opened", recipient=need.author)
    assert need.title_vi in notice.title_vi
    assert "Cold drying of leaves" in notice.title_en
    assert need.reference in notice.url


def test_nobody_is_told_of_a_state_that_is_over():
    need = make_returned()
    Need.objects.filter(pk=need.pk).update(state="submitted")

    tell(events.RETURNED, need)

    assert not Notice.objects.filter(kind="need_returned").exists()
