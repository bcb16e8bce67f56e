"""Reads of bookmarks."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from marketplace.common.permissions import Actor
from marketplace.notifications import rules, subjects
from marketplace.notifications.models import Bookmark
from marketplace.notifications.subjects import SubjectFacts


@dataclass(frozen=True, slots=True)
class Kept:
    """A bookmark beside what it is about now; `facts` is none where the holder may not see it any more."""

    bookmark: Bookmark
    facts: SubjectFacts | None

    @property
    def changed(self) -> list[str]:
        """Which of price, state and deadline differ from the last look."""
        return differing(self.bookmark, self.facts, since="seen") if self.facts else []


def bookmarks_of(actor: Actor) -> QuerySet[Bookmark]:
    """One's bookmarks, newest first."""
    return rules.bookmarks_visible_to(actor).order_by("-pk")


def kept(rows: list[Bookmark], *, actor: Actor) -> list[Kept]:
    """Bookmarks beside their objects: one read per kind."""
    found = subjects.find_all([(row.subject_kind, row.subject_id) for row in rows], actor=actor)
    return [Kept(row, found.get((row.subject_kind, row.subject_id))) for row in rows]


def own_bookmark(kind: str, subject_id: int, *, actor: Actor) -> Bookmark | None:
    """One's bookmark of this object, if there is one."""
    return rules.bookmarks_visible_to(actor).filter(subject_kind=kind, subject_id=subject_id).first()


def bookmark_count(kind: str, subject_id: int) -> int | None:
    """How many people keep it, for its owner; none below the number that would point at a person."""
    count = Bookmark.objects.filter(subject_kind=kind, subject_id=subject_id).count()
    return count if count >= settings.BOOKMARK_COUNT_SHOWN_FROM else None


def differing(bookmark: Bookmark, facts: SubjectFacts, *, since: str) -> list[str]:
    """Which watched facts differ from what the bookmark holds under the prefix `since`: seen or told."""
    return [name for name, value in watched(facts).items() if value != getattr(bookmark, f"{since}_{name}")]


def watched(facts: SubjectFacts) -> dict[str, str | date | None]:
    """What a bookmark keeps an eye on; of what is off view the state alone, for the rest is not public meanwhile."""
    state: dict[str, str | date | None] = {"state": facts.public_state}
    return {"price": facts.price, **state, "deadline": facts.deadline} if facts.in_view else state
