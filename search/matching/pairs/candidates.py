"""Which offers a need is compared with, and which needs an offer: at most some hundred, found by words and by codes."""

from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.db.models import Q

from marketplace.common.problems import Unavailable
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.taxonomy.models import Crosswalk
from search.backends import SearchUnavailable, get_backend
from search.fields import Kind
from search.indexing.rebuild import open_request
from search.indexing.sources import SOURCES
from search.matching.pairs.facts import Bag, Channel, Class, NeedFacts, OfferFacts
from search.matching.pairs.lexical import questions_of
from search.matching.pairs.mathematics import fused
from search.matching.pairs.statistics import Statistics
from search.matching.pairs.weights import TELLING_WORDS_MAX
from search.matching.pairs.words import emphasis, is_pair
from search.text import stems

INDEX_LOOK = 500  # Versions read from the index at a time.

# Which kinds answer which: nobody who wants a laboratory's test is helped by a machine.
ANSWERS: Mapping[str, frozenset[str]] = {
    "technology": frozenset({"technology", "ip_asset"}),
    "research": frozenset({"technology", "ip_asset"}),
    "service": frozenset({"service"}),
}


def offers_for(need: NeedFacts, statistics: Statistics) -> list[int]:
    """Ids of listings of a kind that answers, best first by rank fusion. Raises Unavailable."""
    found = _ranked(telling_stems(need, statistics), Kind.LISTING)
    near = _listings_near(need.classes)
    kinds = ANSWERS.get(need.kind, frozenset())
    fit = set(
        Listing.objects.filter(listing_rules.in_search(), pk__in={*found, *near}, kind__in=kinds).values_list(
            "pk", flat=True
        )
    )
    return [pk for pk in fused([found, near]) if pk in fit][: settings.MATCH_CANDIDATES_MAX]


def needs_for(offer: OfferFacts, statistics: Statistics) -> list[int]:
    """Ids of open needs that this offer may answer. Raises Unavailable."""
    found = _ranked(_offer_stems(offer, statistics), Kind.NEED)
    near = _needs_near(offer.classes)
    kinds = [kind for kind, answers in ANSWERS.items() if offer.kind in answers]
    fit = set(
        Need.objects.filter(need_rules.in_search(), pk__in={*found, *near}, kind__in=kinds).values_list("pk", flat=True)
    )
    return [pk for pk in fused([found, near]) if pk in fit][: settings.MATCH_CANDIDATES_MAX]


def telling_stems(need: NeedFacts, statistics: Statistics) -> list[str]:
    """The need's most telling words of all channels, translated ones included, as the index has them."""
    told: dict[str, float] = {}
    for channel, question in questions_of(need, statistics).items():
        if channel is Channel.VI and Channel.VI_FOLDED in need.bags:
            continue  # The index has the folded ones.
        for word, value in question.words.items():
            if not is_pair(word):
                told[word] = max(told.get(word, 0.0), value * question.trust)
    return _as_indexed(told)


def _offer_stems(offer: OfferFacts, statistics: Statistics) -> list[str]:
    told: dict[str, float] = {}
    for channel, bag in offer.bags.items():
        if channel is not Channel.VI:
            _tell(bag, channel, statistics, told)
    return _as_indexed(told)


def _tell(bag: Bag, channel: Channel, statistics: Statistics, told: dict[str, float]) -> None:
    counts = statistics.of(channel)
    for word, weight in emphasis(bag.counts).items():
        if not is_pair(word):
            told[word] = max(told.get(word, 0.0), weight * counts.tells(word))


def _as_indexed(told: Mapping[str, float]) -> list[str]:
    order = sorted(told, key=lambda word: (-told[word], word))[:TELLING_WORDS_MAX]
    return list(dict.fromkeys(stem for word in order for stem in stems(word)))


def _ranked(words: Collection[str], kind: Kind) -> list[int]:
    try:
        hits = get_backend().ranked(words, kinds=[kind], limit=2 * settings.MATCH_CANDIDATES_MAX)
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    return [hit.id for hit in hits]


def ensure_indexed(kind: Kind) -> None:
    """Raises Unavailable while the index is being made: what it lacks would be no candidate, and nobody would know."""
    last = SOURCES[kind].visible().order_by("-pk").values_list("pk", flat=True).first()
    try:
        known = not last or last in get_backend().versions(kind, after_id=last - 1, limit=1)
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    if not known or open_request() is not None:
        raise Unavailable("the index is being made")


def ensure_holds(kind: Kind, ids: Collection[int]) -> None:
    """Raises Unavailable until the index holds these rows as they are now: what runs next looks for them there."""
    first, last = min(ids) - 1, max(ids)
    wanted = dict(SOURCES[kind].visible().filter(pk__in=ids).values_list("pk", "index_version"))
    held: dict[int, int] = {}
    try:
        while first < last and (found := get_backend().versions(kind, after_id=first, limit=INDEX_LOOK)):
            held |= found
            first = max(found)
    except SearchUnavailable as error:
        raise Unavailable(str(error)) from error
    if any(held.get(pk, -1) < version for pk, version in wanted.items()):
        raise Unavailable("the index does not hold these yet")


def _listings_near(classes: Iterable[Class]) -> list[int]:
    """In the same field of technology or subclass, newest first."""
    fields, ipc = _codes_of(classes, "wipo_field"), _codes_of(classes, "ipc")
    if not fields and not ipc:
        return []
    walks = Crosswalk.objects.filter(to_code__list="wipo_field", to_code__code__in=fields).values("from_code")
    same = Q(wipo_field__code__in=fields) | Q(ipc__in=walks) | Q(ipc__code__in=ipc)
    rows = Listing.objects.filter(listing_rules.in_search()).filter(same).distinct().order_by("-pk")
    return list(rows.values_list("pk", flat=True)[: settings.MATCH_CANDIDATES_MAX])


def _needs_near(classes: Iterable[Class]) -> list[int]:
    fields = _codes_of(classes, "wipo_field")
    rows = Need.objects.filter(need_rules.in_search(), wipo_field__code__in=fields).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[: settings.MATCH_CANDIDATES_MAX]) if fields else []


def _codes_of(classes: Iterable[Class], name: str) -> list[str]:
    return [one.code for one in classes if one.list == name]
