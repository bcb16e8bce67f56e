"""Reads about people and organisations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import rules
from marketplace.accounts.models import (
    Acceptance,
    ApiToken,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationSlug,
    Representation,
    StaffRole,
    Terms,
    User,
)
from marketplace.accounts.models.joining import hash_of
from marketplace.accounts.states import (
    InvitationState,
    JoinState,
    Role,
    StaffRoleName,
    TermsKind,
    Verification,
    roles_of,
)
from marketplace.accounts.tokens import TokenRefused, digest
from marketplace.common.holds import refuse_under_review
from marketplace.common.ids import slugify_vi
from marketplace.common.permissions import ANONYMOUS, Actor, require_person
from marketplace.common.problems import NotFound

JOINING_SHOWN = 20  # Invitations to, or requests of, one person.
RENEW_FROM_DAYS = 60  # Before the last day a verifier may check again.
_TO_CHECK = Q(verification__in=[Verification.SUBMITTED, Verification.DOCUMENTS_SEEN])
REPRESENTING_KINDS = frozenset({"agency"})  # Kinds of organisation that may act for others.
REPRESENTED_SHOWN = 50  # In the switch of the shell; the pages of mandates list them all.


@dataclass(frozen=True, slots=True)
class Represented:
    """An organisation that one's own acts for: like a membership as editor, and named as what it is."""

    organisation: Organisation
    representative: Organisation
    role: str = Role.EDITOR.value

    @property
    def organisation_id(self) -> int:
        return self.organisation.pk

    def get_role_display(self) -> str:
        return _("Editor, through %(name)s") % {"name": self.representative}


Standing = Membership | Represented


def actor_of(user: User, *, organisation_id: int | None = None) -> Actor:
    """Who this person is when acting for that organisation; for the first of theirs when it is none of theirs."""
    return actor_from(user, memberships=standings_of(user), organisation_id=organisation_id)


def actor_from(user: User, *, memberships: Sequence[Standing], organisation_id: int | None) -> Actor:
    """As `actor_of`, with standings read before: one query."""
    if not user.is_active:
        return ANONYMOUS
    membership = chosen_membership(memberships, organisation_id=organisation_id)
    confirmed = EmailAddress.objects.filter(user_id=OuterRef("pk"), email=OuterRef("email"), verified=True)
    standing = User.objects.filter(pk=user.pk).values_list("staff_roles__role", Exists(confirmed))
    duties, confirmations = zip(*standing, strict=True)
    return Actor(
        user_id=user.pk,
        organisation_id=membership.organisation_id if membership else None,
        roles=roles_of(membership.role) if membership else frozenset(),
        staff=frozenset(filter(None, duties)),
        email_confirmed=any(confirmations),
        through=membership.representative.pk if isinstance(membership, Represented) else None,
    )


def standings_of(user: User) -> list[Standing]:
    """Memberships, then the organisations that one's own represent: an agency's editor also acts for its households.

    What ended is known by its row: the clock ends a mandate within minutes of its last day.
    """
    memberships = memberships_of(user)
    represent = [
        one.organisation_id
        for one in memberships
        if one.organisation.kind.code in REPRESENTING_KINDS and Role.EDITOR in roles_of(one.role)
    ]
    if not represent:
        return [*memberships]
    rows = Representation.objects.filter(representative__in=represent, ended_at=None)
    rows = rows.select_related("organisation", "representative").order_by("since", "pk")[:REPRESENTED_SHOWN]
    return [*memberships, *(Represented(row.organisation, row.representative) for row in rows)]


def memberships_of(user: User) -> list[Membership]:
    """Active memberships, oldest first, with their organisations."""
    rows = Membership.objects.filter(user=user, active=True).select_related("organisation__kind")
    return list(rows.order_by("since", "pk"))


def chosen_membership(memberships: Sequence[Standing], *, organisation_id: int | None) -> Standing | None:
    """The membership in that organisation, else the first one, else none."""
    wanted = [membership for membership in memberships if membership.organisation_id == organisation_id]
    return next(iter([*wanted, *memberships]), None)


def organisation_page(slug: str, *, actor: Actor) -> Organisation:
    """The organisation with this slug, or that once had it. Raises NotFound, UnderReview while a complaint holds it."""
    visible = rules.visible_to(actor).select_related("kind", "size", "ownership", "country", "province", "source")
    found = visible.filter(slug=slug).first()
    if found is None:
        former = OrganisationSlug.objects.filter(slug=slug).values("organisation_id")
        found = visible.filter(pk__in=former).first()
    if found is None:
        for held in Organisation.objects.filter(slug=slug).exclude(verification=Verification.SUSPENDED):
            refuse_under_review(held)
        raise NotFound()
    return found


def own_organisation(*, actor: Actor) -> Organisation:
    """The organisation acted for. Raises NotFound when the actor acts for none."""
    if actor.organisation_id is None:
        raise NotFound()
    return Organisation.objects.select_related("kind", "country", "province").get(pk=actor.organisation_id)


def locked_organisation(organisation_id: int) -> Organisation:
    """The row, held until the transaction of the calling action ends. Raises NotFound."""
    found = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if found is None:
        raise NotFound()
    return found


def first_administrator(organisation: Organisation) -> Membership | None:
    """Who takes over what a leaver held: the longest-standing administrator whose account is open."""
    rows = organisation.memberships.filter(active=True, role=Role.ADMIN, user__is_active=True)
    return rows.order_by("since", "pk").first()


def other_administrators(membership: Membership) -> QuerySet[Membership]:
    """Administrators beside this one whose account is open."""
    rows = Membership.objects.filter(organisation=membership.organisation, active=True, role=Role.ADMIN)
    return rows.filter(user__is_active=True).exclude(pk=membership.pk)


def contact_of(organisation: Organisation, *, actor: Actor) -> User | None:
    """The person others write to, by name: tier R, so for everybody signed in."""
    if not actor.is_person or not organisation.on_floor:
        return None
    members = organisation.memberships.filter(active=True, user__is_active=True).select_related("user")
    named = members.filter(user_id=organisation.contact_person_id).first()
    held = named or members.filter(role=Role.ADMIN).order_by("since", "pk").first()
    return held.user if held else None


def contact_after(organisation_id: int, *, leaver_id: int) -> tuple[Organisation, int | None]:
    """The organisation, held, and who takes over its objects from somebody who left; none while they belong to it.

    For reactions, never for pages.
    """
    organisation = locked_organisation(organisation_id)
    members = organisation.memberships.filter(active=True, user__is_active=True)
    if members.filter(user_id=leaver_id).exists():
        return organisation, None
    if members.filter(user_id=organisation.contact_person_id).exists():
        return organisation, organisation.contact_person_id
    head = first_administrator(organisation)
    return organisation, head.user_id if head else None


def people_of(organisation: Organisation, *, actor: Actor) -> QuerySet[Membership]:
    """Active memberships with their people; none for those who may not know."""
    if not rules.may_see_people(actor, organisation):
        return Membership.objects.none()
    return organisation.memberships.filter(active=True).select_related("user").order_by(F("since"), "pk")


def person(*, actor: Actor) -> User:
    """The actor's own account. Raises NotFound for machines and visitors."""
    if actor.user_id is None:
        raise NotFound()
    return User.objects.get(pk=actor.user_id)


def member_ids(organisation_id: int, *, at_least: Role = Role.VIEWER) -> list[int]:
    """User ids of the active members who hold this role or a higher one; for notices, never for pages."""
    ladder = [role for role in Role.values if at_least in roles_of(role)]
    rows = Membership.objects.filter(
        organisation_id=organisation_id, active=True, role__in=ladder, user__is_active=True
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def organisation_told_about(organisation_id: int) -> Organisation | None:
    """The organisation whose members a notice goes to; for notices, never for pages."""
    return Organisation.objects.filter(pk=organisation_id).first()


def invitation_told_about(invitation_id: int) -> Invitation | None:
    """For notices, never for pages."""
    return Invitation.objects.select_related("organisation").filter(pk=invitation_id).first()


def join_request_told_about(request_id: int) -> JoinRequest | None:
    """For notices, never for pages."""
    return JoinRequest.objects.select_related("organisation", "user").filter(pk=request_id).first()


def membership_told_about(organisation_id: int, user_id: int) -> Membership | None:
    """A membership, active or ended; for notices, never for pages."""
    rows = Membership.objects.select_related("organisation", "user")
    return rows.filter(organisation_id=organisation_id, user_id=user_id).first()


def staff_ids(role: StaffRoleName) -> list[int]:
    """User ids of the people who have this duty; for notices, never for pages."""
    rows = StaffRole.objects.filter(role=role, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def floor_has_administrator() -> bool:
    """False until the first start is finished."""
    return StaffRole.objects.filter(role=StaffRoleName.OPERATOR, user__is_active=True).exists()


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """Tokens that the actor may see, newest first."""
    if not actor.is_person:
        return ApiToken.objects.none()
    rows = ApiToken.objects.filter(rules.tokens_in_reach(actor)).select_related("user", "organisation")
    return rows.order_by("-created_at", "-pk")


def standing_of_token(secret: str, *, now: datetime) -> tuple[ApiToken, Membership, Actor]:
    """The token, the membership it rests on, and who acts by it: its person, for its organisation, without duties.

    Raises TokenRefused when it is unknown, revoked or run out, the account is shut, or the membership has ended.
    """
    token = ApiToken.objects.select_related("user").filter(token_hash=digest(secret)).first()
    if token is None or not token.is_live(now=now) or not token.user.is_active:
        raise TokenRefused()
    held = [one for one in memberships_of(token.user) if one.organisation_id == token.organisation_id]
    if not held:
        raise TokenRefused()
    actor = actor_from(token.user, memberships=held, organisation_id=token.organisation_id)
    return token, held[0], replace(actor, staff=frozenset())


def terms_in_force(*, now: datetime) -> list[Terms]:
    """The version of each text that counts on this day."""
    begun = Terms.objects.filter(valid_from__lte=timezone.localdate(now)).order_by("kind", "-valid_from")
    newest: dict[str, Terms] = {}
    for terms in begun.defer("text_vi", "text_en"):
        newest.setdefault(terms.kind, terms)
    return list(newest.values())


def terms_to_accept(*, actor: Actor, now: datetime) -> list[Terms]:
    """Texts in force whose version this person has not accepted yet; none for visitors and machines."""
    if actor.user_id is None:
        return []
    accepted = set(Acceptance.objects.filter(user_id=actor.user_id).values_list("kind", "version"))
    return [terms for terms in terms_in_force(now=now) if (terms.kind, terms.version) not in accepted]


def versions_of(kind: TermsKind) -> list[Terms]:
    """Every version of a text, the newest first, those to come included; anybody may read them."""
    return list(Terms.objects.filter(kind=kind).order_by("-valid_from"))


def acceptances_of(*, actor: Actor) -> QuerySet[Acceptance]:
    """What the person accepted, and when; the newest first."""
    return Acceptance.objects.filter(user_id=require_person(actor)).order_by("-accepted_at", "kind")


def has_second_factor(user: User) -> bool:
    """True with an authenticator app or a passkey; recovery codes alone are what is left of one."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def member(organisation: Organisation, public_id: str, *, actor: Actor) -> Membership:
    """An active member by the person's opaque id. Raises NotFound."""
    found = people_of(organisation, actor=actor).filter(user__public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


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


def verifications_over(*, today: date, limit: int) -> list[int]:
    """Ids of verified organisations whose last day is over; for the clock."""
    rows = Organisation.objects.filter(verification=Verification.VERIFIED, verified_until__lte=today)
    return list(rows.order_by("verified_until").values_list("pk", flat=True)[:limit])


def verifications_near_end(*, today: date, limit: int) -> list[int]:
    """Ids of verified organisations that have to be warned once more; for the clock."""
    due = Q()
    for days in settings.LAPSE_WARNING_DAYS:
        unwarned = Q(lapse_warned_days=None) | Q(lapse_warned_days__gt=days)
        due |= Q(verified_until__lte=today + timedelta(days=days)) & unwarned
    rows = Organisation.objects.filter(due, verification=Verification.VERIFIED, verified_until__gt=today)
    return list(rows.order_by("verified_until").values_list("pk", flat=True)[:limit])


def to_verify(*, actor: Actor) -> QuerySet[Organisation]:
    """The verifier's queue, those who wait longest first; none for others."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return Organisation.objects.none()
    return _in_line(Organisation.objects.filter(_TO_CHECK))


def to_renew(*, actor: Actor, today: date) -> QuerySet[Organisation]:
    """Verifications that end soon or have lapsed, the earliest first; none for others."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return Organisation.objects.none()
    rows = Organisation.objects.filter(_to_check_again(today))
    return rows.select_related("kind", "province").order_by("verified_until", "pk")


@dataclass(frozen=True, slots=True)
class VerifierFigures:
    """How many organisations wait for a first check, since when the oldest does, and how many for another."""

    to_check: int
    oldest: datetime | None
    to_renew: int


def verifier_figures(*, actor: Actor, today: date) -> VerifierFigures:
    """Zeros for anybody but verifiers. Two queries."""
    if not actor.is_staff(StaffRoleName.VERIFIER):
        return VerifierFigures(0, None, 0)
    counts = Organisation.objects.aggregate(
        check=Count("pk", filter=_TO_CHECK), renew=Count("pk", filter=_to_check_again(today))
    )
    oldest = to_verify(actor=actor).first()
    return VerifierFigures(counts["check"], getattr(oldest, "since", None), counts["renew"])


def to_suspend(*, actor: Actor) -> QuerySet[Organisation]:
    """Suspended ones, and those for which a second operator is asked; for operators and judges."""
    if not actor.is_staff(StaffRoleName.OPERATOR, StaffRoleName.JUDGE):
        return Organisation.objects.none()
    asked = Q(suspension_asked_by__isnull=False)
    return _in_line(Organisation.objects.filter(asked | Q(verification=Verification.SUSPENDED)))


def organisation_for_staff(public_id: str, *, actor: Actor) -> Organisation:
    """Raises NotFound when unknown, or the actor has no duty about organisations."""
    rows = Organisation.objects.select_related(
        "kind", "size", "ownership", "country", "province", "suspension_asked_by"
    )
    found = rows.filter(public_id=public_id).first() if rules.may_see_standing(actor) else None
    if found is None:
        raise NotFound()
    return found


def _to_check_again(today: date) -> Q:
    near = Q(verification=Verification.VERIFIED, verified_until__lte=today + timedelta(days=RENEW_FROM_DAYS))
    return near | Q(verification=Verification.LAPSED)


def _in_line(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    since = Coalesce("submitted_at", "updated_at")  # Lifted ones, and those of before the column, have no first value.
    return rows.annotate(since=since).select_related("kind", "province").order_by("since", "pk")
