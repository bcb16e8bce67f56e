"""Storing plain values in the rows of a need: the one way in for drafts, edits and imports."""

from datetime import date
from typing import Any

from django.conf import settings

from marketplace.common.completeness import refuse
from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.needs.completeness import contradictions
from marketplace.needs.fields import FIELDS, REQUIREMENT_FIELDS, ROW_FIELDS, fields_of
from marketplace.needs.models import Need
from marketplace.needs.states import Operator, Visibility
from marketplace.taxonomy.plain import Codes, resolve_codes, stored_value

# Columns that always hold a value: what an answer taken back leaves there.
_WITHOUT_NULL: dict[str, object] = {
    "budget_public": False,
    "response_days": settings.RESPONSE_DAYS_DEFAULT,
    "visibility": Visibility.PUBLIC,
    "operator": Operator.EQUAL,
    "must": True,
}


def check_together(before: Values, changes: Values) -> None:
    """Raises Invalid when the changed text would contradict itself."""
    refuse(contradictions({**before, **changes}))


def codes_for(kind: str, changes: Values, *, kept: Values, on: date) -> Codes:
    """The rows behind every code among the changes; what is chosen already, `kept`, may stay. Raises Invalid."""
    return resolve_codes(changes, facts=fields_of(kind), rows=ROW_FIELDS, on=on, kept=kept)


def columns_of(changes: Values, codes: Codes) -> dict[str, Any]:
    """The need's own columns among the changes, as `touch` takes them."""
    own = {name: FIELDS[name] for name in changes if FIELDS[name].shape not in (Shape.CODES, Shape.ROWS)}
    return {name: _stored(fact, changes[name], codes) for name, fact in own.items()}


def write_related(need: Need, changes: Values, codes: Codes) -> None:
    """Chosen codes and requirement rows among the changes."""
    for name, value in changes.items():
        fact = FIELDS[name]
        if fact.shape is Shape.CODES and isinstance(value, list):
            getattr(need, name).set([codes[fact.code_list, str(code)] for code in value])
        elif fact.shape is Shape.ROWS and isinstance(value, list):
            _write_rows(getattr(need, name), value, codes)


def _write_rows(rows: Any, value: list[Any], codes: Codes) -> None:
    """Keep the rows whose id comes back, add those without, drop the rest."""
    present = {row.pk: row for row in rows.all()}
    kept = {given["id"] for given in value if given.get("id") in present}
    rows.exclude(pk__in=kept).delete()
    for position, given in enumerate(value):
        row = present.get(given.get("id")) or rows.model(need=rows.instance)
        for name, fact in REQUIREMENT_FIELDS.items():
            setattr(row, name, _stored(fact, given.get(name, fact.empty), codes))
        row.position = position
        row.save()


def _stored(fact: Fact, value: Plain, codes: Codes) -> object:
    if value in (None, "") and fact.name in _WITHOUT_NULL:
        return _WITHOUT_NULL[fact.name]
    return stored_value(fact, value, codes)
