"""How often pages are opened; and what is left of a limit, on every answer that was counted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace.common import limits
from marketplace.common.problems import Problem
from marketplace.common.web.errors import problem_answer

Next = Callable[[HttpRequest], HttpResponse]
API = "/api/"
# Asked by browsers and machines by themselves, once for each page at most.
NOT_PAGES = frozenset({"health_live", "health_ready", "metrics", "csp_report", "common:brand"})


class Limits:
    """Counts every page against the limit `pages`: 429 beyond it. The API's views count by their own limits."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        allowance = limits.counted(request)
        for name, value in (allowance.headers() if allowance else {}).items():
            response.headers.setdefault(name, value)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if request.path.startswith(API) or view_name in NOT_PAGES:
            return None
        try:
            limits.check(request, "pages")
        except Problem as problem:
            return problem_answer(request, problem)
        return None
