"""What search engines and cards learn about a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from marketplace.common.web.formatting import shorten

TITLE_MAX_CHARS = 60
DESCRIPTION_MAX_CHARS = 160
NOINDEX = "noindex"


@dataclass(frozen=True, slots=True)
class PageHead:
    """Head of one page, from public facts only. Title and description are cut to what engines show.

    `alternates` maps language to address where the addresses differ by more than their prefix; `robots` is
    "noindex" for lists with more than one facet and for everything private.
    """

    title: str
    description: str = ""
    canonical: str = ""
    robots: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)
    prev: str = ""
    next: str = ""
    kind: str = "website"

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", shorten(self.title, TITLE_MAX_CHARS))
        object.__setattr__(self, "description", shorten(self.description, DESCRIPTION_MAX_CHARS))
