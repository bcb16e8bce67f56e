"""Who is told what about a listing or a need, in both languages, once."""

import pytest

from marketplace.listings.events import EXPIRED, PUBLISHED, REJECTED, RETURNED
from marketplace.needs import events as need_events
from marketplace.notifications import reactions
from marketplace.notifications.models import Notice
from tests.factories import listings, needs
from tests.factories.accounts import make_member

pytestmark = pytest.mark.django_db
EVENTS = {
    PUBLISHED: (listings.make_published, "listing_published"),
    RETURNED: (listings.make_returned, "listing_returned"),
    REJECTED: (listings.make_rejected, "listing_rejected"),
    EXPIRED: (listings.make_expired, "listing_expired"),
    need_events.OPENED: (needs.make_open, "need_opened"),
    need_events.RETURNED: (needs.make_returned, "need_returned"),
    need_events.REJECTED: (needs.make_rejected, "need_rejected"),
    need_events.EXPIRED: (needs.make_expired, "need_expired"),
}
INTO_VIEW = (PUBLISHED, need_events.OPENED)
SENT_BACK = (RETURNED, need_events.RETURNED)


def tell(event, posting):
    kind = posting._meta.model_name
    reactions.tell(event=event, subject_kind=kind, subject_id=posting.pk, version=posting.index_version)


@pytest.mark.parametrize("event", EVENTS)
def test_the_owners_editors_are_told_once(event):
    make, kind = EVENTS[event]
    posting = make()
    reader = make_member(posting.owner, role="viewer")

    tell(event, posting)
    tell(event, posting)

    told = Notice.objects.filter(kind=kind)
    assert told.filter(recipient=posting.author).count() == 1
    assert not told.filter(recipient=reader).exists()


@pytest.mark.parametrize("event", INTO_VIEW)
def test_a_notice_speaks_both_languages_and_leads_to_the_page(event):
    make, kind = EVENTS[event]
    posting = make(title_en="Cold drying of leaves")

    tell(event, posting)

    notice = Notice.objects.get(kind=kind, recipient=posting.author)
    assert posting.title_vi in notice.title_vi
    assert "Cold drying of leaves" in notice.title_en
    assert posting.reference in notice.url


@pytest.mark.parametrize("event", SENT_BACK)
def test_nobody_is_told_of_a_state_that_is_over(event):
    make, kind = EVENTS[event]
    posting = make()
    type(posting).objects.filter(pk=posting.pk).update(state="submitted")

    tell(event, posting)

    assert not Notice.objects.filter(kind=kind).exists()
