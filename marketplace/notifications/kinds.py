"""Which notices there are. An app declares its kinds in its `notices.py` and registers them in `AppConfig.ready()`.

    LISTING_RETURNED = NoticeKind(
        name="listing_returned",
        event=events.RETURNED,
        category=Category.REPLY,
        recipients=lambda telling: editors_of_listing(telling.subject_id),
        still_wanted=lambda notice: listing_waits_for_changes(notice.subject_id),
        text=returned_text,
    )

`recipients`, `still_wanted` and `text` read the database again: an event may arrive late, twice or out of order.
So notifications imports nobody above it, and knows every kind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import translation

from marketplace.notifications.models import BODY_MAX_CHARS, TITLE_MAX_CHARS, Category, Notice
from marketplace.notifications.states import DIGESTIBLE

EVENT_KEY_SEPARATOR = ":"
Words = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Telling:
    """An event as it reaches notifications: its subject, the subject's version then, the ids and words it carries."""

    event: str
    subject_kind: str
    subject_id: int
    version: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """Words in both languages, and the page they lead to (path without language prefix, or empty)."""

    title_vi: str
    title_en: str
    body_vi: str = ""
    body_en: str = ""
    path: str = ""

    @classmethod
    def render(cls, *, title: Words, body: Words | None = None, url: str = "") -> "NoticeText":
        """Call `title` and `body` once per language, each with that language active; `url` may carry a prefix."""
        titles = {code: _in(code, title)[:TITLE_MAX_CHARS] for code in ("vi", "en")}
        bodies = {code: _in(code, body)[:BODY_MAX_CHARS] if body else "" for code in ("vi", "en")}
        return cls(titles["vi"], titles["en"], bodies["vi"], bodies["en"], path_without_language(url))


def occurrence(telling: Telling) -> str:
    """Tells one occurrence of an event from the next: every change of the subject has a version of its own."""
    return str(telling.version)


def always(_notice: Notice) -> bool:
    """A notice that nothing makes pointless."""
    return True


def never_over(_notice: Notice) -> datetime | None:
    """A notice that is worth a mail however late."""
    return None


def as_category(_telling: Telling) -> str:
    """No subscription of its own: the category's choice counts."""
    return ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of several things for which somebody is told, as a saved search: its key, its name, how often it mails."""

    subscription: str
    name: str
    pace: str = ""  # Empty: as the category.


def one_reason(_notice: Notice) -> Sequence[Reason]:
    """The notice's own subscription, or its category."""
    return ()


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice. `name` is stable: preferences and keys refer to it.

    `key(telling)` names the occurrence; equal keys are one notice per recipient, however often the event arrives.
    `still_wanted(notice)` is asked when the notice is made and again before each delivery; `not_after(notice)` is the
    moment after which no mail goes. `subscription(telling)` is what a recipient may switch off by itself, such as
    "saved_search:12"; `reasons(notice)` names all of them when mail goes. `digestible` says whether its mail may be
    capped and gathered (by category unless said), `urgent` that it goes through quiet hours. `audience(telling)`, of a
    telling without facts, are those who may be told of the subject: asked again before each mail, so that whoever left
    an organisation gets none of its mail; none where the notice is the person's own.
    """

    name: str
    event: str
    recipients: Callable[[Telling], Iterable[int]]
    text: Callable[[Telling], NoticeText]
    still_wanted: Callable[[Notice], bool] = always
    category: Category = Category.NEWS
    key: Callable[[Telling], str] = occurrence
    not_after: Callable[[Notice], datetime | None] = never_over
    subscription: Callable[[Telling], str] = as_category
    reasons: Callable[[Notice], Sequence[Reason]] = one_reason
    digestible: bool | None = None
    urgent: bool = False
    audience: Callable[[Telling], Iterable[int]] | None = None

    def may_still_tell(self, notice: Notice) -> bool:
        """Whether its recipient is still one of those who may be told of the subject at all."""
        if self.audience is None:
            return True
        return notice.recipient_id in self.audience(Telling(self.event, notice.subject_kind, notice.subject_id))

    @property
    def may_be_gathered(self) -> bool:
        return self.category in DIGESTIBLE if self.digestible is None else self.digestible

    def event_key(self, telling: Telling) -> str:
        """What happened: kind, subject, occurrence."""
        parts = (self.name, telling.subject_kind, str(telling.subject_id), self.key(telling))
        return EVENT_KEY_SEPARATOR.join(parts)


class KindTaken(RuntimeError):
    """Two kinds of notice with one name."""


SubscriptionNames = Callable[[Sequence[str]], Mapping[str, str]]
_kinds: dict[str, NoticeKind] = {}
_names: dict[str, SubscriptionNames] = {}


def register(*kinds: NoticeKind) -> None:
    """Make kinds known, at start. Raises KindTaken when another kind has the name."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise KindTaken(kind.name)


def register_names(prefix: str, names: SubscriptionNames) -> None:
    """How subscriptions of this prefix are called: "saved_search" for keys such as "saved_search:12"."""
    _names[prefix] = names


def subscription_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of these subscriptions, by key; what is gone or unknown is left out."""
    by_prefix: dict[str, list[str]] = {}
    for key in keys:
        by_prefix.setdefault(key.partition(EVENT_KEY_SEPARATOR)[0], []).append(key)
    found: dict[str, str] = {}
    for prefix, own in by_prefix.items():
        if prefix in _names:
            named = _names[prefix]([key.partition(EVENT_KEY_SEPARATOR)[2] for key in own])
            found |= {f"{prefix}{EVENT_KEY_SEPARATOR}{ident}": name for ident, name in named.items()}
    return found


def kinds_for(event: str) -> list[NoticeKind]:
    """Kinds that this event leads to, by name."""
    return sorted((kind for kind in _kinds.values() if kind.event == event), key=lambda kind: kind.name)


def events_with_kinds() -> set[str]:
    """Events that somebody is told about; each needs its route to `reactions.tell`."""
    return {kind.event for kind in _kinds.values()}


def kind_named(name: str) -> NoticeKind | None:
    return _kinds.get(name)


def path_without_language(url: str) -> str:
    """`/vi/needs/x/` → `/needs/x/`: a notice is read in either language."""
    head, _, rest = url.lstrip("/").partition("/")
    return f"/{rest}" if head in dict(settings.LANGUAGES) else url


def _in(language: str, words: Words) -> str:
    with translation.override(language):
        return str(words())
