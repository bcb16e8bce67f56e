"""What the shell of every page needs: name, languages, sections, foot. One cached row, no other query."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from marketplace.common.models import Site
from marketplace.common.queries import current_site
from marketplace.common.web.addresses import in_other_language
from marketplace.common.web.display import display_of

DEFAULT_BRAND = "#1c2b66"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}  # Each in its own words, never translated.
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Shell:
    """Header and foot of one page; `sections` are (key, word, address) of what this floor has."""

    name: str
    other_name: str
    place: str
    phone: str
    email: str
    hours: str
    is_sample: bool
    brand_url: str
    back: str
    login_next: str = ""
    signed_in: bool = False
    languages: Sequence[tuple[str, str, str]] = field(default=())
    sections: Sequence[tuple[str, str, str]] = field(default=())
    foot: Sequence[Column] = field(default=())
    help: Sequence[Link] = field(default=())


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor of every page."""
    site, signed_in = _known_facts(request)
    english = get_language() == "en"
    here = request.get_full_path() if request.method == "GET" else request.path
    return {
        "display": display_of(request),
        "floor": Shell(
            name=site.name,
            other_name=site.name_vi if english else site.name_en,
            place=site.province_name,
            phone=site.contact_phone,
            email=site.contact_email,
            hours=site.office_hours_en if english else site.office_hours_vi,
            is_sample=site.has_sample,
            brand_url=brand_url(site),
            back=here,
            login_next="" if here.startswith(_entrance()) else here,
            signed_in=signed_in,
            languages=_languages(here),
            sections=_sections(request),
            foot=_foot(),
            help=_help(),
        ),
    }


def _known_facts(request: HttpRequest) -> tuple[Site, bool]:
    """The floor's row and whether somebody is signed in; defaults when the database is away: error pages still show."""
    try:
        return current_site(), request.user.is_authenticated
    except (DatabaseError, AttributeError):  # No attribute: the request was refused before it had a user.
        return Site(pk=1), False


def _entrance() -> str:
    """Where log-in, sign-up and the like stand: nobody is sent back there after logging in."""
    return _address("account_login").removesuffix("login/") or "/account/"


def brand_url(site: Site) -> str:
    """Address of the small stylesheet with the floor's own colour; empty for the product's colour."""
    if site.brand_colour == DEFAULT_BRAND:
        return ""
    return _address("common:brand", site.brand_colour.removeprefix("#"))


def _languages(here: str) -> list[tuple[str, str, str]]:
    current = (get_language() or settings.LANGUAGE_CODE)[:2]
    return [
        (code, LANGUAGE_NAMES[code], in_other_language(here, code))
        for code, _name in settings.LANGUAGES
        if code != current
    ]


def _sections(request: HttpRequest) -> list[tuple[str, str, str]]:
    search = _address("search:search")
    found = [
        ("technologies", _("Technologies"), search and f"{search}?kind=technology"),
        ("needs", _("Needs"), search and f"{search}?kind=need"),
        ("services", _("Services"), search and f"{search}?kind=service"),
        ("fairs", _("Fairs"), _address("fairs:fairs")),
        ("valuation", _("Valuation"), _address("valuation:index") or _address("common:help", "valuation")),
    ]
    actor = getattr(request, "actor", None)
    if actor is not None and actor.is_person:
        found.append(("my", _("My work"), _address("common:my")))
    if actor is not None and actor.is_staff():
        found.append(("staff", _("Moderation"), _address("common:staff")))
    return [(key, word, address) for key, word, address in found if address]


def _foot() -> list[Column]:
    search = _address("search:search")
    on_the_floor = [
        (_("Technologies and IP assets"), search and f"{search}?kind=technology&kind=ip_asset"),
        (_("Open needs"), search and f"{search}?kind=need"),
        (_("Intermediary services"), search and f"{search}?kind=service"),
    ]
    our_word = [
        (_("Moderation rules and appeals"), _address("common:rules")),
        (_("How evidence is verified"), _address("common:help", "evidence")),
        (_("How results are ranked"), _address("common:help", "scoring")),
        (_("How a value is estimated"), _address("common:help", "valuation")),
    ]
    open_things = [
        (_("API"), _address("common:api-reference")),
        (_("Terms"), _address("accounts:terms")),
        (_("Privacy"), _address("accounts:privacy")),
        (_("System status"), _address("health_ready")),
    ]
    columns = (
        (_("On the floor"), on_the_floor),
        (_("How we keep our word"), our_word),
        (pgettext("foot", "Open"), open_things),
    )
    return [Column(title, _known(links)) for title, links in columns]


def _help() -> list[Link]:
    return _known(
        [
            (_("Contact"), _address("common:contact")),
            (_("Accessibility"), _address("common:help", "accessibility")),
            (_("Display: theme, text size, contrast"), _address("common:preferences")),
        ]
    )


def _known(links: Sequence[Link]) -> list[Link]:
    return [(name, address) for name, address in links if address]


def _address(name: str, *args: str) -> str:
    """Address of a page, or nothing where this floor has no such page: the shell offers only what exists."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
