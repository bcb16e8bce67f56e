"""The owner's moves in words: what a button says, and what a page repeats before the move is made."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse

from marketplace.accounts.models.posting import Posting
from marketplace.common.problems import Words


@dataclass(frozen=True, slots=True)
class Move:
    """A move of the owner. `happens` is repeated before it is made; `done` is said after it."""

    name: str
    label: Words
    title: Words
    happens: tuple[Words, ...]
    done: Words
    look: str = "line"  # no: it takes something away


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """A button of the owner's page."""

    label: Words
    url: str
    look: str


def offered(posting: Posting, moves: Mapping[str, Move], *, possible: Collection[str], route: str) -> list[OfferedMove]:
    """What the owner may do now, in the order of the moves; `route` takes the opaque id and the move's name."""
    return [
        OfferedMove(move.label, reverse(route, args=[posting.public_id, name]), move.look)
        for name, move in moves.items()
        if name in possible
    ]
