"""The public texts of a posting, whoever posts it: what pages for everybody, the index, feeds and alerts show."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from marketplace.common.text import fold, normal


@dataclass(frozen=True, slots=True)
class PublicTexts:
    """Each text once per language; empty where there is none. `body_*` holds every block below the summary."""

    reference: str
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str
    body_vi: str
    body_en: str
    keywords_vi: str
    keywords_en: str
    owner_vi: str
    owner_en: str

    def words(self) -> Iterator[str]:
        """Every text that is not empty, titles first."""
        return filter(None, _all_texts(self))

    def folded(self) -> str:
        """All of it without marks, in lower case: the column that the database search reads."""
        return fold(normal("\n".join(self.words())))


_all_texts = attrgetter(*(text.name for text in fields(PublicTexts)))
