"""What a need still lacks before it can be reviewed, page by page. Pure: reads plain values (`fields`)."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from marketplace.common.completeness import (
    Lack,
    SectionProgress,
    falls,
    in_order,
    missing_answers,
    progress_of,
    rows_in,
)
from marketplace.common.facts import Plain
from marketplace.needs.fields import Section, fields_of, sections_of
from marketplace.needs.states import Kind, Operator, Visibility

Values = Mapping[str, Plain]

# The questions a need must answer, at most ten with its requirement row.
_ALWAYS = ("title", "problem", "st_field", "answers_by", "visibility")
REQUIRED: dict[str, tuple[str, ...]] = {
    Kind.TECHNOLOGY: ("kind", *_ALWAYS, "requirements"),
    Kind.RESEARCH: ("kind", *_ALWAYS, "requirements"),
    Kind.SERVICE: ("kind", *_ALWAYS, "service_kinds"),
}


def lacks_of(kind: str, values: Values) -> list[Lack]:
    """Everything that keeps a need of this kind from being submitted, in the order of the editor."""
    asked = [topic for topic in REQUIRED[kind] if topic != "kind"]
    found = missing_answers(asked, facts=fields_of(kind), values=values)
    return in_order([*found, *_requirements(values), *contradictions(values)], sections_of(kind))


def contradictions(values: Values) -> list[Lack]:
    """What cannot even be kept as a draft, because two answers exclude each other."""
    return [*_row_order(values), *_terms_order(values), *_readiness_order(values)]


def sections(kind: str, values: Values) -> list[SectionProgress]:
    """The pages of the editor with what each still needs."""
    return progress_of(sections_of(kind), lacks_of(kind, values))


def _requirements(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "requirements"):
        if not (row.get("metric_vi") or row.get("metric_en")):
            yield Lack(f"{place}/metric_vi", Section.REQUIREMENTS, "incomplete", _("Say what is measured."))
        if row.get("value") is None:
            yield Lack(f"{place}/value", Section.REQUIREMENTS, "incomplete", _("Give the figure."))
        if not row.get("unit"):
            yield Lack(f"{place}/unit", Section.REQUIREMENTS, "incomplete", _("Give the unit."))
        if row.get("operator") == Operator.RANGE and row.get("value_high") is None:
            words = _("Give the upper value of the range.")
            yield Lack(f"{place}/value_high", Section.REQUIREMENTS, "incomplete", words)


def _row_order(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "requirements"):
        operator, high = row.get("operator") or Operator.EQUAL, row.get("value_high")
        if operator not in Operator.values:
            yield Lack(f"{place}/operator", Section.REQUIREMENTS, "operator", _("Choose =, ≥, ≤ or a range."))
        elif high is not None and (operator != Operator.RANGE or falls(row.get("value"), high)):
            words = _("An upper value belongs to a range and is not below the value.")
            yield Lack(f"{place}/value_high", Section.REQUIREMENTS, "order", words)


def _terms_order(values: Values) -> Iterable[Lack]:
    low, high = values.get("budget_min"), values.get("budget_max")
    if (low is not None or high is not None) and not values.get("currency"):
        yield Lack("/currency", Section.TERMS, "currency", _("Choose the currency of the budget."))
    if low is not None and falls(low, high):
        yield Lack("/budget_max", Section.TERMS, "order", _("The highest budget is below the lowest."))
    if values.get("visibility") not in (None, "", *Visibility.values):
        yield Lack("/visibility", Section.TERMS, "choice", _("Choose whether your name is shown."))


def _readiness_order(values: Values) -> Iterable[Lack]:
    """Codes trl_1 to trl_9 sort as their numbers do."""
    low, high = values.get("trl_min"), values.get("trl_max")
    if low and high and str(high) < str(low):
        yield Lack("/trl_max", Section.SCOPE, "order", _("The highest level is below the lowest."))
