"""What is asked: one frozen value behind the page's address, the API call, the saved search and the alert."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings

from search import params
from search.fields import FACETS, RANGES, Audience, Kind, Sort
from search.params import InvalidQuery, Params
from search.text import Terms, parse

__all__ = ["Audience", "InvalidQuery", "Kind", "SearchQuery", "Sort"]

ALL_KINDS = tuple(Kind)
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A search, compiled alike by every backend.

    `filters` maps a facet to the values that are wanted, sorted; `ranges` a range to its inclusive bounds. `relax`
    lets a page ask for any of the words when all of them find nothing; alerts never relax. `dropped_terms` names what
    a page left out of a text over the limits; it is a notice, not part of the query.
    """

    audience: Audience
    text: str = ""
    kinds: tuple[Kind, ...] = ALL_KINDS
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    ranges: Mapping[str, Bounds] = field(default_factory=dict, hash=False)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = field(default_factory=lambda: settings.SEARCH_PAGE_SIZE)
    language: str = "vi"
    relax: bool = True
    dropped_terms: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_params(
        cls,
        given: Params,
        *,
        audience: Audience,
        language: str,
        strict: bool = True,
        choices: Mapping[str, Collection[str]] | None = None,
        ignore: Collection[str] = (),
    ) -> Self:
        """Read the parameters of an address: a QueryDict, or a mapping to a text or a list of texts.

        Raises InvalidQuery with a problem per field for unknown names, values and sorts, and for numbers outside their
        limits. A text over the limits is refused when `strict` (the API) and otherwise cut, with the rest named in
        `dropped_terms` (the page). `choices` are the codes that exist, per facet; names in `ignore` are not ours.
        """
        reader = params.Reader(given, choices=choices or {}, ignore=ignore)
        text, dropped = reader.text(strict=strict)
        page, size = reader.window()
        query = cls(
            audience=audience,
            text=text,
            kinds=reader.kinds(),
            filters={name: values for name in FACETS if (values := reader.facet(name))},
            ranges={name: bounds for name in RANGES if (bounds := reader.range(name)) != (None, None)},
            sort=reader.sort(),
            page=page,
            size=size,
            language=language,
            relax=reader.flag("relax", default=True),
            dropped_terms=dropped,
        )
        reader.finish()
        return query

    def to_params(self) -> dict[str, list[str]]:
        """The shortest parameters that `from_params` reads back as this query; `audience` and `language` stay out."""
        given: dict[str, list[str]] = {}
        if self.text:
            given["q"] = [self.text]
        if self.kinds != ALL_KINDS:
            given["scope"] = [str(kind) for kind in self.kinds]
        given |= {name: list(values) for name, values in self.filters.items()}
        for name, bounds in self.ranges.items():
            ends = zip(("min", "max"), bounds, strict=True)
            given |= {f"{name}_{end}": [RANGES[name].write(bound)] for end, bound in ends if bound is not None}
        defaults = (("sort", self.sort, Sort.RELEVANCE), ("page", self.page, 1))
        given |= {name: [str(value)] for name, value, default in defaults if value != default}
        if self.size != settings.SEARCH_PAGE_SIZE:
            given["size"] = [str(self.size)]
        if not self.relax:
            given["relax"] = ["0"]
        return given

    @property
    def terms(self) -> Terms:
        """The text compiled; cheap to ask for again."""
        return parse(self.text)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    @property
    def order(self) -> Sort:
        """The sort in effect: without words there is nothing to rank, so the newest come first."""
        unranked = self.sort is Sort.RELEVANCE and not self.terms.wanted
        return Sort.NEWEST if unranked else self.sort
