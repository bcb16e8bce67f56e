"""From event to tasks, on one screen: what the floor does about what happened."""

from django.conf import settings

from marketplace.accounts import events as accounts
from marketplace.common import outbox
from marketplace.common.outbox import Route
from marketplace.listings import events as listings
from marketplace.mandates import events as mandates
from marketplace.matches import events as matches
from marketplace.moderation import events as moderation
from marketplace.needs import events as needs
from marketplace.notifications import events as notifications
from marketplace.notifications.kinds import events_with_kinds
from marketplace.valuation import events as valuation
from search import events as search
from workers import tasks
from workers.registry import Task

INDEX = (tasks.sync_documents,)
PUBLISH = (tasks.sync_documents, tasks.match_saved_searches, tasks.match_pairs)
CHANGE = (tasks.sync_documents, tasks.match_saved_searches, tasks.match_pairs.after(settings.MATCH_DEBOUNCE_SECONDS))
LEAVE = (tasks.sync_documents, tasks.match_pairs)  # Pairs of what left the view go out.
SLICE = (tasks.sync_slice, tasks.match_slice, tasks.match_pairs_of_slice)
OWNED = (tasks.sync_slice, tasks.match_pairs_of_slice)
OWNER = (tasks.listings_follow_owner, tasks.needs_follow_owner)
NOTHING: tuple[Task, ...] = ()  # Known, and only people are told, if anybody.

ROUTES: dict[str, tuple[Task, ...]] = {
    accounts.ORGANISATION_RENAMED: OWNER,
    accounts.ORGANISATION_VERIFIED: OWNER,
    accounts.ORGANISATION_SUSPENDED: OWNER,
    accounts.ORGANISATION_LIFTED: OWNER,
    accounts.ORGANISATION_REFUSED: NOTHING,
    accounts.ORGANISATION_LAPSE_NEAR: NOTHING,
    accounts.ORGANISATION_LAPSED: OWNER,
    accounts.MEMBERSHIP_ENDED: (tasks.listings_follow_leaver, tasks.needs_follow_leaver),
    accounts.ROLE_CHANGED: NOTHING,
    accounts.INVITED: (tasks.mail_invitation,),
    accounts.INVITATION_ACCEPTED: NOTHING,
    accounts.INVITATION_REFUSED: NOTHING,
    accounts.JOIN_ASKED: NOTHING,
    accounts.JOIN_OVERDUE: NOTHING,
    accounts.JOIN_ADMITTED: NOTHING,
    accounts.JOIN_REFUSED: NOTHING,
    listings.SUBMITTED: NOTHING,
    listings.RETURNED: LEAVE,  # A judge returns what was in the search.
    listings.REJECTED: NOTHING,
    listings.PUBLISHED: PUBLISH,
    listings.CHANGED: CHANGE,
    listings.PAUSED: LEAVE,
    listings.RESUMED: PUBLISH,
    listings.WITHDRAWN: LEAVE,
    listings.EXPIRED: LEAVE,
    listings.EXPIRING: NOTHING,
    listings.RENEWED: PUBLISH,
    listings.REVISED: INDEX,
    listings.ARCHIVED: INDEX,
    listings.REVISION_PROPOSED: NOTHING,
    listings.REVISION_REFUSED: NOTHING,
    listings.IMPORTED: SLICE,
    listings.EVIDENCE_CHECKED: PUBLISH,
    listings.EVIDENCE_CONTESTED: PUBLISH,
    listings.EVIDENCE_STRUCK: PUBLISH,
    listings.EVIDENCE_EXPIRED: PUBLISH,
    listings.OWNER_CHANGED: OWNED,
    mandates.BEGUN: NOTHING,
    mandates.ENDED: NOTHING,
    needs.SUBMITTED: NOTHING,
    needs.RETURNED: LEAVE,
    needs.REJECTED: NOTHING,
    needs.OPENED: PUBLISH,
    needs.CHANGED: CHANGE,
    needs.PAUSED: LEAVE,
    needs.RESUMED: PUBLISH,
    needs.CLOSED: LEAVE,
    needs.WITHDRAWN: LEAVE,
    needs.EXPIRED: LEAVE,
    needs.EXPIRING: NOTHING,
    needs.RENEWED: PUBLISH,
    needs.REVISED: INDEX,
    needs.ARCHIVED: INDEX,
    needs.IMPORTED: SLICE,
    needs.OWNER_CHANGED: OWNED,
    matches.PROPOSED: NOTHING,
    matches.BAND_ROSE: NOTHING,
    matches.ACCEPTED: NOTHING,
    matches.MUTUAL: NOTHING,
    matches.INTRODUCED: NOTHING,
    matches.DISMISSED: NOTHING,
    matches.STALE: NOTHING,
    search.ALERT: NOTHING,
    search.NEED_DUE: (tasks.match_pairs,),
    moderation.FILED: (tasks.mail_complaint_receipt,),
    moderation.GRADED: NOTHING,
    moderation.OTHER_SIDE_ASKED: NOTHING,
    moderation.ANSWERED: NOTHING,
    moderation.UPHELD: NOTHING,
    moderation.DISMISSED: NOTHING,
    moderation.WITHDRAWN: NOTHING,
    moderation.HELD: LEAVE,
    moderation.RELEASED: PUBLISH,
    notifications.QUESTION_ASKED: NOTHING,
    notifications.QUESTION_ANSWERED: NOTHING,
    notifications.QUESTION_DECLINED: NOTHING,
    notifications.QUESTION_LAPSED: NOTHING,
    notifications.QUESTION_REMOVED: NOTHING,
    notifications.MESSAGE_WRITTEN: NOTHING,
    notifications.BLOCK_PLACED: (tasks.match_sides_of_block,),
    notifications.BLOCK_LIFTED: (tasks.match_sides_of_block,),
    notifications.BOOKMARK_CHANGED: NOTHING,
    valuation.RUN_QUEUED: (tasks.compute_run,),
    valuation.RUN_COMPUTED: NOTHING,
    valuation.RUN_FAILED: NOTHING,
}


# What may change price, state or deadline of a thing that somebody keeps an eye on.
KEPT = frozenset(
    {
        *(listings.PUBLISHED, listings.CHANGED, listings.PAUSED, listings.RESUMED),
        *(listings.WITHDRAWN, listings.EXPIRED, listings.RENEWED, listings.RETURNED),
        *(needs.OPENED, needs.CHANGED, needs.PAUSED, needs.RESUMED, needs.CLOSED),
        *(needs.WITHDRAWN, needs.EXPIRED, needs.RENEWED, needs.RETURNED),
    }
)


def register() -> None:
    """Tell the outbox, once at start. Every event that has a kind of notice also leads to `tell`."""
    outbox.register_routes({event: [_route(task) for task in targets] for event, targets in with_notices().items()})


def with_notices() -> dict[str, tuple[Task, ...]]:
    """The routes, with `follow_bookmarks` where a bookmark may change and `tell` where somebody is told."""
    kept = {
        event: (*targets, tasks.follow_bookmarks) if event in KEPT else targets for event, targets in ROUTES.items()
    }
    told = events_with_kinds()
    return {event: (*targets, tasks.tell) if event in told else targets for event, targets in kept.items()}


def _route(task: Task) -> Route:
    return Route(task=task.name, queue=task.queue, coalesce=task.coalesce, delay_seconds=task.delay_seconds)
