"""Claims and rights as forms in rows. Rows are added and removed by buttons that post, so no script is needed."""

import copy
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, BoundField, formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.common.cleaning import ROWS_MAX
from marketplace.common.facts import Fact, Plain
from marketplace.listings.fields import ROW_FIELDS
from marketplace.listings.states import Operator
from marketplace.listings.web.hints import HINTS
from marketplace.listings.web.inputs import OneCode, initial_of, input_for, plain_of

Row = Mapping[str, Plain]


# What a row needs before the listing can be sent; the rest says that it is optional.
NEEDED = {
    "evidence": frozenset({"kind", "title", "issuer", "issued_on"}),
    "claims": frozenset({"metric", "operator", "value", "unit", "baseline"}),
    "rights": frozenset({"kind", "office", "status", "status_on", "status_source"}),
}


SAYS_NOTHING = frozenset({"id", "operator", "key", "evidence"})
ROW_WORDS = {"evidence": _("Document %(number)s"), "claims": _("Figure %(number)s"), "rights": _("Right %(number)s")}


class RowForm(forms.Form):
    """One row. `level` is how far its evidence was checked; a new row is declared."""

    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    level = "declared"

    def __init__(
        self,
        *args: object,
        columns: Mapping[str, Fact],
        inputs: Mapping[str, forms.Field],
        language: str,
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.columns, self.language = columns, language
        self.fields.update(copy.deepcopy(dict(inputs)))

    @property
    def main(self) -> dict[str, BoundField]:
        """Topic → field in the language the listing is written in; those without language too."""
        return {fact.topic: self[name] for name, fact in self.columns.items() if fact.language in ("", self.language)}

    @property
    def other(self) -> list[BoundField]:
        """The same questions in the other language."""
        return [self[name] for name, fact in self.columns.items() if fact.language not in ("", self.language)]

    @property
    def other_is_wrong(self) -> bool:
        return any(field.errors for field in self.other)

    def plain(self) -> dict[str, object]:
        """The row as the action takes it."""
        row = {name: plain_of(fact, self.cleaned_data.get(name)) for name, fact in self.columns.items()}
        number = self.cleaned_data.get("id")
        return {**row, "id": number} if number else row

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the bound, the document chosen and a key alone say nothing."""
        return not any(value for name, value in self.plain().items() if name not in SAYS_NOTHING)


class RowSet(BaseFormSet):
    """All rows of one fact."""

    @cached_property
    def kept(self) -> list[RowForm]:
        """Rows in which something is typed, in order; where nothing was posted, every stored row."""
        if not self.is_bound:
            return [form for form in self.forms if form.initial]
        return [form for form in self.forms if form.is_valid() and not form.is_blank]

    def plain(self) -> list[dict[str, object]]:
        return [form.plain() for form in self.kept]

    def clean(self) -> None:
        """A count below zero would read as "no rows" and drop those that are stored."""
        if (self.management_form.cleaned_data["TOTAL_FORMS"] or 0) < 0:
            raise ValidationError(_("The form arrived incomplete. Reload the page and try again."))

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= ROWS_MAX


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
    """The rows of a fact; with none stored and `open_first` an empty one is there to begin with.

    `documents` are the pieces of evidence that a figure may rest on: key and words.
    """
    columns = ROW_FIELDS[fact_name]
    made = formset_factory(
        RowForm,
        formset=RowSet,
        extra=int(open_first and not rows),
        max_num=ROWS_MAX,
        absolute_max=ROWS_MAX,
        validate_max=True,
    )
    initial = [
        {"id": row.get("id"), **{name: initial_of(columns[name], row.get(name)) for name in columns}} for row in rows
    ]
    inputs = _inputs(columns, rows, today=today)
    if "evidence" in inputs:
        inputs["evidence"].choices = [("", _("Nothing yet: declared by you")), *documents]  # type: ignore[attr-defined]
    for name, field in inputs.items():
        fact = columns[name]
        field.required = fact.topic in NEEDED[fact_name] and fact.language in ("", language)
        field.help_text = str(HINTS.get(f"{fact_name}.{fact.topic}", HINTS.get(fact.topic, "")))
    options = {"columns": columns, "inputs": inputs, "language": language}
    return made(data=data, initial=initial, prefix=fact_name, form_kwargs=options)  # type: ignore[return-value]


def with_row_added(data: QueryDict, prefix: str) -> QueryDict:
    """What was posted, with one more empty row."""
    changed = data.copy()
    changed[f"{prefix}-TOTAL_FORMS"] = str(min(_total(data, prefix) + 1, ROWS_MAX))
    return changed


def with_row_removed(data: QueryDict, prefix: str, index: int) -> QueryDict:
    """What was posted, without one row; those below move up."""
    changed, total = data.copy(), _total(data, prefix)
    names = ("id", *ROW_FIELDS[prefix])
    for place in range(index, total):
        for name in names:
            below = changed.pop(f"{prefix}-{place + 1}-{name}", None)
            changed.pop(f"{prefix}-{place}-{name}", None)
            if below is not None:
                changed.setlist(f"{prefix}-{place}-{name}", below)
    changed[f"{prefix}-TOTAL_FORMS"] = str(max(total - 1, 0))
    return changed


def row_word(fact_name: str, number: int) -> str:
    """How a row is called: "Figure 2"."""
    return str(ROW_WORDS[fact_name]) % {"number": number}


def _total(data: QueryDict, prefix: str) -> int:
    text = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(text), ROWS_MAX) if text.isdecimal() and len(text) < 4 else 0


def _inputs(columns: Mapping[str, Fact], rows: Sequence[Row], *, today: date) -> dict[str, forms.Field]:
    """One field per column for all rows, so that a list is read once; codes chosen before stay selectable."""
    inputs = {name: input_for(fact, chosen="", today=today) for name, fact in columns.items()}
    if "operator" in inputs:
        inputs["operator"].initial = Operator.EQUAL.value
    for name, field in inputs.items():
        if columns[name].code_list and isinstance(field, OneCode):
            chosen = {str(row[name]) for row in rows if row.get(name)}
            field.keep(columns[name], sorted(chosen))
    return inputs
