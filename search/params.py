"""Parameters of an address, read one by one; every wrong one is named in the refusal."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.common.problems import FieldProblem, Problem
from marketplace.common.text import clean_text, normal
from search.fields import FACETS, RANGES, Kind, Sort
from search.text import keep_within

FACET_VALUES_MAX = 50  # Values of one facet in one query; a longer list is a script, not a reader.
INTEGER_MAX_DIGITS = 9


class InvalidQuery(Problem):
    """A parameter of the search is unknown, malformed or outside its limits."""

    code = "invalid-query"
    title = _("The search cannot be understood")
    advice = _("Each wrong parameter is named with what it takes.")


@runtime_checkable
class MultiValue(Protocol):
    """What of django.http.QueryDict is used here."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


Params = MultiValue | Mapping[str, str | Sequence[str]]


def _lists(given: Params) -> dict[str, list[str]]:
    if isinstance(given, MultiValue):
        return dict(given.lists())
    return {name: [value] if isinstance(value, str) else list(value) for name, value in given.items()}


class Reader:
    """Takes one parameter after the other; `finish` refuses what was wrong and what nobody asked for."""

    def __init__(self, given: Params, *, choices: Mapping[str, Collection[str]], ignore: Collection[str]) -> None:
        self._given = {name: values for name, values in _lists(given).items() if name not in ignore}
        self._choices = choices
        self._problems: list[FieldProblem] = []

    def text(self, *, strict: bool) -> tuple[str, tuple[str, ...]]:
        """The typed text in normal form, and the pieces left out of it."""
        typed = normal(clean_text(self._one("q") or ""))
        kept, dropped = keep_within(
            typed, max_chars=settings.SEARCH_TEXT_MAX_CHARS, max_terms=settings.SEARCH_TERMS_MAX
        )
        if dropped and strict:
            limits = {"chars": settings.SEARCH_TEXT_MAX_CHARS, "terms": settings.SEARCH_TERMS_MAX}
            detail = format_lazy(_("At most {chars} characters and {terms} different words."), **limits)
            self._refuse("q", "too-long", detail)
        return kept, dropped

    def kinds(self) -> tuple[Kind, ...]:
        values = self._many("scope")
        for value in values:
            if value not in set(Kind):
                self._refuse("scope", "unknown-value", _one_of(list(Kind)))
        return tuple(kind for kind in Kind if kind in values) or tuple(Kind)

    def facet(self, name: str) -> tuple[str, ...]:
        """The wanted values of a facet, sorted and distinct."""
        values = self._many(name)
        known = self._choices.get(name)
        wrong = [
            value for value in values if not FACETS[name].accepts(value) or (known is not None and value not in known)
        ]
        if wrong:
            offered = FACETS[name].choices or known or ()
            self._refuse(name, "unknown-value", _one_of(offered) if offered else _("There is no such value."))
        if len(values) > FACET_VALUES_MAX:
            self._refuse(name, "too-many", format_lazy(_("At most {count} values."), count=FACET_VALUES_MAX))
        return tuple(sorted(set(values)))

    def range(self, name: str) -> tuple[int | None, int | None]:
        low, high = self._bound(name, "min"), self._bound(name, "max")
        if low is not None and high is not None and low > high:
            self._refuse(f"{name}_max", "below-minimum", _("The upper end is below the lower end."))
        return low, high

    def sort(self) -> Sort:
        value = self._one("sort")
        if value and value not in set(Sort):
            self._refuse("sort", "unknown-value", _one_of(list(Sort)))
            return Sort.RELEVANCE
        return Sort(value) if value else Sort.RELEVANCE

    def window(self) -> tuple[int, int]:
        """Page and size; together they may not reach further than a reader ever pages."""
        size = self._integer("size", default=settings.SEARCH_PAGE_SIZE, highest=settings.SEARCH_PAGE_SIZE_MAX)
        page = self._integer("page", default=1, highest=settings.SEARCH_WINDOW_MAX)
        if page * size > settings.SEARCH_WINDOW_MAX:
            detail = format_lazy(
                _("Only the first {count} results can be paged; narrow the search instead."),
                count=settings.SEARCH_WINDOW_MAX,
            )
            self._refuse("page", "too-far", detail)
        return page, size

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._one(name)
        if value and value not in {"0", "1"}:
            self._refuse(name, "unknown-value", _one_of(["0", "1"]))
        return value == "1" if value in {"0", "1"} else default

    def finish(self) -> None:
        """Raise InvalidQuery when anything was wrong."""
        for name in self._given:
            self._refuse(name[:64], "unknown-parameter", _("The search has no such parameter."))
        if self._problems:
            raise InvalidQuery(errors=self._problems)

    def _bound(self, name: str, end: str) -> int | None:
        field = f"{name}_{end}"
        value = self._one(field)
        if not value:
            return None
        try:
            return RANGES[name].read(value)
        except ValueError:
            self._refuse(field, "invalid", format_lazy(_("Write it like {hint}."), hint=RANGES[name].hint))
            return None

    def _integer(self, name: str, *, default: int, highest: int) -> int:
        value = self._one(name)
        if not value:
            return default
        whole = value.isascii() and value.isdigit() and len(value) <= INTEGER_MAX_DIGITS
        if not whole or not 1 <= int(value) <= highest:
            self._refuse(name, "out-of-range", format_lazy(_("A whole number from 1 to {highest}."), highest=highest))
            return default
        return int(value)

    def _one(self, name: str) -> str | None:
        values = self._given.pop(name, [])
        if len(values) > 1:
            self._refuse(name, "repeated", _("Give it once."))
        return values[0] if values else None

    def _many(self, name: str) -> list[str]:
        """All values of a parameter; empty ones are what an untouched form sends."""
        return [value for value in self._given.pop(name, []) if value]

    def _refuse(self, name: str, code: str, detail: str | Promise) -> None:
        self._problems.append(FieldProblem(pointer=f"/{name}", code=code, detail=detail))


def _one_of(values: Collection[str]) -> Promise:
    return format_lazy(_("One of: {values}."), values=", ".join(map(str, values)))
