"""What each page of the need editor asks, and with which words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.needs.completeness import REQUIRED
from marketplace.needs.fields import FIELDS, REQUIREMENT_FIELDS, ROW_FIELDS, Section, fields_in, fields_of
from marketplace.needs.models import Need
from marketplace.needs.states import Kind, Operator, Visibility
from marketplace.taxonomy.web.inputs import Looks
from marketplace.taxonomy.web.rowforms import RowKind
from marketplace.taxonomy.web.sectionform import Questions

Words = str | Promise
LOOKS = Looks(
    choices={"operator": Operator.choices, "visibility": Visibility.choices},
    ticked=("budget_public", "must"),
)
REQUIREMENTS = RowKind(
    name="requirements",
    columns=REQUIREMENT_FIELDS,
    looks=LOOKS,
    presets={"operator": Operator.AT_LEAST.value, "must": True},
    required=("metric", "operator", "value", "unit"),
)
TOGETHER = (("trl_min", "trl_max"), ("answers_by", "needed_by"), ("budget_min", "budget_max", "currency"))
INTROS: dict[str, Words] = {
    Section.PROBLEM: _("What goes wrong, for whom, and what it costs. Name the function, not a product you have seen."),
    Section.REQUIREMENTS: _("How a supplier can tell whether they fit. One honest figure is better than ten wishes."),
    Section.CONSTRAINTS: _("What a supplier cannot know from afar. Everything here is optional and everybody sees it."),
    Section.SCOPE: _("Where it belongs and which forms you accept."),
    Section.TERMS: _("By when you want answers, what you can spend, and whether your name is shown."),
}
HINTS: dict[str, Words] = {
    "title": _("What should be better afterwards, with a figure if you can; at most 150 characters"),
    "summary": _("Shown in lists; at most 280 characters. Left empty, the beginning of the problem is shown."),
    "problem": _("Three to ten sentences. No names of persons, no telephone numbers: everybody sees this."),
    "current_practice": _("What you use now, and what it costs"),
    "service_kinds": _("Everything you would order together"),
    "site": _("For example: 1,400 m, one phase 220 V up to 5 kW, spring water, road for 2.5 t"),
    "not_wanted": _("Saves both sides a round: what you tried, and why it did not do"),
    "good_answer": _("For example: figures of a comparable site, price delivered, who repairs it"),
    "keywords": _("Words that people search for, with commas between them"),
    "trl_min": _("TRL is the technology readiness level, 1 to 9. Empty means any."),
    "licence_kinds": _("Empty means that you listen to every form."),
    "answers_by": _("Day/month/year. After it your need stays readable for 30 days."),
    "needed_by": _("Day/month/year, where a season or a project sets one"),
    "budget_min": _("The full amount, for example 150,000,000. You and the reviewers see it, unless you publish it."),
    "response_days": _("From 1 to 20. Whoever answers sees this promise, and later how often you kept it."),
    "visibility": _("Fixed once the need is public. Without a name, your province stays out of the page too."),
    "metric": _("For example: energy cost per kg of dry tea"),
    "must": _("Not ticked: nice to have"),
}


def questions_of(need: Need, section: str) -> Questions:
    """One page of the editor for this need."""
    facts = fields_in(need.kind, section)
    required = {name for name, fact in fields_of(need.kind).items() if fact.topic in REQUIRED[need.kind]}
    return Questions(
        facts=facts,
        required=required,
        hints=HINTS,
        looks=LOOKS,
        rows=REQUIREMENTS if any(name in facts for name in ROW_FIELDS) else None,
        fixed=not need.is_writable,
        row_word=_("Requirement"),
        together=TOGETHER,
        page_words={name: str(Section(fact.section).label) for name, fact in FIELDS.items()},
    )


TILES: tuple[tuple[str, str, Words, Words], ...] = (
    (Kind.TECHNOLOGY, "flow", _("A technology"), _("A machine, a process, a variety, software that solves a problem.")),
    (Kind.SERVICE, "scale", _("A service"), _("Testing, search, valuation, legal help, training and the like.")),
    (Kind.RESEARCH, "ask", _("Research"), _("Nothing on the market fits: you order research and development.")),
)
