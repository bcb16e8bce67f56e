"""Claims, rights and evidence as forms in rows (`taxonomy.web.rowforms`): their words, hints and documents."""

from collections.abc import Collection, Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.listings.fields import ROW_FIELDS
from marketplace.listings.states import Operator
from marketplace.listings.web.hints import HINTS
from marketplace.listings.web.inputs import LOOKS
from marketplace.taxonomy.web import rowforms
from marketplace.taxonomy.web.inputs import OneCode
from marketplace.taxonomy.web.rowforms import Row, RowKind, RowSet

# What a row needs before the listing can be sent; the rest says that it is optional.
NEEDED = {
    "evidence": frozenset({"kind", "title", "issuer", "issued_on"}),
    "claims": frozenset({"metric", "operator", "value", "unit", "baseline"}),
    "rights": frozenset({"kind", "office", "status", "status_on", "status_source"}),
}
ROW_WORDS = {"evidence": _("Document %(number)s"), "claims": _("Figure %(number)s"), "rights": _("Right %(number)s")}
ROW_KINDS = {
    name: RowKind(
        name,
        columns,
        LOOKS,
        presets={"operator": Operator.EQUAL.value} if "operator" in columns else {},
        required=NEEDED[name],
        says_nothing=("key", "evidence"),
    )
    for name, columns in ROW_FIELDS.items()
}


class RowForm(rowforms.RowForm):
    """One row. `level` is how far its evidence was checked; a new row is declared."""

    level = "declared"


def row_set(
    fact_name: str,
    rows: Sequence[Row],
    *,
    open_first: bool,
    language: str,
    today: date,
    documents: Collection[tuple[str, str]] = (),
    data: QueryDict | None = None,
) -> RowSet:
    """The rows of a fact. `documents` are the pieces of evidence that a figure may rest on: key and words."""
    columns = ROW_FIELDS[fact_name]

    def adjust(inputs: dict[str, forms.Field]) -> None:
        """Codes chosen before stay selectable; every question has its hint."""
        for name, field in inputs.items():
            fact = columns[name]
            if fact.code_list and isinstance(field, OneCode):
                field.keep(fact, sorted({str(row[name]) for row in rows if row.get(name)}))
            field.help_text = str(HINTS.get(f"{fact_name}.{fact.topic}", HINTS.get(fact.topic, "")))
        if "evidence" in inputs:
            nothing = ("", _("Nothing yet: declared by you"))
            inputs["evidence"].choices = [nothing, *documents]  # type: ignore[attr-defined]

    return rowforms.row_set(
        ROW_KINDS[fact_name],
        rows,
        language=language,
        today=today,
        data=data,
        form=RowForm,
        open_first=open_first,
        adjust=adjust,
    )


def with_row_added(data: QueryDict, prefix: str) -> QueryDict:
    """What was posted, with one more empty row."""
    return rowforms.with_row_added(data, ROW_KINDS[prefix])


def with_row_removed(data: QueryDict, prefix: str, index: int) -> QueryDict:
    """What was posted, without one row; those below move up."""
    return rowforms.with_row_removed(data, ROW_KINDS[prefix], index)


def row_word(fact_name: str, number: int) -> str:
    """How a row is called: "Figure 2"."""
    return str(ROW_WORDS[fact_name]) % {"number": number}
