"""The alert: what a saved search tells its holder."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice
from search import events
from search.fields import Kind
from search.models import SavedSearch


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
    key=lambda _telling: "once",  # One notice per publication, however many of one's searches found it.
)
