"""What a listing still lacks before it can be reviewed, section by section. Pure: reads plain values (`fields`)."""

import re
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.common.completeness import (
    Lack,
    SectionProgress,
    falls,
    in_order,
    missing_answers,
    progress_of,
    rows_in,
)
from marketplace.common.facts import Plain
from marketplace.listings.fields import Section, fields_of, sections_of
from marketplace.listings.states import Kind, Operator

Values = Mapping[str, Plain]

# The questions a listing must answer: twelve of a technology, eight of an IP asset, eight of a service.
REQUIRED: dict[str, tuple[str, ...]] = {
    Kind.TECHNOLOGY: (
        "kind", "subtype", "title", "summary", "problem_solved", "how_it_works", "claims", "trl_declared", "st_field",
        "licence_kinds", "price_mode", "unfiled_detail",
    ),
    Kind.IP_ASSET: ("kind", "title", "summary", "st_field", "rights", "licence_kinds", "price_mode", "unfiled_detail"),
    Kind.SERVICE: (
        "kind", "title", "summary", "service_kinds", "deliverable", "turnaround_days", "regions", "price_mode",
    ),
}  # fmt: skip
REGISTRABLE = frozenset(
    {"patent", "utility_solution", "industrial_design", "layout_design", "trade_mark", "plant_variety"}
)
PRICE_NEEDS = {"ask": ("price_min",), "range": ("price_min", "price_max"), "floor": ("price_min",)}


def lacks_of(kind: str, values: Values) -> list[Lack]:
    """Everything that keeps a listing of this kind from being submitted, in the order of the editor."""
    asked = [topic for topic in REQUIRED[kind] if topic != "kind"]
    found = missing_answers(asked, facts=fields_of(kind), values=values)
    found += [*_evidence(values), *_claims(values), *_rights(values), *_price(values), *contradictions(values)]
    return in_order(found, sections_of(kind))


def contradictions(values: Values) -> list[Lack]:
    """What cannot even be kept as a draft, because two answers exclude each other."""
    return [*_evidence_order(values), *_claim_order(values), *_right_order(values), *_price_order(values)]


def sections(kind: str, values: Values) -> list[SectionProgress]:
    """The pages of the editor with what each still needs."""
    return progress_of(sections_of(kind), lacks_of(kind, values))


def required_facts(kind: str) -> frozenset[str]:
    """Names of the facts of which one per topic must be answered."""
    return frozenset(name for name, fact in fields_of(kind).items() if fact.topic in REQUIRED[kind])


def _evidence(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "evidence"):
        for topics, words in _EVIDENCE_NEEDS:
            if all(row.get(name) in ("", None) for name in topics):
                yield Lack(f"{place}/{topics[0]}", Section.EVIDENCE, "incomplete", words)


_EVIDENCE_NEEDS: tuple[tuple[tuple[str, ...], str | Promise], ...] = (
    (("kind",), _("Choose the kind of document.")),
    (("title_vi", "title_en"), _("Give the document's title.")),
    (("issuer",), _("Say who issued it.")),
    (("issued_on",), _("Give the day it was issued.")),
)


def _claims(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "claims"):
        for topics, code, words in _CLAIM_NEEDS:
            if all(row.get(name) in ("", None) for name in topics):
                yield Lack(f"{place}/{topics[0]}", Section.CLAIMS, code, words)
        if row.get("operator") == Operator.RANGE and row.get("value_high") is None:
            yield Lack(f"{place}/value_high", Section.CLAIMS, "incomplete", _("Give the upper value of the range."))


_CLAIM_NEEDS: tuple[tuple[tuple[str, ...], str, str | Promise], ...] = (
    (("metric_vi", "metric_en"), "incomplete", _("Say what is measured.")),
    (("value",), "incomplete", _("Give the figure.")),
    (("unit",), "incomplete", _("Give the unit.")),
    (
        ("baseline_vi", "baseline_en"),
        "incomplete",
        _("Say what the figure is compared with, for example “axial fan, same lot: 0.11 kWh”."),
    ),
)


def _rights(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "rights"):
        for name, words in (
            ("kind", _("Choose the kind of right.")),
            ("office", _("Name the office, for example VN.")),
        ):
            if not row.get(name):
                yield Lack(f"{place}/{name}", Section.RIGHTS, "incomplete", words)
        if row.get("kind") in REGISTRABLE and not (row.get("application_no") or row.get("registration_no")):
            words = _("Give the application number or the registration number.")
            yield Lack(f"{place}/application_no", Section.RIGHTS, "incomplete", words)
        if not row.get("status"):
            words = _("Give the status with the day and the source you looked it up in.")
            yield Lack(f"{place}/status", Section.RIGHTS, "incomplete", words)


def _price(values: Values) -> Iterable[Lack]:
    for name in PRICE_NEEDS.get(str(values.get("price_mode") or ""), ()):
        if values.get(name) is None:
            yield Lack(f"/{name}", Section.OFFER, "incomplete", _("Give the amount that this kind of price needs."))


def _price_order(values: Values) -> Iterable[Lack]:
    if values.get("price_min") is not None and not values.get("currency"):
        yield Lack("/currency", Section.OFFER, "currency", _("Choose the currency of the price."))
    if falls(values.get("price_min"), values.get("price_max")):
        yield Lack("/price_max", Section.OFFER, "order", _("The highest price is below the lowest, or stands alone."))
    if falls(values.get("royalty_low"), values.get("royalty_high")):
        yield Lack("/royalty_high", Section.OFFER, "order", _("The upper royalty is below the lower one, or alone."))


def _evidence_order(values: Values) -> Iterable[Lack]:
    keys = [row.get("key") for _place, row in rows_in(values, "evidence")]
    for place, row in rows_in(values, "evidence"):
        if keys.count(row.get("key")) > 1:
            yield Lack(f"{place}/key", Section.EVIDENCE, "twice", _("Two documents have the same key."))
        if row.get("issued_on") and row.get("expires_on") and str(row["issued_on"]) > str(row["expires_on"]):
            yield Lack(f"{place}/expires_on", Section.EVIDENCE, "order", _("Its last day is before its first."))
        if row.get("link") and not _WEB.fullmatch(str(row["link"])):
            words = _("Write the whole address, beginning with https://")
            yield Lack(f"{place}/link", Section.EVIDENCE, "link", words)
    for place, row in rows_in(values, "claims"):
        if row.get("evidence") and row["evidence"] not in keys:
            words = _("This document is not among the evidence of the listing.")
            yield Lack(f"{place}/evidence", Section.CLAIMS, "unknown_evidence", words)


_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def _claim_order(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "claims"):
        operator, high = row.get("operator") or Operator.EQUAL, row.get("value_high")
        if operator not in Operator.values:
            yield Lack(f"{place}/operator", Section.CLAIMS, "operator", _("Choose =, ≥, ≤ or a range."))
        elif high is not None and (operator != Operator.RANGE or falls(row.get("value"), high)):
            words = _("An upper value belongs to a range and is not below the value.")
            yield Lack(f"{place}/value_high", Section.CLAIMS, "order", words)


def _right_order(values: Values) -> Iterable[Lack]:
    for place, row in rows_in(values, "rights"):
        if row.get("status") and not (row.get("status_on") and row.get("status_source")):
            words = _("A status is kept with the day and the source it was looked up in.")
            yield Lack(f"{place}/status_on", Section.RIGHTS, "source", words)
        if row.get("filed_on") and row.get("granted_on") and str(row["filed_on"]) > str(row["granted_on"]):
            words = _("The grant cannot be before the filing.")
            yield Lack(f"{place}/granted_on", Section.RIGHTS, "order", words)
