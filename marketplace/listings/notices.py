"""What listings tell people: the owner's editors, when a reviewer decided or the clock moved one of theirs."""

from django.utils.translation import gettext_lazy as _

from marketplace.listings import events
from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.notifications.models import Category
from marketplace.notifications.notices.postings import EditorsNotices

_listing = EditorsNotices(noun="listing", model=Listing, own_page="listings:own")

PUBLISHED = _listing.kind(
    "published",
    events.PUBLISHED,
    _("“%(title)s” is published"),
    _("Everybody finds it within seconds. It counts for twelve months."),
    stays=State.PUBLISHED,
    public=True,
    category=Category.REPLY,
)
RETURNED = _listing.kind(
    "returned",
    events.RETURNED,
    _("“%(title)s” needs changes before it is published"),
    _("The reviewer named each point and where to repair it. Answer every point, then send it again."),
    stays=State.CHANGES_REQUESTED,
    category=Category.REPLY,
)
REJECTED = _listing.kind(
    "rejected",
    events.REJECTED,
    _("“%(title)s” was refused"),
    _("The page says why. Take it back to draft and change it, or appeal to another reviewer within 30 days."),
    stays=State.REJECTED,
    category=Category.REPLY,
)
EXPIRING = _listing.expiring(
    events.EXPIRING,
    _("Confirm that it is still true, and it counts for another twelve months; otherwise it leaves the search."),
    runs_out=(State.PUBLISHED, State.PAUSED),
)
EXPIRED = _listing.kind(
    "expired",
    events.EXPIRED,
    _("“%(title)s” has run out"),
    _("It left the search; its page stays readable. Confirm that it is still true to bring it back."),
    stays=State.EXPIRED,
)
REVISION_REFUSED = _listing.kind(
    "revision_refused",
    events.REVISION_REFUSED,
    _("The change of “%(title)s” was refused"),
    _("The public text stays as it was. The page says why and what next."),
    category=Category.REPLY,
)
EVIDENCE_CONTESTED = _listing.kind(
    "evidence_contested",
    events.EVIDENCE_CONTESTED,
    _("A document of “%(title)s” is contested"),
    _("Its badge is off until it is decided. Answer within ten working days: name a better document, or say why."),
    category=Category.REPLY,
)
EVIDENCE_STRUCK = _listing.kind(
    "evidence_struck",
    events.EVIDENCE_STRUCK,
    _("A document of “%(title)s” was struck off"),
    _("The figures that rested on it count as your own word now."),
    category=Category.REPLY,
)
EVIDENCE_EXPIRED = _listing.kind(
    "evidence_expired",
    events.EVIDENCE_EXPIRED,
    _("A document of “%(title)s” has run out"),
    _("Its badge is off and the page says since when. Name the new document to have it checked again."),
    category=Category.DEADLINE,
)
KINDS = (
    PUBLISHED,
    RETURNED,
    REJECTED,
    EXPIRED,
    EXPIRING,
    REVISION_REFUSED,
    EVIDENCE_CONTESTED,
    EVIDENCE_STRUCK,
    EVIDENCE_EXPIRED,
)
