"""Facts in rows as forms in rows. Rows are added and removed by buttons that post, so no script is needed."""

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, BoundField, formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.common.cleaning import ROWS_MAX
from marketplace.common.facts import Fact, Plain
from marketplace.taxonomy.web.inputs import Looks, initial_of, input_for, plain_of

Row = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class RowKind:
    """The rows of one fact: its name, its columns, how they are asked, what a new row begins with."""

    name: str
    columns: Mapping[str, Fact]
    looks: Looks
    presets: Mapping[str, object]
    required: Collection[str] = ()  # Topics that a row has to answer.
    says_nothing: Collection[str] = ()  # Facts without which a row is blank, beside the presets.


class RowForm(forms.Form):
    """One row."""

    use_required_attribute = False
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, kind: RowKind, inputs: Mapping[str, forms.Field], language: str, **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.kind, self.language = kind, language
        self.fields.update(copy.deepcopy(dict(inputs)))

    @property
    def main(self) -> dict[str, BoundField]:
        """Topic → field in the language the object is written in; those without language too."""
        facts = self.kind.columns.items()
        return {fact.topic: self[name] for name, fact in facts if fact.language in ("", self.language)}

    @property
    def other(self) -> list[BoundField]:
        """The same questions in the other language."""
        facts = self.kind.columns.items()
        return [self[name] for name, fact in facts if fact.language not in ("", self.language)]

    @property
    def other_is_wrong(self) -> bool:
        return any(field.errors for field in self.other)

    def plain(self) -> dict[str, object]:
        """The row as the action takes it."""
        row = {name: plain_of(self.cleaned_data.get(name)) for name in self.kind.columns}
        number = self.cleaned_data.get("id")
        return {**row, "id": number} if number else row

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: what a new row begins with says nothing."""
        silent = {"id", *self.kind.presets, *self.kind.says_nothing}
        return not any(value for name, value in self.plain().items() if name not in silent)


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
    kind: RowKind,
    rows: Sequence[Row],
    *,
    language: str,
    today: date,
    data: QueryDict | None = None,
    form: type[RowForm] = RowForm,
    open_first: bool = True,
    adjust: Callable[[dict[str, forms.Field]], None] | None = None,
) -> RowSet:
    """The rows of one fact; with none stored and `open_first` the first one is open. `adjust` finishes the inputs."""
    extra = int(open_first and not rows)
    made = formset_factory(
        form, formset=RowSet, extra=extra, max_num=ROWS_MAX, absolute_max=ROWS_MAX, validate_max=True
    )
    initial = [{"id": row.get("id"), **_initial(kind, row)} for row in rows]
    inputs = {name: input_for(fact, chosen="", today=today, looks=kind.looks) for name, fact in kind.columns.items()}
    for name, fact in kind.columns.items():
        inputs[name].initial = kind.presets.get(name)
        inputs[name].required = fact.topic in kind.required and fact.language in ("", language)
    if adjust is not None:
        adjust(inputs)
    options = {"kind": kind, "inputs": inputs, "language": language}
    return made(data=data, initial=initial, prefix=kind.name, form_kwargs=options)  # type: ignore[return-value]


def with_row_added(data: QueryDict, kind: RowKind) -> QueryDict:
    """What was posted, with one more empty row."""
    changed, total = data.copy(), _total(data, kind)
    if total < ROWS_MAX:
        for name, value in kind.presets.items():
            changed[f"{kind.name}-{total}-{name}"] = "on" if value is True else str(value)
    changed[f"{kind.name}-TOTAL_FORMS"] = str(min(total + 1, ROWS_MAX))
    return changed


def with_row_removed(data: QueryDict, kind: RowKind, index: int) -> QueryDict:
    """What was posted, without one row; those below move up."""
    changed, total = data.copy(), _total(data, kind)
    for place in range(index, total):
        for name in ("id", *kind.columns):
            below = changed.pop(f"{kind.name}-{place + 1}-{name}", None)
            changed.pop(f"{kind.name}-{place}-{name}", None)
            if below is not None:
                changed.setlist(f"{kind.name}-{place}-{name}", below)
    changed[f"{kind.name}-TOTAL_FORMS"] = str(max(total - 1, 0))
    return changed


def _initial(kind: RowKind, row: Row) -> dict[str, object]:
    return {name: initial_of(fact, row.get(name)) for name, fact in kind.columns.items()}


def _total(data: QueryDict, kind: RowKind) -> int:
    text = data.get(f"{kind.name}-TOTAL_FORMS", "")
    return min(int(text), ROWS_MAX) if text.isdecimal() and len(text) < 4 else 0
