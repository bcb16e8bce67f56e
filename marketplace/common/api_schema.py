"""What the description of the API says of every operation alike: how it refuses, in one place."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

PROBLEM = "Problem"
_OWN = "/my/organisation/"  # Whoever acts for none finds nothing here.
_BY_SUBJECT = ("/questions/",)  # Lists about something that the address names.
_OBJECTS = ("/listings/", "/needs/")  # What was public once answers 410; edits of it name the version they start from.

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A refusal as RFC 9457 has it, in the asked language.",
    "properties": {
        "type": {"type": "string", "description": "Address of the page that explains this kind of refusal."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "Id of the request, as in the header X-Request-Id."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) of the value."},
                    "code": {"type": "string", "description": "Stable word for what is wrong."},
                    "detail": {"type": "string", "description": "What to do about it."},
                },
                "required": ["pointer", "code", "detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "additionalProperties": False,
}
_WORDS = {
    HTTPStatus.BAD_REQUEST: "A value is missing, unknown, of the wrong type or out of range; `errors` names each.",
    HTTPStatus.UNAUTHORIZED: "The token is unknown, was ended or has run out.",
    HTTPStatus.FORBIDDEN: "Nobody is signed in, or this step belongs to somebody else.",
    HTTPStatus.NOT_FOUND: "Unknown, or not public: both answer alike.",
    HTTPStatus.NOT_ACCEPTABLE: "The caller takes no JSON.",
    HTTPStatus.CONFLICT: "The state of the object forbids it, or the first call with this key is still worked on.",
    HTTPStatus.GONE: "It was public once and was withdrawn.",
    HTTPStatus.PRECONDITION_FAILED: "Somebody saved meanwhile; nothing was overwritten, `errors` names what differs.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large; nothing of it was read.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not application/json.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The Idempotency-Key belongs to another call.",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing: read the object first and send its ETag.",
    HTTPStatus.TOO_MANY_REQUESTS: "A limit is reached; Retry-After says when it opens again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "A part that is needed does not answer; try again after Retry-After.",
}


_REPEATS: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A word of your own, such as a UUID: the same call sent again with it does its work once and is "
    "answered alike for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}
_HEADERS: dict[str, Any] = {
    "RateLimit": {"description": "What is left of the limit, and when it opens.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "The limit and its window in seconds.", "schema": {"type": "string"}},
}


def describe_refusals(result: dict[str, Any], **_more: object) -> dict[str, Any]:
    """drf-spectacular's hook: each kind of refusal described once, and for every operation those that it gives."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})[PROBLEM] = _SCHEMA
    body = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}}
    components.setdefault("responses", {}).update(
        {f"Refused{status:d}": {"description": words, "content": body} for status, words in _WORDS.items()}
    )
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            names_version = method == "patch" or _has_parameter(operation, "If-Match")
            _describe_call(method, operation)
            answers |= {
                f"{status:d}": {"$ref": f"#/components/responses/Refused{status:d}"}
                for status in _refusals(path, method, names_version=names_version)
            }
            operation["responses"] = dict(sorted(answers.items()))
    return result


def _describe_call(method: str, operation: dict[str, Any]) -> None:
    """What every call alike carries and gets: a key to repeat it by, what is left of its limit, who may call."""
    for answer in operation["responses"].values():
        answer.setdefault("headers", {}).update(_HEADERS)
    if method == "post":
        operation.setdefault("parameters", []).append(_REPEATS)
    if method != "get":  # Guests read; nobody writes without saying who they are.
        operation["security"] = [way for way in operation.get("security", []) if way]


def _has_parameter(operation: dict[str, Any], name: str) -> bool:
    return any(parameter.get("name") == name for parameter in operation.get("parameters", ()))


def _refusals(path: str, method: str, *, names_version: bool) -> Iterator[HTTPStatus]:
    yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_ACCEPTABLE)
    yield from (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    named, versioned = "{" in path, any(part in path for part in _OBJECTS)
    if named or method != "get" or _OWN in path or path.endswith(_BY_SUBJECT):
        yield HTTPStatus.NOT_FOUND  # What the body names can be unknown too.
    if named and versioned:
        yield HTTPStatus.GONE
    if method != "get":
        yield from (HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if method == "post":
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if names_version:
        yield from (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)
