"""Forms of a decision: the checklist, reasons from the list, and points of a repair list."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actions.guards import check_ticked
from marketplace.common import clock
from marketplace.common.problems import Invalid
from marketplace.common.web.rows import ErrorLine
from marketplace.listings.actions import Point
from marketplace.listings.fields import Section, repair_section
from marketplace.listings.states import ReviewCheck
from marketplace.taxonomy.queries import choices, facts
from marketplace.taxonomy.web.inputs import NO, YES, ManyCodes, OneCode, YesOrNo

POINTS_MAX = 10  # As many as the list has reasons.
POINTS_SHOWN = 1
NOTE_ROWS = 3
POINTS = "points"


class ApproveForm(forms.Form):
    """What has to be looked at and set before a listing is public. Boxes start empty."""

    use_required_attribute = False
    checklist = ManyCodes(
        label=gettext_lazy("Checklist"), choices=ReviewCheck.choices, widget=forms.CheckboxSelectMultiple
    )
    list_status = OneCode(
        label=gettext_lazy("Status in the lists of technologies"),
        help_text=gettext_lazy("Law on Technology Transfer, articles 9 to 11. What is prohibited is rejected."),
    )
    dual_use = YesOrNo(
        label=gettext_lazy("Could it serve military ends as well?"),
        choices=[(NO, gettext_lazy("No")), (YES, gettext_lazy("Yes"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        listed = choices("list_status", on=timezone.localdate(clock.now()))
        self.fields["list_status"].choices = [("", _("Choose")), *listed]  # type: ignore[attr-defined]

    def clean_checklist(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["checklist"]
        _require_ticked(ticked)
        return ticked

    def clean_list_status(self) -> str:
        status: str = self.cleaned_data["list_status"]
        if not status:
            raise forms.ValidationError(_("Choose the status."))
        return status

    def clean_dual_use(self) -> bool:
        answer: bool | None = self.cleaned_data["dual_use"]
        if answer is None:
            raise forms.ValidationError(_("Answer yes or no."))
        return answer

    def decision(self) -> dict[str, Any]:
        """As the action takes it. After `is_valid`."""
        return {name: self.cleaned_data[name] for name in ("checklist", "list_status", "dual_use")}


class ChecklistForm(forms.Form):
    """The same checklist for an edit of a public text."""

    use_required_attribute = False
    checklist = ManyCodes(
        label=gettext_lazy("Checklist"), choices=ReviewCheck.choices, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """One reason of the list, and what would make it publishable."""

    use_required_attribute = False
    reason = OneCode(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("What would make it publishable"),
        required=False,
        help_text=gettext_lazy("The owner reads this word for word; write both languages where both read."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )

    def __init__(self, *args: object, reasons: list[tuple[str, str]] | None = None, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        listed = reasons if reasons is not None else choices("returned_listing", on=timezone.localdate(clock.now()))
        self.fields["reason"].choices = [("", _("Choose a reason")), *listed]  # type: ignore[attr-defined]


class PointForms(BaseFormSet):
    """The repair list: a reason with its page and a note each."""

    @cached_property
    def kept(self) -> list[forms.Form]:
        """Rows in which something was chosen or written."""
        return [form for form in self.forms if form.is_valid() and any(form.cleaned_data.values())]

    def points(self) -> list[Point]:
        return [Point(reason=form.cleaned_data["reason"], note=form.cleaned_data["note"]) for form in self.kept]

    def show(self, problem: Invalid) -> None:
        """Put each refusal at its row; the whole list is asked for at the first one."""
        for error in problem.errors:
            name, *place = error.pointer.lstrip("/").split("/")
            row = self.kept[int(place[0])] if name == POINTS and place else (self.kept or self.forms)[0]
            row.add_error("note" if name == "note" else "reason", str(error.detail))

    @property
    def lines(self) -> list[ErrorLine]:
        return list(self._lines())

    def _lines(self) -> Iterator[ErrorLine]:
        yield from (ErrorLine(str(words)) for words in self.non_form_errors())
        for number, form in enumerate(self.forms, start=1):
            for name, found in form.errors.items():
                yield from (ErrorLine(f"{_point_word(number)}: {words}", form[name].auto_id) for words in found)


def _require_ticked(ticked: list[str]) -> None:
    """The action's own check, so that every gap of the form is said at once."""
    try:
        check_ticked(ticked, ReviewCheck)
    except Invalid as problem:
        raise forms.ValidationError([str(error.detail) for error in problem.errors]) from problem


def point_forms(kind: str, data: QueryDict | None) -> PointForms:
    """The repair list of a listing of this kind; each reason says the page it leads to."""
    made = formset_factory(ReasonForm, formset=PointForms, extra=POINTS_SHOWN, max_num=POINTS_MAX,
                           absolute_max=POINTS_MAX)  # fmt: skip
    return made(data=data, prefix=POINTS, form_kwargs={"reasons": reasons_for(kind)})  # type: ignore[return-value]


def reasons_for(kind: str) -> list[tuple[str, str]]:
    """Reasons with the page of the editor on which each is repaired."""
    pages = facts("returned_listing", "section")
    listed = choices("returned_listing", on=timezone.localdate(clock.now()))
    return [(code, f"{words} → {_page(pages.get(code, ''), kind)}") for code, words in listed]


def with_point_added(data: QueryDict) -> QueryDict:
    """What was posted, with one more row."""
    changed, text = data.copy(), data.get(f"{POINTS}-TOTAL_FORMS", "")
    total = int(text) if text.isdecimal() and len(text) < 4 else 0
    changed[f"{POINTS}-TOTAL_FORMS"] = str(min(total + 1, POINTS_MAX))
    return changed


def show_problem(form: forms.Form, problem: Invalid) -> None:
    """Each refusal at its control, the rest above the form."""
    for error in problem.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.detail))
    if not problem.errors:
        form.add_error(None, str(problem.detail or problem.title))


def _page(word: str, kind: str) -> str:
    return str(Section(repair_section(word, kind)).label)


def _point_word(number: int) -> str:
    return _("Point %(number)s") % {"number": number}
