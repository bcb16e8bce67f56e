"""Shapes of estimates on the API. The inputs' schema comes from the method's fields."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.valuation.fields import failure_words, unit_of
from marketplace.valuation.known import FLOOR_KNOWS
from marketplace.valuation.methods import METHODS, RELIEF_FROM_ROYALTY, Bound, Field, Kind
from marketplace.valuation.methods.fields import MOST_ROWS, MOST_SOURCE_CHARACTERS
from marketplace.valuation.models import Run
from marketplace.valuation.queries import inputs_of
from marketplace.valuation.states import RunState

LISTING_MAX_CHARS = 40
# In both languages, whoever asks: a figure travels farther than the page it came from.
NOT_A_VALUATION = (
    "Kết quả tính toán tham khảo, không phải kết quả thẩm định giá / Reference calculation, not a valuation"
)


def _number(bound: Bound | None) -> dict[str, Any]:
    """A JSON number, or the same as a plain decimal string."""
    if bound is None:
        return {"type": ["number", "string"]}
    low = "exclusiveMinimum" if bound.low_open else "minimum"
    high = "exclusiveMaximum" if bound.high_open else "maximum"
    return {"type": ["number", "string"], low: bound.low, high: bound.high}


def _field_schema(field: Field) -> dict[str, Any]:
    about = {"description": f"{field.label}. {field.hint} Unit: {field.unit or 'none'}.".replace(".. ", ". ")}
    source = {"type": "string", "maxLength": MOST_SOURCE_CHARACTERS}
    match field.kind:
        case Kind.CHOICE:
            return {**about, "type": "string", "enum": [str(code) for code, _words in field.choices]}
        case Kind.DATE:
            return {**about, "type": "string", "format": "date"}
        case Kind.WHOLE:
            return {**about, "type": "integer"}
        case Kind.ROWS:
            values = {"type": "array", "items": _number(field.bound), "minItems": 1, "maxItems": MOST_ROWS}
            return {
                **about,
                "type": "object",
                "properties": {"values": values, "source": source},
                "required": ["values"],
            }
    ends = {end: _number(field.bound) for end in ("low", "likely", "high")}
    whole = {"type": "object", "properties": {**ends, "source": source}, "required": ["likely"]}
    return {**about, "oneOf": [_number(field.bound), whole]}


def inputs_schema() -> dict[str, Any]:
    """JSON schema of the inputs of relief from royalty, from the fields that its form is built from."""
    fields = [field for field in METHODS[RELIEF_FROM_ROYALTY].fields if field.name not in FLOOR_KNOWS]
    properties = {field.name: _field_schema(field) for field in fields}
    return {"type": "object", "properties": properties, "additionalProperties": False}


@extend_schema_field(inputs_schema())
class InputsField(serializers.JSONField):
    """An object of inputs by name; the method checks them and names the one that is wrong."""

    def to_internal_value(self, data: object) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        return dict(data)


class EstimateRequest(StrictSerializer):
    """What is valued, how, and on which inputs."""

    listing = serializers.CharField(max_length=LISTING_MAX_CHARS, help_text="Reference or opaque id of an own listing.")
    method = serializers.ChoiceField(choices=sorted(METHODS), default=RELIEF_FROM_ROYALTY)
    currency = serializers.CharField(min_length=3, max_length=3, default="VND", help_text="ISO 4217.")
    inputs = InputsField()


class RunError(serializers.Serializer):
    """Why a run was not computed."""

    code = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class RunSerializer(serializers.Serializer):
    """A run as a job: state, progress, and in the end result or error."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=RunState.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    listing = serializers.CharField(source="listing.public_id")
    method = serializers.CharField()
    method_version = serializers.CharField()
    currency = serializers.CharField()
    valuation_date = serializers.DateField()
    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    input_hash = serializers.CharField()
    inputs = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    libraries = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    notice = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "description": "As they were given, with what the floor added by itself."})
    def get_inputs(self, run: Run) -> dict[str, Any]:
        return inputs_of(run)

    @extend_schema_field({"type": ["object", "null"], "description": "What the method found; null until then."})
    def get_result(self, run: Run) -> dict[str, Any] | None:
        return run.result

    def get_libraries(self, run: Run) -> dict[str, str]:
        return {"python": run.python_version, "numpy": run.numpy_version, "scipy": run.scipy_version}

    @extend_schema_field(RunError(allow_null=True))
    def get_error(self, run: Run) -> dict[str, str] | None:
        if run.state != RunState.FAILED:
            return None
        unit = unit_of(run.method, run.error_field)
        words = failure_words(run.error_code, run.error_limit, unit=unit, currency=run.currency)
        return {"code": run.error_code, "field": run.error_field, "detail": words}

    def get_notice(self, _run: Run) -> str:
        return NOT_A_VALUATION
