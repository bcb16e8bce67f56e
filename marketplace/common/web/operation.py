"""Addresses for machines: health, metrics, and reports of the Content Security Policy."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from marketplace.common import metrics
from marketplace.common.health import health
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.middleware import client_address

CSP_REPORT_MAX_BYTES = 4096
CSP_REPORT_TYPES = {"application/csp-report", "application/reports+json", "application/json"}
log = structlog.get_logger(__name__)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; touches nothing else."""
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """503 only where the database or its migrations are not ready."""
    state = health()
    status = "ok" if all(part == "ok" for part in state.parts.values()) else "degraded"
    body = {"status": status if state.ready else "unavailable", "parts": state.parts}
    headers = {"Cache-Control": "no-store"} | ({} if state.ready else {"Retry-After": "5"})
    return JsonResponse(body, status=200 if state.ready else 503, headers=headers)


@require_GET
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for scrapers on this machine; elsewhere a proxy decides who may ask."""
    if client_address(request) not in {"127.0.0.1", "::1"}:
        raise NotFound()
    return HttpResponse(
        metrics.render(), content_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"}
    )


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser refused something of ours: logged, cut to 4 kB. Browsers send no other type than these."""
    if request.content_type not in CSP_REPORT_TYPES:
        raise Invalid()
    log.warning("csp report", report=request.body[:CSP_REPORT_MAX_BYTES].decode(errors="replace"))
    return HttpResponse(status=204)
