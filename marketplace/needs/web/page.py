"""The public page of a need as its template places it: every block is there, an empty one says "not declared"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.accounts.states import Restriction
from marketplace.common.permissions import Actor
from marketplace.common.web.formatting import write_date
from marketplace.common.web.rows import State
from marketplace.needs import rules
from marketplace.needs.models import Need
from marketplace.needs.states import Kind
from marketplace.needs.web.rows import (
    RequirementRow,
    answers_within,
    budget_words,
    life_states,
    readiness_words,
    requirement_rows,
)

Pair = tuple[str, object]


@dataclass(frozen=True, slots=True)
class NeedPage:
    """Everything below the title."""

    states: Sequence[State]
    requirements: Sequence[RequirementRow]
    facts: Sequence[Pair]
    promise: str
    restriction: str
    verified: State | None


def page_of(need: Need, *, actor: Actor, today: date) -> NeedPage:
    """Read the need with `queries.with_content` first: a constant number of queries, whatever its rows."""
    return NeedPage(
        states=life_states(need, today=today),
        requirements=requirement_rows(need),
        facts=_facts(need, actor=actor),
        promise="" if need.is_catalogue_record else answers_within(need.response_days),
        restriction="" if need.source_restriction == Restriction.NONE else str(need.get_source_restriction_display()),
        verified=_verified(need),
    )


def _permanent(need: Need) -> SafeString:
    """The number as a link to the address that never changes."""
    return format_html(
        '<a class="ref" href="{}">{}</a>', reverse("short-address", args=[need.reference]), need.reference
    )


def _verified(need: Need) -> State | None:
    if need.is_anonymous or not need.owner.is_verified:
        return None
    return State(_("Verified %(day)s") % {"day": write_date(need.owner.verified_on)}, "ok", "check")


def _facts(need: Need, *, actor: Actor) -> list[Pair]:
    measured = need.kind != Kind.SERVICE
    said: list[Pair] = [
        (_("Budget"), _budget(need, actor=actor)),
        (_("Needed by"), write_date(need.needed_by)),
        (_("Readiness accepted (TRL 1–9)"), readiness_words(need) if measured else ""),
        (_("Kinds of service"), ", ".join(code.label for code in need.service_kinds.all())),
        (_("Forms accepted"), ", ".join(code.label for code in need.licence_kinds.all())),
        (_("Field of science and technology"), need.st_field.label if need.st_field else ""),
        (_("Field of technology (WIPO)"), need.wipo_field.label if need.wipo_field else ""),
        (_("Keywords"), ", ".join(need.keyword_list)),
        (_("Open since"), write_date(need.published_at)),
        (_("Reference"), _permanent(need) if need.reference else ""),
    ]
    return [(question, answer) for question, answer in said if answer]


def _budget(need: Need, *, actor: Actor) -> str:
    words = budget_words(need)
    if need.budget_public:
        return words
    if words and rules.may_read_budget(actor, need):
        return _("%(budget)s (you and the reviewers see it, others do not)") % {"budget": words}
    return "" if need.is_catalogue_record else _("not published")
