"""Storing plain values in the rows of a listing: the one way in for drafts, revisions and imports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model

from marketplace.common.completeness import refuse
from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.common.permissions import Actor
from marketplace.listings.actions.proving import keys_in, link_claims, write_evidence
from marketplace.listings.completeness import contradictions
from marketplace.listings.fields import FIELDS, ROW_FIELDS, Holder, fields_of
from marketplace.listings.linking import rows_of
from marketplace.listings.models import IpRight, Listing, ServiceDetails, TechnologyDetails
from marketplace.listings.states import Kind, Operator
from marketplace.taxonomy.plain import Codes, resolve_codes, stored_value

# Columns that always hold a value: what an answer taken back leaves there.
_WITHOUT_NULL: dict[str, object] = {
    "owner_hidden": False,
    "response_days": settings.RESPONSE_DAYS_DEFAULT,
    "operator": Operator.EQUAL,
}
_LOOK_UP = ("status_id", "status_on", "status_source")


def add_details(listing: Listing) -> None:
    """The row that the listing's kind needs beside it."""
    model = ServiceDetails if listing.kind == Kind.SERVICE else TechnologyDetails
    model.objects.create(listing=listing)


def check_together(before: Values, changes: Values) -> None:
    """Raises Invalid when the changed text would contradict itself."""
    refuse(contradictions({**before, **changes}))


def codes_for(kind: str, changes: Values, *, kept: Values, on: date) -> Codes:
    """The rows behind every code among the changes; what is chosen already, `kept`, may stay. Raises Invalid."""
    return resolve_codes(changes, facts=fields_of(kind), rows=ROW_FIELDS, on=on, kept=kept)


def columns_of(changes: Values, codes: Codes) -> dict[str, Any]:
    """The listing's own columns among the changes, as `touch` and `advance` take them."""
    own = {name: FIELDS[name] for name in changes if FIELDS[name].holder == Holder.LISTING}
    return {name: _stored(fact, changes[name], codes) for name, fact in own.items() if fact.shape is not Shape.CODES}


def write_related(listing: Listing, changes: Values, codes: Codes, *, actor: Actor, now: datetime) -> None:
    """Everything among the changes that is not a column of the listing: details, chosen codes, rows."""
    _write_details(listing, changes, codes)
    documents = changes.get("evidence")
    if isinstance(documents, list):
        write_evidence(listing, rows_of(changes, "evidence"), codes, actor=actor, now=now)
    for name, value in changes.items():
        fact = FIELDS[name]
        if fact.shape is Shape.CODES and isinstance(value, list):
            holder = listing if fact.holder == Holder.LISTING else getattr(listing, fact.holder)
            getattr(holder, name).set([codes[fact.code_list, str(code)] for code in value])
        elif fact.shape is Shape.ROWS and isinstance(value, list) and name != "evidence":
            _write_rows(getattr(listing, name), value, ROW_FIELDS[name], codes, now=now)
    figures = changes.get("claims")
    if isinstance(figures, list):
        ids = listing.claims.order_by("position").values_list("pk", flat=True)
        link_claims(listing, dict(zip(ids, keys_in(figures), strict=True)))


def _write_details(listing: Listing, changes: Values, codes: Codes) -> None:
    details = listing.details
    names = [name for name in changes if _is_detail(FIELDS[name])]
    if details is None or not names:
        return
    for name in names:
        setattr(details, name, _stored(FIELDS[name], changes[name], codes))
    details.save(update_fields=names)


def _is_detail(fact: Fact) -> bool:
    return fact.holder in (Holder.TECHNOLOGY, Holder.SERVICE) and fact.shape is not Shape.CODES


def _write_rows(rows: Any, value: list[Any], columns: Mapping[str, Fact], codes: Codes, *, now: datetime) -> None:
    """Keep the rows whose id comes back, add those without, drop the rest."""
    present = {row.pk: row for row in rows.all()}
    kept = {given["id"] for given in value if given.get("id") in present}
    rows.exclude(pk__in=kept).delete()
    for position, given in enumerate(value):
        row = present.get(given.get("id")) or rows.model(listing=rows.instance)
        _fill(row, given, columns, codes, now=now)
        row.position = position
        row.save()


def _fill(row: Model, given: Mapping[str, Plain], columns: Mapping[str, Fact], codes: Codes, *, now: datetime) -> None:
    before = [getattr(row, name, None) for name in _LOOK_UP]
    for name, fact in columns.items():
        if fact.shape is not Shape.KEY:  # Linked once every row is stored.
            setattr(row, name, _stored(fact, given.get(name, fact.empty), codes))
    if isinstance(row, IpRight) and row.status_id and before != [getattr(row, name) for name in _LOOK_UP]:
        row.checked_at = now  # A new status, day or source is a new look-up.


def _stored(fact: Fact, value: Plain, codes: Codes) -> object:
    if value in (None, "") and fact.name in _WITHOUT_NULL:
        return _WITHOUT_NULL[fact.name]
    return stored_value(fact, value, codes)
