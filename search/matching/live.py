"""The table of this process, kept in step with the database by the number of the last change."""

from marketplace.common.models import Counter
from search.matching.compiled import compile_query
from search.matching.table import SearchTable
from search.models import REVISIONS, SavedSearch
from search.watched import strict_query


class LiveTable:
    """Reads what changed since it last looked; the first look reads all."""

    def __init__(self) -> None:
        self.table = SearchTable()
        self._revision = 0

    def follow(self) -> SearchTable:
        """Bring the table up to the database's state and return it."""
        latest = Counter.objects.filter(name=REVISIONS).values_list("value", flat=True).first() or 0
        if latest == self._revision:
            return self.table
        if latest < self._revision:  # Another database, such as the next test's.
            self.table, self._revision = SearchTable(), 0
        for saved in SavedSearch.objects.filter(revision__gt=self._revision).iterator(chunk_size=2000):
            if saved.paused:
                self.table.remove(saved.pk)
            else:
                self.table.put(saved.pk, compile_query(strict_query(saved.params, language=saved.language)))
        self.table.keep_only(SavedSearch.objects.filter(paused=False).values_list("pk", flat=True))
        self._revision = latest
        return self.table
