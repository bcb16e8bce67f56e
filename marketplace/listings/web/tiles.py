"""The three kinds of listing as one chooses between them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.listings.states import Kind


@dataclass(frozen=True, slots=True)
class KindTile:
    """A card: what the kind is for, what it asks and how long that takes."""

    kind: str
    icon: str
    label: str | Promise
    about: str | Promise
    asks: str | Promise


KIND_TILES = (
    KindTile(
        Kind.TECHNOLOGY,
        "flow",
        _("A technology"),
        _("A process, a machine with its know-how, software, a variety, a research result that somebody can use."),
        _("Twelve answers, about 10 minutes: problem, how it works, one figure, readiness, what you offer, price."),
    ),
    KindTile(
        Kind.IP_ASSET,
        "doc",
        _("An IP asset"),
        _("A patent, utility solution, design, trade mark or other right that is for sale or to license."),
        _("Eight answers, about 5 minutes: the right with its numbers and status, what you offer, price."),
    ),
    KindTile(
        Kind.SERVICE,
        "scale",
        _("An intermediary service"),
        _("Search, testing, assessment, valuation, legal help, brokerage and other services around a transfer."),
        _("Eight answers, about 5 minutes: what the client receives, how fast, where, price."),
    ),
)
