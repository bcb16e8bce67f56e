"""People and organisations, made as users make them: by actions. Codes that a test needs are made where missing."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

from marketplace.accounts import actions
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import SYSTEM, Actor
from marketplace.taxonomy.models import Code, Source

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # A Monday, ten o'clock in Lai Châu.
PASSWORD = "mot mat khau rat dai"
_numbers = count(1)


def make_code(list_name: str, code: str, *, edition: str = "", **fields: object) -> Code:
    """A row of a code list: the loaded one, else a new one labelled with its code."""
    defaults = {"label_vi": code, "label_en": code, **fields}
    return Code.objects.get_or_create(list=list_name, code=code, edition=edition, defaults=defaults)[0]


def make_user(
    *,
    email: str = "",
    name: str = "Lò Thị Mẫu",
    staff: Iterable[StaffRoleName | str] = (),
    language: str = "vi",
    email_confirmed: bool = True,
    now: datetime = NOW,
) -> User:
    """A person with a confirmed address, and with these duties at the agency."""
    user = actions.create_user(
        email=email or f"person{next(_numbers)}@example.org",
        name=name,
        password=PASSWORD,
        language=language,
        email_confirmed=email_confirmed,
        actor=SYSTEM,
        now=now,
    )
    if roles := list(staff):
        actions.grant_staff_roles(user_id=user.pk, roles=roles, actor=SYSTEM, now=now)
        user.refresh_from_db()
    return user


def make_organisation(
    *,
    name_vi: str = "",
    admin: User | None = None,
    verified: bool = False,
    self_publish: bool = False,
    now: datetime = NOW,
    **profile: object,
) -> Organisation:
    """An organisation with an administrator (a new person when none is given); verified as a verifier would."""
    facts = {"kind": "firm", "country": "VN", "province": "12", "ownership": "non_state", **profile}
    facts["name_vi"] = name_vi or f"Công ty Mẫu {next(_numbers)}"
    _make_codes(facts)
    founder = actor_of(admin or make_user(now=now))
    organisation = actions.create_organisation(profile=facts, actor=founder, now=now)
    if verified or self_publish:
        organisation = verify(organisation, now=now)
    if self_publish:
        organisation = actions.allow_self_publish(
            organisation_id=organisation.pk, allowed=True, actor=make_staff(StaffRoleName.VERIFIER, now=now), now=now
        )
    return organisation


def make_member(
    organisation: Organisation, *, role: Role | str = Role.EDITOR, user: User | None = None, now: datetime = NOW
) -> User:
    """One more member with this role."""
    member = user or make_user(now=now)
    actions.add_membership(organisation_id=organisation.pk, user_id=member.pk, role=role, actor=SYSTEM, now=now)
    return member


def make_staff(*roles: StaffRoleName | str, now: datetime = NOW) -> Actor:
    """A new person with these duties and no organisation."""
    return actor_of(make_user(staff=roles, now=now))


def actor_for(organisation: Organisation, *, role: Role | str = Role.ADMIN) -> Actor:
    """Somebody acting for this organisation with exactly this role: a member who has it, else a new one."""
    held = organisation.memberships.filter(role=role, active=True).select_related("user").first()
    user = held.user if held else make_member(organisation, role=role)
    return actor_of(user, organisation_id=organisation.pk)


def verify(organisation: Organisation, *, source: str = "Sổ đăng ký mẫu", now: datetime = NOW) -> Organisation:
    """Papers named by its administrator, checked by a verifier."""
    paper = {"title": "Giấy đăng ký", "number": "M-1", "issuer": "Sở Tài chính mẫu", "issued_on": "2020-01-01"}
    admin = actor_for(organisation)
    actions.submit_organisation(organisation_id=organisation.pk, papers=[paper], actor=admin, now=now)
    verifier = make_staff(StaffRoleName.VERIFIER, now=now)
    return actions.verify_organisation(organisation_id=organisation.pk, source=source, actor=verifier, now=now)


def make_source(code: str = "sample-catalogue") -> Source:
    """A registered catalogue."""
    return Source.objects.get_or_create(
        code=code,
        defaults={
            "name_vi": "Danh mục mẫu",
            "name_en": "Sample catalogue",
            "licence": "CC0 1.0",
            "address": "https://example.org/catalogue",
            "retrieved_on": NOW.date(),
        },
    )[0]


def _make_codes(facts: dict[str, object]) -> None:
    lists = {"kind": "org_kind", "size": "org_size", "ownership": "ownership", "country": "country"}
    for field, list_name in lists.items():
        if facts.get(field):
            make_code(list_name, str(facts[field]))
    if facts.get("province"):
        make_code("province", str(facts["province"]), edition="2025-07-01")
    if facts.get("body_kind"):
        make_code("body_kind", str(facts["body_kind"]))
