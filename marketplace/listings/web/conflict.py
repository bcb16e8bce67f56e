"""Two people wrote at once: both texts field by field, and a choice for each. Nothing is overwritten before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from marketplace.listings.fields import FIELDS, Section
from marketplace.listings.models import Listing
from marketplace.listings.queries import Difference
from marketplace.listings.web.words import words_of
from marketplace.taxonomy.web.inputs import label_of

MINE = "mine"
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "version", "save", "next", "resolve", "keep"})


@dataclass(frozen=True, slots=True)
class Clash:
    """One field with both answers in words."""

    name: str
    label: str
    theirs: str
    mine: str
    language: str


def conflict(
    request: HttpRequest, listing: Listing, section: str, differing: Sequence[Difference], *, open_to_writing: bool
) -> HttpResponse:
    """409: what was typed beside what is saved now. Where the listing was sent or closed, the text is shown to copy."""
    clashes = [_clash(difference) for difference in differing]
    context = {
        "section": "my",
        "listing": listing,
        "heading": Section(section).label,
        "clashes": clashes,
        "carried": _carried(request.POST),
        "open_to_writing": open_to_writing,
        "action": reverse("listings:section", args=[listing.public_id, section]),
    }
    return render(request, "listings/editor/conflict.html", context, status=409)


def kept_by_choice(data: QueryDict, changes: Mapping[str, object]) -> dict[str, object]:
    """After a conflict page only what its reader chose from their own text; else everything."""
    if "resolve" not in data or data.get("keep") == MINE:
        return dict(changes)
    return {name: value for name, value in changes.items() if data.get(f"keep-{name}") == MINE}


def _clash(difference: Difference) -> Clash:
    fact = FIELDS[difference.name]
    theirs, mine = words_of(fact, difference.theirs), words_of(fact, difference.mine)
    return Clash(difference.name, label_of(fact), theirs, mine, fact.language)


def _carried(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, to be posted again."""
    kept = ((name, values) for name, values in data.lists() if name not in NOT_CARRIED and not name.startswith("keep-"))
    return [(name, str(value)) for name, values in kept for value in values]
