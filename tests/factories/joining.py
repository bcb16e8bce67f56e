"""Invitations and requests to join, made as people make them."""

from datetime import datetime

from marketplace.accounts import actions
from marketplace.accounts.models import Invitation, JoinRequest, Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.permissions import Actor
from tests.factories.accounts import NOW, actor_for, make_organisation, make_user


def invited(
    *,
    organisation: Organisation | None = None,
    email: str = "moi@example.org",
    role: Role | str = Role.EDITOR,
    by: Actor | None = None,
    now: datetime = NOW,
) -> Invitation:
    """An unanswered invitation by an administrator."""
    owner = organisation or make_organisation(now=now)
    return actions.invite(
        organisation_id=owner.pk, email=email, role=role, language="vi", actor=by or actor_for(owner), now=now
    )


def requested(
    *,
    organisation: Organisation | None = None,
    user: User | None = None,
    note: str = "Kế toán trưởng",
    now: datetime = NOW,
) -> JoinRequest:
    """An unanswered request to join."""
    owner = organisation or make_organisation(now=now)
    person = user or make_user(name="Người Xin Vào", now=now)
    return actions.ask_to_join(organisation_id=owner.pk, note=note, actor=actor_of(person), now=now)
