"""Who acts in the sample: organisations, their people, and the staff that reviews."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from marketplace.accounts.actions.members import add_membership
from marketplace.accounts.actions.organisations import create_organisation
from marketplace.accounts.actions.people import create_user, grant_staff_roles
from marketplace.accounts.actions.terms import accept_terms
from marketplace.accounts.actions.verification import submit_organisation, verify_organisation
from marketplace.accounts.fields import PROFILE
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.permissions import SYSTEM, Actor
from marketplace.seed.sample.files import Record, read

PASSWORD = "techfloor-demo"  # noqa: S105 - printed at the start of the demo, which is bound to the loopback
CLERK = "clerk@demo.techfloor.example"  # Author of the sample of organisations that have no person of their own.
REGISTER = "Dữ liệu mẫu, không tra cứu"


@dataclass
class Cast:
    """Organisations by key, and who writes for each; reviewers in turn."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    writers: dict[str, Actor] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def reviewer(self) -> Actor:
        return actor_of(self.people["reviewer@demo.techfloor.example"])


def make_cast(*, now: datetime) -> Cast:
    """Create the organisations and the people of the sample."""
    cast = Cast()
    founded = now - timedelta(days=500)
    for record in read("organisations"):
        profile = {name: record.get(name) for name in PROFILE if name in record} | {
            "address": record.get("address_vi", "")
        }
        cast.organisations[record["key"]] = create_organisation(
            profile=profile, actor=SYSTEM, now=founded, is_sample=True
        )
    clerk = _person({"email": CLERK, "name": "Người nhập dữ liệu mẫu", "language": "vi"}, now=founded)
    for record in read("people"):
        _join(cast, record, now=founded)
    for key, organisation in cast.organisations.items():
        cast.writers.setdefault(key, _clerk_of(clerk, organisation))
    for record in read("organisations"):
        _verify(cast, record, now=now)
    for user in (clerk, *cast.people.values()):
        accept_terms(user_id=user.pk, now=now, actor=SYSTEM)
    return cast


def _person(record: Record, *, now: datetime) -> User:
    return create_user(
        email=record["email"],
        name=record["name"],
        password=PASSWORD if record["email"] != CLERK else None,
        language=record["language"],
        came_for=record.get("came_for", ""),
        email_confirmed=True,
        actor=SYSTEM,
        now=now,
    )


def _join(cast: Cast, record: Record, *, now: datetime) -> None:
    user = _person(record, now=now)
    cast.people[user.email] = user
    organisation = cast.organisations[record["organisation"]]
    if record["role"]:
        add_membership(
            organisation_id=organisation.pk, user_id=user.pk, role=Role(record["role"]), actor=SYSTEM, now=now
        )
    if record["staff_roles"]:
        grant_staff_roles(user_id=user.pk, roles=record["staff_roles"], actor=SYSTEM, now=now)
    if record["role"] in ("admin", "editor"):
        cast.writers.setdefault(record["organisation"], actor_of(user, organisation_id=organisation.pk))


def _clerk_of(clerk: User, organisation: Organisation) -> Actor:
    return Actor(
        user_id=clerk.pk,
        organisation_id=organisation.pk,
        roles=frozenset({Role.ADMIN, Role.EDITOR}),
        email_confirmed=True,
    )


def _verify(cast: Cast, record: Record, *, now: datetime) -> None:
    """Bring an organisation to the state the file names, by the verifier's moves."""
    state = record["verification"]
    if state == "unverified":
        return
    organisation = cast.organisations[record["key"]]
    paper = {
        "title": "Quyết định thành lập (mẫu)",
        "number": f"MAU-{organisation.pk:03d}",
        "issuer": "Cơ quan cấp (mẫu)",
        "issued_on": "2020-01-15",
    }
    on = date.fromisoformat(record["verified_on"]) if record.get("verified_on") else timezone.localdate(now)
    moment = min(now, datetime.combine(on, datetime.min.time(), tzinfo=now.tzinfo) + timedelta(hours=3))
    writer = cast.writers[record["key"]]
    submit_organisation(organisation_id=organisation.pk, papers=[paper], actor=writer, now=moment)
    if state == "verified" and record["kind"] != "agency":  # Nobody verifies the organisation they belong to.
        verifier = actor_of(cast.people["verifier@demo.techfloor.example"])
        verify_organisation(organisation_id=organisation.pk, source=REGISTER, actor=verifier, now=moment)
