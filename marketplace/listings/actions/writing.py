"""Storing plain values in the rows of a listing: the one way in for drafts, revisions and imports."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Manager, Model
from django.utils.translation import gettext as _

from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.listings.completeness import Lack, contradictions
from marketplace.listings.fields import CLAIM_FIELDS, RIGHT_FIELDS, Holder, fields_of
from marketplace.listings.models import Claim, IpRight, Listing, ServiceDetails, TechnologyDetails
from marketplace.listings.snapshot import changed_names, snapshot
from marketplace.listings.states import Kind, Operator
from marketplace.taxonomy.models import Code

CodeKey = tuple[str, str]  # (lists named by the fact, code)
Codes = Mapping[CodeKey, Code]
# Columns that always hold a value: what an answer taken back leaves there.
_WITHOUT_NULL: dict[str, object] = {"owner_hidden": False, "response_days": settings.RESPONSE_DAYS_DEFAULT}


def add_details(listing: Listing) -> None:
    """The row that the listing's kind needs beside it."""
    model = ServiceDetails if listing.kind == Kind.SERVICE else TechnologyDetails
    model.objects.create(listing=listing)


def refuse(lacks: Iterable[Lack]) -> None:
    """Raises Invalid naming each of them; nothing when there is none."""
    errors = [FieldProblem(lack.pointer, lack.code, str(lack.detail)) for lack in lacks]
    if errors:
        raise Invalid(errors=errors)


def check_together(before: Values, changes: Values) -> None:
    """Raises Invalid when the changed text would contradict itself."""
    refuse(contradictions({**before, **changes}))


def columns_of(listing: Listing, changes: Values, codes: Codes) -> dict[str, object]:
    """The listing's own columns among the changes, as `touch` and `advance` take them."""
    facts = fields_of(listing.kind)
    own = {name: facts[name] for name in changes if facts[name].holder == Holder.LISTING}
    return {name: _stored(fact, changes[name], codes) for name, fact in own.items() if fact.shape is not Shape.CODES}


def write_related(listing: Listing, changes: Values, codes: Codes, *, now: datetime) -> None:
    """Everything among the changes that is not a column of the listing: details, chosen codes, rows."""
    facts = fields_of(listing.kind)
    _write_details(listing, {name: value for name, value in changes.items() if _in_details(facts[name])}, codes)
    for name, value in changes.items():
        fact = facts[name]
        if fact.shape is Shape.CODES and isinstance(value, list):
            holder = listing if fact.holder == Holder.LISTING else getattr(listing, fact.holder)
            getattr(holder, name).set([codes[fact.code_list, str(code)] for code in value])
    if "claims" in changes:
        _write_rows(listing.claims, changes["claims"], CLAIM_FIELDS, codes, now=now)
    if "rights" in changes:
        _write_rows(listing.rights, changes["rights"], RIGHT_FIELDS, codes, now=now)


def codes_for(listing: Listing, changes: Values, *, on: date) -> dict[CodeKey, Code]:
    """The rows behind every code among the changes, in one query.

    Raises Invalid for a code that its list lacks, or that was not selectable on the day and is not chosen already.
    """
    wanted = dict(_wanted(fields_of(listing.kind), changes))
    kept = {key for key, _pointer in _wanted(fields_of(listing.kind), snapshot(listing))} if wanted else set()
    found = find_codes(wanted, on=on, kept=kept)
    missing = {pointer for key, pointer in wanted.items() if key not in found}
    if missing:
        words = _("This choice is not in the list, or no longer.")
        raise Invalid(errors=[FieldProblem(pointer, "unknown_code", words) for pointer in sorted(missing)])
    return found


def find_codes(wanted: Iterable[CodeKey], *, on: date, kept: Iterable[CodeKey] = ()) -> dict[CodeKey, Code]:
    """Code rows in force on the day, or `kept` from before; where editions share a code, the latest one."""
    keys = list(wanted)
    names = {name for lists, _code in keys for name in lists.split()}
    rows = Code.objects.filter(list__in=names, code__in={code for _lists, code in keys}).order_by("edition")
    old = set(kept)
    found: dict[CodeKey, Code] = {}
    for row in rows:
        for key in keys:
            if row.list in key[0].split() and row.code == key[1] and (_in_force(row, on) or key in old):
                found[key] = row
    return found


def _in_force(row: Code, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)


def _wanted(facts: Mapping[str, Fact], values: Values, *, pointer: str = "") -> Iterable[tuple[CodeKey, str]]:
    """(list, code) and the pointer of every code among the values, those of rows included."""
    for name, value in values.items():
        place, fact = f"{pointer}/{name}", facts.get(name)
        if fact is None or not value:
            continue
        if fact.shape is Shape.CODE:
            yield (fact.code_list, str(value)), place
        elif fact.shape is Shape.CODES and isinstance(value, list):
            yield from (((fact.code_list, str(code)), place) for code in value)
        elif fact.shape is Shape.ROWS and isinstance(value, list):
            columns = {"claims": CLAIM_FIELDS, "rights": RIGHT_FIELDS}[name]
            for position, row in enumerate(value):
                if isinstance(row, dict):
                    yield from _wanted(columns, row, pointer=f"{place}/{position}")


def _in_details(fact: Fact) -> bool:
    return fact.holder in (Holder.TECHNOLOGY, Holder.SERVICE) and fact.shape is not Shape.CODES


def _write_details(listing: Listing, values: Values, codes: Codes) -> None:
    facts = fields_of(listing.kind)
    details = listing.details
    if details is None or not values:
        return
    for name, value in values.items():
        setattr(details, name, _stored(facts[name], value, codes))
    details.save(update_fields=list(values))


def _write_rows(
    rows: "Manager[Claim] | Manager[IpRight]", value: Plain, columns: Mapping[str, Fact], codes: Codes, *, now: datetime
) -> None:
    """Keep the rows whose id comes back, add those without, drop the rest."""
    given = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    present = {row.pk: row for row in rows.all()}
    kept = {row["id"] for row in given if row.get("id") in present}
    rows.exclude(pk__in=kept).delete()
    for position, plain in enumerate(given):
        row = present.get(plain.get("id")) or rows.model(listing=rows.instance)  # type: ignore[attr-defined]
        _fill(row, plain, columns, codes, now=now)
        row.position = position
        row.save()


def _fill(row: Model, plain: Mapping[str, Plain], columns: Mapping[str, Fact], codes: Codes, *, now: datetime) -> None:
    before = {name: getattr(row, name) for name in ("status", "status_on", "status_source") if hasattr(row, name)}
    for name, fact in columns.items():
        stored = _stored(fact, plain.get(name, fact.empty), codes)
        setattr(row, name, (stored or Operator.EQUAL) if name == "operator" else stored)
    looked_up = {name: getattr(row, name) for name in before}
    if isinstance(row, IpRight) and row.status_id and looked_up != before:
        row.checked_at = now  # A new status, day or source is a new look-up.


def _stored(fact: Fact, value: Plain, codes: Codes) -> object:
    if fact.name == "currency":
        return value or ""  # Three letters, so that the database can check price and currency together.
    if fact.shape is Shape.CODE:
        return codes[fact.code_list, str(value)] if value else None
    if fact.shape is Shape.DATE:
        return date.fromisoformat(str(value)) if value else None
    if fact.shape is Shape.NUMBER:
        return Decimal(str(value)) if value is not None else None
    if value is None and fact.name in _WITHOUT_NULL:
        return _WITHOUT_NULL[fact.name]
    return value


def changes_only(before: Values, given: Values) -> Values:
    """The given values that differ from the stored ones."""
    return {name: given[name] for name in changed_names(before, given)}
