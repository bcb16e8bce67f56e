"""Guards that several moves share: completeness, dates ahead, reasons from lists, the reviewer's checklist."""

from datetime import date

from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import Held
from marketplace.common.completeness import refuse
from marketplace.common.facts import Values
from marketplace.common.holds import has_hold
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.needs.completeness import lacks_of
from marketplace.needs.models import Need
from marketplace.needs.states import ReviewCheck


def check_publishable(need: Need, values: Values, *, on: date) -> None:
    """The guards of `submit`, which still hold at approval. Raises Invalid naming each lack."""
    refuse(lacks_of(need.kind, values))
    answers_by = values.get("answers_by")
    if answers_by and date.fromisoformat(str(answers_by)) <= on:
        words = _("Choose a day after today, %(today)s.") % {"today": on.strftime("%d/%m/%Y")}
        raise Invalid(errors=[FieldProblem("/answers_by", "past", words)])


def _ticked(item: ReviewCheck) -> str:
    return _("Tick it, or ask for changes: %(item)s") % {"item": item.label}


def refuse_held(need: Need, *kinds: str) -> None:
    """Raises Held while one of these holds is live."""
    if has_hold(need, *kinds):
        raise Held(_("Something that is still open depends on this need."))
