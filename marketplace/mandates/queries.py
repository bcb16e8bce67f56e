"""Reads of mandates; each says who asks."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.mandates import rules
from marketplace.mandates.models import Mandate, Outreach
from marketplace.mandates.states import State
from marketplace.notifications.models import Notice

MESSAGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Representative:
    """What everybody reads: by whom somebody is represented, and how what is written came to the floor."""

    name_vi: str
    name_en: str
    consent: str


def mandates_held(actor: Actor) -> QuerySet[Mandate]:
    """Mandates in force that the actor's agency holds, those with messages to pass on first; each with `waiting`."""
    unread = Count("person__notices", filter=Q(person__notices__read_at=None))
    held = rules.visible_to(actor).filter(intermediary=rules.agency_of(actor), state=State.ACTIVE)
    rows = held.select_related("client__province", "looked_after_by").annotate(waiting=unread)
    return rows.order_by("-waiting", "-begins_at", "-pk")


def waiting_count(actor: Actor) -> int:
    """How many messages the actor's agency has to pass on."""
    agency = rules.agency_of(actor)
    if agency is None:
        return 0
    persons = Mandate.objects.filter(intermediary=agency, state=State.ACTIVE).values("person")
    return Notice.objects.filter(recipient__in=persons, read_at=None).count()


def mandate_page(public_id: str, *, actor: Actor) -> Mandate:
    """One mandate with its sides. Raises NotFound when unknown or not the actor's to see."""
    rows = rules.visible_to(actor).select_related("client__kind", "client__province", "intermediary", "looked_after_by")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def locked_mandate(public_id: str, *, actor: Actor) -> Mandate:
    """The row, held until the transaction of the calling action ends. Raises NotFound."""
    found = rules.visible_to(actor).select_for_update().filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def messages_waiting(mandate: Mandate, *, actor: Actor) -> list[Notice]:
    """What the floor told the person and nobody has passed on yet, oldest first; none for those who do not help."""
    if not rules.may_act(actor, mandate):
        return []
    return list(Notice.objects.filter(recipient=mandate.person_id, read_at=None).order_by("pk")[:MESSAGES_SHOWN])


def messages_passed(mandate: Mandate, *, actor: Actor) -> list[Outreach]:
    """What was passed on, newest first."""
    if not rules.may_act(actor, mandate):
        return []
    return list(mandate.outreach.select_related("notice", "by")[:MESSAGES_SHOWN])


def representative_of(organisation_id: int) -> Representative | None:
    """Who acts for this organisation now, as its public pages say."""
    live = Mandate.objects.filter(client=organisation_id, state=State.ACTIVE)
    row = live.values_list("intermediary__name_vi", "intermediary__name_en", "consent").first()
    return Representative(*row) if row else None
