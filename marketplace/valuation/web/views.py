"""Asking for an estimate, watching it being computed, reading it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET, require_http_methods, require_POST

from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid
from marketplace.common.web.head import NOINDEX, PageHead
from marketplace.common.web.middleware import is_htmx
from marketplace.common.web.rows import Crumb
from marketplace.listings.models import Listing
from marketplace.valuation import actions, queries
from marketplace.valuation.fields import failure_words, field_named, label_of, unit_of
from marketplace.valuation.known import FLOOR_KNOWS, presets
from marketplace.valuation.methods import RELIEF_FROM_ROYALTY
from marketplace.valuation.methods import method as method_named
from marketplace.valuation.models import Run
from marketplace.valuation.web.forms import REDRAW, EstimateForm, initial_of
from marketplace.valuation.web.result import Result
from marketplace.valuation.web.rows import run_rows

LISTED_RUNS = 50
DEFAULT_CURRENCY = "VND"
SECTION = "valuation"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What an estimate is, and one's own."""
    runs = list(queries.own_runs(actor=request.actor)[:LISTED_RUNS])
    head = PageHead(
        title=_("Valuation"),
        description=_("What a technology may be worth: an estimate with its range, inputs and limits, in seconds."),
        robots=NOINDEX if runs else "",
    )
    return render(request, "valuation/index.html", {"section": SECTION, "head": head, "runs": run_rows(runs)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for an estimate of the listing that the address names, or with the inputs of a run as a beginning."""
    require_person(request.actor)
    listing, began = _beginning(request)
    currency = began.currency if began else listing.currency or DEFAULT_CURRENCY
    form = _form(request, listing, began, currency=currency)
    redraw = REDRAW in request.POST
    if request.method == "POST" and not redraw and form.is_valid():
        run = _ask(request, form, listing, currency=currency)
        if run is not None:
            return HttpResponseRedirect(run.get_absolute_url())
    context = {
        "section": SECTION,
        "listing": listing,
        "form": form,
        "form_errors": form.is_bound and bool(form.errors),
        "groups": list(form.groups()),
        "began": began,
        "action": request.get_full_path(),
        "crumbs": _crumbs(_("Ask for an estimate")),
    }
    template = "valuation/_form.html" if redraw and is_htmx(request) else "valuation/new.html"
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


@require_GET
def run_page(request: HttpRequest, number: str) -> HttpResponse:
    """The run: waiting, computed or failed."""
    require_person(request.actor)
    run = queries.run_page(number, actor=request.actor)
    context = {
        "section": SECTION,
        "run": run,
        "method": _(method_named(run.method).title),
        "crumbs": _crumbs(run.number),
        "may_ask": queries.may_ask(run.listing, actor=request.actor),
        "others": run_rows(queries.runs_beside(run, actor=request.actor)),
    }
    if run.is_computed:
        return render(request, "valuation/result.html", {**context, "result": Result(run)})
    if run.is_under_way:
        return render(request, "valuation/waiting.html", context)
    return render(request, "valuation/failed.html", {**context, "why": _why(run), "where": _where(run)})


def _status_etag(request: HttpRequest, number: str) -> str:
    run = queries.run_status(number, actor=request.actor)
    request.run = run  # type: ignore[attr-defined]
    return f'"{run.version}-{run.progress}-{request.LANGUAGE_CODE}"'


@require_GET
@condition(etag_func=_status_etag)
def status(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the waiting page that asks again by itself; when there is an end, the whole page is fetched."""
    run: Run = request.run  # type: ignore[attr-defined]
    response = render(request, "valuation/_status.html", {"run": run})
    if not run.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def retry(request: HttpRequest, number: str) -> HttpResponse:
    """Ask again for what failed."""
    require_person(request.actor)
    run = actions.retry_estimate(number=number, actor=request.actor, now=clock.now())
    return HttpResponseRedirect(run.get_absolute_url())


def _beginning(request: HttpRequest) -> tuple[Listing, Run | None]:
    number = request.GET.get("from", "")
    if number:
        began = queries.run_page(number, actor=request.actor)
        return queries.listing_to_value(began.listing.public_id, actor=request.actor), began
    return queries.listing_to_value(request.GET.get("listing", ""), actor=request.actor), None


def _form(request: HttpRequest, listing: Listing, began: Run | None, *, currency: str) -> EstimateForm:
    about = {"currency": currency, "method": RELIEF_FROM_ROYALTY, "action": request.get_full_path()}
    if request.method == "POST":
        if REDRAW in request.POST:
            begun = initial_of(RELIEF_FROM_ROYALTY, {}, currency=currency)
            return EstimateForm(initial={**begun, **request.POST.dict()}, **about)
        return EstimateForm(request.POST, **about)
    today = timezone.localdate(clock.now())
    given = presets(listing, on=today, currency=currency)
    if began:
        given = {name: value for name, value in queries.inputs_of(began).items() if name not in FLOOR_KNOWS}
    initial = initial_of(RELIEF_FROM_ROYALTY, given, currency=currency)
    return EstimateForm(initial=initial, **about)


def _ask(request: HttpRequest, form: EstimateForm, listing: Listing, *, currency: str) -> Run | None:
    try:
        return actions.request_estimate(
            listing_id=listing.pk, inputs=form.inputs(), currency=currency, actor=request.actor, now=clock.now()
        )
    except Invalid as problem:
        form.show(problem)
        return None


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Floor"), reverse("common:home")), Crumb(_("Valuation"), reverse("valuation:index")), Crumb(last)]


def _why(run: Run) -> str:
    unit = unit_of(run.method, run.error_field)
    return failure_words(run.error_code, run.error_limit, unit=unit, currency=run.currency)


def _where(run: Run) -> str:
    return label_of(run.method, run.error_field) if field_named(run.method, run.error_field) else ""
