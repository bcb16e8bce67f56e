"""The public page of a listing as its template places it: every block is there, an empty one says "not declared"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.common.templatetags.floor import text
from marketplace.common.web.formatting import TRL_MAX, language, trl_number, write_date
from marketplace.common.web.rows import ClaimRow, Evidence, RightRow
from marketplace.listings.models import Listing
from marketplace.listings.projection import is_minimal
from marketplace.listings.states import Kind
from marketplace.listings.web.rights import right_rows
from marketplace.listings.web.rows import (
    claim_rows,
    figures_evidence,
    labels,
    other_documents,
    price_html,
    readiness_words,
    royalty_words,
    symbols,
    working_days,
)
from marketplace.taxonomy.queries import facts

Pair = tuple[str, str]
SHOWN_RIGHTS = 2  # In the line below the summary; the table has them all.


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was assessed and what the owner says; `next_papers` is the usual proof of the step after that."""

    assessed: int | None = None
    assessed_label: str = ""
    assessed_on: date | None = None
    declared: int | None = None
    declared_label: str = ""
    next_step: int | None = None
    next_papers: str = ""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Everything below the title. `closed`: an application that is not published shows its minimal record only."""

    listing: Listing
    closed: bool
    trl: int | None
    trl_words: str
    evidence: Evidence | None
    line: Sequence[Pair]
    toc: Sequence[Pair]
    claims: Sequence[ClaimRow] = ()
    documents: Sequence[tuple[Evidence, SafeString]] = ()
    rights: Sequence[RightRow] = ()
    readiness: Readiness = field(default_factory=Readiness)
    delivery: Sequence[Pair] = ()
    terms: Sequence[Pair] = ()
    identity: Sequence[Pair] = ()

    @property
    def is_service(self) -> bool:
        return self.listing.kind == Kind.SERVICE

    @property
    def is_technology(self) -> bool:
        return self.listing.kind == Kind.TECHNOLOGY


def page_of(listing: Listing, *, today: date) -> ListingPage:
    """Read the listing with `queries.with_content` first: a constant number of queries, whatever its rows."""
    closed, service = is_minimal(listing), listing.kind == Kind.SERVICE
    trl, trl_words = (None, "") if closed else readiness_words(listing)
    rights = [] if service else right_rows(listing)
    return ListingPage(
        listing=listing,
        closed=closed,
        trl=trl,
        trl_words=trl_words,
        evidence=figures_evidence(listing) if listing.kind == Kind.TECHNOLOGY else None,
        line=[*_line(listing, rights, closed=closed)],
        toc=[*_toc(listing, closed=closed)],
        claims=claim_rows(listing) if listing.kind == Kind.TECHNOLOGY else [],
        documents=[] if closed else other_documents(listing),
        rights=rights,
        readiness=Readiness() if service or closed else _readiness(listing),
        delivery=_delivery(listing, today=today) if service else [],
        terms=_minimal_terms(listing) if closed else _terms(listing),
        identity=_identity(listing, closed=closed),
    )


def missing() -> SafeString:
    """What stands where nothing was answered: said, never left out."""
    return format_html('<span class="mute">{}</span>', _("not declared"))


def _line(listing: Listing, rights: Sequence[RightRow], *, closed: bool) -> Iterator[Pair]:
    if listing.kind == Kind.SERVICE:
        if listing.service.turnaround_days:
            yield "clock", working_days(listing.service.turnaround_days)
        yield from (("scale", kind.label) for kind in listing.service.service_kinds.all()[:SHOWN_RIGHTS])
    if not closed:
        yield from (("doc", f"{right.kind}: {right.state.label}") for right in rights[:SHOWN_RIGHTS] if right.state)
    if listing.owner.province and not listing.owner_hidden:
        yield "pin", listing.owner.province.label
    elif not listing.owner_hidden and listing.owner.country.code != "VN":
        yield "globe", listing.owner.country.label


def _toc(listing: Listing, *, closed: bool) -> Iterator[Pair]:
    if listing.kind == Kind.SERVICE:
        yield from (("delivery", _("What you receive")), ("terms", _("Terms")))
        return
    if listing.kind == Kind.TECHNOLOGY:
        yield from (("problem", _("Problem")), ("figures", _("Figures")))
    if not closed:
        yield "readiness", _("Readiness")
    yield from (("rights", _("Rights")), ("terms", _("Terms")))
    if listing.kind == Kind.TECHNOLOGY:
        yield from (("limits", _("Limits")), ("needs", _("On site")))


def _readiness(listing: Listing) -> Readiness:
    details = listing.technology
    assessed, declared = trl_number(details.trl_assessed), trl_number(details.trl_declared)
    reached = assessed or declared
    following = reached + 1 if reached and reached < TRL_MAX else None
    papers = facts("trl", f"evidence_{language()}") if following else {}
    return Readiness(
        assessed=assessed,
        assessed_label=details.trl_assessed.label if details.trl_assessed else "",
        assessed_on=details.trl_assessed_on,
        declared=declared,
        declared_label=details.trl_declared.label if details.trl_declared else "",
        next_step=following,
        next_papers=papers.get(f"trl_{following}", ""),
    )


def _terms(listing: Listing) -> list[Pair]:
    offered = [] if listing.kind == Kind.SERVICE else [(_("What is offered"), labels(listing.licence_kinds.all()))]
    royalty = [] if listing.kind == Kind.SERVICE else [(_("Royalty"), royalty_words(listing))]
    later = [(_("Offered until"), write_date(listing.available_until))] if listing.available_until else []
    answers = [
        *offered,
        (_("Price"), price_html(listing)),
        *_price_mode(listing),
        *royalty,
        (_("How it is paid"), labels(listing.payment_kinds.all())),
        *([] if listing.kind == Kind.SERVICE else _transfer(listing)),
        *later,
    ]
    return _said(answers)


def _minimal_terms(listing: Listing) -> list[Pair]:
    """Of an unpublished application: whether it can be had, no more."""
    return _said([(_("What is offered"), labels(listing.licence_kinds.all()))])


def _price_mode(listing: Listing) -> list[Pair]:
    """Beside an amount only: where none is named, the mode is what the price says already."""
    named = listing.price_mode is not None and listing.price_min is not None
    return [(_("How the price is set"), listing.price_mode.label)] if named and listing.price_mode else []


def _transfer(listing: Listing) -> list[Pair]:
    funded = {True: _("Yes: the contract has to be registered"), False: _("No")}.get(listing.state_funded, "")  # type: ignore[arg-type]
    country = listing.origin_country.label if listing.origin_country else ""
    support = text(listing, "support_offered")
    return [
        (_("Support after the transfer"), support),
        (_("Paid for by the State"), funded),
        (_("Country of origin"), country),
    ]


def _delivery(listing: Listing, *, today: date) -> list[Pair]:
    service = listing.service
    days = service.turnaround_days
    return _said(
        [
            (_("Kinds of service"), labels(service.service_kinds.all())),
            (_("Turnaround"), working_days(days) if days else ""),
            (_("Regions served"), labels(service.regions.all())),
            (_("Certificate"), _certificate(listing, today=today)),
        ]
    )


def _certificate(listing: Listing, *, today: date) -> SafeString | str:
    """Number, scope and last day; one that has run out says so."""
    service = listing.service
    if not service.certificate_no:
        return ""
    until = service.certificate_expires_on
    words = ""
    if until is not None:
        over = until < today
        words = _("ran out on %(day)s") if over else _("valid until %(day)s")
        words = words % {"day": write_date(until)}
    scope = text(service, "certificate_scope")
    parts = [format_html('<span class="ref">{}</span>', service.certificate_no), scope, words]
    html = SafeString("")
    for part in (one for one in parts if one):
        html = format_html("{}{}{}", html, "; " if html else "", part)
    return html


def _identity(listing: Listing, *, closed: bool) -> list[Pair]:
    """The record itself: number, dates, classes."""
    reference = listing.reference or _("given when it is sent for review")
    classes = [
        (_("Field of science and technology"), listing.st_field.label if listing.st_field else ""),
        (_("Field of technology (WIPO)"), "" if closed or not listing.wipo_field else listing.wipo_field.label),
        (_("IPC"), "" if closed else symbols(listing.ipc.all())),
    ]
    more = [
        (_("Industries"), "" if closed else labels(listing.vsic.all())),
        (_("Sustainable Development Goals"), "" if closed else labels(listing.sdg.all())),
        (_("Lists of technologies"), listing.list_status.label if listing.list_status else ""),
    ]
    return [
        (_("Reference, never changes"), format_html('<span class="ref">{}</span>', reference)),
        (pgettext("day of a listing", "Published"), write_date(listing.published_at)),
        (_("Confirmed as still true"), write_date(listing.confirmed_on)),
        (_("Valid until"), write_date(listing.expires_on)),
        *(classes if listing.kind == Kind.SERVICE else _said(classes)),
        *(pair for pair in more if pair[1]),
    ]


def _said(pairs: Sequence[Pair]) -> list[Pair]:
    return [(label, words or missing()) for label, words in pairs]
