"""The reasons of a match in words: one template per code, in the reader's language, filled with the reason's facts.

Codes and facts are those that matching hands over (`search.matching`); a code without a template here says at least
which part of the comparison it belongs to, so that a newer formula never leaves a hole on a page.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.common.money import format_money
from marketplace.common.web.formatting import DASH, NBSP, join_numbers, language
from marketplace.common.web.numbers import write_number
from marketplace.matches.explanation import Band, Component, Reason

Words = str | Promise
Facts = Mapping[str, Any]
SIGNS = {"ge": "≥", "le": "≤"}
WORDS_SHOWN = 6  # Of the words that both sides use.

BANDS: dict[Band, Words] = {
    Band.STRONG: pgettext_lazy("band", "strong"),
    Band.FAIR: pgettext_lazy("band", "fair"),
    Band.WEAK: pgettext_lazy("band", "weak"),
}
COMPONENTS: dict[Component, Words] = {
    Component.LEXICAL: gettext_lazy("What the texts say"),
    Component.TAXONOMY: gettext_lazy("Field and classes"),
    Component.REQUIREMENTS: gettext_lazy("Required figures"),
    Component.TRL: gettext_lazy("Readiness"),
    Component.LICENCE: gettext_lazy("Form of transfer"),
    Component.GEOGRAPHY: gettext_lazy("Distance"),
    Component.FRESHNESS: gettext_lazy("How new it is"),
    Component.BUDGET: gettext_lazy("Budget and price"),
    Component.STANDARDS: gettext_lazy("Standards and certificates"),
}
LISTS: dict[str, Words] = {
    "ipc": gettext_lazy("IPC class"),
    "st_field": gettext_lazy("field of science"),
    "wipo_field": gettext_lazy("field of technology"),
    "vsic": gettext_lazy("industry"),
    "service_kind": gettext_lazy("kind of service"),
}
GATES: dict[str, Words] = {
    "view": gettext_lazy("no longer in view"),
    "scope": gettext_lazy("another kind than the one asked for"),
    "parties": gettext_lazy("the two organisations do not deal with each other"),
    "right": gettext_lazy("no right that can be transferred here"),
    "list": gettext_lazy("on a list of prohibited or controlled technologies"),
    "restriction": gettext_lazy("its source limits who may use it"),
    "budget": gettext_lazy("the firm price lies above the firm budget"),
    "suppressed": gettext_lazy("you said no before"),
}
_TEMPLATES: dict[str, Words] = {
    "terms": gettext_lazy("Both speak of %(words)s"),
    "code": gettext_lazy("Both belong to “%(label)s” (%(list)s)"),
    "requirement_met": gettext_lazy("%(metric)s: %(offered)s offered, %(required)s wanted"),
    "requirement_met_verified": gettext_lazy("%(metric)s: %(offered)s, third-party confirmed; %(required)s wanted"),
    "trl_inside": gettext_lazy("Readiness TRL %(trl)s, inside the wanted %(window)s"),
    "licence_fits": gettext_lazy("Offered in a form that is wanted: %(forms)s"),
    "same_province": gettext_lazy("In the same province"),
    "same_region": gettext_lazy("In the same region"),
    "budget_fits": gettext_lazy("The price lies within the budget"),
    "budget_fits_amounts": gettext_lazy("The price begins at %(price)s; the budget goes up to %(budget)s"),
    "fresh": gettext_lazy("Published lately"),
    "trl_outside": gettext_lazy("Readiness TRL %(trl)s; wanted is %(window)s"),
    "requirement_missed": gettext_lazy("%(metric)s: %(offered)s offered, %(required)s wanted"),
    "licence_differs": gettext_lazy("Offered in other forms than those wanted: %(forms)s"),
    "far": gettext_lazy("Far apart"),
    "budget_gap": gettext_lazy("The price lies above the budget"),
    "budget_gap_amounts": gettext_lazy("The price begins at %(price)s; the budget ends at %(budget)s"),
    "not_comparable_unit": gettext_lazy("%(metric)s: the two figures have units that cannot be compared"),
    "declared_only": gettext_lazy("Figures are declared by the owner; nobody has confirmed them"),
    "declared_only_one": gettext_lazy("%(metric)s is declared by the owner; nobody has confirmed it"),
    "no_claims": gettext_lazy("Which figures does it reach? None is stated yet"),
    "no_requirement_rows": gettext_lazy("Which figures must be reached? The need states none"),
    "no_trl": gettext_lazy("How ready is it (TRL 1–9)?"),
    "no_price": gettext_lazy("What does it cost?"),
    "no_codes": gettext_lazy("Which field or class does it belong to?"),
    "no_claim_for": gettext_lazy("%(metric)s: what does it reach?"),
}


def reason_words(reason: Reason) -> str:
    """One reason in the active language."""
    name = _template_of(reason)
    template = _TEMPLATES.get(name)
    if template is None:
        return str(COMPONENTS[reason.component])
    return join_numbers(str(template) % _filled(reason.facts))


def gate_words(gate: str) -> str:
    """Why candidates were left out."""
    return str(GATES.get(gate, gate))


def _template_of(reason: Reason) -> str:
    if reason.code == "requirement_met" and reason.facts.get("verified"):
        return "requirement_met_verified"
    if reason.code == "declared_only" and _metric(reason.facts):
        return "declared_only_one"
    if (
        reason.code in ("budget_fits", "budget_gap")
        and reason.facts.get("price_low")
        and reason.facts.get("budget_high")
    ):
        return f"{reason.code}_amounts"
    return reason.code


def _filled(facts: Facts) -> dict[str, str]:
    """What the templates ask for; a fact that is not there reads as a dash."""
    return {name: fill(facts) or "–" for name, fill in _FILL.items()}


def _in_language(facts: Facts, topic: str) -> str:
    own, other = (f"{topic}_vi", f"{topic}_en") if language() == "vi" else (f"{topic}_en", f"{topic}_vi")
    return str(facts.get(own) or facts.get(other) or "")


def _metric(facts: Facts) -> str:
    return _in_language(facts, "metric")


def _words(facts: Facts) -> str:
    """In the reader's language where both sides or the glossary have them in it, else as the texts have them."""
    own, other = ("words_vi", "words_en") if language() == "vi" else ("words_en", "words_vi")
    # `words` alone, without a language: what an earlier formula wrote down.
    words = facts.get(own) or facts.get(other) or facts.get("words") or ()
    return ", ".join(f"“{word}”" for word in list(words)[:WORDS_SHOWN])


def _forms(facts: Facts) -> str:
    """Forms of transfer, each with its label in both languages."""
    return ", ".join(_in_language(form, "label") for form in facts.get("labels", ()))


def _amount(topic: str) -> Callable[[Facts], str]:
    def amount(facts: Facts) -> str:
        value, currency = _number(facts.get(topic)), facts.get("currency")
        return format_money(value, str(currency)) if value is not None and currency else ""

    return amount


def _window(facts: Facts) -> str:
    low, high = facts.get("low"), facts.get("high")
    return f"{low}" if low == high else f"{low}–{high}"


def _figure(topic: str) -> Callable[[Facts], str]:
    """`≤ 2.500 VND/kg`, `4–6 kW`: numbers as the page's language writes them."""

    def figure(facts: Facts) -> str:
        ends = [_number(facts.get(name)) for name in (topic, f"{topic}_high")]
        written = DASH.join(write_number(end) for end in ends if end is not None)
        if not written:
            return ""
        sign = SIGNS.get(str(facts.get(f"{topic}_bound")), "")
        unit = str(facts.get(f"{topic}_unit") or facts.get("unit") or "")
        return NBSP.join(part for part in (sign, written, unit) if part)

    return figure


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


_FILL: dict[str, Callable[[Facts], str]] = {
    "words": _words,
    "label": lambda facts: _in_language(facts, "label"),
    "forms": _forms,
    "price": _amount("price_low"),
    "budget": _amount("budget_high"),
    "list": lambda facts: str(LISTS.get(str(facts.get("list")), _("class"))),
    "metric": _metric,
    "required": _figure("required"),
    "offered": _figure("offered"),
    "trl": lambda facts: str(facts.get("trl", "")),
    "window": _window,
}
