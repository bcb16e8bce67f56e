"""A whole listing in plain form (`fields`): what a revision freezes, a form shows and a conflict compares."""

from marketplace.common.facts import Fact, Plain, Shape, Values
from marketplace.listings.fields import ROW_FIELDS, Holder, fields_of
from marketplace.listings.models import Listing
from marketplace.listings.states import EvidenceState
from marketplace.taxonomy.plain import plain_rows, plain_value


def snapshot(listing: Listing) -> Values:
    """Every editable fact of the listing as it is stored now."""
    return {name: _value(listing, fact) for name, fact in fields_of(listing.kind).items()}


def _value(listing: Listing, fact: Fact) -> Plain:
    if fact.shape is Shape.ROWS:
        rows = getattr(listing, fact.name).all()
        kept = [row for row in rows if row.state != EvidenceState.STRUCK] if fact.name == "evidence" else rows
        return plain_rows(kept, ROW_FIELDS[fact.name])
    return plain_value(listing if fact.holder == Holder.LISTING else getattr(listing, fact.holder), fact)
