"""Needs as other systems read and write them: named fields per role, all from `needs.fields`."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.api.postings import OwnerShown, PostingShown, Standing
from marketplace.common.api import StrictSerializer
from marketplace.common.api_facts import (
    MoneyOut,
    choice_field,
    input_serializer,
    output_fields,
    plain_decimal,
    row_serializer,
)
from marketplace.common.api_moves import ReasonIn
from marketplace.common.permissions import Actor
from marketplace.needs import rules
from marketplace.needs.fields import FIELDS, REQUIREMENT_FIELDS, ROW_FIELDS, Holder
from marketplace.needs.models import Need
from marketplace.needs.states import Kind

MONEY = ("budget_min", "budget_max")
SOURCES = {Holder.NEED: ""}

NeedCreate = input_serializer(
    "NeedCreate",
    FIELDS,
    rows=ROW_FIELDS,
    money=MONEY,
    extra={"kind": choice_field(Kind.values)},
    about="A kind, and what is known already. A draft is complete when it is submitted, not before.",
)
NeedEdit = input_serializer(
    "NeedEdit", FIELDS, rows=ROW_FIELDS, money=MONEY, about="The fields to change; the others stay. Rows replace rows."
)
RequirementOut = row_serializer("RequirementOut", REQUIREMENT_FIELDS, extra={"id": serializers.IntegerField()})


class AskerOut(OwnerShown):
    """Who asks; null in a need asked without a name."""


class _Shown(PostingShown):
    budget_min = serializers.SerializerMethodField()
    budget_max = serializers.SerializerMethodField()

    @extend_schema_field(AskerOut(allow_null=True))
    def get_owner(self, need: Need) -> dict[str, Any] | None:
        hidden = need.is_anonymous and not self.context.get("member", False)
        return None if hidden else AskerOut(need.owner).data

    @extend_schema_field(MoneyOut(allow_null=True))
    def get_budget_min(self, need: Need) -> dict[str, str] | None:
        return self._budget(need, need.budget_min)

    @extend_schema_field(MoneyOut(allow_null=True))
    def get_budget_max(self, need: Need) -> dict[str, str] | None:
        return self._budget(need, need.budget_max)

    def _budget(self, need: Need, amount: Decimal | None) -> dict[str, str] | None:
        """Tier A unless its owner shows it: absent and hidden look alike."""
        may_read = need.budget_public or self.context.get("member", False) or self.context.get("agency", False)
        return {"amount": plain_decimal(amount), "currency": need.currency} if amount is not None and may_read else None


class NeedRow(_Shown):
    """A need in a list."""

    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    summary_vi = serializers.CharField()
    summary_en = serializers.CharField()
    answers_by = serializers.DateField(allow_null=True)


class NeedPage(serializers.Serializer):
    """A page of needs, newest first; `next` and `prev` are cursors, empty at either end."""

    results = NeedRow(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class _NeedBase(_Shown):
    """Tier P."""

    requirements = RequirementOut(many=True)
    source_link = serializers.CharField()
    source_restriction = serializers.CharField()
    source_restriction_text = serializers.CharField()


_FACTS: dict[str, Any] = output_fields(FIELDS, sources=SOURCES, rows=ROW_FIELDS, money=MONEY)
NeedOut = type("NeedOut", (_NeedBase,), {"__doc__": None, **_FACTS})
NeedForOwner = type("NeedForOwner", (Standing, NeedOut), {"__doc__": None})


def represent(need: Need, *, actor: Actor) -> dict[str, Any]:
    """The need as this actor may read it: public, or whole for the owner's members and the agency."""
    agency = rules.may_read_agency(actor, need)
    member = actor.organisation_id == need.owner_id
    shape = NeedForOwner if agency else NeedOut
    return dict(shape(need, context={"member": member, "agency": agency}).data)


class WithdrawNeedIn(ReasonIn):
    """`reason` is one of entered_in_error, need_changed, source_withdrew."""


class RenewNeedIn(StrictSerializer):
    """The new last day for answers."""

    answers_by = serializers.DateField()
