"""The alert: what a saved search tells its holder."""

from django.utils.translation import gettext as _

from marketplace.accounts.queries import actor_of
from marketplace.listings import rules as listing_rules
from marketplace.needs import rules as need_rules
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice
from search import events
from search.fields import Kind
from search.models import SavedSearch

VISIBLE = {Kind.LISTING: listing_rules.visible_to, Kind.NEED: need_rules.visible_to}


def _recipients(telling: Telling) -> list[int]:
    saved = SavedSearch.objects.filter(pk=telling.facts["saved_search"], paused=False, user__is_active=True).first()
    return [saved.user_id] if saved else []


def _text(telling: Telling) -> NoticeText:
    saved = SavedSearch.objects.get(pk=telling.facts["saved_search"])
    visible = VISIBLE[Kind(telling.subject_kind)](actor_of(saved.user))
    thing = visible.filter(pk=telling.subject_id).first()
    if thing is None:  # Withdrawn meanwhile: still_wanted drops it.
        return NoticeText(title_vi=saved.name, title_en=saved.name)
    return NoticeText.render(
        title=lambda: _("New for “%(search)s”: %(title)s") % {"search": saved.name, "title": thing.title},
        body=lambda: thing.summary if telling.subject_kind == Kind.LISTING else thing.text("problem"),
        url=thing.get_absolute_url(),
    )


def _still_wanted(notice: Notice) -> bool:
    """Not when the publication went out of view again, or its reader may not see it."""
    visible = VISIBLE[Kind(notice.subject_kind)](actor_of(notice.recipient))
    return visible.filter(pk=notice.subject_id).exists()


SAVED_SEARCH = NoticeKind(
    name="saved_search",
    event=events.ALERT,
    category=Category.ALERT,
    recipients=_recipients,
    still_wanted=_still_wanted,
    text=_text,
    key=lambda _telling: "once",  # One notice per publication, however many of one's searches found it.
)
