"""Reads about joining: finding an organisation, invitations, requests, and what of them waits."""

from datetime import date, datetime

from django.db.models import Case, Q, QuerySet, When

from marketplace.accounts import rules
from marketplace.accounts.models import (
    Invitation,
    JoinRequest,
    Organisation,
    User,
)
from marketplace.accounts.models.joining import hash_of
from marketplace.accounts.queries.people import own_organisation
from marketplace.accounts.states import (
    InvitationState,
    JoinState,
    Role,
    StaffRoleName,
    Verification,
)
from marketplace.common.ids import slugify_vi
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound

JOINING_SHOWN = 20  # Invitations to, or requests of, one person.


def invitation_told_about(invitation_id: int) -> Invitation | None:
    """For notices, never for pages."""
    return Invitation.objects.select_related("organisation").filter(pk=invitation_id).first()


def join_request_told_about(request_id: int) -> JoinRequest | None:
    """For notices, never for pages."""
    return JoinRequest.objects.select_related("organisation", "user").filter(pk=request_id).first()


def organisations_named(text: str, *, actor: Actor, limit: int) -> list[Organisation]:
    """Organisations on the floor with this business code, or with these words, marks or none, in their address."""
    wanted = text.strip()
    if not wanted:
        return []
    on_floor = rules.visible_to(actor).filter(on_floor=True).exclude(verification=Verification.SUSPENDED)
    words = Q(slug__contains=slugify_vi(wanted)) if slugify_vi(wanted) != "-" else Q(name_vi__contains=wanted)
    rows = on_floor.filter(Q(business_code=wanted) | words).select_related("kind", "province")
    return list(rows.order_by("slug")[:limit])


def invitation_for(key: str, *, actor: Actor) -> Invitation:
    """By the token of the mailed link; by its opaque id for the invited person. Raises NotFound."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    found = rows.filter(Q(token_hash=hash_of(key)) | Q(public_id=key)).first()
    if found is None or (found.public_id == key and not rules.is_invited(actor, found)):
        raise NotFound()
    return found


def invitations_to(*, actor: Actor, now: datetime) -> list[Invitation]:
    """Unanswered ones to the actor's confirmed address, the newest first."""
    if actor.user_id is None or not actor.email_confirmed:
        return []
    addresses = User.objects.filter(pk=actor.user_id).values("email")
    rows = Invitation.objects.filter(email__in=addresses, state=InvitationState.SENT, expires_at__gt=now)
    return list(rows.select_related("organisation", "invited_by").order_by("-pk")[:JOINING_SHOWN])


def invitations_of(organisation: Organisation, *, actor: Actor) -> QuerySet[Invitation]:
    """What its administrators sent, unanswered ones first; none for others."""
    if not rules.is_member(actor, organisation, Role.ADMIN):
        return Invitation.objects.none()
    unanswered = Case(When(state=InvitationState.SENT, then=0), default=1)
    return organisation.invitations.select_related("invited_by").order_by(unanswered, "-pk")


def own_invitation(public_id: str, *, actor: Actor) -> Invitation:
    """One that the organisation acted for sent. Raises NotFound unless its administrator asks."""
    found = invitations_of(own_organisation(actor=actor), actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def join_requests_of(organisation: Organisation, *, actor: Actor) -> QuerySet[JoinRequest]:
    """Those that wait for its administrators, oldest first; none for others."""
    if not rules.is_member(actor, organisation, Role.ADMIN):
        return JoinRequest.objects.none()
    return organisation.join_requests.filter(state=JoinState.ASKED).select_related("user").order_by("pk")


def waiting_for_head(*, actor: Actor) -> QuerySet[JoinRequest]:
    """Those that wait for the actor as an administrator of the organisation acted for, oldest first."""
    if actor.organisation_id is None or not actor.has_role(Role.ADMIN):
        return JoinRequest.objects.none()
    rows = JoinRequest.objects.filter(organisation_id=actor.organisation_id, state=JoinState.ASKED)
    return rows.select_related("user").order_by("pk")


def own_join_requests(*, actor: Actor) -> list[JoinRequest]:
    """What the actor asked, the newest first, without those that the membership itself answers."""
    if actor.user_id is None:
        return []
    rows = JoinRequest.objects.filter(user_id=actor.user_id).exclude(state=JoinState.ADMITTED)
    return list(rows.select_related("organisation").order_by("-pk")[:JOINING_SHOWN])


def join_request(public_id: str, *, actor: Actor, today: date) -> JoinRequest:
    """For the person who asked and for those who may answer. Raises NotFound."""
    found = JoinRequest.objects.select_related("organisation", "user").filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    mine = found.user_id == actor.user_id
    if not (mine or (actor.is_person and rules.may_answer_request(actor, found, today=today))):
        raise NotFound()
    return found


def late_join_requests(*, actor: Actor, today: date) -> QuerySet[JoinRequest]:
    """Those that nobody answered in time, oldest first; none for anybody but the operator."""
    if not actor.is_staff(StaffRoleName.OPERATOR):
        return JoinRequest.objects.none()
    rows = JoinRequest.objects.filter(state=JoinState.ASKED, operator_from__lte=today)
    return rows.select_related("organisation", "user").order_by("operator_from", "pk")


def locked_invitation(invitation_id: int) -> Invitation:
    """The row, held until the transaction of the calling action ends. Raises NotFound."""
    found = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound()
    return found


def locked_join_request(request_id: int) -> JoinRequest:
    """As above."""
    found = JoinRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound()
    return found


def due_invitations(*, now: datetime, limit: int) -> list[int]:
    """Ids of unanswered ones whose time is over; for the clock."""
    rows = Invitation.objects.filter(state=InvitationState.SENT, expires_at__lte=now)
    return list(rows.order_by("expires_at").values_list("pk", flat=True)[:limit])


def overdue_join_requests(*, today: date, limit: int) -> list[int]:
    """Ids of those that the operator has to be told of; for the clock."""
    rows = JoinRequest.objects.filter(state=JoinState.ASKED, operator_told_at=None, operator_from__lte=today)
    return list(rows.order_by("operator_from").values_list("pk", flat=True)[:limit])
