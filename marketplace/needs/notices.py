"""What needs tell people: the owner's editors, when a reviewer decided or the clock moved one of theirs."""

from django.utils.translation import gettext_lazy as _

from marketplace.needs import events
from marketplace.needs.models import Need
from marketplace.needs.states import State
from marketplace.notifications.models import Category
from marketplace.notifications.notices.postings import EditorsNotices

_need = EditorsNotices(noun="need", model=Need, own_page="needs:own")

OPENED = _need.kind(
    "opened",
    events.OPENED,
    _("“%(title)s” is open"),
    _("Everybody finds it within seconds, and the floor looks for technologies that fit."),
    stays=State.OPEN,
    public=True,
    category=Category.REPLY,
)
RETURNED = _need.kind(
    "returned",
    events.RETURNED,
    _("“%(title)s” needs changes before it is opened"),
    _("The reviewer named each point and where to repair it. Answer every point, then send it again."),
    stays=State.CHANGES_REQUESTED,
    category=Category.REPLY,
)
REJECTED = _need.kind(
    "rejected",
    events.REJECTED,
    _("“%(title)s” was refused"),
    _("The page says why. Take it back to draft and change it, or appeal to another reviewer within 30 days."),
    stays=State.REJECTED,
    category=Category.REPLY,
)
EXPIRING = _need.expiring(
    events.EXPIRING,
    _("Name a new day for answers if it still stands; otherwise it leaves the search."),
    runs_out=(State.OPEN, State.PAUSED),
)
EXPIRED = _need.kind(
    "expired",
    events.EXPIRED,
    _("“%(title)s” has run out"),
    _("It left the search; its page stays readable. Name a new day for answers to open it again."),
    stays=State.EXPIRED,
)
KINDS = (OPENED, RETURNED, REJECTED, EXPIRED, EXPIRING)
