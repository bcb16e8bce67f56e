"""Who belongs to an organisation."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts import rules
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.queries import locked_organisation
from marketplace.accounts.states import Role
from marketplace.common.audit import record
from marketplace.common.permissions import Actor, require


def add_membership(*, organisation_id: int, user_id: int, role: Role | str, actor: Actor, now: datetime) -> Membership:
    """Let a person in, or back in, with a role; the first member of an organisation becomes its administrator.

    Raises NotAllowed unless administrator of it, operator or system.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_add_members(actor, organisation))
        first = not organisation.memberships.filter(active=True).exists()
        return _join(organisation, user_id=user_id, role=Role.ADMIN if first else Role(role), actor=actor, now=now)


def add_first_member(organisation: Organisation, *, user_id: int, actor: Actor, now: datetime) -> Membership:
    """The maker of a new organisation becomes its administrator. Call inside the transaction that makes it."""
    return _join(organisation, user_id=user_id, role=Role.ADMIN, actor=actor, now=now)


def _join(organisation: Organisation, *, user_id: int, role: Role, actor: Actor, now: datetime) -> Membership:
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation,
        user_id=user_id,
        defaults={"role": role, "active": True, "ended_at": None},
        create_defaults={"role": role, "since": now},
    )
    record("membership.join", subject=membership, actor=actor, now=now, organisation=organisation.pk, role=role.value)
    return membership
