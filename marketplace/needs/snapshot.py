"""A whole need in plain form (`fields`): what a form shows and a conflict compares."""

from marketplace.common.facts import Shape, Values
from marketplace.needs.fields import ROW_FIELDS, fields_of
from marketplace.needs.models import Need
from marketplace.taxonomy.plain import plain_rows, plain_value


def snapshot(need: Need) -> Values:
    """Every editable fact of the need as it is stored now."""
    return {
        name: plain_rows(getattr(need, name).all(), ROW_FIELDS[name])
        if fact.shape is Shape.ROWS
        else plain_value(need, fact)
        for name, fact in fields_of(need.kind).items()
    }
