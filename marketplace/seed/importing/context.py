"""What a mapping knows beside the row: the source, the day, and the codes in force on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.common.text import fold
from marketplace.listings.catalogue import CatalogueRecord as ListingRecord
from marketplace.needs.catalogue import CatalogueRecord as NeedRecord
from marketplace.seed.importing.fields import RowRefused

Record = ListingRecord | NeedRecord


@dataclass(frozen=True, slots=True)
class Context:
    """`words` leads every spelling of a code (code, symbol, label, folded) to the code, list by list."""

    source_code: str
    source_name: str
    as_of: date  # The day up to which the file speaks.
    today: date
    words: Mapping[str, Mapping[str, str]]

    def code(self, list_name: str, text: str, *, column: str) -> str:
        """The code that a text means; "" when it is empty. Raises RowRefused when the list has no such row."""
        if not text:
            return ""
        found = self.words[list_name].get(fold(" ".join(text.split())))
        if found is None:
            raise RowRefused(f"{column} “{text[:60]}” is not in the list {list_name}")
        return found


ToRecord = Callable[[Mapping[str, object], Context], Record]
