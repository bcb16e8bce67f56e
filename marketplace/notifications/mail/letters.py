"""One mail as a value: to whom, about what, why, and how to stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.notifications.mail import tokens
from marketplace.notifications.mail.words import one_line, paragraphs, subject_line, without_addresses
from marketplace.notifications.models import Notice
from marketplace.notifications.states import SUBSCRIBED, Category

WHY = {
    Category.SECURITY: _("You get this mail because it concerns the safety of your account or organisation."),
    Category.DEADLINE: _("You get this mail because a time of yours runs out."),
    Category.REPLY: _("You get this mail because somebody answered or decided about something of yours."),
    Category.MATCH: _("You get this mail because something fits what you seek or offer."),
    Category.ALERT: _("You get this mail because you saved a search."),
    Category.FAIR: _("You get this mail because you take part in a fair."),
    Category.NEWS: _("You get this mail because you have an account here."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a mail tells it, and the names of what it was found by."""

    notice: Notice
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is rendered. `told` are notices about one thing, or the items of a digest; never empty."""

    mail: UUID
    recipient: User
    zone: str
    told: Sequence[Told]
    digest: bool = False
    preview: bool = False  # For operators: without the recipient's own link.

    @property
    def stoppable(self) -> bool:
        """Whether the mail carries List-Unsubscribe: not on security and deadlines."""
        return all(told.notice.category in SUBSCRIBED for told in self.told)

    @property
    def subscription(self) -> str:
        """What its link switches off: the one thing it is about, else (a digest of several) all that is gathered."""
        keys = {tokens.subscription_of(told.notice) for told in self.told}
        categories = {told.notice.category for told in self.told}
        if len(keys) == 1:
            return keys.pop()
        return f"{tokens.CATEGORY_PREFIX}{categories.pop()}" if len(categories) == 1 else tokens.ALL

    def stop_url(self) -> str:
        token = "…" if self.preview else tokens.sign(self.recipient, self.subscription)
        return settings.BASE_URL + reverse("unsubscribe", kwargs={"token": token})


def subject_of(letter: Letter) -> str:
    """Object and fact in one line of at most 60 characters, in the active language."""
    first = letter.told[0].notice
    if not letter.digest:
        return subject_line(without_addresses(one_line(first.title)))
    count = len(letter.told)
    return subject_line(
        ngettext("%(count)d piece of news for you", "%(count)d pieces of news for you", count) % {"count": count}
    )


def context_of(letter: Letter, *, site_name: str) -> dict[str, object]:
    """What the templates show, in the active language and zone."""
    first = letter.told[0].notice
    shown = letter.told[: settings.DIGEST_ITEMS_MAX]
    return {
        "site_name": one_line(site_name),
        "language": translation.get_language(),
        "subject": subject_of(letter),
        "title": _title(first),
        "body": without_addresses(paragraphs(first.body)),
        "reasons": _reasons(letter.told),
        "items": [
            {"title": _title(told.notice), "body": _short(told.notice), "at": told.notice.created_at} for told in shown
        ],
        "more": len(letter.told) - len(shown),
        "told_at": first.created_at,
        "link": _link(letter),
        "why": [WHY[Category(name)] for name in dict.fromkeys(told.notice.category for told in letter.told)],
        "stop_url": letter.stop_url() if letter.stoppable else "",
        "settings_url": settings.BASE_URL + reverse("notifications:preferences"),
    }


class SpokenTo:
    """Within it the reader's language and zone are active."""

    def __init__(self, letter: Letter) -> None:
        self._language = translation.override(letter.recipient.language)
        self._zone = timezone.override(ZoneInfo(letter.zone))

    def __enter__(self) -> None:
        self._language.__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: object) -> None:
        self._zone.__exit__(*error)  # type: ignore[arg-type]
        self._language.__exit__(*error)  # type: ignore[arg-type]


def _title(notice: Notice) -> str:
    return without_addresses(one_line(notice.title))


def _short(notice: Notice) -> str:
    return without_addresses(one_line(notice.body))


def _reasons(told: Sequence[Told]) -> list[str]:
    names = [without_addresses(one_line(name)) for each in told for name in each.reasons]
    return list(dict.fromkeys(names))


def _link(letter: Letter) -> str:
    """The one place it leads to: what it is about, else the list of notices; always at our own address."""
    path = "" if letter.digest else letter.told[0].notice.url
    return settings.BASE_URL + (path or reverse("notifications:notices"))
