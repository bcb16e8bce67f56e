"""A whole listing in plain form (`fields`): what a revision freezes, a form shows and a conflict compares."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import models

from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.listings.fields import CLAIM_FIELDS, RIGHT_FIELDS, Holder, fields_of
from marketplace.listings.models import Listing

ROWS: Mapping[str, Mapping[str, Fact]] = {"claims": CLAIM_FIELDS, "rights": RIGHT_FIELDS}


def snapshot(listing: Listing) -> Values:
    """Every editable fact of the listing as it is stored now."""
    return {name: _value(listing, fact) for name, fact in fields_of(listing.kind).items()}


def changed_names(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> list[str]:
    """Names whose plain values differ, in the order of `after`; a name that `before` lacks counts as changed."""
    return [name for name, value in after.items() if name not in before or _bare(before[name]) != _bare(value)]


def _value(listing: Listing, fact: Fact) -> Plain:
    if fact.shape is Shape.ROWS:
        return [_row(row, ROWS[fact.name]) for row in getattr(listing, fact.name).all()]
    holder = listing if fact.holder == Holder.LISTING else getattr(listing, fact.holder)
    return _plain(holder, fact)


def _row(row: models.Model, columns: Mapping[str, Fact]) -> dict[str, Plain]:
    return {"id": row.pk, **{name: _plain(row, fact) for name, fact in columns.items()}}


def _plain(holder: models.Model, fact: Fact) -> Plain:
    if fact.shape is Shape.CODES:
        return [code.code for code in getattr(holder, fact.name).all()]
    stored = getattr(holder, fact.name)
    if fact.shape is Shape.CODE and isinstance(stored, models.Model):
        return str(getattr(stored, "code", ""))
    match stored:
        case None:
            return fact.empty
        case Decimal():
            return format(stored.normalize(), "f")
        case date():
            return stored.isoformat()
    return stored


def _bare(value: Plain) -> object:
    """Rows without their ids, codes without their order: what a reader would call the same."""
    if not isinstance(value, list):
        return value
    if all(isinstance(item, str) for item in value):
        return sorted(map(str, value))
    return [_without_id(row) for row in value if isinstance(row, dict)]


def _without_id(row: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: value for name, value in row.items() if name != "id"}


def topics_of(names: Iterable[str], facts: Mapping[str, Fact]) -> list[str]:
    """The topics of these facts, each once: title_vi and title_en are one change of "title"."""
    return list(dict.fromkeys(facts[name].topic for name in names if name in facts))
