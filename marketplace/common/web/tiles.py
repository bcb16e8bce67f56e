"""Ways in by product and by work to be done: each is a search that anybody could have typed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Tile:
    icon: str
    label: str
    hint: str
    query: str


def product_tiles() -> list[Tile]:
    """What an upland floor is asked for, in the page's language."""
    return [
        Tile("leaf", _("Tea"), _("withering, roasting, drying, sorting"), _text(_("tea"))),
        Tile("root", _("Ginseng and medicinal plants"), _("plants, first processing, actives"), _text(_("medicinal"))),
        Tile("sun", _("Drying and processing"), _("heat pump, solar, fluid bed"), _text(_("drying"))),
        Tile("snow", _("Cold storage"), _("small stores, cold through a power cut"), _text(_("cold storage"))),
        Tile("drop", _("Clean water and irrigation"), _("filter, store, water slopes"), _text(_("water"))),
        Tile("flow", _("Renewable energy"), _("small hydro, biogas, solar"), _text(_("energy"))),
        Tile("chart", _("Digital tools"), _("for cooperatives and growing areas"), _text(_("software"))),
        Tile("scale", _("Intermediary services"), _("valuation, testing, brokerage"), urlencode({"kind": "service"})),
    ]


def _text(words: str) -> str:
    return urlencode({"q": words})
