"""Changing a listing in view: what is material waits for a reviewer, the rest is live at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actions.guards import check_ticked, given_note, given_reason, require_version
from marketplace.common.completeness import refuse
from marketplace.common.facts import Values
from marketplace.common.lifecycle import touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound, Stale, TransitionRefused
from marketplace.listings import events, rules
from marketplace.listings.actions.checks import check_publishable
from marketplace.listings.actions.freezing import freeze, pending_of, settle
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.publishing import folded_text
from marketplace.listings.actions.writing import (
    check_together,
    codes_for,
    columns_of,
    write_related,
)
from marketplace.listings.completeness import lacks_of
from marketplace.listings.fields import FIELDS, fields_of
from marketplace.listings.linking import completed
from marketplace.listings.models import Listing, Revision
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import ReviewCheck, State
from marketplace.taxonomy.plain import changed_names, changes_only, topics_of


class NothingPending(Conflict):
    """No edit waits for a reviewer: it was decided or recalled meanwhile."""

    code = "nothing-pending"
    advice = gettext_lazy("No edit waits: it was decided or taken back meanwhile.")


def revise_text(listing: Listing, given: Values, *, expected_version: int, actor: Actor, now: datetime) -> None:
    """Split an edit of a listing in view into what is live at once and what becomes, or joins, the waiting revision.

    Called inside `edit_listing`'s transaction. Raises TransitionRefused, Stale, Invalid.
    """
    if not listing.is_revisable:
        words: dict[str, Any] = {"state": State(listing.state).label}
        raise TransitionRefused(_("The text cannot be changed while the state is “%(state)s”.") % words)
    require_version(listing, expected_version)
    stored, waiting = snapshot(listing), pending_of(listing)
    working = {**stored, **waiting.content} if waiting else stored
    changes = changes_only(working, completed(given, working))
    if not changes:
        return
    _check(listing, working, changes, now=now)
    live = {name: value for name, value in changes.items() if not FIELDS[name].material}
    _store(listing, live, verb="listing.edit_in_view", actor=actor, now=now)
    _keep_waiting(listing, {**working, **changes}, stored={**stored, **live}, waiting=waiting, actor=actor, now=now)
    emit(events.CHANGED, subject=listing, topics=topics_of(live, FIELDS))


def recall_revision(*, listing_id: int, actor: Actor, now: datetime) -> Listing:
    """Take a waiting edit back; the text in view stays as it is. Raises NotFound, NotAllowed, NothingPending."""
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        if settle(listing, "recall", actor=actor, now=now) is None:
            raise NothingPending()
    return listing


def approve_revision(
    *, revision_id: int, expected_version: int, checklist: Collection[str], actor: Actor, now: datetime
) -> Listing:
    """Let a waiting edit replace the text in view. `expected_version` is that of the revision the reviewer read.

    Raises NotFound, NotAllowed, NothingPending, Stale when the owner changed it meanwhile, Invalid.
    """
    with transaction.atomic():
        listing, revision = _waiting(revision_id, expected_version=expected_version, actor=actor)
        check_ticked(checklist, ReviewCheck)
        stored = snapshot(listing)
        check_publishable(listing, {**stored, **revision.content}, on=timezone.localdate(now))
        changes = changes_only(stored, revision.content)
        settle(listing, "approve", actor=actor, now=now)
        _store(listing, changes, verb="listing.take_over_revision", actor=actor, now=now)
        emit(events.CHANGED, subject=listing, topics=topics_of(changes, FIELDS))
    return listing


def refuse_revision(
    *, revision_id: int, expected_version: int, reason: str, note: str, actor: Actor, now: datetime
) -> Listing:
    """Turn a waiting edit down with a reason of list `returned_listing`; the text in view stays.

    Raises NotFound, NotAllowed, NothingPending, Stale, Invalid.
    """
    with transaction.atomic():
        listing, _revision = _waiting(revision_id, expected_version=expected_version, actor=actor)
        code, words = given_reason(reason, list_name="returned_listing"), given_note(note)
        settle(listing, "refuse", actor=actor, now=now, reason=code, note=words)
        emit(events.REVISION_REFUSED, subject=listing, reason=code)
    return listing


def _waiting(revision_id: int, *, expected_version: int, actor: Actor) -> tuple[Listing, Revision]:
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision is None:
        raise NotFound()
    listing = locked(revision.listing_id, actor=actor)
    require(rules.may_review(actor, listing), detail=_("Nobody reviews a text of their own."))
    present = pending_of(listing)
    if present is None or present.pk != revision.pk or not listing.is_revisable:
        raise NothingPending()
    if present.version != expected_version:
        raise Stale(_("The owner changed this edit after you opened it."))
    return listing, present


def _check(listing: Listing, working: Values, changes: Values, *, now: datetime) -> None:
    """A text in view stays complete and free of contradictions at every save."""
    facts = fields_of(listing.kind)
    fixed = [name for name in changes if facts[name].draft_only]
    if fixed:
        words = _("This is fixed once a listing is public.")
        raise Invalid(errors=[FieldProblem(f"/{name}", "fixed", words) for name in fixed])
    check_together(working, changes)
    refuse(lacks_of(listing.kind, {**working, **changes}))
    codes_for(listing.kind, changes, kept=working, on=timezone.localdate(now))


def _store(listing: Listing, changes: Values, *, verb: str, actor: Actor, now: datetime) -> None:
    codes = codes_for(listing.kind, changes, kept=snapshot(listing), on=timezone.localdate(now))
    columns = columns_of(changes, codes)
    touch(listing, actor=actor, now=now, verb=verb, **columns)  # Also when nothing is live: two editors never both win.
    write_related(listing, changes, codes, actor=actor, now=now)
    Listing.objects.filter(pk=listing.pk).update(public_text_folded=folded_text(listing))


def _keep_waiting(
    listing: Listing, content: Values, *, stored: Values, waiting: Revision | None, actor: Actor, now: datetime
) -> None:
    """Make, change or end the waiting revision so that it says what the editor now wants."""
    differing = changed_names(stored, content)
    if not differing:
        settle(listing, "recall", actor=actor, now=now)
    elif waiting is None:
        freeze(listing, content, actor=actor, now=now, since=stored)
        emit(events.REVISION_PROPOSED, subject=listing)
    else:
        touch(waiting, actor=actor, now=now, verb="revision.edit", content=content, changed=differing)
