"""The reference of the API, made from its own description: every address, what it takes, what it answers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
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
    """One method at one address. `answer` are the fields of what it gives, `answers` pairs of status and words."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    example: str
    answer: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    scope: str


EVERYWHERE = ("400", "401", "403", "406", "413", "415", "429", "503")


@require_GET
def api_reference(request: HttpRequest) -> HttpResponse:
    """The words of the description are English; the page around them is in the reader's language."""
    head = PageHead(title=_("API reference"), description=_("Read and write the floor from other systems: JSON."))
    context = {"head": head, "groups": groups(), "everywhere": everywhere(), "limits": settings.RATE_LIMITS}
    return render(request, "common/help/api.html", context)


@cache
def _described() -> Schema:
    """The description is as fixed as the code: it is made once per process."""
    with translation.override("en"):
        made: Schema = SchemaGenerator().get_schema(request=None, public=True)
        return made


@cache
def groups() -> dict[str, list[Operation]]:
    """Operations by what they are about."""
    found: dict[str, list[Operation]] = {}
    with translation.override("en"):
        for path, methods in _described()["paths"].items():
            for method, operation in methods.items():
                made = _operation(method, path, operation, _described())
                found.setdefault(operation["tags"][0], []).append(made)
    return found


def everywhere() -> list[tuple[str, str]]:
    """Refusals that any operation may give, with what they mean."""
    shared = _described()["components"]["responses"]
    return [(status, shared[f"Refused{status}"]["description"]) for status in EVERYWHERE]


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
        body=tuple(_fields(shape, described, written=True)),
        example=_example(content),
        answer=tuple(_fields(_given(operation, described), described, written=False)),
        answers=tuple(_answers(operation, described)),
        scope=next((way["token"][0] for way in operation["security"] if "token" in way), ""),
    )


def _parameters(operation: Schema, described: Schema) -> Iterator[Field]:
    for one in operation.get("parameters", ()):
        words = one.get("description", "")
        yield Field(one["name"], _type(one["schema"], described), one.get("required", False), words)


def _fields(shape: Schema, described: Schema, *, written: bool) -> Iterator[Field]:
    """Of a body what a caller may write, of an answer everything."""
    required = shape.get("required", ()) if written else ()
    for name, schema in shape.get("properties", {}).items():
        if not (written and schema.get("readOnly")):
            words = schema.get("description") or schema.get("title", "")
            yield Field(name, _type(schema, described), name in required, words)


def _given(operation: Schema, described: Schema) -> Schema:
    """The shape of a good answer."""
    good: Schema = next((answer for status, answer in operation["responses"].items() if status.startswith("2")), {})
    return _resolved(good.get("content", {}).get("application/json", {}).get("schema", {}), described)


def _example(content: Schema) -> str:
    examples = content.get("application/json", {}).get("examples", {})
    return next((json.dumps(one["value"], ensure_ascii=False, indent=2) for one in examples.values()), "")


def _answers(operation: Schema, described: Schema) -> Iterator[tuple[str, str]]:
    """Those of this operation; the ones that every operation may give stand once, at the head of the page."""
    for status, answer in operation["responses"].items():
        if status not in EVERYWHERE:
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
