"""What people ask about, keep and complain of. An app declares its objects in its `subjects.py` and registers them in
`AppConfig.ready()`, so that conversations, bookmarks and complaints import nobody above them.

    LISTING = Subject(
        kind="listing", name=_("Listing"), find_many=_find_many, find_key=_find_key, freeze=_freeze, questions=True
    )
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language

from marketplace.common.permissions import Actor
from marketplace.common.problems import NotFound, Words

PRICE_SEPARATOR = "|"
WITHDRAWN, OUT_OF_VIEW = "withdrawn", "out_of_view"


def nobody(_subject_id: int) -> frozenset[int]:
    """People who decided on an object that nobody decides on."""
    return frozenset()


def as_it_is(state: str) -> Words:
    return state


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """One object as somebody may see it. `key` names it in addresses; `path` carries no language prefix.

    `in_view`: everybody reads it. `hidden_owner`: everybody reads it, and nobody may learn whose it is. `price` is
    "low|high|currency" with plain decimals, or the code of the price mode; empty where the object has none.
    """

    kind: str
    subject_id: int
    key: str
    title_vi: str
    title_en: str
    path: str
    owner_id: int | None = None
    in_view: bool = False
    hidden_owner: bool = False
    takes_questions: bool = False
    why_no_questions: Words = ""
    response_days: int = settings.RESPONSE_DAYS_DEFAULT
    state: str = ""
    price: str = ""
    deadline: date | None = None
    author_id: int | None = None

    @property
    def public_state(self) -> str:
        """What everybody may learn of its state: of what is off view, no more than that and whether it is for good."""
        return self.state if self.in_view or self.state == WITHDRAWN else OUT_OF_VIEW

    @property
    def title(self) -> str:
        """In the active language, else in the other one."""
        vi, en = self.title_vi, self.title_en
        return (en or vi) if (get_language() or "").startswith("en") else (vi or en)

    @property
    def url(self) -> str:
        """Its page in the active language; empty where there is none."""
        return f"/{get_language() or 'vi'}{self.path}" if self.path else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of object. `find_many` leaves out what the actor may not know; `freeze` is the public text, by field.

    `reviewers` are the people who decided on the object: none of them judges a complaint about it.
    """

    kind: str
    name: Words
    find_many: Callable[[Collection[int], Actor], Mapping[int, SubjectFacts]]
    find_key: Callable[[str, Actor], int | None]
    freeze: Callable[[int], Mapping[str, str]] = lambda _subject_id: {}
    state_label: Callable[[str], Words] = as_it_is
    reviewers: Callable[[int], frozenset[int]] = nobody
    questions: bool = False  # Takes public questions.
    estimates: bool = False  # Takes questions of those who may read it.
    bookmarks: bool = False
    complaints: bool = False


class SubjectTaken(RuntimeError):
    """Two kinds of subject with one name."""


_subjects: dict[str, Subject] = {}


def register(*subjects: Subject) -> None:
    """Make kinds known, at start. Raises SubjectTaken when another one has the name."""
    for subject in subjects:
        if _subjects.setdefault(subject.kind, subject) is not subject:
            raise SubjectTaken(subject.kind)


def subject_of(kind: str) -> Subject:
    """Raises NotFound: a kind that nobody declared comes from an address."""
    if kind not in _subjects:
        raise NotFound()
    return _subjects[kind]


def kinds_that(feature: str) -> list[str]:
    """Kinds that take `questions`, `bookmarks`, `complaints`."""
    return sorted(kind for kind, subject in _subjects.items() if getattr(subject, feature))


def find(kind: str, subject_id: int, *, actor: Actor) -> SubjectFacts:
    """The object as this actor may see it. Raises NotFound."""
    found = subject_of(kind).find_many([subject_id], actor).get(subject_id)
    if found is None:
        raise NotFound()
    return found


def find_by_key(kind: str, key: str, *, actor: Actor) -> SubjectFacts:
    """As `find`, by the name it has in addresses. Raises NotFound."""
    subject_id = subject_of(kind).find_key(key, actor)
    if subject_id is None:
        raise NotFound()
    return find(kind, subject_id, actor=actor)


def find_all(pairs: Collection[tuple[str, int]], *, actor: Actor) -> dict[tuple[str, int], SubjectFacts]:
    """Facts of many objects, one read per kind; what the actor may not know is left out."""
    by_kind: dict[str, list[int]] = {}
    for kind, subject_id in pairs:
        by_kind.setdefault(kind, []).append(subject_id)
    return {
        (kind, subject_id): facts
        for kind, ids in by_kind.items()
        if kind in _subjects
        for subject_id, facts in _subjects[kind].find_many(ids, actor).items()
    }
