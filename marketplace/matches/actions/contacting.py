"""Showing the address of the other side's contact person: each time asked for, each time recorded."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.common import audit
from marketplace.common.permissions import Actor, require
from marketplace.matches import rules
from marketplace.matches.actions.locking import locked
from marketplace.matches.models import Match
from marketplace.matches.states import Side


def show_contact(*, match_id: int, actor: Actor, now: datetime) -> User | None:
    """The contact person of the other side of an introduced pair, with the address; the showing is recorded.

    None where the other side has no living contact person. Raises NotFound, NotAllowed.
    """
    with transaction.atomic():
        match = locked(match_id, actor=actor)
        side = rules.side_of(actor, match)
        require(rules.may_read_contacts(actor, match))
        audit.record("match.show_contact", subject=match, actor=actor, now=now, side=side)
    return contact_of(match, Side.LISTING if side is Side.NEED else Side.NEED)


def contact_of(match: Match, side: Side) -> User | None:
    """Whom a side named as its contact person, else who wrote it; nobody who may not sign in any more."""
    thing = match.need if side is Side.NEED else match.listing
    people = [thing.contact, thing.author]
    return next((person for person in people if person is not None and person.is_active), None)
