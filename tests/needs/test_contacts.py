"""The contact person of needs after somebody has left their owner: the real event, the real reaction."""

import pytest

from marketplace.accounts import actions, events
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.needs.reactions import follow_leaver
from tests.factories.accounts import NOW, make_member, make_organisation, make_user
from tests.factories.needs import make_draft

pytestmark = pytest.mark.django_db


def leave(organisation, member) -> None:
    """Go, and let the event arrive twice, as events do."""
    actor = actor_of(member, organisation_id=organisation.pk)
    actions.leave_organisation(organisation_id=organisation.pk, actor=actor, now=NOW)
    [row] = OutboxRow.objects.filter(event=events.MEMBERSHIP_ENDED)
    for _time in range(2):
        follow_leaver(subject_id=row.subject_id, **row.facts)


def test_the_contact_person_of_the_organisation_takes_over_and_nothing_else_changes():
    organisation = make_organisation()
    founder = organisation.memberships.get().user
    member = make_member(organisation, role=Role.EDITOR)
    author = actor_of(member, organisation_id=organisation.pk)
    need = make_draft(author=author)
    other = make_draft(author=actor_of(founder))

    leave(organisation, member)

    version, state = need.version, need.state
    need.refresh_from_db()
    other.refresh_from_db()
    assert (need.contact, need.author, need.owner) == (founder, member, organisation)
    assert (need.version, need.state, other.contact) == (version, state, founder)
    entry = AuditEntry.objects.get(verb="need.hand_over_contact")
    assert (entry.subject_id, entry.facts) == (organisation.pk, {"count": 1})


def test_whoever_is_back_before_the_event_arrives_keeps_what_is_theirs():
    organisation = make_organisation()
    member = make_member(organisation, role=Role.EDITOR)
    need = make_draft(author=actor_of(member, organisation_id=organisation.pk))

    follow_leaver(subject_id=organisation.pk, user_id=member.pk)

    need.refresh_from_db()
    assert need.contact == member


def test_administrators_are_shown_what_a_leaver_wrote_and_others_are_not(client):
    organisation = make_organisation()
    founder, member = organisation.memberships.get().user, make_member(organisation, user=make_user(name="Người Đi"))
    make_draft(author=actor_of(member, organisation_id=organisation.pk))
    reader = make_member(organisation, role=Role.SIGNATORY)
    leave(organisation, member)

    shown = []
    for user in (founder, reader):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        shown.append("Người Đi" in client.get("/vi/my/organisation/").content.decode())

    assert shown == [True, False]
