"""Pages of what one keeps: bookmarks with what changed since, and the blocks of the organisation acted for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.common import clock
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.notifications import actions, queries, rules, subjects
from marketplace.notifications.web import talk_rows
from marketplace.notifications.web.forms import PageForm
from marketplace.notifications.web.talk_forms import NoteForm, SubjectForm

PAGE_SIZE = 20


@require_GET
def bookmarks(request: HttpRequest) -> HttpResponse:
    """What one keeps, newest first, each with what changed since the last look."""
    require_person(request.actor)
    pages = Paginator(queries.bookmarks_of(request.actor), PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    rows = talk_rows.kept_rows(queries.kept(list(page), actor=request.actor))
    forms = [(row, NoteForm(initial={"note": row.bookmark.note}, prefix=f"b{row.bookmark.pk}")) for row in rows]
    return render(request, "notifications/talk/bookmarks.html", {"page": page, "rows": forms, "section": "my"})


@require_POST
def add_bookmark(request: HttpRequest) -> HttpResponse:
    """Keep an object and go back to it."""
    require_person(request.actor)
    form = SubjectForm(request.POST)
    if not form.is_valid():
        raise NotFound()
    given = form.cleaned_data
    facts = subjects.find_by_key(given["kind"], given["key"], actor=request.actor)
    actions.add_bookmark(kind=facts.kind, subject_id=facts.subject_id, actor=request.actor, now=clock.now())
    messages.success(request, _("Kept. You are told when price, state or last day change."))
    return HttpResponseRedirect(facts.url or reverse("notifications:bookmarks"))


@require_POST
def note_bookmark(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    """Write a note to oneself."""
    form = NoteForm(request.POST, prefix=f"b{bookmark_id}")
    if not form.is_valid():
        raise Invalid(" ".join(str(error) for error in form.errors["note"]))
    actions.note_bookmark(bookmark_id=bookmark_id, note=form.cleaned_data["note"], actor=request.actor, now=clock.now())
    messages.success(request, _("The note is saved."))
    return HttpResponseRedirect(reverse("notifications:bookmarks"))


@require_POST
def look_at_bookmark(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    """What it is now has been seen."""
    actions.look_at_bookmark(bookmark_id=bookmark_id, actor=request.actor, now=clock.now())
    return HttpResponseRedirect(reverse("notifications:bookmarks"))


@require_POST
def remove_bookmark(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    """Keep it no longer."""
    actions.remove_bookmark(bookmark_id=bookmark_id, actor=request.actor, now=clock.now())
    messages.success(request, _("No longer kept."))
    return HttpResponseRedirect(reverse("notifications:bookmarks"))


@require_GET
def blocks(request: HttpRequest) -> HttpResponse:
    """From whom the organisation acted for takes no questions: sort and province, never a name."""
    require_person(request.actor)
    require(rules.may_manage_blocks(request.actor), detail=_("An editor of an organisation does this."))
    pages = Paginator(queries.blocks(actor=request.actor), PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    rows = [(block, talk_rows.asker_words(block.blocked)) for block in page]
    return render(request, "notifications/talk/blocks.html", {"page": page, "rows": rows, "section": "my"})


@require_POST
def lift_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Take questions from this asker again."""
    require_person(request.actor)
    actions.lift_block(block_id=block_id, actor=request.actor, now=clock.now())
    messages.success(request, _("Lifted. They may ask you again."))
    return HttpResponseRedirect(reverse("notifications:blocks"))
