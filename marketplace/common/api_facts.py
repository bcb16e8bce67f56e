"""Serializers made from declared facts (`common.facts`): the API names exactly what the table names, never more.

In: plain values, checked by the actions themselves; this edge refuses unknown keys and unfolds money and codes. Out:
texts per language, codes with list and edition, money as amount and currency, numbers as plain decimal strings.
"""

from collections.abc import Collection, Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.common.facts import Fact, Shape
from marketplace.common.problems import FieldProblem, Invalid

Facts = Mapping[str, Fact]
CURRENCY = "currency"
_INPUT_SCHEMA: dict[Shape, dict[str, Any]] = {
    Shape.TEXT: {"type": "string"},
    Shape.LINE: {"type": "string"},
    Shape.CODE: {"type": ["string", "null"], "description": "A code of the list, or null"},
    Shape.KEY: {"type": ["string", "null"], "pattern": "^[A-Za-z][A-Za-z0-9]{0,11}$"},
    Shape.CODES: {"type": "array", "items": {"type": "string"}},
    Shape.DATE: {"type": ["string", "null"], "format": "date"},
    Shape.NUMBER: {"type": ["string", "number", "null"]},
    Shape.INTEGER: {"type": ["integer", "null"]},
    Shape.YES_NO: {"type": ["boolean", "null"]},
    Shape.ROWS: {"type": "array", "items": {"type": "object"}},
}


class PlainField(serializers.Field):
    """Hands a value on as it came: the action that takes it names what is wrong with it."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


def choice_field(values: Collection[str], **more: Any) -> serializers.Field:
    """A word of a closed list, checked by the action; the description names the list."""
    schema = {"type": "string", "enum": [str(value) for value in values]}
    return extend_schema_field(schema)(type("Choice", (PlainField,), {}))(**more)


class CodeOut(serializers.Serializer):
    """A code with its list and edition."""

    list = serializers.CharField()
    edition = serializers.CharField()
    code = serializers.CharField()
    label_vi = serializers.CharField()
    label_en = serializers.CharField()


class MoneyOut(serializers.Serializer):
    """An amount as text, so that no reader rounds it, with its currency (ISO 4217)."""

    amount = serializers.CharField()
    currency = serializers.CharField()


class MomentOut(serializers.DateTimeField):
    """A moment in UTC, `2026-11-23T03:00:00Z`, whatever zone the floor shows on its pages."""

    def __init__(self, **more: Any) -> None:
        super().__init__(default_timezone=UTC, **more)


class KeyOut(serializers.CharField):
    """The key of a row; empty where none is named."""

    def get_attribute(self, instance: Any) -> Any:
        found = super().get_attribute(instance)
        return "" if found is None else found

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, "key", value))


class NumberOut(serializers.CharField):
    """A plain decimal without trailing zeros; null when not stated."""

    def to_representation(self, value: Any) -> str:
        return plain_decimal(value)


def plain_decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")


def input_serializer(
    name: str,
    facts: Facts,
    *,
    rows: Mapping[str, Facts],
    money: Collection[str] = (),
    extra: Mapping[str, serializers.Field] | None = None,
    about: str = "",
) -> type[StrictSerializer]:
    """A serializer that takes these facts and `extra`, and no other key; `about` describes it to readers of the API."""
    fields: dict[str, Any] = {fact.name: _input_field(fact, rows, money) for fact in facts.values()}
    if money:
        fields.pop(CURRENCY, None)  # It comes with each amount.
    return type(name, (StrictSerializer,), {"__doc__": about, **fields, **(extra or {})})


def _input_field(fact: Fact, rows: Mapping[str, Facts], money: Collection[str]) -> serializers.Field:
    schema = dict(_INPUT_SCHEMA[fact.shape])
    if fact.name in money:
        properties = {"amount": {"type": "string"}, "currency": {"type": "string"}}
        schema = {"type": ["object", "null"], "properties": properties, "required": ["amount", "currency"]}
    if fact.name in rows:
        columns = {column.name: _INPUT_SCHEMA[column.shape] for column in rows[fact.name].values()}
        properties = {"id": {"type": "integer"}, **columns}
        schema["items"] = {"type": "object", "properties": properties, "additionalProperties": False}
    if fact.max_length:
        schema["maxLength"] = fact.max_length
    if fact.code_list:
        schema["description"] = f"List {fact.code_list.replace(' ', ' or ')}"
    if isinstance(schema["type"], list):  # allow_null below adds "null"; named twice the description is invalid.
        schema["type"] = [kind for kind in schema["type"] if kind != "null"]
    field = extend_schema_field(schema)(type("Plain", (PlainField,), {}))
    return field(required=False, allow_null=True, label=fact.label)


def plain_input(data: Mapping[str, Any], *, rows: Collection[str], money: Collection[str] = ()) -> dict[str, Any]:
    """Received values in plain form: money unfolded to amount and currency, codes to their word.

    Raises Invalid when two amounts name different currencies.
    """
    values: dict[str, Any] = {}
    currencies: dict[str, str] = {}
    for name, value in data.items():
        if name in money and isinstance(value, Mapping):
            values[name] = value.get("amount")
            currencies[name] = str(value.get("currency", ""))
        elif name in rows and isinstance(value, list):
            values[name] = [_plain_row(row) for row in value]
        else:
            values[name] = _word(value)
    if currencies:
        values[CURRENCY] = _one_currency(currencies)
    return values


def _one_currency(currencies: Mapping[str, str]) -> str:
    found = sorted(set(currencies.values()))
    if len(found) > 1:
        words = _("Both amounts are in one currency.")
        raise Invalid(errors=[FieldProblem(f"/{name}/currency", "currency", words) for name in currencies])
    return found[0]


def _plain_row(row: Any) -> Any:
    return {name: _word(value) for name, value in row.items()} if isinstance(row, Mapping) else row


def _word(value: Any) -> Any:
    """A code as it was read comes back as an object: its word is what counts."""
    if isinstance(value, Mapping) and isinstance(value.get("code"), str):
        return value["code"]
    return [_word(item) for item in value] if isinstance(value, list) else value


def output_fields(
    facts: Facts, *, sources: Mapping[Any, str], rows: Mapping[str, Facts], money: Collection[str] = ()
) -> dict[str, serializers.Field]:
    """Read-only fields of these facts; `sources` says where a holder hangs on the object ("" is the object itself)."""
    found: dict[str, serializers.Field] = {}
    every = frozenset(kind for fact in facts.values() for kind in fact.kinds)
    for fact in facts.values():
        if fact.name in money or (money and fact.name == CURRENCY) or fact.name in rows:
            continue
        base = sources[fact.holder]
        source = f"{base}.{fact.name}" if base else fact.name
        found[fact.name] = _output_field(fact, source=source, may_lack=fact.kinds != every)
    return found


def row_serializer(
    name: str, columns: Facts, *, extra: Mapping[str, serializers.Field]
) -> type[serializers.Serializer]:
    """One row of facts, read-only."""
    fields = {column.name: _output_field(column, source=column.name) for column in columns.values()}
    return type(name, (serializers.Serializer,), {**fields, **extra})


def _output_field(fact: Fact, *, source: str, may_lack: bool = False) -> serializers.Field:
    """`may_lack`: objects of another kind have no such fact, then it is null."""
    common: dict[str, Any] = {"read_only": True} if source == fact.name else {"read_only": True, "source": source}
    nullable = {**common, "allow_null": True}
    match fact.shape:
        case Shape.CODE:
            return CodeOut(**nullable)
        case Shape.CODES:
            return CodeOut(many=True, **(nullable if may_lack else common))
        case Shape.KEY:
            return KeyOut(**common)
        case Shape.DATE:
            return serializers.DateField(**nullable)
        case Shape.NUMBER:
            return NumberOut(**nullable)
        case Shape.INTEGER:
            return serializers.IntegerField(**nullable)
        case Shape.YES_NO:
            return serializers.BooleanField(**nullable)
    return serializers.CharField(**(nullable if may_lack else common))
