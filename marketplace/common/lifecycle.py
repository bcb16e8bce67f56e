"""State machines as tables, and the one way to move or edit an object: a conditional update with an audit entry."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.common import audit
from marketplace.common.models import Versioned
from marketplace.common.permissions import Actor
from marketplace.common.problems import Stale, TransitionRefused


class Lifecycle:
    """`{(state, move): next state}`; `start` names the states that moves without a row before them lead to."""

    def __init__(
        self,
        kind: str,
        table: Mapping[tuple[str, str], str],
        *,
        start: Mapping[str, str] | None = None,
        field: str = "state",
    ) -> None:
        self.kind = kind
        self.field = field  # The column that holds the state.
        self.table = dict(table)
        self.start = dict(start or {})

    @property
    def states(self) -> list[str]:
        """Every state, in the order of first mention."""
        mentioned = [*self.start.values()]
        for (state, _move), target in self.table.items():
            mentioned += [state, target]
        return list(dict.fromkeys(mentioned))

    @property
    def moves(self) -> list[str]:
        """Every move, those that begin a life first."""
        return list(dict.fromkeys([*self.start, *(move for _state, move in self.table)]))

    def allowed(self, state: str) -> list[str]:
        """Moves that the table knows from `state`."""
        return [move for (origin, move) in self.table if origin == state]

    def next(self, state: str, move: str) -> str:
        """The state after `move`. Raises TransitionRefused when the table has no such pair."""
        try:
            return self.table[state, move]
        except KeyError:
            words = {"move": move, "state": state}
            raise TransitionRefused(_("“%(move)s” is not possible while the state is “%(state)s”.") % words) from None


def begin(obj: Versioned, move: str, *, actor: Actor, now: datetime, **facts: object) -> None:
    """Save a new object in the state that `move` starts, and record it. Call inside a transaction."""
    machine: Lifecycle = obj.LIFECYCLE  # type: ignore[attr-defined]
    setattr(obj, machine.field, machine.start[move])
    obj.created_at = obj.updated_at = now
    obj.save(force_insert=True)
    audit.record(f"{machine.kind}.{move}", subject=obj, actor=actor, now=now, new=machine.start[move], **facts)


def advance(
    obj: Versioned,
    move: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    **fields: object,
) -> None:
    """Make one move of `obj`, writing `fields` with it. Call inside a transaction.

    Raises TransitionRefused when the table has no such move, Stale when the row changed since it was read.
    """
    machine: Lifecycle = obj.LIFECYCLE  # type: ignore[attr-defined]
    old = getattr(obj, machine.field)
    new = machine.next(old, move)
    _update(obj, now=now, where={machine.field: old}, **{machine.field: new}, **fields)
    audit.record(
        f"{machine.kind}.{move}", subject=obj, actor=actor, now=now, old=old, new=new, reason=reason, **(facts or {})
    )


def touch(
    obj: Versioned, *, actor: Actor, now: datetime, verb: str, expected_version: int | None = None, **fields: object
) -> None:
    """Edit fields of `obj` without a move. Call inside a transaction.

    `expected_version` is what the editor saw. Raises Stale when the row has another.
    """
    if expected_version is not None and expected_version != obj.version:
        raise Stale()
    _update(obj, now=now, where={}, **fields)
    audit.record(verb, subject=obj, actor=actor, now=now, fields=sorted(fields))


def bump_index(queryset: models.QuerySet) -> int:
    """Raise only `index_version`: a related row changed the document, not the object."""
    return queryset.update(index_version=F("index_version") + 1)


def _update(obj: Versioned, *, now: datetime, where: Mapping[str, object], **fields: object) -> None:
    rows = type(obj)._default_manager.filter(pk=obj.pk, version=obj.version, **where)
    changed = rows.update(version=F("version") + 1, index_version=F("index_version") + 1, updated_at=now, **fields)
    if not changed:
        raise Stale()
    for name, value in {**fields, "updated_at": now}.items():
        setattr(obj, name, value)
    obj.version += 1
    obj.refresh_from_db(fields=["index_version"])
