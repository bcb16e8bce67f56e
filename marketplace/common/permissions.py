"""Who asks: a value that every query and action takes, and the one way to refuse."""

from dataclasses import dataclass

from marketplace.common.problems import LoginNeeded, NotAllowed, Words


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisation, with which roles. Built by `accounts.queries.actor_of`."""

    user_id: int | None = None
    organisation_id: int | None = None
    roles: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    name: str = ""
    email_confirmed: bool = False
    through: int | None = None  # The organisation of the person, where it acts for `organisation_id` under a mandate.

    @property
    def is_person(self) -> bool:
        return self.user_id is not None

    @property
    def is_anonymous(self) -> bool:
        """Nobody signed in and no machine either."""
        return not self.is_person and not self.name

    def has_role(self, *roles: str) -> bool:
        """True when the membership in the organisation acted for carries any of these roles."""
        return not self.roles.isdisjoint(roles)

    def is_staff(self, *roles: str) -> bool:
        """True when the person has any of these staff roles; with none named, any staff role at all."""
        return bool(self.staff) if not roles else not self.staff.isdisjoint(roles)

    @property
    def audit_name(self) -> str:
        """Opaque id for the audit chain: survives erasure and names no person."""
        return f"user:{self.user_id}" if self.is_person else self.name or "anonymous"


ANONYMOUS = Actor()
SYSTEM = Actor(name="system")
CLOCK = Actor(name="clock")


def require(allowed: bool, *, detail: Words = "") -> None:
    """Raises NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed(detail)


def require_person(actor: Actor) -> int:
    """The person's id. Raises LoginNeeded when nobody is signed in."""
    if actor.user_id is None:
        raise LoginNeeded()
    return actor.user_id
