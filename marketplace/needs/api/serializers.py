"""Needs as other systems read and write them: named fields per role, all from `needs.fields`."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.common.api_facts import (
    MomentOut,
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


class AskerOut(serializers.Serializer):
    """Who asks; null in a need asked without a name."""

    slug = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    verification = serializers.CharField()


class _Shown(serializers.Serializer):
    """What a list and a single need have in common."""

    id = serializers.CharField(source="public_id")
    reference = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    state = serializers.CharField()
    url = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    catalogue = serializers.CharField(source="source.code", allow_null=True, default=None)
    is_sample = serializers.BooleanField()
    published_at = MomentOut(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    budget_min = serializers.SerializerMethodField()
    budget_max = serializers.SerializerMethodField()

    def get_url(self, need: Need) -> str | None:
        return need.get_absolute_url() if need.reference else None

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


class _Standing(serializers.Serializer):
    """Tier A: where the need stands, for its owner and the reviewers."""

    state_reason = serializers.CharField()
    state_note = serializers.CharField()
    submitted_at = MomentOut(allow_null=True)
    version = serializers.IntegerField()


_FACTS: dict[str, Any] = output_fields(FIELDS, sources=SOURCES, rows=ROW_FIELDS, money=MONEY)
NeedOut = type("NeedOut", (_NeedBase,), {"__doc__": None, **_FACTS})
NeedForOwner = type("NeedForOwner", (_Standing, NeedOut), {"__doc__": None})


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
