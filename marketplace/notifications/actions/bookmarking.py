"""Keeping an eye on a listing or a need, and telling the holder once of each change of price, state or deadline."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common import audit
from marketplace.common.lifecycle import touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM, Actor, require_person
from marketplace.common.problems import Conflict, NotFound, Stale
from marketplace.notifications import events, queries, rules, subjects
from marketplace.notifications.actions.saying import given_text
from marketplace.notifications.models import BOOKMARK_NOTE_MAX_CHARS, Bookmark
from marketplace.notifications.subjects import SubjectFacts

TELL_BATCH = 500  # Bookmarks told in one transaction.


class TooManyBookmarks(Conflict):
    """A person keeps at most so many."""

    code = "too-many-bookmarks"
    advice = gettext_lazy("Remove a bookmark you no longer need, then keep this one.")


class NotInView(Conflict):
    """It is not in view for everybody now."""

    code = "not-in-view"
    advice = gettext_lazy("Only what everybody sees can be kept; look in again later.")


def add_bookmark(*, kind: str, subject_id: int, note: str = "", actor: Actor, now: datetime) -> Bookmark:
    """Keep something that the actor sees; keeping it again changes nothing.

    Raises LoginNeeded, NotFound, NotInView, Invalid, TooManyBookmarks.
    """
    person = require_person(actor)
    words = _note(note)
    with transaction.atomic():
        if not subjects.subject_of(kind).bookmarks:
            raise NotFound()
        facts = subjects.find(kind, subject_id, actor=actor)
        if not facts.in_view:
            raise NotInView(_("Only what everybody sees can be kept."))
        mine = Bookmark.objects.filter(user_id=person)
        same = mine.filter(subject_kind=kind, subject_id=subject_id).first()
        if same is not None:
            return same
        if mine.count() >= settings.BOOKMARKS_MAX:
            raise TooManyBookmarks(
                _("At most %(limit)s bookmarks fit; remove an old one.") % {"limit": settings.BOOKMARKS_MAX}
            )
        bookmark = Bookmark.objects.create(
            user_id=person,
            subject_kind=kind,
            subject_id=subject_id,
            note=words,
            seen_at=now,
            created_at=now,
            updated_at=now,
            **_as_of(facts, "seen"),
            **_as_of(facts, "told"),
        )
        audit.record("bookmark.add", subject=bookmark, actor=actor, now=now)
    return bookmark


def note_bookmark(*, bookmark_id: int, note: str, actor: Actor, now: datetime) -> Bookmark:
    """Change the note beside a bookmark of one's own. Raises LoginNeeded, NotFound, Invalid."""
    words = _note(note)
    with transaction.atomic():
        bookmark = _own(bookmark_id, actor=actor)
        touch(bookmark, actor=actor, now=now, verb="bookmark.note", note=words)
    return bookmark


def look_at_bookmark(*, bookmark_id: int, actor: Actor, now: datetime) -> Bookmark:
    """Count changes from now on: what it is now has been seen. Raises LoginNeeded, NotFound."""
    with transaction.atomic():
        bookmark = _own(bookmark_id, actor=actor)
        facts = subjects.find(bookmark.subject_kind, bookmark.subject_id, actor=actor)
        touch(bookmark, actor=actor, now=now, verb="bookmark.look", seen_at=now, **_as_of(facts, "seen"))
    return bookmark


def remove_bookmark(*, bookmark_id: int, actor: Actor, now: datetime) -> None:
    """Keep it no longer. Raises LoginNeeded, NotFound."""
    with transaction.atomic():
        bookmark = _own(bookmark_id, actor=actor)
        audit.record("bookmark.remove", subject=bookmark, actor=actor, now=now)
        bookmark.delete()


def tell_changes(*, kind: str, subject_id: int, now: datetime) -> int:
    """Tell the holders of an object whose price, state or deadline differs from what they were told last.

    Returns how many. Late, repeated and reordered calls agree: each reads the object again and moves what was told.
    """
    done, after = 0, 0
    while True:
        rows = Bookmark.objects.filter(subject_kind=kind, subject_id=subject_id, pk__gt=after).order_by("pk")
        batch = list(rows[:TELL_BATCH])
        if not batch:
            return done
        after = batch[-1].pk
        done += _tell_batch(batch, kind=kind, subject_id=subject_id, now=now)


def _tell_batch(batch: list[Bookmark], *, kind: str, subject_id: int, now: datetime) -> int:
    done = 0
    with transaction.atomic():
        facts = subjects.find_all([(kind, subject_id)], actor=SYSTEM).get((kind, subject_id))
        if facts is None:
            return 0
        for bookmark in batch:
            changed = queries.differing(bookmark, facts, since="told")
            if not changed:
                continue
            try:
                touch(bookmark, actor=SYSTEM, now=now, verb="bookmark.tell", **_as_of(facts, "told"))
            except Stale:
                continue  # Its holder changed it meanwhile; the next event or sweep tells.
            emit(events.BOOKMARK_CHANGED, subject=bookmark, changed=changed)
            done += 1
    return done


def _as_of(facts: SubjectFacts, when: str) -> dict[str, Any]:
    return {f"{when}_{name}": value for name, value in queries.watched(facts).items()}


def _note(note: str) -> str:
    return given_text(note, limit=BOOKMARK_NOTE_MAX_CHARS, needed=False, field="note")


def _own(bookmark_id: int, *, actor: Actor) -> Bookmark:
    require_person(actor)
    found = rules.bookmarks_visible_to(actor).select_for_update().filter(pk=bookmark_id).first()
    if found is None:
        raise NotFound()
    return found
