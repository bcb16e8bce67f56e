"""The floor's own CSV form (docs/importing.md): listings and needs of any registered catalogue, one per row."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.listings.catalogue import CatalogueRecord as ListingRecord
from marketplace.listings.catalogue import CatalogueRight
from marketplace.needs.catalogue import CatalogueRecord as NeedRecord
from marketplace.seed.importing import cleaning, fields, tables
from marketplace.seed.importing.context import Context, Record
from marketplace.seed.importing.fields import RowRefused
from marketplace.seed.importing.tables import Restriction
from marketplace.taxonomy import ipc

COLUMNS = ("source_id", "kind", "owner")
_DAY_STYLES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")  # Never the month first.
_LISTINGS = {
    "technology": "technology",
    "technology_offer": "technology",
    "ip_asset": "ip_asset",
    "ip_offer": "ip_asset",
    "service": "service",
    "service_offer": "service",
}
_NEEDS = {"technology_need": "technology", "service_need": "service", "research_need": "research"}
_EXCLUSIVE = {"exclusive_licence", "sole_licence"}
_OVER = {"lapsed", "expired", "revoked", "invalidated", "terminated"}
_LIST = re.compile(r"[;|]")
_DEFAULT_COUNTRY = "VN"


def to_record(values: Mapping[str, object], context: Context) -> Record:
    """A listing or a need, as the column `kind` says. Raises RowRefused with the reason."""
    kind = cleaning.line(fields.text(values, "kind")).casefold().replace(" ", "_").replace("-", "_")
    if kind in _LISTINGS:
        return _listing(values, context, kind=_LISTINGS[kind])
    if kind in _NEEDS:
        return _need(values, context, kind=_NEEDS[kind])
    raise RowRefused(f"kind “{kind[:40]}” is none of {', '.join([*dict.fromkeys(_LISTINGS.values()), *_NEEDS])}")


def _listing(values: Mapping[str, object], context: Context, *, kind: str) -> ListingRecord:
    licences = _codes(values, context, "licence_kinds", list_name="licence_kind")
    right = _right(values, context) if kind == "ip_asset" or _cell(values, "ip_kind") else None
    _refuse_exclusive(right, licences)
    return ListingRecord(
        **_common(values, context),
        kind=kind,
        subtype=_code(values, context, "subtype", list_name="listing_subtype"),
        ipc=_ipc(values),
        trl=_code(values, context, "trl", list_name="trl"),
        price_mode=_code(values, context, "price_mode", list_name="price_mode") or "on_request",
        licence_kinds=licences,
        right=right,
        restriction=_restriction(values, context),
        year_started=_year(values),
    )


def _refuse_exclusive(right: CatalogueRight | None, licences: Iterable[str]) -> None:
    forbidden = sorted(_EXCLUSIVE.intersection(licences))
    if right and right.status in _OVER and forbidden:
        raise RowRefused(f"a right that is {right.status} cannot be offered as {forbidden[0]}")


def _need(values: Mapping[str, object], context: Context, *, kind: str) -> NeedRecord:
    return NeedRecord(
        **_common(values, context),
        kind=kind,
        licence_kinds=_codes(values, context, "licence_kinds", list_name="licence_kind"),
        answers_by=_day(values, "answers_by"),
        restriction=_restriction(values, context),
    )


def _common(values: Mapping[str, object], context: Context) -> dict[str, Any]:
    """What listings and needs share."""
    owner = _cell(values, "owner")
    if not owner:
        raise RowRefused("owner is missing")
    texts = {f"{name}_{language}": _text(values, name, language) for name in _TEXTS for language in ("vi", "en")}
    if not texts["title_vi"] and not texts["title_en"]:
        raise RowRefused("title_vi and title_en are missing")
    return {
        **texts,
        "source_id": fields.identifier(values, "source_id"),
        "owner_key": _cell(values, "owner_key")[: fields.ID_MAX_CHARS] or tables.key_of(owner),
        "owner_name_vi": owner,
        "owner_name_en": _cell(values, "owner_en"),
        "owner_kind": _code(values, context, "owner_kind", list_name="org_kind") or "other",
        "country": _code(values, context, "country", list_name="country") or _DEFAULT_COUNTRY,
        "province": _code(values, context, "province", list_name="province"),
        "field": _code(values, context, "field", list_name="st_field"),
        "wipo_field": _code(values, context, "wipo_field", list_name="wipo_field"),
        "keywords": cleaning.keywords_of(re.split(r"[;|,]", _cell(values, "keywords"))),
        "service_kinds": _codes(values, context, "service_kinds", list_name="service_kind"),
        "source_link": _link(values),
        "restriction_text": _cell(values, "restriction_text")[:300],
    }


_TEXTS = {"title": TITLE_MAX_CHARS, "summary": SUMMARY_MAX_CHARS, "body": 6_000}


def _text(values: Mapping[str, object], name: str, language: str) -> str:
    raw = fields.text(values, f"{name}_{language}")
    clean = cleaning.without_contacts(cleaning.plain(raw) if name == "body" else cleaning.line(raw))
    return cleaning.shortened(clean, _TEXTS[name])


def _cell(values: Mapping[str, object], name: str) -> str:
    return cleaning.without_contacts(cleaning.line(fields.text(values, name)))


def _link(values: Mapping[str, object]) -> str:
    given = fields.text(values, "link").strip()
    found = fields.link(given)
    if given and not found:
        raise RowRefused(f"link “{given[:60]}” is not a web address")
    return found


def _code(values: Mapping[str, object], context: Context, column: str, *, list_name: str) -> str:
    return context.code(list_name, cleaning.line(fields.text(values, column)), column=column)


def _codes(values: Mapping[str, object], context: Context, column: str, *, list_name: str) -> tuple[str, ...]:
    words = _parts(fields.text(values, column))
    return tuple(dict.fromkeys(context.code(list_name, word, column=column) for word in words))


def _parts(text: str) -> Iterable[str]:
    return [part for part in (cleaning.line(piece) for piece in _LIST.split(text)) if part]


def _ipc(values: Mapping[str, object]) -> tuple[str, ...]:
    """Symbols as printed, those too that the list lacks; what is no symbol is a fault."""
    found = []
    for word in _parts(fields.text(values, "ipc").replace(",", ";")):
        symbol = ipc.parse(word)
        if symbol is None:
            raise RowRefused(f"ipc “{word[:40]}” is not a symbol of the classification")
        found.append(symbol)
    return tuple(dict.fromkeys(found))


def _right(values: Mapping[str, object], context: Context) -> CatalogueRight | None:
    """The right that the row describes; its status counts with its day, and a term that is over ends it."""
    kind = _code(values, context, "ip_kind", list_name="ip_kind")
    if not kind:
        return None
    status = _code(values, context, "ip_status", list_name="legal_status")
    if not status:
        raise RowRefused("ip_kind is named without ip_status")
    ends = _day(values, "ip_expires_on")
    over = ends is not None and ends < context.today and status not in _OVER
    return CatalogueRight(
        kind=kind,
        office=_code(values, context, "ip_office", list_name="country") or _DEFAULT_COUNTRY,
        status="expired" if over else status,
        status_on=ends if over and ends else _day(values, "ip_status_on") or context.as_of,
        status_source=context.source_name,
        application_no=_cell(values, "ip_application_no")[:60],
        registration_no=_cell(values, "ip_registration_no")[:60],
        expires_on=ends,
    )


def _restriction(values: Mapping[str, object], context: Context) -> Restriction:
    word = cleaning.line(fields.text(values, "restriction")).casefold().replace(" ", "_")
    if not word:
        return Restriction.NONE
    if word not in list(Restriction):
        raise RowRefused(f"restriction “{word[:40]}” is none of {', '.join(Restriction)}")
    return Restriction(word)


def _day(values: Mapping[str, object], column: str) -> date | None:
    return fields.day(fields.text(values, column), _DAY_STYLES, name=column)


def _year(values: Mapping[str, object]) -> int | None:
    year = _cell(values, "year_started")
    if not year:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", year):
        raise RowRefused(f"year_started “{year[:40]}” is not a year")
    return int(year)
