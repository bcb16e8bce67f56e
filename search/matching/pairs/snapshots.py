"""The snapshot of word counts in force: kept as a row, because a score is only repeatable with the counts it had."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from search.matching.pairs import reading
from search.matching.pairs.facts import Channel
from search.matching.pairs.statistics import Counting, Statistics, WordCounts
from search.models import WordSnapshot

KEPT = 3  # Snapshots; older ones explain no score that is still shown.
_held: dict[int, Statistics] = {}


def in_force(*, now: datetime) -> Statistics:
    """The last snapshot; a new one where there is none, or the floor grew or shrank by more than the setting says."""
    newest = WordSnapshot.objects.order_by("-number").values_list("number", "listings").first()
    if newest is None or _outgrown(newest[1]):
        return renew(now=now)
    number = newest[0]
    if number not in _held:
        forget()
        _held[number] = _unpacked(WordSnapshot.objects.get(number=number))
    return _held[number]


def renew(*, now: datetime) -> Statistics:
    """Count the listings in search anew. Two processes at once make one snapshot: the second takes the first's."""
    number = (WordSnapshot.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    statistics = _counted(number)
    try:
        with transaction.atomic():
            WordSnapshot.objects.create(
                number=number, listings=_size(), made_at=now, counts=zlib.compress(_packed(statistics))
            )
            WordSnapshot.objects.filter(number__lte=number - KEPT).delete()
    except IntegrityError:
        return _unpacked(WordSnapshot.objects.get(number=number))
    forget()
    _held[number] = statistics
    return statistics


def forget() -> None:
    """Read the snapshot anew, as after another database was put in place."""
    _held.clear()


def _size() -> int:
    return Listing.objects.filter(listing_rules.in_search()).count()


def _outgrown(counted: int) -> bool:
    return abs(_size() - counted) * 100 > max(counted, 1) * settings.MATCH_SNAPSHOT_GROWTH_PERCENT


def _counted(number: int) -> Statistics:
    counting = Counting()
    for ids in _slices():
        for offer in reading.offers(ids):
            counting.add(offer)
    return counting.result(number=number)


def _slices() -> Iterator[list[int]]:
    """All listings in search, or of a large floor every n-th: a sample tells how common a word is as well."""
    ids = list(Listing.objects.filter(listing_rules.in_search()).order_by("pk").values_list("pk", flat=True))
    ids = ids[:: max(1, -(-len(ids) // settings.MATCH_SNAPSHOT_LISTINGS_MAX))]
    for start in range(0, len(ids), settings.MATCH_READ_SLICE):
        yield ids[start : start + settings.MATCH_READ_SLICE]


def _packed(statistics: Statistics) -> bytes:
    words = {
        channel: {"documents": counts.documents, "average": counts.average, "having": dict(counts.having)}
        for channel, counts in statistics.words.items()
    }
    plain = {"listings": statistics.listings, "words": words, "classes": dict(statistics.classes)}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()


def _unpacked(row: WordSnapshot) -> Statistics:
    plain: dict[str, Any] = json.loads(zlib.decompress(bytes(row.counts)))
    words = {Channel(channel): WordCounts(**counts) for channel, counts in plain["words"].items()}
    return Statistics(number=row.number, listings=plain["listings"], words=words, classes=plain["classes"])
