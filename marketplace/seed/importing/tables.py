"""The small curated tables by which foreign words become codes of the floor. What they do not hold stays empty."""

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketplace.accounts.catalogue import Restriction
from marketplace.common.ids import SLUG_MAX_CHARS, slugify_vi
from marketplace.common.text import fold

FOLDER = Path(__file__).resolve().parent.parent / "data" / "mapping"
STRICTEST_LAST = tuple(Restriction)


@dataclass(frozen=True, slots=True)
class Body:
    """A source's organisation: one key for all its spellings."""

    key: str
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Codes of a subject word; empty where the table says that the word does not decide it."""

    st_field: str = ""
    wipo_field: str = ""


def nasa_centre(spelling: str) -> Body:
    """The centre of a code or name; one that the table lacks keeps its own words."""
    return _body("nasa_centres", spelling, family="NASA")


def us_agency(spelling: str) -> Body:
    """The agency of a code or name; one that the table lacks keeps its own words."""
    return _body("us_agencies", spelling, family="US")


def _body(table: str, spelling: str, *, family: str) -> Body:
    bare = _bare(spelling)
    known = _bodies(table)
    found = known.get(bare) or known.get(bare.removeprefix(f"{family.casefold()} ").strip())
    if found:
        return found
    name = spelling if spelling.upper().startswith(family) else f"{family} {spelling}"
    return Body(key=key_of(name), name=name)


def key_of(name: str) -> str:
    """A stable key of a name: its slug, with a mark of the whole name where the slug cannot hold it."""
    slug = slugify_vi(name)
    holds_all = len(name) < SLUG_MAX_CHARS and fold(name).isascii()
    return slug if holds_all else f"{slug}-{hashlib.sha256(name.casefold().encode()).hexdigest()[:8]}"


@cache
def _bodies(table: str) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for line in _read(table):
        body = Body(key=line["key"], name=line["name"], short=line["short"])
        for spelling in (body.name, *line["spellings"].split("|")):
            bodies[_bare(spelling)] = body
    return bodies


def subject_of(words: Iterable[str]) -> Subject:
    """The first of these words that the table holds."""
    known = _subjects()
    return next((known[bare] for word in words if (bare := _bare(word)) in known), Subject())


def is_subject(word: str) -> bool:
    return _bare(word) in _subjects()


@cache
def _subjects() -> dict[str, Subject]:
    return {_bare(line["subject"]): Subject(line["st_field"], line["wipo_field"]) for line in _read("subjects")}


def audience_of(words: Iterable[str]) -> dict[str, Restriction]:
    """The words that are marks of an audience, as written, each with its limit: never subjects."""
    found = {}
    for word in words:
        bare = _bare(word)
        limits = [limit for mark, limit in _marks() if bare == mark or bare.startswith(f"{mark} ")]
        if limits:
            found[" ".join(word.split())] = strictest(limits)
    return found


def strictest(limits: Iterable[Restriction]) -> Restriction:
    return max(limits, key=STRICTEST_LAST.index, default=Restriction.NONE)


@cache
def _marks() -> list[tuple[str, Restriction]]:
    return [(_bare(line["mark"]), Restriction(line["restriction"])) for line in _read("audience_marks")]


def _bare(word: str) -> str:
    """Case, dots and spaces do not tell words apart: `U.S. Release Only ` is `us release only`."""
    return re.sub(r"\s+", " ", re.sub(r"[.()]", "", word)).strip().casefold()


def _read(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
