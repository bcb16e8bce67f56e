"""The alert: what a saved search tells its holder."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.notifications.kinds import NoticeKind, NoticeText, Reason, Telling
from marketplace.notifications.models import Category, Notice
from search import events
from search.fields import Kind
from search.models import SavedSearch, SavedSearchHit

PREFIX = "saved_search"  # Of the keys under which a person switches the mail of one search off.
OFF = "off"


def _saved_search_id(telling: Telling) -> int:
    return int(str(telling.facts["saved_search"]))


def _recipients(telling: Telling) -> list[int]:
    saved = SavedSearch.objects.filter(pk=_saved_search_id(telling), paused=False, user__is_active=True).first()
    return [saved.user_id] if saved else []


def _text(telling: Telling) -> NoticeText:
    saved = SavedSearch.objects.get(pk=_saved_search_id(telling))
    thing: Listing | Need | None = _visible(telling.subject_kind, saved.user).filter(pk=telling.subject_id).first()
    if thing is None:  # Withdrawn meanwhile: still_wanted drops it.
        return NoticeText(title_vi=saved.name, title_en=saved.name)
    return NoticeText.render(
        title=lambda: _("New for “%(search)s”: %(title)s") % {"search": saved.name, "title": thing.title},
        body=lambda: thing.text("summary") or (thing.text("problem") if isinstance(thing, Need) else ""),
        url=thing.get_absolute_url(),
    )


def _still_wanted(notice: Notice) -> bool:
    """Not when the publication went out of view again, or its reader may not see it."""
    return _visible(notice.subject_kind, notice.recipient).filter(pk=notice.subject_id).exists()


def _subscription(telling: Telling) -> str:
    return f"{PREFIX}:{_saved_search_id(telling)}"


def _reasons(notice: Notice) -> Sequence[Reason]:
    """Every search of the reader's that found the publication, each with its rhythm; a paused one has no say."""
    hits = SavedSearchHit.objects.filter(kind=notice.subject_kind, object_id=notice.subject_id)
    found = SavedSearch.objects.filter(hits__in=hits, user=notice.recipient_id).order_by("pk")
    named = [Reason("" if saved.paused else f"{PREFIX}:{saved.pk}", saved.name, _pace(saved)) for saved in found]
    return named or [Reason("", "", OFF)]  # Each of them was deleted meanwhile.


def _pace(saved: SavedSearch) -> str:
    return OFF if saved.paused else saved.rate


def names(ids: Sequence[str]) -> Mapping[str, str]:
    """What their holders called these saved searches, by id."""
    rows = SavedSearch.objects.filter(pk__in=[int(ident) for ident in ids if ident.isdecimal()])
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _visible(kind: str, user: User) -> QuerySet[Any]:
    """What this person may see of the publication's table."""
    rules = listing_rules if Kind(kind) is Kind.LISTING else need_rules
    return rules.visible_to(actor_of(user))


SAVED_SEARCH = NoticeKind(
    name="saved_search",
    event=events.ALERT,
    category=Category.ALERT,
    recipients=_recipients,
    still_wanted=_still_wanted,
    text=_text,
    subscription=_subscription,
    reasons=_reasons,
    key=lambda _telling: "once",  # One notice per publication, however many of one's searches found it.
)
