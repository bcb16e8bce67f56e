"""The editable facts of a listing and of its rows, declared once. Pure: nothing here touches the database."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.common.facts import Fact, FactGroup, Shape, by_name
from marketplace.listings.states import Kind

ABSTRACT_MAX_CHARS = 1_500
BODY_MAX_CHARS = 6_000  # One block of description, about two printed pages.
LINE_MAX_CHARS = 200
UNIT_MAX_CHARS = 30
LINK_MAX_CHARS = 500
KEYWORDS_MAX_CHARS = 500

EVERY: frozenset[str] = frozenset(Kind)
TECHNOLOGY: frozenset[str] = frozenset({Kind.TECHNOLOGY})
OFFERED: frozenset[str] = frozenset({Kind.TECHNOLOGY, Kind.IP_ASSET})
SERVICE: frozenset[str] = frozenset({Kind.SERVICE})


class Holder(StrEnum):
    """Where the value is stored."""

    LISTING = "listing"
    TECHNOLOGY = "technology"
    SERVICE = "service"
    ROWS = "rows"


class Section(TextChoices):
    """A page of the editor; a returned listing's reasons point to one."""

    IDENTITY = "identity", _("Kind and name")
    PROBLEM = "problem", _("Problem and how it works")
    EVIDENCE = "evidence", _("Evidence")
    CLAIMS = "claims", _("Figures")
    READINESS = "readiness", _("Readiness and classes")
    RIGHTS = "rights", _("Rights and publication")
    SERVICE = "service", _("What you deliver")
    OFFER = "offer", _("Offer and price")
    CONTACT = "contact", _("Contact and response time")


_identity = FactGroup(Section.IDENTITY, Holder.LISTING, EVERY)
_subtype = FactGroup(Section.IDENTITY, Holder.TECHNOLOGY, TECHNOLOGY)
_problem = FactGroup(Section.PROBLEM, Holder.TECHNOLOGY, TECHNOLOGY)
_evidence = FactGroup(Section.EVIDENCE, Holder.ROWS, EVERY)
_claims = FactGroup(Section.CLAIMS, Holder.ROWS, TECHNOLOGY)
_readiness = FactGroup(Section.READINESS, Holder.LISTING, OFFERED)
_rights = FactGroup(Section.RIGHTS, Holder.LISTING, OFFERED)
_service = FactGroup(Section.SERVICE, Holder.SERVICE, SERVICE)
_offer = FactGroup(Section.OFFER, Holder.LISTING, OFFERED)
_price = FactGroup(Section.OFFER, Holder.LISTING, EVERY, material=False)  # Inside the stated mode it is live at once.
_contact = FactGroup(Section.CONTACT, Holder.LISTING, EVERY, material=False)
_on_technology: dict[str, Any] = {"holder": Holder.TECHNOLOGY}
_block: dict[str, Any] = {"shape": Shape.TEXT, "max_length": BODY_MAX_CHARS}

_TABLE: tuple[tuple[Fact, ...], ...] = (
    _subtype.one("subtype", _("What it is"), Shape.CODE, code_list="listing_subtype"),
    _identity.both("title", _("Title"), Shape.LINE, max_length=TITLE_MAX_CHARS),
    _identity.both("summary", _("Summary"), Shape.LINE, max_length=SUMMARY_MAX_CHARS),
    _identity.both("abstract", _("Description"), Shape.TEXT, max_length=ABSTRACT_MAX_CHARS),
    _identity.one("st_field", _("Field of science and technology"), Shape.CODE, code_list="st_field"),
    _identity.both("keywords", _("Keywords"), Shape.LINE, max_length=KEYWORDS_MAX_CHARS),
    _problem.both("problem_solved", _("Problem it solves"), **_block),
    _problem.both("how_it_works", _("How it works"), **_block),
    _problem.both("limits", _("Known limits"), **_block),
    _problem.both("applications", _("Where it is used"), **_block),
    _problem.both("resource_needs", _("What it needs on site"), **_block),
    _problem.one("confidential_detail", _("Detail for after an NDA"), material=False, tier="N", **_block),
    _evidence.one("evidence", _("Evidence"), Shape.ROWS),
    _claims.one("claims", _("Figures"), Shape.ROWS),
    _readiness.one("trl_declared", _("Readiness level (TRL)"), Shape.CODE, code_list="trl", **_on_technology),
    _readiness.one("year_started", _("Work began in"), Shape.INTEGER, low=1900, high=2100, **_on_technology),
    _readiness.one("wipo_field", _("Field of technology (WIPO)"), Shape.CODE, code_list="wipo_field"),
    _readiness.one("ipc", _("Patent classes (IPC)"), Shape.CODES, code_list="ipc"),
    _readiness.one("vsic", _("Industries"), Shape.CODES, code_list="vsic"),
    _readiness.one("sdg", _("Sustainable Development Goals"), Shape.CODES, code_list="sdg"),
    _rights.one("rights", _("Rights"), Shape.ROWS, holder=Holder.ROWS),
    _rights.one(
        "unfiled_detail", _("Is there inventive detail not yet filed?"), Shape.YES_NO, tier="A", **_on_technology
    ),
    _rights.one(
        "first_disclosure_on", _("First made public on"), Shape.DATE, material=False, tier="A", **_on_technology
    ),
    _rights.one("state_funded", _("Paid for by the State"), Shape.YES_NO),
    _rights.one("origin_country", _("Country of origin"), Shape.CODE, code_list="country"),
    _service.one("service_kinds", _("Kinds of service"), Shape.CODES, code_list="service_kind"),
    _service.both("deliverable", _("What the client receives"), **_block),
    _service.one("turnaround_days", _("Turnaround in working days"), Shape.INTEGER, low=1, high=730),
    _service.one("regions", _("Regions served"), Shape.CODES, code_list="region province"),
    _service.both("scope", _("Scope"), **_block),
    _service.one("certificate_no", _("Certificate number"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _service.both("certificate_scope", _("Scope of the certificate"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _service.one("certificate_expires_on", _("Certificate valid until"), Shape.DATE),
    _offer.one("licence_kinds", _("What you offer"), Shape.CODES, code_list="licence_kind"),
    _price.one("price_mode", _("How the price is set"), Shape.CODE, code_list="price_mode", material=True),
    _price.one("price_min", _("Price, or lowest price"), Shape.NUMBER, low=0),
    _price.one("price_max", _("Highest price"), Shape.NUMBER, low=0),
    _price.one("currency", _("Currency"), Shape.CODE, code_list="currency"),
    _price.one("payment_kinds", _("How it is paid"), Shape.CODES, code_list="payment_kind", material=True),
    _offer.one("royalty_low", _("Royalty from, %"), Shape.NUMBER, low=0, high=100),
    _offer.one("royalty_high", _("Royalty to, %"), Shape.NUMBER, low=0, high=100),
    _offer.both("support_offered", _("Support after the transfer"), **_block),
    _offer.one("available_until", _("Offered until"), Shape.DATE),
    _contact.one("response_days", _("You answer within (working days)"), Shape.INTEGER, low=1, high=20),
    _contact.one("owner_hidden", _("Hide the owner until you accept an interest"), Shape.YES_NO, draft_only=True),
)
FIELDS = by_name(_TABLE)

_claim = FactGroup(Section.CLAIMS, Holder.ROWS)
_right = FactGroup(Section.RIGHTS, Holder.ROWS)
_CLAIM_TABLE: tuple[tuple[Fact, ...], ...] = (
    _claim.both("metric", _("What is measured"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _claim.one("operator", _("Bound"), Shape.LINE, max_length=5),
    _claim.one("value", _("Value"), Shape.NUMBER),
    _claim.one("value_high", _("Upper value"), Shape.NUMBER),
    _claim.one("unit", _("Unit"), Shape.LINE, max_length=UNIT_MAX_CHARS),
    _claim.both("baseline", _("Compared with"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _claim.both("conditions", _("Conditions"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _claim.one("evidence", _("Rests on"), Shape.KEY),
)
_document = FactGroup(Section.EVIDENCE, Holder.ROWS)
_EVIDENCE_TABLE: tuple[tuple[Fact, ...], ...] = (
    _document.one("key", _("Key"), Shape.KEY),
    _document.one("kind", _("Kind of document"), Shape.CODE, code_list="evidence_kind"),
    _document.both("title", _("Title of the document"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _document.one("issuer", _("Issued by"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _document.one("issued_on", _("Issued on"), Shape.DATE),
    _document.one("expires_on", _("Counts until"), Shape.DATE),
    _document.one("link", _("Address on the web"), Shape.LINE, max_length=LINK_MAX_CHARS),
)
_RIGHT_TABLE: tuple[tuple[Fact, ...], ...] = (
    _right.one("kind", _("Kind of right"), Shape.CODE, code_list="ip_kind"),
    _right.one("office", _("Office (two letters, ST.3)"), Shape.LINE, max_length=2),
    _right.one("application_no", _("Application number (21)"), Shape.LINE, max_length=60),
    _right.one("registration_no", _("Patent or registration number (11)"), Shape.LINE, max_length=60),
    _right.one("title", _("Title (54)"), Shape.LINE, max_length=300),
    _right.one("filed_on", _("Filing date (22)"), Shape.DATE),
    _right.one("published_on", _("Publication date (43)"), Shape.DATE),
    _right.one("granted_on", _("Grant date (45)"), Shape.DATE),
    _right.one("expires_on", _("Expires on"), Shape.DATE),
    _right.one("ipc", _("Classes (51)"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _right.one("vn_effect", _("Effect in Viet Nam"), Shape.CODE, code_list="vn_effect"),
    _right.one("status", _("Legal status"), Shape.CODE, code_list="legal_status"),
    _right.one("status_on", _("Status as of"), Shape.DATE),
    _right.one("status_source", _("Source of the status"), Shape.LINE, max_length=LINE_MAX_CHARS),
    _right.one("gazette_url", _("Address in the register"), Shape.LINE, max_length=500),
)
CLAIM_FIELDS = by_name(_CLAIM_TABLE)
RIGHT_FIELDS = by_name(_RIGHT_TABLE)
EVIDENCE_FIELDS = by_name(_EVIDENCE_TABLE)
ROW_FIELDS = {"evidence": EVIDENCE_FIELDS, "claims": CLAIM_FIELDS, "rights": RIGHT_FIELDS}


def fields_of(kind: str) -> dict[str, Fact]:
    """The fields that a listing of this kind has, in the order they are asked."""
    return {name: field for name, field in FIELDS.items() if kind in field.kinds}


def sections_of(kind: str) -> tuple[Section, ...]:
    """The pages of the editor for this kind, in order."""
    present = {field.section for field in fields_of(kind).values()}
    return tuple(section for section in Section if section in present)


def fields_in(kind: str, section: str) -> dict[str, Fact]:
    """The fields asked on one page of the editor."""
    return {name: field for name, field in fields_of(kind).items() if field.section == section}


# The page of the editor behind each word that list `returned_listing` uses for a section.
_PAGES = {
    "identity": Section.IDENTITY,
    "claims": Section.CLAIMS,
    "evidence": Section.EVIDENCE,
    "owner": Section.CONTACT,
    "IP": Section.RIGHTS,
    "publication check": Section.RIGHTS,
    "classification": Section.READINESS,
    "compliance": Section.PROBLEM,
    "offer, price": Section.OFFER,
}


def repair_section(word: str, kind: str) -> Section:
    """The page on which a returned listing of this kind is repaired; the first one where the kind has no such page."""
    wanted = _PAGES.get(word, Section.IDENTITY)
    return wanted if wanted in sections_of(kind) else Section.IDENTITY
