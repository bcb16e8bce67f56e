"""The form of an estimate, built from the method's fields: percent and millions shown, shares and units inside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from marketplace.common.money import NBSP
from marketplace.common.problems import Invalid
from marketplace.common.web.numbers import read_number
from marketplace.valuation import methods
from marketplace.valuation.fields import AMOUNTS, SHARES, number_words
from marketplace.valuation.methods import Field, Kind
from marketplace.valuation.methods.fields import MOST_ROWS, MOST_SOURCE_CHARACTERS, NUMBER_CHARACTERS, is_used

ENDS = ("low", "likely", "high")
WIDE = {"class": "w"}
REDRAW = "redraw"  # The button, and the htmx request, that ask for the fields of another choice.
MILLIONS = frozenset({"VND"})  # Currencies of which nobody types units.
ROWS_MAX_CHARS = MOST_ROWS * (NUMBER_CHARACTERS + 2)
# Which questions stand together; what is rarely changed is folded away.
GROUPS = (
    ("sales", gettext_lazy("What is sold"), ("shape", "first_revenue", "growth", "ceiling_revenue", "ramp_speed",
                                             "ramp_midpoint", "revenue_rows", "plan_share")),
    ("royalty", gettext_lazy("What a licensee would pay"), ("royalty",)),
    ("life", gettext_lazy("How long it earns"), ("life", "attrition", "attrition_rate", "half_life", "fade_years",
                                                 "weibull_scale", "weibull_shape")),
    ("risk", gettext_lazy("Risk and tax"), ("discount_rate", "tax")),
    ("more", gettext_lazy("Upkeep, tax benefit and checks"), ("maintenance", "amortisation_years", "ebit_margin",
                                                               "market_size")),
    ("reading", gettext_lazy("Conventions"), ("reading", "convention", "valuation_date")),
)  # fmt: skip
FOLDED = frozenset({"more", "reading"})


class NumberField(forms.CharField):
    """A decimal number in the habits of both languages."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=NUMBER_CHARACTERS, **options)  # type: ignore[arg-type]
        self.widget.attrs.update(inputmode="decimal", autocomplete="off", **WIDE)

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Decimal(read_number(text, language=get_language() or "vi"))
        except ValueError:
            raise ValidationError(_("Enter a number.")) from None


@dataclass(frozen=True, slots=True)
class Question:
    """One input as the page asks it: its parts in order, and the source where it has one."""

    field: Field
    label: str
    hint: str
    unit: str
    parts: list[tuple[str, BoundField]]
    source: BoundField | None

    @property
    def is_measured(self) -> bool:
        """One number or three, beside each other and their source."""
        return self.field.kind in (Kind.RANGE, Kind.POINT)


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    questions: list[Question]
    folded: bool


class EstimateForm(forms.Form):
    """Fields of the inputs that count under the choices made. `inputs()` is what the action takes."""

    def __init__(self, *args: object, currency: str, method: str, action: str, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.currency = currency
        self.asked = _used(method, self.data if self.is_bound else self.initial)
        for field in self.asked:
            self.fields.update(_controls(field))
        for name in {field.used_with[0] for field in methods.method(method).fields if field.used_with}:
            self.fields[name].widget.attrs.update(_redrawing(action))

    def groups(self) -> Iterator[Group]:
        for key, title, names in GROUPS:
            questions = [self._question(field) for field in self.asked if field.name in names]
            wrong = any(part.errors for question in questions for _label, part in question.parts)
            yield Group(key, str(title), questions, folded=key in FOLDED and not wrong)

    def inputs(self) -> dict[str, object]:
        """Inputs by name, in shares and units of currency, each with its source."""
        return {field.name: given for field in self.asked if (given := self._given(field)) not in (None, "")}

    def show(self, problem: Invalid) -> None:
        """Put each refusal at the control it is about; one about none of them above the form."""
        if not problem.errors:
            self.add_error(None, str(problem.detail or problem.title))
        for error in problem.errors:
            name = error.pointer.removeprefix("/inputs/").partition("/")[0]
            targets = (f"{name}_likely", name)
            self.add_error(next((one for one in targets if one in self.fields), None), str(error.detail))

    def _question(self, field: Field) -> Question:
        names = [f"{field.name}_{end}" for end in ENDS] if field.kind is Kind.RANGE else [field.name]
        words = {"low": _("Low"), "likely": _("Likely"), "high": _("High")}
        parts = [(words.get(name.rpartition("_")[2], _("Value")), self[name]) for name in names]
        source = f"{field.name}_source"
        return Question(
            field, _(field.label), _(field.hint) if field.hint else "", unit_words(field, self.currency), parts,
            self[source] if source in self.fields else None,
        )  # fmt: skip

    def _given(self, field: Field) -> object:
        source = {"source": self.cleaned_data.get(f"{field.name}_source") or ""}
        factor = factor_of(field, self.currency)
        match field.kind:
            case Kind.RANGE:
                ends = {end: self.cleaned_data.get(f"{field.name}_{end}") for end in ENDS}
                numbers = {end: float(number * factor) for end, number in ends.items() if number is not None}
                return {**numbers, **source} if numbers else None
            case Kind.POINT:
                number = self.cleaned_data.get(field.name)
                return None if number is None else {"likely": float(number * factor), **source}
            case Kind.ROWS:
                return {"values": [float(one * factor) for one in self.cleaned_data.get(field.name) or []], **source}
            case Kind.DATE:
                day = self.cleaned_data.get(field.name)
                return day.isoformat() if day else None
        return self.cleaned_data.get(field.name)


class RowsField(forms.CharField):
    """One number per line."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=ROWS_MAX_CHARS, widget=forms.Textarea(attrs={"rows": 6}), **options)  # type: ignore[arg-type]

    def clean(self, value: str) -> list[Decimal]:
        lines = [line for line in (super().clean(value) or "").splitlines() if line.strip()]
        numbers = []
        for place, line in enumerate(lines, start=1):
            try:
                numbers.append(Decimal(read_number(line, language=get_language() or "vi")))
            except ValueError:
                raise ValidationError(_("Line %(line)d is not a number.") % {"line": place}) from None
        return numbers


def initial_of(method: str, given: Mapping[str, object], *, currency: str) -> dict[str, object]:
    """Inputs as the form shows them: what `inputs()` would give back."""
    shown: dict[str, object] = {}
    for field in methods.method(method).fields:
        shown.update(_shown(field, given.get(field.name, field.default), currency=currency))
    return shown


def unit_words(field: Field, currency: str) -> str:
    """The unit that a number is typed in."""
    if field.unit in AMOUNTS:
        return _("million %(currency)s") % {"currency": currency} if currency in MILLIONS else currency
    return {"share": "%", "per_year": f"%{NBSP}{_('a year')}", "years": _("years")}.get(field.unit.value, "")


def factor_of(field: Field, currency: str) -> Decimal:
    """One typed unit in the unit that the method computes with."""
    if field.unit in SHARES:
        return Decimal("0.01")
    return Decimal(10**6) if field.unit in AMOUNTS and currency in MILLIONS else Decimal(1)


def _used(method: str, chosen: Mapping[str, object]) -> list[Field]:
    asked = [field for field in methods.method(method).fields if field.asked]
    choices = {field.name: _choice(field, chosen.get(field.name)) for field in asked if field.kind is Kind.CHOICE}
    return [field for field in asked if is_used(field, choices)]


def _choice(field: Field, given: object) -> object:
    """What was chosen, or where that is nothing known, what the form begins with: the fields around it stay."""
    return given if given in dict(field.choices) else field.default


def _controls(field: Field) -> Iterator[tuple[str, forms.Field]]:
    label = _(field.label)
    required = not field.optional and field.default is None
    match field.kind:
        case Kind.CHOICE:
            choices = [(code, _(words)) for code, words in field.choices]
            yield field.name, forms.ChoiceField(label=label, choices=choices)
            return
        case Kind.DATE:
            widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            yield field.name, forms.DateField(label=label, widget=widget)
            return
        case Kind.ROWS:
            yield field.name, RowsField(label=label, required=required)
        case Kind.RANGE:
            ends = {"low": _("%(input)s, low"), "likely": _("%(input)s, likely"), "high": _("%(input)s, high")}
            for end, words in ends.items():
                needed = required and end == "likely"
                yield f"{field.name}_{end}", NumberField(label=words % {"input": label}, required=needed)
        case _:
            yield field.name, NumberField(label=label, required=required)
    source = _("%(input)s, source") % {"input": label}
    yield f"{field.name}_source", _source_field(source)


def _redrawing(action: str) -> dict[str, str]:
    """Another choice asks other questions: htmx fetches them at once; without it there is a button."""
    swap = {"hx-target": "#estimate-form", "hx-swap": "outerHTML", "hx-vals": f'{{"{REDRAW}": "1"}}'}
    return {"hx-post": action, "hx-trigger": "change", **swap}


def _source_field(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs=WIDE)
    return forms.CharField(label=label, required=False, max_length=MOST_SOURCE_CHARACTERS, widget=widget)


def _shown(field: Field, given: object, *, currency: str) -> dict[str, object]:
    if given is None:
        return {}
    if field.kind is Kind.DATE:
        return {field.name: given if isinstance(given, date) else date.fromisoformat(str(given))}
    if field.kind in (Kind.CHOICE, Kind.WHOLE):
        return {field.name: given}
    whole: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"likely": given}
    factor = factor_of(field, currency)

    def words(number: float) -> str:
        return number_words(float(Decimal(repr(float(number))) / factor))

    shown: dict[str, object] = {f"{field.name}_source": whole.get("source", "")}
    if field.kind is Kind.ROWS:
        return {**shown, field.name: "\n".join(words(number) for number in whole.get("values", []))}
    if field.kind is Kind.POINT:
        return {**shown, field.name: words(whole["likely"])}
    is_point = whole.get("low", whole["likely"]) == whole.get("high", whole["likely"]) == whole["likely"]
    ends = ("likely",) if is_point else ENDS
    return {**shown, **{f"{field.name}_{end}": words(whole[end]) for end in ends}}
