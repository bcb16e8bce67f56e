"""What every API edge shares: problem+json for each refusal, strict keys, ETag and If-Match."""

import json
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.common.problems import (
    FieldProblem,
    Invalid,
    LoginNeeded,
    NotAllowed,
    NotFound,
    Problem,
    Stale,
    TooLarge,
    UnsupportedMedia,
)
from marketplace.common.web.errors import problem_json


class PreconditionRequired(Problem):
    """An edit must name the version it starts from."""

    status = HTTPStatus.PRECONDITION_REQUIRED
    code = "precondition-required"
    title = gettext_lazy("Name the version you edit in If-Match")
    advice = gettext_lazy("Read the object, then send its ETag in If-Match with the edit.")


class PreconditionFailed(Stale):
    """If-Match names a version that is no longer the present one."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "precondition-failed"


class MethodNotAllowed(Problem):
    """The address exists and does not take this method."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "method-not-allowed"
    title = gettext_lazy("This address does not take this method")
    advice = gettext_lazy("The header Allow names the methods of this address.")


class NotAcceptable(Problem):
    """The caller takes no form in which this address answers."""

    status = HTTPStatus.NOT_ACCEPTABLE
    code = "not-acceptable"
    title = gettext_lazy("This address answers in JSON")
    advice = gettext_lazy("Ask for application/json, or for anything.")


def problem_response(error: Exception, context: dict) -> Response | None:
    """REST framework's exception handler: every refusal becomes application/problem+json, faults pass through."""
    problem = _as_problem(error)
    if problem is None:
        return None
    request = context["request"]._request
    answer = problem_json(request, problem)
    response = Response(json.loads(answer.content), status=answer.status_code, content_type="application/problem+json")
    for name, value in problem.headers().items():
        response[name] = value
    return response


def _as_problem(error: Exception) -> Problem | None:
    match error:
        case Problem():
            return error
        case exceptions.ValidationError():
            return Invalid(_("Some values are wrong."), errors=_field_problems(error.detail))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return LoginNeeded(str(error.detail))
        case exceptions.PermissionDenied() | PermissionDenied():
            return NotAllowed(str(getattr(error, "detail", "")))
        case exceptions.MethodNotAllowed():
            return MethodNotAllowed(str(error.detail))
        case exceptions.UnsupportedMediaType():
            return UnsupportedMedia(str(error.detail))
        case exceptions.NotFound() | Http404():
            return NotFound()
        case RequestDataTooBig():
            return TooLarge()
        case exceptions.NotAcceptable():
            return NotAcceptable(str(error.detail))
        case exceptions.ParseError():
            return Invalid(str(error.detail))
        case SuspiciousOperation():
            return Invalid(_("The body is not valid JSON."))
        case exceptions.APIException():
            return Invalid(str(error.detail))
    return None


def _field_problems(detail: object, pointer: str = "") -> list[FieldProblem]:
    if isinstance(detail, dict):
        return [p for key, value in detail.items() for p in _field_problems(value, f"{pointer}/{key}")]
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        return [p for index, value in enumerate(detail) for p in _field_problems(value, f"{pointer}/{index}")]
    items = detail if isinstance(detail, list) else [detail]
    return [FieldProblem(pointer, getattr(item, "code", "invalid") or "invalid", str(item)) for item in items]


class StrictSerializer(serializers.Serializer):
    """Refuses keys that it does not name."""

    def to_internal_value(self, data: object) -> dict:
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(set(map(str, data)) - writable)
        if unknown:
            raise serializers.ValidationError(
                {name: [exceptions.ErrorDetail(_("This key is not known here."), code="unknown")] for name in unknown}
            )
        return super().to_internal_value(data)


def actor_of_request(request: Request) -> Actor:
    """The actor that the middleware set."""
    return getattr(request._request, "actor", ANONYMOUS)


def expected_version(request: Request) -> int:
    """The version in If-Match. Raises PreconditionRequired without one, PreconditionFailed when it is no version."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired(_("Read the object first and send its ETag in If-Match."))
    text = header.removeprefix("W/").strip('"')
    if not text.isdecimal():
        raise PreconditionFailed(_("If-Match must hold the ETag of the object."))
    return int(text)


def etag(version: int) -> str:
    return f'"{version}"'
