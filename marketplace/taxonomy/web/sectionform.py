"""The form of one page of an editor, generated from the declared facts, and every problem at its control."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise

from marketplace.common.facts import LANGUAGES, Fact, Plain, Shape
from marketplace.common.problems import FieldProblem
from marketplace.common.web.formatting import language, other
from marketplace.common.web.rows import ErrorLine
from marketplace.taxonomy.web.inputs import Looks, initial_of, input_for, plain_of
from marketplace.taxonomy.web.rowforms import RowKind, RowSet, row_set


@dataclass(frozen=True, slots=True)
class Questions:
    """What one page asks: its facts, which of them have to be answered, hints by topic, which are fixed by now."""

    facts: Mapping[str, Fact]
    required: Collection[str]
    hints: Mapping[str, str | Promise]
    looks: Looks
    rows: RowKind | None = None
    fixed: bool = False
    row_word: str | Promise = ""
    page_words: Mapping[str, str] = field(default_factory=dict)  # Fact → name of its page, for problems elsewhere.
    together: Collection[Sequence[str]] = ()  # Facts that stand side by side.


class SectionForm(forms.Form):
    """The answers of one page that are not rows. Nothing is required of a draft; `required` only says what is asked."""

    use_required_attribute = False

    def __init__(
        self, questions: Questions, *, values: Mapping[str, Plain], today: date, data: QueryDict | None
    ) -> None:
        self.facts = {name: fact for name, fact in questions.facts.items() if fact.shape is not Shape.ROWS}
        super().__init__(data, initial={name: initial_of(fact, values[name]) for name, fact in self.facts.items()})
        self.language, self.together = main_language(values), questions.together
        for name, fact in self.facts.items():
            control = input_for(fact, chosen=values[name], today=today, looks=questions.looks)
            control.required = name in questions.required and fact.language in ("", self.language)
            control.disabled = questions.fixed and fact.draft_only
            control.help_text = str(questions.hints.get(fact.topic, ""))
            self.fields[name] = control

    def changes(self) -> dict[str, object]:
        """What was answered, as the action takes it; a field that is fixed is not sent."""
        sent = [name for name in self.facts if not self.fields[name].disabled]
        return {name: plain_of(self.cleaned_data.get(name)) for name in sent}

    @property
    def main(self) -> list[list[BoundField]]:
        """What the object's own language needs, and what has no language; what stands side by side in one list."""
        waiting = [name for name, fact in self.facts.items() if fact.language in ("", self.language)]
        blocks: list[list[BoundField]] = []
        while waiting:
            block = next((names for names in self.together if waiting[0] in names), waiting[:1])
            blocks.append([self[name] for name in block if name in self.fields])
            waiting = [name for name in waiting if name not in block]
        return blocks

    @property
    def translation(self) -> list[BoundField]:
        """The same questions in the other language."""
        return [self[name] for name, fact in self.facts.items() if fact.language not in ("", self.language)]

    @property
    def translation_is_wrong(self) -> bool:
        return any(one.errors for one in self.translation)


class Answers:
    """Form and rows of one page; `data` is what was posted, without it the stored `values` are shown."""

    def __init__(
        self, questions: Questions, *, values: Mapping[str, Plain], today: date, data: QueryDict | None = None
    ) -> None:
        self.questions, self.values = questions, values
        self.form = SectionForm(questions, values=values, today=today, data=data)
        self.rows: RowSet | None = None
        self._elsewhere: list[ErrorLine] = []
        if questions.rows is not None:
            stored = values[questions.rows.name]
            rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
            self.rows = row_set(questions.rows, rows, language=main_language(values), today=today, data=data)

    def is_valid(self) -> bool:
        """True when everything typed could be read."""
        read = self.form.is_valid()
        return read and (self.rows is None or self.rows.is_valid())

    def changes(self) -> dict[str, object]:
        """What was answered, as the action takes it. After `is_valid`."""
        rows = {str(self.rows.prefix): self.rows.plain()} if self.rows is not None else {}
        return {**self.form.changes(), **rows}

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put each problem at its control; one of another page keeps the name of that page."""
        for problem in problems:
            name, *place = problem.pointer.lstrip("/").split("/")
            if name in self.form.fields:
                _add(self.form, name, str(problem.detail))
            elif self.rows is not None and name == self.rows.prefix and len(place) == 2:
                _add(self.rows.kept[int(place[0])], place[1], str(problem.detail))
            else:
                page = self.questions.page_words.get(name, "")
                self._elsewhere.append(ErrorLine(f"{page}: {problem.detail}" if page else str(problem.detail)))

    @property
    def lines(self) -> list[ErrorLine]:
        """The summary above the form: each wrong answer once, with the id of its control."""
        lines = [*self._elsewhere, *_lines(self.form)]
        return lines if self.rows is None else [*lines, *self._row_lines(self.rows)]

    def _row_lines(self, rows: RowSet) -> Iterator[ErrorLine]:
        if rows.is_bound:
            yield from (ErrorLine(str(words)) for words in rows.non_form_errors())
        for number, row in enumerate(rows.forms, start=1):
            for line in _lines(row):
                yield ErrorLine(f"{self.questions.row_word} {number}: {line.message}", line.target)


def main_language(values: Mapping[str, Plain]) -> str:
    """The language the object is written in: the page's own, or the other where only that one has a title."""
    shown = language()
    written = [code for code in LANGUAGES if values.get(f"title_{code}")]
    return shown if not written or shown in written else other(shown)


def _add(form: forms.BaseForm, name: str, words: str) -> None:
    """Add an error to a bound form, or to one that shows what is stored."""
    if not form.is_bound and not hasattr(form, "cleaned_data"):
        form.cleaned_data = {}
    form.add_error(name, words)  # type: ignore[arg-type]


def _lines(form: forms.BaseForm) -> Iterator[ErrorLine]:
    for name in form.errors:
        bound = form[name] if name in form.fields else None
        for message in form.errors[name]:
            if bound is None:
                yield ErrorLine(str(message))
            else:
                grouped = bound.field.widget.use_fieldset
                yield ErrorLine(f"{bound.label}: {message}", f"{bound.auto_id}_0" if grouped else bound.auto_id)
