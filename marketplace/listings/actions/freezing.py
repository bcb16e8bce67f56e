"""Frozen texts: the revision that a reviewer is shown, and its end."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Max

from marketplace.common.facts import Values
from marketplace.common.lifecycle import advance, begin
from marketplace.common.permissions import Actor
from marketplace.listings.models import Listing, Revision
from marketplace.listings.states import RevisionState
from marketplace.taxonomy.plain import changed_names


def freeze(listing: Listing, content: Values, *, actor: Actor, now: datetime, since: Values | None) -> Revision:
    """Keep this text as the listing's next revision, to be decided; `since` is the text it is compared with."""
    last = listing.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision(
        listing=listing,
        number=last + 1,
        content=content,
        changed=changed_names(since or {}, content),
        author_id=cast("int", actor.user_id),
    )
    begin(revision, "propose", actor=actor, now=now, listing=listing.pk, number=revision.number)
    return revision


def pending_of(listing: Listing) -> Revision | None:
    """The one revision that waits, if any."""
    return listing.revisions.filter(state=RevisionState.PENDING).first()


def last_decided(listing: Listing) -> Revision | None:
    """The newest text that a reviewer has seen."""
    decided = listing.revisions.filter(state__in=[RevisionState.APPROVED, RevisionState.REFUSED])
    return decided.order_by("number").last()


def settle(
    listing: Listing, move: str, *, actor: Actor, now: datetime, reason: str = "", note: str = ""
) -> Revision | None:
    """End the waiting revision by `approve`, `refuse` or `recall`; none waiting, nothing to do."""
    revision = pending_of(listing)
    if revision is not None:
        decided: dict[str, Any] = {} if move == "recall" else {"decided_by_id": actor.user_id, "decided_at": now}
        words: dict[str, Any] = {"decision_reason": reason, "decision_note": note}
        advance(revision, move, actor=actor, now=now, reason=reason, **words, **decided)
    return revision
