"""Reads about people and organisations."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, OuterRef, QuerySet

from marketplace.accounts import rules
from marketplace.accounts.models import Membership, Organisation, OrganisationSlug, StaffRole, User
from marketplace.accounts.states import Role, StaffRoleName, roles_of
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.common.problems import NotFound


def actor_of(user: User, *, organisation_id: int | None = None) -> Actor:
    """Who this person is when acting for that organisation; for the first of theirs when it is none of theirs."""
    return actor_from(user, memberships=memberships_of(user), organisation_id=organisation_id)


def actor_from(user: User, *, memberships: Sequence[Membership], organisation_id: int | None) -> Actor:
    """As `actor_of`, with memberships read before: one query."""
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
    )


def memberships_of(user: User) -> list[Membership]:
    """Active memberships, oldest first, with their organisations."""
    rows = Membership.objects.filter(user=user, active=True).select_related("organisation")
    return list(rows.order_by("since", "pk"))


def chosen_membership(memberships: Sequence[Membership], *, organisation_id: int | None) -> Membership | None:
    """The membership in that organisation, else the first one, else none."""
    wanted = [membership for membership in memberships if membership.organisation_id == organisation_id]
    return next(iter([*wanted, *memberships]), None)


def organisation_page(slug: str, *, actor: Actor) -> Organisation:
    """The organisation with this slug, or that once had it. Raises NotFound when unknown or not visible."""
    visible = rules.visible_to(actor).select_related("kind", "size", "ownership", "country", "province", "source")
    found = visible.filter(slug=slug).first()
    if found is None:
        former = OrganisationSlug.objects.filter(slug=slug).values("organisation_id")
        found = visible.filter(pk__in=former).first()
    if found is None:
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


def staff_ids(role: StaffRoleName) -> list[int]:
    """User ids of the people who have this duty; for notices, never for pages."""
    rows = StaffRole.objects.filter(role=role, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def floor_has_administrator() -> bool:
    """False until the first start is finished."""
    return StaffRole.objects.filter(role=StaffRoleName.OPERATOR, user__is_active=True).exists()
