"""The reference of the API, made from its own description: every address, what it takes, what it answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from marketplace.common.web.head import PageHead

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    type: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address. `answers` are pairs of status and words."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]


@require_GET
def api_reference(request: HttpRequest) -> HttpResponse:
    """The words of the description are English; the page around them is in the reader's language."""
    head = PageHead(title=_("API reference"), description=_("Read and write the floor from other systems: JSON."))
    return render(request, "common/help/api.html", {"head": head, "groups": groups()})


@cache
def groups() -> dict[str, list[Operation]]:
    """Operations by what they are about. The description is as fixed as the code: it is read once per process."""
    with translation.override("en"):
        described = SchemaGenerator().get_schema(request=None, public=True)
        found: dict[str, list[Operation]] = {}
        for path, methods in described["paths"].items():
            for method, operation in methods.items():
                found.setdefault(operation["tags"][0], []).append(_operation(method, path, operation, described))
    return found


def _operation(method: str, path: str, operation: Schema, described: Schema) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    shape = _resolved(content.get("application/json", {}).get("schema", {}), described)
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=tuple(_parameters(operation, described)),
        body=tuple(_fields(shape, described)),
        answers=tuple(_answers(operation, described)),
    )


def _parameters(operation: Schema, described: Schema) -> Iterator[Field]:
    for one in operation.get("parameters", ()):
        words = one.get("description", "")
        yield Field(one["name"], _type(one["schema"], described), one.get("required", False), words)


def _fields(shape: Schema, described: Schema) -> Iterator[Field]:
    required = shape.get("required", ())
    for name, schema in shape.get("properties", {}).items():
        if not schema.get("readOnly"):
            words = schema.get("description") or schema.get("title", "")
            yield Field(name, _type(schema, described), name in required, words)


def _answers(operation: Schema, described: Schema) -> Iterator[tuple[str, str]]:
    for status, answer in operation["responses"].items():
        yield status, _resolved(answer, described).get("description", "")


def _resolved(schema: Schema, described: Schema) -> Schema:
    """What a reference names, else the thing itself."""
    if "$ref" not in schema:
        return schema
    _root, kind, group, name = schema["$ref"].split("/")
    found: Schema = described[kind][group][name]
    return found


def _type(schema: Schema, described: Schema) -> str:
    whole = _resolved(schema, described)
    if "enum" in whole:
        return ", ".join(str(value) for value in whole["enum"])
    types = whole.get("type", "object")
    words = types if isinstance(types, str) else ", ".join(types)
    return f"{words} ({_type(whole['items'], described)})" if "items" in whole else words
