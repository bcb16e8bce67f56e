"""From domain rows to documents: the public projection and nothing else, every field declared in search/fields.py."""

from collections.abc import Iterable
from datetime import datetime

from marketplace.accounts.models import Organisation
from marketplace.listings import projection as listing_projection
from marketplace.listings.projection import Readable
from marketplace.listings.states import Kind as ListingKind
from marketplace.needs import projection as need_projection
from marketplace.needs.models import Need
from marketplace.taxonomy.models import Code
from search.document import IndexedDocument
from search.fields import Kind

PRICE_CURRENCY = "VND"  # The site's currency; a price in another one is not compared with it.
NEED_KIND_FACET = "need"
Facets = dict[str, tuple[str, ...]]


def listing_document(listing: Readable) -> IndexedDocument:
    """What everybody may find of a listing in search."""
    texts = listing_projection.public_texts(listing)
    return IndexedDocument(
        kind=Kind.LISTING,
        id=listing.pk,
        version=listing.index_version,
        titles=_filled(texts.title_vi, texts.title_en),
        body="\n".join([*texts.words(), *_labels(_listing_codes(listing))]),
        facets=_known(_listing_facets(listing)),
        numbers=_numbers(_listing_numbers(listing)),
    )


def need_document(need: Need) -> IndexedDocument:
    """What everybody may find of an open need. Read it with `needs.queries.with_content` first."""
    texts = need_projection.public_texts(need)
    return IndexedDocument(
        kind=Kind.NEED,
        id=need.pk,
        version=need.index_version,
        titles=_filled(texts.title_vi, texts.title_en),
        body="\n".join([*texts.words(), *_labels(need.service_kinds.all())]),
        facets=_known(_need_facets(need)),
        numbers=_numbers(_need_numbers(need)),
    )


def ipc_path(code: str) -> tuple[str, ...]:
    """Section, class and subclass of an IPC symbol: "A23F" → A, A23, A23F."""
    return tuple(dict.fromkeys((code[:1], code[:3], code[:4])))


def _ipc(codes: Iterable[Code]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([step for code in codes for step in ipc_path(code.code)]))


def _listing_codes(listing: Readable) -> Iterable[Code]:
    """Codes whose words are worth finding; fields of science are too broad, "engineering and technology" is all."""
    if listing_projection.is_minimal(listing):
        return
    if listing.wipo_field is not None:
        yield listing.wipo_field
    yield from listing.ipc.all()
    if listing.kind == ListingKind.SERVICE:
        yield from listing.service.service_kinds.all()


def _listing_facets(listing: Readable) -> Facets:
    is_service = listing.kind == ListingKind.SERVICE
    trl = None if is_service else (listing.technology.trl_assessed or listing.technology.trl_declared)
    statuses = [right.status for right in listing_projection.public_rights(listing)]
    minimal = listing_projection.is_minimal(listing)
    return {
        "kind": (listing.kind,),
        "field": _code(listing.st_field),
        "ipc": () if minimal else _ipc(listing.ipc.all()),
        "trl": (trl.symbol,) if trl and not minimal else (),
        "licence": _codes(listing.licence_kinds.all()),
        "country": () if minimal else _code(listing.origin_country),
        "price_mode": () if minimal else _code(listing.price_mode),
        "ip_status": _codes(statuses),
        "service_kind": _codes(listing.service.service_kinds.all()) if is_service else (),
        "origin": (_origin(listing),),
        **_owner_facets(listing.owner, hidden=listing.owner_hidden),
    }


def _need_facets(need: Need) -> Facets:
    hidden = need.is_anonymous
    return {
        "kind": (NEED_KIND_FACET,),
        "need_kind": (need.kind,),
        "field": _code(need.st_field),
        "licence": _codes(need.licence_kinds.all()),
        "country": () if hidden else _code(need.owner.country),
        "service_kind": _codes(need.service_kinds.all()),
        "origin": (_origin(need),),
        **_owner_facets(need.owner, hidden=hidden),
    }


def _owner_facets(owner: Organisation, *, hidden: bool) -> Facets:
    """A hidden owner has no value by which it could be picked out."""
    if hidden:
        return {}
    return {
        "organisation": (owner.slug,),
        "province": _code(owner.province),
        "verified": ("yes" if owner.is_verified else "no",),
    }


def _origin(thing: Readable | Need) -> str:
    if thing.is_catalogue_record:
        return "catalogue"
    return "sample" if thing.is_sample else "floor"


def _listing_numbers(listing: Readable) -> dict[str, int | None]:
    numbers = _published(listing.published_at)
    if listing_projection.is_minimal(listing):
        return numbers
    if listing.kind != ListingKind.SERVICE:
        trl = listing.technology.trl_assessed or listing.technology.trl_declared
        numbers["trl_min"] = numbers["trl_max"] = int(trl.symbol) if trl else None
    if listing.currency == PRICE_CURRENCY and listing.price_min is not None:
        numbers["price_min"] = int(listing.price_min)
        numbers["price_max"] = int(listing.price_max if listing.price_max is not None else listing.price_min)
    return numbers


def _need_numbers(need: Need) -> dict[str, int | None]:
    numbers = _published(need.published_at)
    low, high = need.trl_min, need.trl_max
    if low is not None or high is not None:
        numbers["trl_min"] = int(low.symbol) if low else 1
        numbers["trl_max"] = int(high.symbol) if high else 9
    if need.budget_public and need.currency == PRICE_CURRENCY and need.budget_min is not None:
        numbers["price_min"] = int(need.budget_min)
        numbers["price_max"] = int(need.budget_max if need.budget_max is not None else need.budget_min)
    numbers["deadline_day"] = need.answers_by.toordinal() if need.answers_by else None
    return numbers


def _published(moment: datetime | None) -> dict[str, int | None]:
    if moment is None:
        return {}
    return {"published_at": int(moment.timestamp()), "published_day": moment.date().toordinal()}


def _labels(codes: Iterable[Code]) -> list[str]:
    return [label for code in codes for label in (code.label_vi, code.label_en) if label]


def _codes(codes: Iterable[Code | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([code.code for code in codes if code is not None]))


def _code(code: Code | None) -> tuple[str, ...]:
    return () if code is None else (code.code,)


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(filter(None, texts))


def _known(facets: Facets) -> Facets:
    return {name: values for name, values in facets.items() if values}


def _numbers(numbers: dict[str, int | None]) -> dict[str, int]:
    return {name: value for name, value in numbers.items() if value is not None}
