"""Reads about people, organisations and who belongs to which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import rules
from marketplace.accounts.models import (
    Acceptance,
    ApiToken,
    Membership,
    Organisation,
    OrganisationSlug,
    Representation,
    StaffRole,
    Terms,
    User,
)
from marketplace.accounts.states import (
    Role,
    StaffRoleName,
    TermsKind,
    Verification,
    roles_of,
)
from marketplace.accounts.tokens import TokenRefused, digest
from marketplace.common import clock
from marketplace.common.holds import refuse_under_review
from marketplace.common.permissions import ANONYMOUS, Actor, require_person
from marketplace.common.problems import NotFound

REPRESENTING_KINDS = frozenset({"agency"})  # Kinds of organisation that may act for others.


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
    memberships = standings_of(user, chosen=organisation_id)
    return actor_from(user, memberships=memberships, organisation_id=organisation_id)


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


def standings_of(user: User, *, chosen: int | None) -> list[Standing]:
    """Memberships, then the organisations that one's own represent: an agency's editor also acts for its households.

    Of very many households the first ones, and the `chosen` one in any case.
    A mandate counts until its last moment, whether or not the clock has come by to end it.
    """
    memberships = memberships_of(user)
    represent = [
        one.organisation_id
        for one in memberships
        if one.organisation.kind.code in REPRESENTING_KINDS and Role.EDITOR in roles_of(one.role)
    ]
    if not represent:
        return [*memberships]
    rows = Representation.objects.filter(representative__in=represent, ended_at=None, until__gt=clock.now())
    first = Case(When(organisation=chosen, then=0), default=1) if chosen is not None else Value(1)
    rows = rows.select_related("organisation", "representative").order_by(first, "since", "pk")[
        : settings.REPRESENTED_SHOWN
    ]
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
    """The person others write to, by name: tier R, so for everybody signed in whose address is confirmed."""
    if not actor.is_person or not actor.email_confirmed or not organisation.on_floor:
        return None
    members = organisation.memberships.filter(active=True, user__is_active=True).select_related("user")
    contact_id = organisation.contact_person_id
    named = members.filter(user_id=contact_id).first() if contact_id is not None else None
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
    contact_id = organisation.contact_person_id
    if contact_id is not None and members.filter(user_id=contact_id).exists():
        return organisation, contact_id
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
