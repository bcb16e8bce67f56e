"""All saved searches in memory, each under its rarest required terms; lives in the search process only."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from search.matching.compiled import Condition, Publication, holds


class SearchTable:
    """Conditions by search id. A publication finds its candidates through its own tokens."""

    def __init__(self) -> None:
        self._conditions: dict[int, Condition] = {}
        self._keys: dict[int, tuple[str, ...]] = {}
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._seen: Counter[str] = Counter()  # In how many searches a token stands: the rarer, the better a key.

    def __len__(self) -> int:
        return len(self._conditions)

    def put(self, search_id: int, condition: Condition) -> None:
        """Add a search, or replace it."""
        self.remove(search_id)
        keys = self._choose_keys(condition)
        self._conditions[search_id] = condition
        self._keys[search_id] = keys
        self._seen.update({*condition.words, *condition.always})
        for key in keys:
            self._by_key[key].add(search_id)

    def remove(self, search_id: int) -> None:
        """Forget a search; an unknown one changes nothing."""
        condition = self._conditions.pop(search_id, None)
        if condition is None:
            return
        self._seen.subtract({*condition.words, *condition.always})
        for key in self._keys.pop(search_id):
            self._by_key[key].discard(search_id)

    def keep_only(self, search_ids: Iterable[int]) -> None:
        """Forget every search that is not named: those were deleted."""
        for search_id in self._conditions.keys() - set(search_ids):
            self.remove(search_id)

    def candidates(self, seen: Publication) -> set[int]:
        """Ids of searches whose necessary conditions the publication meets."""
        found: set[int] = set()
        for token in seen.tokens:
            found |= self._by_key.get(token, set())
        return {search_id for search_id in found if holds(self._conditions[search_id], seen)}

    def _choose_keys(self, condition: Condition) -> tuple[str, ...]:
        """Where m of n words must occur, one of the n − m + 1 rarest occurs; a word that always occurs beats them."""
        if condition.always:
            return (min(condition.always, key=self._rarity),)
        if condition.words:
            count = len(condition.words) - condition.required + 1
            return tuple(sorted(condition.words, key=self._rarity)[:count])
        return min(condition.facets, key=len)  # One of a group's tokens must be there, so the search stands under all.

    def _rarity(self, word: str) -> tuple[int, int, str]:
        return self._seen[word], -len(word), word
