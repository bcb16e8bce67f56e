"""Listings as what people ask about, keep and complain of."""

from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import LANGUAGES
from marketplace.common.permissions import Actor
from marketplace.listings import rules
from marketplace.listings.models import Listing, Revision
from marketplace.listings.projection import is_minimal, marked, public_texts
from marketplace.listings.states import State
from marketplace.notifications.kinds import path_without_language
from marketplace.notifications.subjects import PRICE_SEPARATOR, Subject, SubjectFacts

NO_QUESTIONS = _("A record from a catalogue takes no questions here: ask at its source.")
_TEXTS = ("title", "summary", "body", "owner")


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    open_to_all = ExpressionWrapper(rules.in_view(), output_field=BooleanField())
    rows = rules.visible_to(actor).filter(pk__in=ids).annotate(open_to_all=open_to_all).select_related("price_mode")
    return {row.pk: _facts(row) for row in marked(rows)}


def _facts(row: Listing) -> SubjectFacts:
    return SubjectFacts(
        kind="listing",
        subject_id=row.pk,
        key=row.reference or row.public_id,
        title_vi=row.title_vi,
        title_en=row.title_en,
        path=path_without_language(row.get_absolute_url()) if row.reference else "",
        owner_id=row.owner_id,
        in_view=row.open_to_all,  # type: ignore[attr-defined]
        hidden_owner=row.owner_hidden,
        takes_questions=not row.is_catalogue_record,
        why_no_questions=NO_QUESTIONS if row.is_catalogue_record else "",
        response_days=row.response_days,
        state=row.state,
        price="" if row.closed else _price(row),  # type: ignore[attr-defined]
        deadline=row.expires_on,
        author_id=row.author_id,
    )


def _price(row: Listing) -> str:
    if row.price_min is None:
        return row.price_mode.code if row.price_mode else ""
    high = "" if row.price_max is None else f"{row.price_max:f}"
    return PRICE_SEPARATOR.join((f"{row.price_min:f}", high, row.currency))


def _find_key(key: str, actor: Actor) -> int | None:
    visible = rules.visible_to(actor)
    rows = visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)
    return rows.values_list("pk", flat=True).first()


def _freeze(listing_id: int) -> dict[str, str]:
    """The public projection alone; of an unpublished application its minimal record."""
    rows = Listing.objects.select_related("owner", "price_mode", "technology", "service")
    listing = rows.prefetch_related("claims", "rights").get(pk=listing_id)
    texts = public_texts(listing)
    found = {f"{topic}_{language}": getattr(texts, f"{topic}_{language}") for topic in _TEXTS for language in LANGUAGES}
    return {**found, "price": "" if is_minimal(listing) else _price(listing)}


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
