"""Listings as what people ask about, keep and complain of."""

from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.queries.postings import named
from marketplace.common.permissions import Actor
from marketplace.listings import rules
from marketplace.listings.models import Listing, Revision
from marketplace.listings.projection import is_minimal, marked, public_texts
from marketplace.listings.states import State
from marketplace.notifications.kinds import path_without_language
from marketplace.notifications.subjects import Subject, SubjectFacts
from marketplace.notifications.subjects.postings import facts_of, frozen_texts, price_range


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    open_to_all = ExpressionWrapper(rules.in_view(), output_field=BooleanField())
    rows = rules.visible_to(actor).filter(pk__in=ids).annotate(open_to_all=open_to_all).select_related("price_mode")
    return {row.pk: _facts(row) for row in marked(rows)}


def _facts(row: Listing) -> SubjectFacts:
    return facts_of(
        row,
        kind="listing",
        path=path_without_language(row.get_absolute_url()) if row.reference else "",
        hidden_owner=row.owner_hidden,
        price="" if row.closed else _price(row),  # type: ignore[attr-defined]
        deadline=row.expires_on,
    )


def _price(row: Listing) -> str:
    if row.price_min is None:
        return row.price_mode.code if row.price_mode else ""
    return price_range(row.price_min, row.price_max, row.currency)


def _find_key(key: str, actor: Actor) -> int | None:
    return named(rules.visible_to(actor), key).values_list("pk", flat=True).first()


def _freeze(listing_id: int) -> dict[str, str]:
    """The public projection alone; of an unpublished application its minimal record."""
    rows = Listing.objects.select_related("owner", "price_mode", "technology", "service")
    listing = rows.prefetch_related("claims", "rights").get(pk=listing_id)
    return frozen_texts(public_texts(listing), price="" if is_minimal(listing) else _price(listing))


def _reviewers(listing_id: int) -> frozenset[int]:
    decided = Revision.objects.filter(listing=listing_id).values_list("decided_by", flat=True)
    taken = Listing.objects.filter(pk=listing_id).values_list("reviewer", flat=True)
    return frozenset(filter(None, [*decided, *taken]))


LISTING = Subject(
    kind="listing",
    name=_("Listing"),
    find_many=_find_many,
    find_key=_find_key,
    freeze=_freeze,
    state_label=lambda state: State(state).label,
    reviewers=_reviewers,
    questions=True,
    bookmarks=True,
    complaints=True,
)
