"""What search adds to the pages of others: the box of the home page, true figures, the index state, similar things."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.accounts.rules import is_member
from marketplace.common.slots import Panel
from marketplace.common.web.rows import Figure
from marketplace.listings.models import Listing
from marketplace.needs.models import Need
from search import queries
from search.backends import SearchUnavailable, get_backend
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.indexing.sweep import is_current

SIMILAR_SHOWN = 3
EXAMPLES = ("sấy lạnh", "bảo quản sâm tươi", "tưới nhỏ giọt dốc", "kho lạnh mini")
NEW_HITS_SHOWN = 5


def home_search(request: HttpRequest, _site: object) -> Panel:
    """The big box, examples, and how far the first indexing got."""
    examples = [(words, f"{reverse('search:search')}?q={words.replace(' ', '+')}") for words in EXAMPLES]
    return Panel("search/panels/home_search.html", {"examples": examples, "progress": queries.index_progress()})


def home_figures(request: HttpRequest, _site: object) -> Panel:
    """What is on the floor now, counted when asked."""
    listings = (
        SOURCES[Kind.LISTING]
        .visible()
        .aggregate(
            offers=Count("pk", filter=~Q(kind="service")),
            services=Count("pk", filter=Q(kind="service")),
            catalogue=Count("pk", filter=Q(source__isnull=False)),
        )
    )
    needs = (
        SOURCES[Kind.NEED].visible().aggregate(all=Count("pk"), catalogue=Count("pk", filter=Q(source__isnull=False)))
    )
    verified = Organisation.objects.filter(verification="verified").count()
    figures = [
        Figure(
            _("Technologies and IP assets"),
            listings["offers"],
            note=_abroad(listings["catalogue"]),
        ),
        Figure(
            _("Open needs"),
            needs["all"],
            note=_abroad(needs["catalogue"]),
        ),
        Figure(_("Services of intermediaries"), listings["services"], note=_("search, testing, valuation, legal…")),
        Figure(_("Verified organisations"), verified, note=_("checked against a register or founding decision")),
    ]
    return Panel("search/panels/home_figures.html", {"figures": figures})


def _abroad(count: int) -> str:
    return _("%(count)s of them from catalogues abroad") % {"count": number_format(count, force_grouping=True)}


def index_state(request: HttpRequest, thing: object) -> Panel | None:
    """To the owner: whether the published text is findable yet."""
    if not isinstance(thing, Listing | Need) or not is_member(request.actor, thing.owner):
        return None
    kind = Kind.LISTING if isinstance(thing, Listing) else Kind.NEED
    if thing.state not in ("published", "open"):
        return None
    try:
        current = is_current(kind, thing.pk, backend=get_backend())
    except SearchUnavailable:
        current = False
    return Panel("search/panels/index_state.html", {"current": current})


def similar(request: HttpRequest, thing: object) -> Panel | None:
    """Up to three things that share the most telling words; nothing while the engine rests."""
    if not isinstance(thing, Listing | Need):
        return None
    kind = Kind.LISTING if isinstance(thing, Listing) else Kind.NEED
    found = queries.similar_to(kind, thing, actor=request.actor, limit=SIMILAR_SHOWN)
    return Panel("search/panels/similar.html", {"things": found, "kind": kind.value}) if found else None


def my_searches(request: HttpRequest, _subject: object) -> Panel | None:
    """One's saved searches with what they found last."""
    saved = list(queries.saved_searches_with_counts(request.actor)[:NEW_HITS_SHOWN])
    return Panel("search/panels/my_searches.html", {"saved": saved}) if saved else None
