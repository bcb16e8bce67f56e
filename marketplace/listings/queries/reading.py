"""One listing with all that a page, a snapshot or the projection reads."""

from django.db.models import QuerySet

from marketplace.accounts.queries.postings import named, present
from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound
from marketplace.listings import rules
from marketplace.listings.models import Listing
from marketplace.listings.queries.content import with_content
from marketplace.listings.states import IN_VIEW


def searchable() -> QuerySet[Listing]:
    """What the index holds for everybody, with content; hits are read again through `rules.visible_to`."""
    return with_content(Listing.objects.filter(rules.in_search()))


def listing_page(reference: str, *, actor: Actor) -> Listing:
    """The listing with this reference, with content.

    Raises NotFound when unknown or invisible, Withdrawn when it was public once, UnderReview while a complaint is open.
    """
    rows = with_content(rules.visible_to(actor)).filter(reference=reference.upper())
    return present(rows, reference, in_view=IN_VIEW)


def own_listing(public_id: str, *, actor: Actor) -> Listing:
    """The listing by its opaque id, for those who may edit it or review it. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(public_id=public_id).first()
    if found is None or not rules.may_read_agency(actor, found):
        raise NotFound()
    return found


def find_id(key: str, *, actor: Actor) -> int:
    """Primary key of a visible listing named by reference or opaque id. Raises NotFound, Withdrawn."""
    rows = named(rules.visible_to(actor), key).values_list("pk", flat=True)
    return present(rows, key, in_view=IN_VIEW)


def listing_named(key: str, *, actor: Actor) -> Listing:
    """As `find_id`, the listing itself with content. Raises NotFound, Withdrawn."""
    return present(with_content(named(rules.visible_to(actor), key)), key, in_view=IN_VIEW)


def listing_by_id(listing_id: int, *, actor: Actor) -> Listing:
    """A visible listing, with content. Raises NotFound."""
    found = with_content(rules.visible_to(actor)).filter(pk=listing_id).first()
    if found is None:
        raise NotFound()
    return found
