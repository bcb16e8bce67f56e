"""Error pages: each says what happened, what is kept and what to do; below /api/ it is problem+json."""

from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.template.loader import select_template
from django.utils.translation import gettext_lazy as _

from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import (
    Invalid,
    LoginNeeded,
    NotAllowed,
    NotFound,
    Problem,
    TooLarge,
    TooManyRequests,
)

log = structlog.get_logger(__name__)


class OurFault(Problem):
    """Something broke on our side; nothing about it is told beyond the request's id."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "our-fault"
    title = _("This page failed on our side")
    advice = _("A fault of the floor. It is recorded under the code on the page; nothing saved is lost.")


class FormExpired(NotAllowed):
    """The CSRF token is missing or old: the page stood open for too long, or cookies are off."""

    code = "form-expired"
    title = _("This form stood open for too long")
    advice = _("The form stood open for too long, or cookies are off. Reload the page and send again.")


def problem_answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer to a problem: JSON for the API, log-in for guests, else the page `<status>.html`."""
    if request.path.startswith("/api/"):
        return problem_json(request, problem)
    if isinstance(problem, LoginNeeded):
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    _note_refusal(request, problem)
    template = select_template([f"{int(problem.status)}.html", "problem.html"])
    body = template.render({"problem": problem, "request_id": request_id(request)}, request)
    return HttpResponse(body, status=int(problem.status), headers=problem.headers())


def problem_json(request: HttpRequest, problem: Problem) -> JsonResponse:
    """RFC 9457 body; `instance` is the request's id."""
    _note_refusal(request, problem)
    return JsonResponse(
        problem.as_dict(instance=request_id(request)),
        status=int(problem.status),
        headers=problem.headers(),
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _note_refusal(request: HttpRequest, problem: Problem) -> None:
    """Who was refused what, for those who watch: the person's number and the view, nothing that was sent."""
    if isinstance(problem, NotAllowed | TooManyRequests) and not isinstance(problem, LoginNeeded):
        actor, match = getattr(request, "actor", ANONYMOUS), request.resolver_match
        view = match.view_name if match else ""
        log.info("refused", code=problem.code, status=int(problem.status), view=view, user=actor.user_id)


def request_id(request: HttpRequest) -> str:
    return getattr(request, "id", "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return problem_answer(request, TooLarge())
    detail = "" if isinstance(exception, SuspiciousOperation) else str(exception)
    return problem_answer(request, Invalid(detail))


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return problem_answer(request, NotAllowed())


def page_not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return problem_answer(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    return problem_answer(request, OurFault())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_answer(request, FormExpired())
