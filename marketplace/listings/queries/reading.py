"""One listing with all that a page, a snapshot or the projection reads."""

from django.db.models import QuerySet

from marketplace.accounts.states import Verification as Standing
from marketplace.common.holds import refuse_under_review
from marketplace.common.permissions import Actor
from marketplace.common.problems import Gone, NotFound
from marketplace.listings import rules
from marketplace.listings.models import Listing
from marketplace.listings.queries.content import with_content
from marketplace.listings.states import IN_VIEW, State


class Withdrawn(Gone):
    """Was public and is not any more: the tombstone keeps reference, title, dates and the class of reason."""

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing


def searchable() -> QuerySet[Listing]:
    """What the index holds for everybody, with content; hits are read again through `rules.visible_to`."""
    return with_content(Listing.objects.filter(rules.in_search()))


def listing_page(reference: str, *, actor: Actor) -> Listing:
    """The listing with this reference, with content.

    Raises NotFound when unknown or invisible, Withdrawn when it was public once, UnderReview while a complaint is open.
    """
    found = with_content(rules.visible_to(actor)).filter(reference=reference.upper()).first()
    if found is None:
        _refuse_once_public(reference)
        raise NotFound()
    return found


def _refuse_once_public(reference: str) -> None:
    """Raises Withdrawn, or UnderReview while a complaint is decided, for what was public."""
    closed = Listing.objects.filter(reference=reference.upper(), published_at__isnull=False)
    gone = closed.filter(state__in=[State.WITHDRAWN, State.ARCHIVED]).first()
    if gone is not None:
        raise Withdrawn(gone)
    held = Listing.objects.filter(reference=reference.upper(), state__in=IN_VIEW)
    for listing in held.exclude(owner__verification=Standing.SUSPENDED):
        refuse_under_review(listing)


def own_listing(public_id: str, *, actor: Actor) -> Listing:
    """The listing by its opaque id, for those who may edit it or review it. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(public_id=public_id).first()
    if found is None or not rules.may_read_agency(actor, found):
        raise NotFound()
    return found


def find_id(key: str, *, actor: Actor) -> int:
    """Primary key of a visible listing named by reference or opaque id. Raises NotFound, Withdrawn."""
    found = _named(key, actor=actor).values_list("pk", flat=True).first()
    if found is None:
        _refuse_once_public(key)
        raise NotFound()
    return found


def listing_named(key: str, *, actor: Actor) -> Listing:
    """As `find_id`, the listing itself with content. Raises NotFound, Withdrawn."""
    found = with_content(_named(key, actor=actor)).first()
    if found is None:
        _refuse_once_public(key)
        raise NotFound()
    return found


def _named(key: str, *, actor: Actor) -> QuerySet[Listing]:
    visible = rules.visible_to(actor)
    return visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)


def listing_by_id(listing_id: int, *, actor: Actor) -> Listing:
    """A visible listing, with content. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(pk=listing_id).first()
    if found is None:
        raise NotFound()
    return found
