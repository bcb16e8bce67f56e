"""One page of the editor as a form: its own fields, its rows if it has any, and every problem at its control."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.functional import cached_property

from marketplace.common.cleaning import clean_changes
from marketplace.common.completeness import REQUIRED, Lack
from marketplace.common.facts import Plain, Values
from marketplace.common.problems import FieldProblem
from marketplace.common.web.formatting import other
from marketplace.common.web.rows import ErrorLine
from marketplace.listings.completeness import lacks_of, required_facts
from marketplace.listings.fields import FIELDS, ROW_FIELDS, Section, fields_in, fields_of
from marketplace.listings.linking import rows_of
from marketplace.listings.models import Listing
from marketplace.listings.web.forms import SectionForm, main_language
from marketplace.listings.web.rowforms import RowSet, row_set, row_word


class Answers:
    """Form and rows of one section; `data` is what was posted, without it the stored `values` are shown."""

    def __init__(
        self, listing: Listing, section: str, *, values: Mapping[str, Plain], today: date, data: QueryDict | None = None
    ) -> None:
        self.listing, self.section, self.values = listing, section, values
        fixed = not listing.is_writable
        self.form = SectionForm(listing.kind, section, values=values, today=today, fixed=fixed, data=data)
        self.rows_name = next((name for name in ROW_FIELDS if name in fields_in(listing.kind, section)), "")
        self.rows: RowSet | None = None
        self._elsewhere: list[ErrorLine] = []
        if self.rows_name:
            stored = values[self.rows_name]
            rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
            language = main_language(values)
            needed = self.rows_name in required_facts(listing.kind)
            self.rows = row_set(
                self.rows_name,
                rows,
                open_first=needed,
                language=language,
                today=today,
                documents=documents_in(values, language=language),
                data=data,
            )
            _show_evidence(self.rows, listing)

    def is_valid(self) -> bool:
        """True when everything typed could be read."""
        read = self.form.is_valid()
        return read and (self.rows is None or self.rows.is_valid())

    def changes(self) -> dict[str, object]:
        """What was answered, as the action takes it. After `is_valid`."""
        rows = {self.rows_name: self.rows.plain()} if self.rows is not None else {}
        return {**self.form.changes(), **rows}

    def wanted(self) -> Values:
        """The same in plain form, to compare it with what is stored. Raises Invalid."""
        return clean_changes(self.changes(), facts=fields_of(self.listing.kind), rows=ROW_FIELDS)

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put each problem at its control; one of another page keeps the name of that page."""
        for problem in problems:
            name, *place = problem.pointer.lstrip("/").split("/")
            if name in self.form.fields:
                _add(self.form, name, str(problem.detail))
            elif self.rows is not None and name == self.rows_name and len(place) == 2:
                _add(self.rows.kept[int(place[0])], place[1], str(problem.detail))
            else:
                where = f"{Section(FIELDS[name].section).label}: " if name in FIELDS else ""
                self._elsewhere.append(ErrorLine(f"{where}{problem.detail}"))

    def show_lacks(self) -> None:
        """Mark what is answered and does not hold yet. What is not answered at all is no error while one writes."""
        own = [lack for lack in self.lacks if lack.section == self.section and lack.code != REQUIRED]
        self.show(FieldProblem(lack.pointer, lack.code, lack.detail) for lack in own)

    @cached_property
    def lacks(self) -> list[Lack]:
        """What the stored text lacks, of every page."""
        return lacks_of(self.listing.kind, self.values)

    @property
    def lines(self) -> list[ErrorLine]:
        """The summary above the form: each wrong answer once, with the id of its control."""
        lines = [*self._elsewhere, *_lines(self.form)]
        return lines if self.rows is None else [*lines, *_row_lines(self.rows)]


def _add(form: BaseForm, name: str, words: str) -> None:
    """Add an error to a bound form, or to one that shows what is stored."""
    if not form.is_bound and not hasattr(form, "cleaned_data"):
        form.cleaned_data = {}
    form.add_error(name, words)  # type: ignore[arg-type]


def _lines(form: BaseForm) -> Iterator[ErrorLine]:
    for name in form.errors:
        bound = form[name] if name in form.fields else None
        for message in form.errors[name]:
            if bound is None:
                yield ErrorLine(str(message))
            else:
                grouped = bound.field.widget.use_fieldset
                yield ErrorLine(f"{bound.label}: {message}", f"{bound.auto_id}_0" if grouped else bound.auto_id)


def _row_lines(rows: RowSet) -> Iterator[ErrorLine]:
    if rows.is_bound:
        yield from (ErrorLine(str(words)) for words in rows.non_form_errors())
    for number, row in enumerate(rows.forms, start=1):
        for line in _lines(row):
            yield ErrorLine(f"{row_word(str(rows.prefix), number)}: {line.message}", line.target)


def documents_in(values: Mapping[str, Plain], *, language: str) -> list[tuple[str, str]]:
    """Key and words of every document of the text, as a figure chooses among them."""
    found = []
    for row in rows_of(values, "evidence"):
        title = row.get(f"title_{language}") or row.get(f"title_{other(language)}") or ""
        found.append((str(row["key"]), ". ".join(part for part in (str(row["key"]).upper(), title) if part)))
    return found


def _show_evidence(rows: RowSet, listing: Listing) -> None:
    """How far each stored figure or document was checked."""
    if rows.prefix == "claims":
        levels = {str(claim.pk): str(claim.verification) for claim in listing.claims.all()}
    elif rows.prefix == "evidence":
        levels = {str(one.pk): str(one.shown_as) for one in listing.evidence.all()}
    else:
        return
    for row in rows.forms:
        row.level = levels.get(str(row["id"].value()), row.level)
