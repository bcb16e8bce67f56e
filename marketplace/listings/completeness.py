"""What a listing still lacks before it can be reviewed, section by section. Pure: reads plain values (`fields`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import Fact, Plain, answered
from marketplace.listings.fields import Section, fields_of, sections_of
from marketplace.listings.states import Kind, Operator

Values = Mapping[str, Plain]
Row = Mapping[str, Plain]

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


class Progress(StrEnum):
    DONE = "done"
    ERROR = "error"  # Answered, and something in the answer does not hold.
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing to do before submitting: a field or a row's field, a stable code and the words for it."""

    pointer: str
    section: str
    code: str
    detail: str | Promise


@dataclass(frozen=True, slots=True)
class SectionProgress:
    section: Section
    progress: Progress
    lacks: tuple[Lack, ...] = ()


def lacks_of(kind: str, values: Values) -> list[Lack]:
    """Everything that keeps a listing of this kind from being submitted, in the order of the editor."""
    facts = fields_of(kind)
    found = [*_missing(kind, values, facts), *_claims(values), *_rights(values), *_price(values)]
    order = list(sections_of(kind))
    return sorted([*found, *contradictions(values)], key=lambda lack: order.index(Section(lack.section)))


def contradictions(values: Values) -> list[Lack]:
    """What cannot even be kept as a draft, because two answers exclude each other."""
    return [*_claim_order(values), *_right_order(values), *_price_order(values)]


def sections(kind: str, values: Values) -> list[SectionProgress]:
    """The pages of the editor with what each still needs."""
    lacks = lacks_of(kind, values)
    return [_section(kind, section, values, lacks) for section in sections_of(kind)]


def required_facts(kind: str) -> frozenset[str]:
    """Names of the facts of which one per topic must be answered."""
    return frozenset(name for name, fact in fields_of(kind).items() if fact.topic in REQUIRED[kind])


def _section(kind: str, section: Section, values: Values, lacks: Iterable[Lack]) -> SectionProgress:
    own = tuple(lack for lack in lacks if lack.section == section)
    if any(lack.code != "required" for lack in own):
        return SectionProgress(section, Progress.ERROR, own)
    return SectionProgress(section, Progress.TODO if own else Progress.DONE, own)


def _missing(kind: str, values: Values, facts: Mapping[str, Fact]) -> Iterable[Lack]:
    for topic in REQUIRED[kind]:
        if topic == "kind" or answered(values, facts, topic):
            continue
        fact = next(fact for fact in facts.values() if fact.topic == topic)
        yield Lack(f"/{fact.name}", fact.section, "required", _("Answer: %(question)s") % {"question": fact.label})


def _claims(values: Values) -> Iterable[Lack]:
    for place, row in _rows("claims", values):
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
    for place, row in _rows("rights", values):
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
    if _falls(values.get("price_min"), values.get("price_max")):
        yield Lack("/price_max", Section.OFFER, "order", _("The highest price is below the lowest, or stands alone."))
    if _falls(values.get("royalty_low"), values.get("royalty_high")):
        yield Lack("/royalty_high", Section.OFFER, "order", _("The upper royalty is below the lower one, or alone."))


def _claim_order(values: Values) -> Iterable[Lack]:
    for place, row in _rows("claims", values):
        operator, high = row.get("operator") or Operator.EQUAL, row.get("value_high")
        if operator not in Operator.values:
            yield Lack(f"{place}/operator", Section.CLAIMS, "operator", _("Choose =, ≥, ≤ or a range."))
        elif high is not None and (operator != Operator.RANGE or _falls(row.get("value"), high)):
            words = _("An upper value belongs to a range and is not below the value.")
            yield Lack(f"{place}/value_high", Section.CLAIMS, "order", words)


def _right_order(values: Values) -> Iterable[Lack]:
    for place, row in _rows("rights", values):
        if row.get("status") and not (row.get("status_on") and row.get("status_source")):
            words = _("A status is kept with the day and the source it was looked up in.")
            yield Lack(f"{place}/status_on", Section.RIGHTS, "source", words)
        if row.get("filed_on") and row.get("granted_on") and str(row["filed_on"]) > str(row["granted_on"]):
            words = _("The grant cannot be before the filing.")
            yield Lack(f"{place}/granted_on", Section.RIGHTS, "order", words)


def _falls(low: Plain, high: Plain) -> bool:
    """An upper bound that is below its lower one, or without it."""
    return high is not None and (low is None or Decimal(str(high)) < Decimal(str(low)))


def _rows(name: str, values: Values) -> Iterable[tuple[str, Row]]:
    rows = values.get(name)
    for position, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield f"/{name}/{position}", row
