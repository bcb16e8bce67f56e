"""O10, and O8's half about changes: what the log says of an object leads to the row as it stands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import AuditEntry, Versioned
from workers.reconcile.findings import Compared, broken
from workers.reconcile.scope import Scope

SLICE = 500  # Objects whose entries are read at once: a database takes so many ids in one statement.


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the log that tells of a move (`new`) or of an edit (`new` empty)."""

    move: str
    old: str
    new: str


def o10(_scope: Scope) -> Compared:
    """Each object's moves are a path of its lifecycle table, from a beginning to the state that the row has."""
    count = 0
    strayed: list[str] = []
    for model in _models():
        for row, steps in _histories(model):
            count += 1
            if why := strays(model.LIFECYCLE, steps, state=_state(row), imported=_is_imported(row)):
                strayed.append(f"{_name(row)}: {why}")
    sentence = "A history is no path of its lifecycle."
    return Compared(count, broken(sentence, strayed, shown=settings.RECONCILE_EXAMPLES_MAX))


def changes_without_entry(_scope: Scope) -> Compared:
    """Each change raised the version by one and wrote one entry; rows of an import share the entry of their slice."""
    count = 0
    silent: list[str] = []
    surplus: list[str] = []
    for model in _models():
        for row, steps in _histories(model):
            if _is_imported(row):
                continue
            count += 1
            told = f"{_name(row)} has version {row.version} and {len(steps)} entries"
            if row.version > len(steps):
                silent.append(told)
            elif row.version < len(steps):
                surplus.append(told)
    shown = settings.RECONCILE_EXAMPLES_MAX
    return Compared(
        count,
        (
            *broken("A row was changed and the log says nothing of it.", silent, shown=shown),
            *broken("The log tells of a change that the row never had.", surplus, shown=shown),
        ),
    )


def strays(machine: Lifecycle, steps: Sequence[Step], *, state: str, imported: bool = False) -> str:
    """Where the path leaves the table, in words; empty where it does not. Pure.

    A row of an import begins with its slice's entry; a later import brings it back into view without one of its own.
    """
    begun = machine.start.get("import_published", next(iter(machine.start.values()))) if imported else ""
    reached = begun
    for step in steps:
        if not step.new:
            continue
        if imported and step.old == begun:
            reached = begun
        expected = machine.table.get((reached, step.move)) if reached else machine.start.get(step.move)
        if expected is None:
            return f"“{step.move}” is not possible from “{reached or 'nothing'}”"
        if (reached and step.old != reached) or step.new != expected:
            return f"“{step.move}” led from “{step.old}” to “{step.new}” instead of “{expected}”"
        reached = step.new
    if reached != state and not (imported and state == begun):
        return f"the log ends at “{reached or 'nothing'}” and the row says “{state}”"
    return ""


def _models() -> list[Any]:
    """Every table whose rows have a life and a number that counts their changes."""
    return [model for model in apps.get_models() if issubclass(model, Versioned) and hasattr(model, "LIFECYCLE")]


def _histories(model: Any) -> Iterator[tuple[Any, list[Step]]]:
    """The newest objects of a table with what the log says of each, in its order."""
    newest = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[: settings.RECONCILE_OBJECTS_MAX])
    for start in range(0, len(newest), SLICE):
        ids = newest[start : start + SLICE]
        steps = _steps(model, ids)
        for row in model._default_manager.filter(pk__in=ids).order_by("pk"):
            yield row, steps[row.pk]


def _steps(model: Any, ids: Sequence[int]) -> Mapping[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    entries = AuditEntry.objects.filter(subject_kind=model._meta.model_name, subject_id__in=ids).order_by("pk")
    prefix = f"{model.LIFECYCLE.kind}."
    for subject, verb, facts in entries.values_list("subject_id", "verb", "facts"):
        if "new" in facts or "fields" in facts:
            step = Step(verb.removeprefix(prefix), str(facts.get("old", "")), str(facts.get("new", "")))
            found[subject].append(step)
    return found


def _state(row: Any) -> str:
    return str(getattr(row, row.LIFECYCLE.field))


def _is_imported(row: Any) -> bool:
    return getattr(row, "source_id", None) is not None


def _name(row: Any) -> str:
    return f"{row._meta.model_name}:{row.pk}"
