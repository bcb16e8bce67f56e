"""What moves of listings and needs check alike: locks, versions, reasons from lists, points, checklists, holds."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models.posting import POSTING_NOTE_MAX_CHARS, AskedPoint, Posting
from marketplace.common.holds import has_hold
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound, Stale, TransitionRefused
from marketplace.common.text import clean_text
from marketplace.taxonomy.queries import codes

P = TypeVar("P", bound=Posting)
A = TypeVar("A", bound=AskedPoint)


class Held(Conflict):
    """Something above depends on this object: a deal, an interest, a complaint or an appeal is open."""

    code = "held"
    advice = gettext_lazy("Something that is still open depends on it. End that first.")


class PointsOpen(Conflict):
    """The reviewer asked for changes that the owner has not answered yet."""

    code = "points-open"
    advice = gettext_lazy("Answer every point of the reviewer, then send it again.")


class UnderComplaint(Conflict):
    """A serious complaint is open: nothing becomes public by itself until it is decided."""

    code = "under-complaint"
    advice = gettext_lazy("A complaint is being decided. Ask for review instead of publishing alone.")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to repair: a code of list `returned_listing` and what would make it publishable."""

    reason: str
    note: str = ""


def locked_among(visible: QuerySet[P], pk: int) -> P:
    """The row, locked until the transaction ends. Raises NotFound when unknown or not among the visible ones.

    On SQLite the IMMEDIATE transaction is the lock.
    """
    if not visible.filter(pk=pk).exists():
        raise NotFound()
    rows = visible.model._default_manager.select_for_update(of=("self",))
    return rows.select_related("owner__country", "owner__province").get(pk=pk)


def require_version(posting: Posting, expected_version: int, *, page: str = "") -> None:
    """Raises Stale unless the editor saw the present version; nothing is overwritten.

    What the same open `page` saved last is no clash: the answer to its autosave was still on the way.
    """
    if posting.version != expected_version and not (page and posting.saved_from == page):
        raise Stale()


def given_reason(reason: str, *, list_name: str, pointer: str = "/reason") -> str:
    """The code of a reason. Raises Invalid when it is missing or not in the list."""
    if not codes(list_name).filter(code=reason).exists():
        raise Invalid(errors=[FieldProblem(pointer, "required", _("Choose a reason from the list."))])
    return reason


def given_note(note: str) -> str:
    """Free words beside a reason, cleaned. Raises Invalid when they are too long."""
    words = clean_text(note)
    if len(words) > POSTING_NOTE_MAX_CHARS:
        detail = _("At most %(limit)s characters fit.") % {"limit": POSTING_NOTE_MAX_CHARS}
        raise Invalid(errors=[FieldProblem("/note", "too_long", detail)])
    return words


def check_ticked(checklist: Collection[str], items: type[TextChoices]) -> None:
    """Raises Invalid unless every item of the reviewer's checklist is ticked."""
    words = _("Tick it, or ask for changes: %(item)s")
    problems = [
        FieldProblem("/checklist", f"missing_{item.value}", words % {"item": item.label})
        for item in items
        if item not in checklist
    ]
    if problems:
        raise Invalid(errors=problems)


def check_points_named(points: Collection[Point]) -> None:
    """Raises Invalid when a text would be returned without a word why."""
    if not points:
        raise Invalid(errors=[FieldProblem("/points", "required", _("Name at least one thing to change."))])


def check_points_answered(points: QuerySet) -> None:
    """Raises PointsOpen while a reviewer's point waits for an answer."""
    waiting = points.filter(answered_at=None).count()
    if waiting:
        raise PointsOpen(_("Answer every point of the reviewer first: %(count)s are open.") % {"count": waiting})


def write_answer(points: QuerySet[A], point_id: int, answer: str, *, now: datetime) -> A:
    """Store what was done about one open point. Raises NotFound, Invalid."""
    point = points.filter(pk=point_id, answered_at=None).first()
    if point is None:
        raise NotFound()
    words = given_note(answer)
    if not words:
        raise Invalid(errors=[FieldProblem("/answer", "required", _("Say what you changed, or why not."))])
    point.answer, point.answered_at = words, now
    point.save(update_fields=["answer", "answered_at"])
    return point


def refuse_under_complaint(posting: Posting) -> None:
    """Raises UnderComplaint while one about the posting or its owner is open."""
    if has_hold(posting, "complaint") or has_hold(posting.owner, "complaint"):
        raise UnderComplaint(_("A complaint is being decided; ask for review instead."))


def sweep(ids: Iterable[int], move: Callable[[int], object]) -> int:
    """Make the clock's move of each, in its own transaction, so that one cannot stop the others; returns how many."""
    done = 0
    for pk in ids:
        try:
            move(pk)
        except (Held, TransitionRefused, Stale, NotFound):
            continue  # Somebody moved it between the look and the lock, or something above holds it.
        done += 1
    return done
