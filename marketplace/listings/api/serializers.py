"""Listings as other systems read and write them: named fields per role, all from `listings.fields`."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.api.postings import OwnerShown, PostingShown, Standing
from marketplace.common.api import StrictSerializer
from marketplace.common.api_facts import (
    CodeOut,
    MomentOut,
    MoneyOut,
    choice_field,
    input_serializer,
    output_fields,
    plain_decimal,
    row_serializer,
)
from marketplace.common.api_moves import ChecklistIn, ReasonIn
from marketplace.common.permissions import Actor
from marketplace.listings import rules
from marketplace.listings.fields import CLAIM_FIELDS, EVIDENCE_FIELDS, FIELDS, RIGHT_FIELDS, ROW_FIELDS, Holder
from marketplace.listings.models import Listing, Revision
from marketplace.listings.projection import is_minimal, public_claims, public_rights
from marketplace.listings.queries import evidence_of
from marketplace.listings.states import Kind

MONEY = ("price_min", "price_max")
SOURCES = {Holder.LISTING: "", Holder.TECHNOLOGY: "technology", Holder.SERVICE: "service"}
_PUBLIC = {name: fact for name, fact in FIELDS.items() if fact.tier == "P"}
_AGENCY = {name: fact for name, fact in FIELDS.items() if fact.tier == "A"}
_CONFIDENTIAL = {name: fact for name, fact in FIELDS.items() if fact.tier == "N"}
# What an unpublished application may say beside its rights (roles and workflows 3.1).
_MINIMAL = {"title_vi", "title_en", "st_field", "licence_kinds"}

ListingCreate = input_serializer(
    "ListingCreate",
    FIELDS,
    rows=ROW_FIELDS,
    money=MONEY,
    extra={"kind": choice_field(Kind.values)},
    about="A kind, and what is known already. A draft is complete when it is submitted, not before.",
)
ListingEdit = input_serializer(
    "ListingEdit",
    FIELDS,
    rows=ROW_FIELDS,
    money=MONEY,
    about="The fields to change; the others stay. Rows replace rows.",
)
ClaimOut = row_serializer(
    "ClaimOut", CLAIM_FIELDS, extra={"id": serializers.IntegerField(), "verification": serializers.CharField()}
)
EvidenceOut = row_serializer(
    "EvidenceOut",
    EVIDENCE_FIELDS,
    extra={
        "state": serializers.CharField(),
        "verified_by": serializers.CharField(source="verified_by.slug", default=None, allow_null=True),
        "verified_on": serializers.DateField(allow_null=True),
        "certificate_no": serializers.CharField(),
        "certificate_scope_vi": serializers.CharField(),
        "certificate_scope_en": serializers.CharField(),
    },
)
RightOut = row_serializer("RightOut", RIGHT_FIELDS, extra={"id": serializers.IntegerField(), "checked_at": MomentOut()})


class OwnerOut(OwnerShown):
    """The owner; null in a listing that hides it."""


class _Shown(PostingShown):
    price_min = serializers.SerializerMethodField()
    price_max = serializers.SerializerMethodField()

    @extend_schema_field(OwnerOut(allow_null=True))
    def get_owner(self, listing: Listing) -> dict[str, Any] | None:
        hidden = listing.owner_hidden and not self.context.get("member", False)
        return None if hidden else OwnerOut(listing.owner).data

    @extend_schema_field(MoneyOut(allow_null=True))
    def get_price_min(self, listing: Listing) -> dict[str, str] | None:
        return _money(listing.price_min, listing.currency)

    @extend_schema_field(MoneyOut(allow_null=True))
    def get_price_max(self, listing: Listing) -> dict[str, str] | None:
        return _money(listing.price_max, listing.currency)


class ListingRow(_Shown):
    """A listing in a list."""

    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    summary_vi = serializers.CharField()
    summary_en = serializers.CharField()
    price_mode = CodeOut(allow_null=True)

    def to_representation(self, listing: Listing) -> dict[str, Any]:
        shown = super().to_representation(listing)
        return _recorded(shown) if getattr(listing, "closed", False) else shown


class ListingPage(serializers.Serializer):
    """A page of listings, newest first; `next` and `prev` are cursors, empty at either end."""

    results = ListingRow(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class _ListingBase(_Shown):
    """Tier P: the public projection."""

    list_status = CodeOut(allow_null=True)
    confirmed_on = serializers.DateField(allow_null=True)
    source_link = serializers.CharField()
    source_restriction = serializers.CharField()
    source_restriction_text = serializers.CharField()
    evidence = serializers.SerializerMethodField()
    claims = serializers.SerializerMethodField()
    rights = serializers.SerializerMethodField()

    @extend_schema_field(EvidenceOut(many=True))
    def get_evidence(self, listing: Listing) -> Any:
        return EvidenceOut(evidence_of(listing), many=True).data

    @extend_schema_field(ClaimOut(many=True))
    def get_claims(self, listing: Listing) -> Any:
        return ClaimOut(public_claims(listing), many=True).data

    @extend_schema_field(RightOut(many=True))
    def get_rights(self, listing: Listing) -> Any:
        whole = self.context.get("member", False) or self.context.get("agency", False)
        rights = listing.rights.all() if whole else public_rights(listing)
        return RightOut(rights, many=True).data

    def to_representation(self, listing: Listing) -> dict[str, Any]:
        shown = super().to_representation(listing)
        whole = self.context.get("member", False) or self.context.get("agency", False)
        if whole or not is_minimal(listing):
            return shown
        return _recorded(shown)


def _read(name: str, *groups: dict[str, Any]) -> type[_ListingBase]:
    facts = {key: fact for group in groups for key, fact in group.items()}
    fields: dict[str, Any] = output_fields(facts, sources=SOURCES, rows=ROW_FIELDS, money=MONEY)
    return type(name, (_ListingBase,), {"__doc__": None, **fields})


ListingOut = _read("ListingOut", _PUBLIC)
_Agency = _read("ListingForAgency", _PUBLIC, _AGENCY)
_Own = _read("ListingForOwner", _PUBLIC, _AGENCY, _CONFIDENTIAL)
ListingForAgency = type("ListingForAgency", (Standing, _Agency), {"__doc__": None})
ListingForOwner = type("ListingForOwner", (Standing, _Own), {"__doc__": None})


def represent(listing: Listing, *, actor: Actor) -> dict[str, Any]:
    """The listing as this actor may read it: public, for the agency, or whole for the owner's members."""
    member = rules.may_read_confidential(actor, listing)
    agency = rules.may_read_agency(actor, listing)
    shape = ListingForOwner if member else ListingForAgency if agency else ListingOut
    return dict(shape(listing, context={"member": member, "agency": agency}).data)


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": plain_decimal(amount), "currency": currency}


def _recorded(shown: dict[str, Any]) -> dict[str, Any]:
    """Cut to the minimal record of an unpublished application."""
    closed = set(_PUBLIC) - _MINIMAL - {"rights"}
    return {name: _blank(value) if name in closed else value for name, value in shown.items()}


def _blank(value: Any) -> Any:
    return [] if isinstance(value, list) else "" if isinstance(value, str) else None


class WithdrawIn(ReasonIn):
    """`reason`: no_longer_offered, transferred_elsewhere, rights_changed, entered_in_error or source_withdrew."""


class ApproveIn(ChecklistIn):
    """Every item ticked, the status in the lists of technologies, and whether it has a dual use."""

    list_status = serializers.CharField(max_length=60)
    dual_use = serializers.BooleanField()


class RenewIn(StrictSerializer):
    """Names of the facts confirmed, at least one, and whether the rights' status was looked up today."""

    confirmed = serializers.ListField(child=serializers.CharField(max_length=60), allow_empty=False, max_length=100)
    rights_checked = serializers.BooleanField(default=False)


class ApproveRevisionIn(ChecklistIn):
    """`version` is that of the revision that was read."""

    version = serializers.IntegerField()


class RefuseRevisionIn(ReasonIn):
    """`version` is that of the revision that was read."""

    version = serializers.IntegerField()


class RevisionOut(serializers.Serializer):
    """An edit that waits beside the text in view: in plain form what of it the reader may read, and what it changes.

    `facts` of the context are the names that the reader may read.
    """

    id = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    changed = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()
    created_at = MomentOut()

    def get_changed(self, revision: Revision) -> list[str]:
        return [name for name in revision.changed if name in self.context["facts"]]

    def get_content(self, revision: Revision) -> dict[str, Any]:
        return {name: value for name, value in revision.content.items() if name in self.context["facts"]}
