"""Writing a listing: its kind, then a page per topic. A draft saves itself; two editors never overwrite each other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.common import clock
from marketplace.common.completeness import Progress
from marketplace.common.facts import Values
from marketplace.common.permissions import require_person
from marketplace.common.problems import Conflict, Invalid, NotFound, Stale, TransitionRefused
from marketplace.common.web.middleware import is_htmx
from marketplace.common.web.open_page import page_name, page_name_for, version_of
from marketplace.listings import actions, queries, rules
from marketplace.listings.completeness import sections
from marketplace.listings.fields import sections_of
from marketplace.listings.models import Listing
from marketplace.listings.web.answers import Answers
from marketplace.listings.web.asking import actor_of, editable
from marketplace.listings.web.conflict import conflict, kept_by_choice
from marketplace.listings.web.editor import editor_context, fragment_context
from marketplace.listings.web.rowforms import with_row_added, with_row_removed
from marketplace.listings.web.tiles import KIND_TILES


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Three cards: what is offered decides which questions are asked. Choosing one begins the draft."""
    actor = actor_of(request)
    require_person(actor)
    if request.method == "POST":
        made = actions.create_listing(kind=request.POST.get("kind", ""), values={}, actor=actor, now=clock.now())
        return HttpResponseRedirect(reverse("listings:edit", args=[made.public_id]))
    context = {"section": "my", "tiles": KIND_TILES, "may_create": rules.may_create(actor)}
    return render(request, "listings/create.html", context)


@require_GET
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where one stopped: the first page that is not done."""
    listing = editable(request, public_id)
    pages = sections(listing.kind, queries.working_text(listing, actor=actor_of(request)))
    stopped = next((page.section for page in pages if page.progress != Progress.DONE), pages[0].section)
    return HttpResponseRedirect(reverse("listings:section", args=[public_id, stopped]))


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """One page of the editor."""
    listing = editable(request, public_id)
    if section not in sections_of(listing.kind):
        raise NotFound()
    if request.method == "POST":
        return _post(request, listing, section)
    _require_open(listing)
    answers = _answers(request, listing, section)
    answers.show_lacks()
    return _page(request, answers)


def _post(request: HttpRequest, listing: Listing, section: str) -> HttpResponse:
    if {"add", "remove"} & request.POST.keys():
        return _reshape(request, listing, section)
    answers = _answers(request, listing, section, data=request.POST)
    if not answers.is_valid():
        return _refused(request, answers)
    try:
        wanted = answers.wanted()
        _require_open(listing)
        _edit(request, answers)
    except Invalid as problem:
        answers.show(problem.errors)
        return _refused(request, answers)
    except (Stale, TransitionRefused) as problem:
        return _clash(request, answers, wanted, problem)
    return _saved(request, answers)


def _edit(request: HttpRequest, answers: Answers) -> None:
    actions.edit_listing(
        listing_id=answers.listing.pk,
        changes=kept_by_choice(request.POST, answers.changes()),
        expected_version=version_of(request.POST),
        page=page_name(request.POST),
        actor=actor_of(request),
        now=clock.now(),
    )


def _reshape(request: HttpRequest, listing: Listing, section: str) -> HttpResponse:
    """One row more or less; nothing is saved and nothing typed is lost."""
    name = _answers(request, listing, section).rows_name
    index = request.POST.get("remove", "")
    if not name or not (index.isdecimal() or "add" in request.POST):
        raise Invalid()
    removed = "remove" in request.POST
    data = with_row_removed(request.POST, name, int(index)) if removed else with_row_added(request.POST, name)
    answers = _answers(request, listing, section, data=data)
    if is_htmx(request):
        return render(request, "listings/editor/_rows.html", fragment_context(answers, moved=True))
    return _page(request, answers)


def _saved(request: HttpRequest, answers: Answers) -> HttpResponse:
    listing = editable(request, answers.listing.public_id)
    if is_htmx(request):
        fresh = _answers(request, listing, answers.section)
        context = fragment_context(fresh, kept=answers, actor=actor_of(request), now=clock.now())
        return render(request, "listings/editor/_saved.html", context)
    if not listing.is_writable:
        messages.success(request, _("Saved. What is material waits for a reviewer; the rest is public now."))
    return HttpResponseRedirect(_next_address(request, listing, answers.section))


def _next_address(request: HttpRequest, listing: Listing, section: str) -> str:
    """Stay where something does not hold or where the reader asked to stay; else the next page, at last the sending."""
    here = reverse("listings:section", args=[listing.public_id, section])
    pages = sections(listing.kind, queries.working_text(listing, actor=actor_of(request)))
    place = [page.section for page in pages].index(section)
    if "next" not in request.POST or pages[place].progress == Progress.ERROR:
        return here
    if place + 1 < len(pages):
        return reverse("listings:section", args=[listing.public_id, pages[place + 1].section])
    return reverse("listings:submit" if listing.is_writable else "listings:own", args=[listing.public_id])


def _refused(request: HttpRequest, answers: Answers) -> HttpResponse:
    if is_htmx(request):
        return render(request, "listings/editor/_not_saved.html", {"count": len(answers.lines)}, status=422)
    return _page(request, answers, status=422)


def _clash(request: HttpRequest, answers: Answers, wanted: Values, problem: Conflict) -> HttpResponse:
    """Somebody saved, sent or closed the listing meanwhile; the same text saved twice is no clash."""
    fresh = editable(request, answers.listing.public_id)
    differing = queries.differences(fresh, wanted, actor=actor_of(request))
    saved_meanwhile = isinstance(problem, Stale)
    if saved_meanwhile and not differing:
        return _saved(request, answers)
    if is_htmx(request):
        return render(request, "listings/editor/_not_saved.html", {"clash": True, "listing": fresh}, status=422)
    return conflict(request, fresh, answers.section, differing, open_to_writing=saved_meanwhile)


def _page(request: HttpRequest, answers: Answers, *, status: int = 200) -> HttpResponse:
    context = editor_context(answers, actor=actor_of(request), now=clock.now())
    context["page_name"] = page_name_for(request.POST)
    return render(request, "listings/editor/section.html", context, status=status)


def _answers(request: HttpRequest, listing: Listing, section: str, *, data: QueryDict | None = None) -> Answers:
    values = queries.working_text(listing, actor=actor_of(request))
    return Answers(listing, section, values=values, today=timezone.localdate(clock.now()), data=data)


def _require_open(listing: Listing) -> None:
    if not (listing.is_writable or listing.is_revisable):
        words = {"state": listing.get_state_display()}
        raise TransitionRefused(_("The text cannot be changed while the state is “%(state)s”.") % words)
