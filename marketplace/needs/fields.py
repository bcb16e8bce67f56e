"""The editable facts of a need and of its requirement rows, declared once. Pure: nothing here touches the database."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.common.facts import Fact, FactGroup, Shape, by_name
from marketplace.needs.states import Kind

PROBLEM_MAX_CHARS = 20_000  # Calls of public agencies are long; a form's own hint asks for a few paragraphs.
BODY_MAX_CHARS = 6_000
LINE_MAX_CHARS = 200
UNIT_MAX_CHARS = 30
KEYWORDS_MAX_CHARS = 500

EVERY: frozenset[str] = frozenset(Kind)
MEASURED: frozenset[str] = frozenset({Kind.TECHNOLOGY, Kind.RESEARCH})
SERVICE: frozenset[str] = frozenset({Kind.SERVICE})


class Holder(StrEnum):
    """Where the value is stored."""

    NEED = "need"
    ROWS = "rows"


class Section(TextChoices):
    """A page of the editor; a returned need's reasons point to one."""

    PROBLEM = "problem", _("The problem")
    REQUIREMENTS = "requirements", _("What a solution must do")
    CONSTRAINTS = "constraints", _("Site, limits and a good answer")
    SCOPE = "scope", _("Field and forms of transfer")
    TERMS = "terms", _("Budget, dates and visibility")


_problem = FactGroup(Section.PROBLEM, Holder.NEED, EVERY)
_rows = FactGroup(Section.REQUIREMENTS, Holder.ROWS, MEASURED)
_service = FactGroup(Section.REQUIREMENTS, Holder.NEED, SERVICE)
_constraints = FactGroup(Section.CONSTRAINTS, Holder.NEED, EVERY)
_scope = FactGroup(Section.SCOPE, Holder.NEED, EVERY)
_measured = FactGroup(Section.SCOPE, Holder.NEED, MEASURED)
_terms = FactGroup(Section.TERMS, Holder.NEED, EVERY)
_block: dict[str, Any] = {"shape": Shape.TEXT, "max_length": BODY_MAX_CHARS}

_TABLE: tuple[tuple[Fact, ...], ...] = (
    _problem.both("title", _("Title"), Shape.LINE, max_length=TITLE_MAX_CHARS),
    _problem.both("summary", _("In one sentence"), Shape.LINE, max_length=SUMMARY_MAX_CHARS),
    _problem.both("problem", _("The problem, in your own words"), Shape.TEXT, max_length=PROBLEM_MAX_CHARS),
    _problem.both("current_practice", _("How you do it today"), **_block),
    _rows.one("requirements", _("Requirements"), Shape.ROWS),
    _service.one("service_kinds", _("Kinds of service"), Shape.CODES, code_list="service_kind"),
    _constraints.both("site", _("Where it will stand: altitude, power, water, climate"), **_block),
    _constraints.both("not_wanted", _("Tried or excluded"), **_block),
    _constraints.both("good_answer", _("What a good answer contains"), **_block),
    _scope.one("st_field", _("Field of science and technology"), Shape.CODE, code_list="st_field"),
    _scope.one("wipo_field", _("Field of technology (WIPO)"), Shape.CODE, code_list="wipo_field"),
    _scope.both("keywords", _("Keywords"), Shape.LINE, max_length=KEYWORDS_MAX_CHARS),
    _measured.one("trl_min", _("Lowest readiness level (TRL)"), Shape.CODE, code_list="trl"),
    _measured.one("trl_max", _("Highest readiness level (TRL)"), Shape.CODE, code_list="trl"),
    _scope.one("licence_kinds", _("Forms you accept"), Shape.CODES, code_list="licence_kind"),
    _terms.one("answers_by", _("Answers by"), Shape.DATE),
    _terms.one("needed_by", _("Needed by"), Shape.DATE),
    _terms.one("budget_min", _("Budget from"), Shape.NUMBER, low=0, tier="A"),
    _terms.one("budget_max", _("Budget to"), Shape.NUMBER, low=0, tier="A"),
    _terms.one("currency", _("Currency"), Shape.CODE, code_list="currency"),
    _terms.one("budget_public", _("Show the budget to everybody"), Shape.YES_NO),
    _terms.one("response_days", _("You answer within (working days)"), Shape.INTEGER, low=1, high=20),
    _terms.one("visibility", _("Who is shown as asking"), Shape.LINE, max_length=20, draft_only=True),
)
FIELDS = by_name(_TABLE)

_row = FactGroup(Section.REQUIREMENTS, Holder.ROWS)
REQUIREMENT_FIELDS = by_name(
    (
        _row.both("metric", _("What is measured"), Shape.LINE, max_length=LINE_MAX_CHARS),
        _row.one("operator", _("Bound"), Shape.LINE, max_length=5),
        _row.one("value", _("Value"), Shape.NUMBER),
        _row.one("value_high", _("Upper value"), Shape.NUMBER),
        _row.one("unit", _("Unit"), Shape.LINE, max_length=UNIT_MAX_CHARS),
        _row.one("must", _("A must"), Shape.YES_NO),
    )
)
ROW_FIELDS = {"requirements": REQUIREMENT_FIELDS}

# The page of the editor behind each word that list `returned_listing` uses for a section.
_PAGES = {
    "claims": Section.REQUIREMENTS,
    "evidence": Section.REQUIREMENTS,
    "owner": Section.TERMS,
    "classification": Section.SCOPE,
    "compliance": Section.CONSTRAINTS,
    "offer, price": Section.TERMS,
}


def fields_of(kind: str) -> dict[str, Fact]:
    """The facts that a need of this kind has, in the order they are asked."""
    return {name: fact for name, fact in FIELDS.items() if kind in fact.kinds}


def sections_of(kind: str) -> tuple[Section, ...]:
    """The pages of the editor for this kind, in order."""
    present = {fact.section for fact in fields_of(kind).values()}
    return tuple(section for section in Section if section in present)


def fields_in(kind: str, section: str) -> dict[str, Fact]:
    """The facts asked on one page of the editor."""
    return {name: fact for name, fact in fields_of(kind).items() if fact.section == section}


def repair_section(word: str) -> Section:
    """The page on which a returned need is repaired."""
    return _PAGES.get(word, Section.PROBLEM)
