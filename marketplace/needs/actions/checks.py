"""Guards that several moves share: completeness, dates ahead, reasons from lists, the reviewer's checklist."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.completeness import refuse
from marketplace.common.facts import Values
from marketplace.common.holds import has_hold
from marketplace.common.problems import Conflict, FieldProblem, Invalid
from marketplace.common.text import clean_text
from marketplace.needs.completeness import lacks_of
from marketplace.needs.models import Need
from marketplace.needs.models.need import NOTE_MAX_CHARS
from marketplace.needs.states import ReviewCheck
from marketplace.taxonomy.queries import codes


class PointsOpen(Conflict):
    """The reviewer asked for changes that the owner has not answered yet."""

    code = "points-open"
    advice = gettext_lazy("Answer every point of the reviewer, then send it again.")


class Held(Conflict):
    """Something above depends on this object: a deal, an interest, a complaint or an appeal is open."""

    code = "held"
    advice = gettext_lazy("Something that is still open depends on it. End that first.")


def check_publishable(need: Need, values: Values, *, on: date) -> None:
    """The guards of `submit`, which still hold at approval. Raises Invalid naming each lack."""
    refuse(lacks_of(need.kind, values))
    answers_by = values.get("answers_by")
    if answers_by and date.fromisoformat(str(answers_by)) <= on:
        words = _("Choose a day after today, %(today)s.") % {"today": on.strftime("%d/%m/%Y")}
        raise Invalid(errors=[FieldProblem("/answers_by", "past", words)])


def check_points_answered(need: Need) -> None:
    """Raises PointsOpen while a reviewer's point waits for an answer."""
    waiting = need.review_points.filter(answered_at=None).count()
    if waiting:
        raise PointsOpen(_("Answer every point of the reviewer first: %(count)s are open.") % {"count": waiting})


def check_checklist(checklist: Collection[str]) -> None:
    """Raises Invalid unless every item of `ReviewCheck` is ticked."""
    missing = [item for item in ReviewCheck if item not in checklist]
    if missing:
        words = _("Tick it, or ask for changes: %(item)s")
        raise Invalid(
            errors=[
                FieldProblem("/checklist", f"missing_{item.value}", words % {"item": item.label}) for item in missing
            ]
        )


def _ticked(item: ReviewCheck) -> str:
    return _("Tick it, or ask for changes: %(item)s") % {"item": item.label}


def given_reason(reason: str, *, list_name: str, pointer: str = "/reason") -> str:
    """The code of a reason. Raises Invalid when it is missing or not in the list."""
    if not codes(list_name).filter(code=reason).exists():
        raise Invalid(errors=[FieldProblem(pointer, "required", _("Choose a reason from the list."))])
    return reason


def given_note(note: str) -> str:
    """Free words beside a reason, cleaned. Raises Invalid when they are too long."""
    words = clean_text(note)
    if len(words) > NOTE_MAX_CHARS:
        detail = _("At most %(limit)s characters fit.") % {"limit": NOTE_MAX_CHARS}
        raise Invalid(errors=[FieldProblem("/note", "too_long", detail)])
    return words


def refuse_held(need: Need, *kinds: str) -> None:
    """Raises Held while one of these holds is live."""
    if has_hold(need, *kinds):
        raise Held(_("Something that is still open depends on this need."))
