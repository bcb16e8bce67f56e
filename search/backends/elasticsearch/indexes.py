"""Indexes of one installation and the aliases in front of them.

<prefix>-v<mapping>-<time>   an index
<prefix>-read, -write        the live one
<prefix>-next                the one that a rebuild fills
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.backends.base import NoRebuild, RebuildOpen, SearchUnavailable
from search.backends.elasticsearch.mapping import BUILDING, SETTINGS, build_mapping
from search.fields import MAPPING_VERSION

_EXISTS = "resource_already_exists_exception"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which index is live, which one is being filled."""

    live: str | None
    next: str | None


class Indexes:
    """Creates, swaps and drops. Never deletes an index that an alias names, but for an aborted rebuild."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self.read, self.write, self.next = f"{prefix}-read", f"{prefix}-write", f"{prefix}-next"
        self._own = re.compile(rf"{re.escape(prefix)}-v(\d+)-\w+")

    def layout(self) -> Layout:
        """One small request; every batch of writes asks it, because a rebuild may begin or end at any time."""
        try:
            answer = self._client.indices.get_alias(name=f"{self.write},{self.next}").body
        except NotFoundError as error:  # One of the aliases is missing; the other is in the body.
            answer = error.body
        indexes = {name: about for name, about in answer.items() if self._own.fullmatch(name)}
        held = {alias: name for name, about in indexes.items() for alias in about["aliases"]}
        return Layout(held.get(self.write), held.get(self.next))

    def writable(self) -> Layout:
        """The layout, with the first index made when there is none. Raises SearchUnavailable for other fields."""
        layout = self.layout()
        if layout.live is None:
            return Layout(self._create_first(), layout.next)
        made_for = self._own.fullmatch(layout.live)
        if made_for is None or int(made_for[1]) != MAPPING_VERSION:
            raise SearchUnavailable("the index was made with other fields; run manage.py reindex")
        return layout

    def open_next(self, *, now: datetime) -> str:
        if self.layout().next is not None:
            raise RebuildOpen
        name = f"{self._prefix}-v{MAPPING_VERSION}-{now:%Y%m%d%H%M%S%f}"
        self._create(name, settings=BUILDING, aliases={self.next: {}})
        return name

    def next_name(self) -> str:
        name = self.layout().next
        if name is None:
            raise NoRebuild
        return name

    def swap(self, name: str, *, now: datetime) -> str | None:
        """Make an index the live one in one step; returns the one it replaced, which is kept."""
        layout = self.layout()
        self._client.indices.put_settings(index=name, settings=_served())
        self._client.indices.put_mapping(index=name, meta={})
        aliases = (self.read, self.write)
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}} for alias in aliases]
        if layout.live is not None:
            actions += [{"remove": {"index": layout.live, "alias": alias}} for alias in aliases]
            self._client.indices.put_mapping(index=layout.live, meta={"retired_at": now.isoformat()})
        if layout.next == name:
            actions.append({"remove": {"index": name, "alias": self.next}})
        self._client.indices.update_aliases(actions=actions)
        return layout.live

    def abort(self) -> None:
        self._client.indices.delete(index=self.next_name())

    def retired(self) -> list[tuple[datetime, str]]:
        """Replaced indexes that are still there, the latest last."""
        answer = self._client.indices.get_mapping(index=f"{self._prefix}-v*")
        moments = ((about["mappings"].get("_meta", {}).get("retired_at"), name) for name, about in answer.items())
        return sorted(
            (datetime.fromisoformat(moment), name) for moment, name in moments if moment and self._own.fullmatch(name)
        )

    def drop_old(self, *, before: datetime) -> list[str]:
        names = [name for moment, name in self.retired() if moment < before]
        for name in names:
            self._client.indices.delete(index=name)
        return names

    def drop_all(self) -> None:
        """Delete every index of this prefix: for scratch installations and tests."""
        for name in self._client.indices.get(index=f"{self._prefix}-v*"):
            if self._own.fullmatch(name):
                self._client.indices.delete(index=name)

    def _create_first(self) -> str:
        # A fixed name, so that of two processes that start together one makes it and the other finds it.
        name = f"{self._prefix}-v{MAPPING_VERSION}-first"
        try:
            self._create(name, settings=SETTINGS, aliases={self.read: {}, self.write: {}})
        except BadRequestError as error:
            if error.error != _EXISTS:
                raise
        return name

    def _create(self, name: str, *, settings: dict[str, Any], aliases: dict[str, Any]) -> None:
        self._client.indices.create(index=name, settings=settings, mappings=build_mapping(), aliases=aliases)


def _served() -> dict[str, Any]:
    """The settings of a live index, of those that may change once it exists."""
    return {key: value for key, value in SETTINGS.items() if key != "number_of_shards"}
