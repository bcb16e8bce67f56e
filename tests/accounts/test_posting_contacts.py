"""The contact person of listings and needs after somebody has left their owner: the real event, the real reaction."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from marketplace.accounts import actions, events
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.listings import reactions as listings
from marketplace.needs import reactions as needs
from tests.factories.accounts import NOW, make_member, make_organisation, make_user
from tests.factories.listings import make_draft as make_listing
from tests.factories.needs import make_draft as make_need

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Posted:
    """How one kind of posting is made, and what it does when somebody has left."""

    kind: str
    make: Callable
    follow_leaver: Callable


@pytest.fixture(params=["listing", "need"])
def posted(request) -> Posted:
    known = {
        "listing": Posted("listing", make_listing, listings.follow_leaver),
        "need": Posted("need", make_need, needs.follow_leaver),
    }
    return known[request.param]


def leave(organisation, member, posted: Posted) -> None:
    """Go, and let the event arrive twice, as events do."""
    actor = actor_of(member, organisation_id=organisation.pk)
    actions.leave_organisation(organisation_id=organisation.pk, actor=actor, now=NOW)
    row = OutboxRow.objects.filter(event=events.MEMBERSHIP_ENDED)[0]  # One per app that follows, of the same facts.
    for _time in range(2):
        posted.follow_leaver(subject_id=row.subject_id, **row.facts)


def test_the_contact_person_of_the_organisation_takes_over_and_nothing_else_changes(posted):
    organisation = make_organisation()
    founder = organisation.memberships.get().user
    member = make_member(organisation, role=Role.EDITOR)
    mine = posted.make(author=actor_of(member, organisation_id=organisation.pk))
    other = posted.make(author=actor_of(founder))

    leave(organisation, member, posted)

    version, state = mine.version, mine.state
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.contact, mine.author, mine.owner) == (founder, member, organisation)
    assert (mine.version, mine.state, other.contact) == (version, state, founder)
    entry = AuditEntry.objects.get(verb=f"{posted.kind}.hand_over_contact")
    assert (entry.subject_id, entry.facts) == (organisation.pk, {"count": 1})


def test_whoever_is_back_before_the_event_arrives_keeps_what_is_theirs(posted):
    organisation = make_organisation()
    member = make_member(organisation, role=Role.EDITOR)
    mine = posted.make(author=actor_of(member, organisation_id=organisation.pk))

    posted.follow_leaver(subject_id=organisation.pk, user_id=member.pk)

    mine.refresh_from_db()
    assert mine.contact == member


def test_administrators_are_shown_what_a_leaver_wrote_and_others_are_not(client, posted):
    organisation = make_organisation()
    founder, member = organisation.memberships.get().user, make_member(organisation, user=make_user(name="Người Đi"))
    posted.make(author=actor_of(member, organisation_id=organisation.pk))
    reader = make_member(organisation, role=Role.SIGNATORY)
    leave(organisation, member, posted)

    shown = []
    for user in (founder, reader):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        shown.append("Người Đi" in client.get("/vi/my/organisation/").content.decode())

    assert shown == [True, False]
