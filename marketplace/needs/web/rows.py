"""A need in the shapes that pages place: a row of a list, its state, its requirements, its budget in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.money import format_money, format_range
from marketplace.common.templatetags.floor import text
from marketplace.common.web.formatting import NBSP, in_language, join_numbers, language, write_date
from marketplace.common.web.numbers import write_number
from marketplace.common.web.rows import Row, State
from marketplace.common.web.state_looks import look_of
from marketplace.needs.models import Need, Requirement
from marketplace.needs.states import Operator
from marketplace.needs.states import State as Life

SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤"}
SOON_DAYS = 14  # From here on the deadline stands out.


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One figure: what is measured, what it must be, must or nice."""

    name: str
    value: str
    weight: str


def list_row(need: Need, *, today: date, state: bool = False) -> Row:
    """One of a list of needs. `state` shows where it stands, for its own people."""
    title, title_lang = _own_or_foreign(need, "title")
    summary, summary_lang = _own_or_foreign(need, "summary")
    return Row(
        kind=str(need.get_kind_display()),
        title=title,
        title_lang=title_lang,
        url=need.get_absolute_url(),
        reference=need.reference or "",
        summary=summary,
        summary_lang=summary_lang,
        tags=[_("Sample")] if need.is_sample else [],
        states=[look_of(need)] if state else [],
        facts=asker_facts(need),
        price=budget_words(need) if need.budget_public else "",
        price_note=_("budget") if need.budget_public and budget_words(need) else "",
        aside=[("clock", deadline_words(need, today=today))] if need.answers_by else [],
    )


def asker_facts(need: Need) -> list[tuple[str, str]]:
    """Who asks and from where; nothing that would name somebody who asks without a name."""
    if need.is_anonymous:
        return [("people", _("Asked without a name"))]
    where = need.owner.province
    return [("people", need.owner.name), *([("pin", where.label)] if where else [])]


def deadline_words(need: Need, *, today: date) -> str:
    """`6 days left, until 29/11/2026`; the day alone once it is over."""
    if need.answers_by is None:
        return _("No last day for answers")
    left, day = (need.answers_by - today).days, write_date(need.answers_by)
    if left < 0:
        return _("Answers were wanted by %(day)s") % {"day": day}
    words = ngettext("%(left)s day left, until %(day)s", "%(left)s days left, until %(day)s", left)
    return join_numbers(words % {"left": left, "day": day})


def life_states(need: Need, *, today: date) -> list[State]:
    """Of the public page: open or closed, and by when answers are wanted."""
    states = [look_of(need)]
    if need.state == Life.OPEN and need.answers_by is not None:
        soon = (need.answers_by - today).days <= SOON_DAYS
        states.append(State(deadline_words(need, today=today), "wait" if soon else "", "clock"))
    return states


def requirement_rows(need: Need) -> list[RequirementRow]:
    """Musts first."""
    rows = sorted(need.requirements.all(), key=lambda row: (not row.must, row.position))
    return [
        RequirementRow(text(row, "metric"), requirement_value(row), _("A must") if row.must else _("Nice to have"))
        for row in rows
    ]


def requirement_value(row: Requirement) -> str:
    """`≤ 2.500 VND/kg`, `4–6 kW`."""
    if row.value is None:
        return ""
    number = write_number(row.value)
    if row.operator == Operator.RANGE and row.value_high is not None:
        number = f"{number}–{write_number(row.value_high)}"
    sign = SIGNS.get(Operator(row.operator), "")
    return NBSP.join(part for part in (sign, number, row.unit) if part)


def budget_words(need: Need) -> str:
    """The band, or its one end in words."""
    low, high = need.budget_min, need.budget_max
    if low is not None and high is not None:
        return format_range(low, high, need.currency)
    if low is not None:
        return _("from %(amount)s") % {"amount": format_money(low, need.currency)}
    return _("up to %(amount)s") % {"amount": format_money(high, need.currency)} if high is not None else ""


def readiness_words(need: Need) -> str:
    """`7–9`, `from 5`; any where nothing is said."""
    low, high = (level.symbol if level else "" for level in (need.trl_min, need.trl_max))
    if not low and not high:
        return _("any")
    return f"{low or '1'}–{high or '9'}"


def answers_within(days: int) -> str:
    words = ngettext("Answers within %(days)s working day", "Answers within %(days)s working days", days)
    return join_numbers(words % {"days": days})


def _own_or_foreign(need: Need, topic: str) -> tuple[str, str]:
    words, code = in_language(need, topic)
    return words, "" if code == language() else code
