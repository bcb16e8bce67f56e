"""Writing a need: its kind, then a page per topic. Drafts are kept; two editors never overwrite each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.common import clock
from marketplace.common.cleaning import clean_changes
from marketplace.common.completeness import REQUIRED, Progress
from marketplace.common.facts import Plain, Values
from marketplace.common.permissions import require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound, Stale, TransitionRefused
from marketplace.common.web.formatting import write_moment
from marketplace.common.web.middleware import is_htmx
from marketplace.common.web.open_page import page_name, page_name_for, version_of
from marketplace.common.web.rows import Section as Page
from marketplace.needs import actions, queries, rules
from marketplace.needs.completeness import lacks_of, sections
from marketplace.needs.fields import FIELDS, ROW_FIELDS, Section, fields_of, sections_of
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from marketplace.needs.web.asked import INTROS, LOOKS, REQUIREMENTS, TILES, questions_of
from marketplace.needs.web.asking import actor_of, editable
from marketplace.taxonomy.web.inputs import label_of, words_of
from marketplace.taxonomy.web.rowforms import with_row_added, with_row_removed
from marketplace.taxonomy.web.sectionform import Answers

MINE = "mine"
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "version", "save", "next", "resolve", "keep"})


@dataclass(frozen=True, slots=True)
class Clash:
    """One field with both answers in words."""

    name: str
    label: str
    theirs: str
    mine: str
    language: str


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Three cards: what is wanted decides which questions are asked. Choosing one begins the draft."""
    actor = actor_of(request)
    require_person(actor)
    if request.method == "POST":
        made = actions.create_need(kind=request.POST.get("kind", ""), values={}, actor=actor, now=clock.now())
        return HttpResponseRedirect(reverse("needs:edit", args=[made.public_id]))
    context = {"section": "my", "tiles": TILES, "may_create": rules.may_create(actor)}
    return render(request, "needs/create.html", context)


@require_GET
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where one stopped: the first page that is not done."""
    need = editable(request, public_id)
    pages = sections(need.kind, snapshot(need))
    stopped = next((page.section for page in pages if page.progress != Progress.DONE), pages[0].section)
    return HttpResponseRedirect(_address(need, stopped))


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """One page of the editor."""
    need = editable(request, public_id)
    if section not in sections_of(need.kind):
        raise NotFound()
    if request.method == "POST":
        return _post(request, need, section)
    _require_open(need)
    answers = _answers(need, section)
    own = [one for one in lacks_of(need.kind, answers.values) if one.section == section and one.code != REQUIRED]
    answers.show(FieldProblem(lack.pointer, lack.code, lack.detail) for lack in own)
    return _page(request, need, section, answers)


def _post(request: HttpRequest, need: Need, section: str) -> HttpResponse:
    if {"add", "remove"} & request.POST.keys():
        return _reshape(request, need, section)
    answers = _answers(need, section, data=request.POST)
    if not answers.is_valid():
        return _refused(request, need, section, answers)
    try:
        wanted = clean_changes(answers.changes(), facts=fields_of(need.kind), rows=ROW_FIELDS)
        saved = actions.edit_need(
            need_id=need.pk,
            changes=kept_by_choice(request.POST, answers.changes()),
            expected_version=version_of(request.POST),
            page=page_name(request.POST),
            actor=actor_of(request),
            now=clock.now(),
        )
    except Invalid as problem:
        answers.show(problem.errors)
        return _refused(request, need, section, answers)
    except (Stale, TransitionRefused) as problem:
        return _clash(request, need, section, wanted, problem)
    return _saved(request, saved, section)


def _reshape(request: HttpRequest, need: Need, section: str) -> HttpResponse:
    """One row more or less; nothing is saved and nothing typed is lost."""
    index = request.POST.get("remove", "")
    if section != Section.REQUIREMENTS or not (index.isdecimal() or "add" in request.POST):
        raise Invalid()
    removed = "remove" in request.POST
    data = (
        with_row_removed(request.POST, REQUIREMENTS, int(index))
        if removed
        else with_row_added(request.POST, REQUIREMENTS)
    )
    return _page(request, need, section, _answers(need, section, data=data))


def _saved(request: HttpRequest, need: Need, section: str) -> HttpResponse:
    fresh = editable(request, need.public_id)
    if is_htmx(request):
        return render(request, "needs/editor/_saved.html", {"need": fresh, "saved": saved_words(fresh)})
    if not fresh.is_writable:
        messages.success(request, _("Saved. Everybody sees the new text within seconds."))
    return HttpResponseRedirect(_next_address(request, fresh, section))


def _next_address(request: HttpRequest, need: Need, section: str) -> str:
    """Stay where something does not hold or where the reader asked to stay; else the next page, at last the sending."""
    pages = sections(need.kind, snapshot(need))
    place = [page.section for page in pages].index(section)
    if "next" not in request.POST or pages[place].progress == Progress.ERROR:
        return _address(need, section)
    if place + 1 < len(pages):
        return _address(need, pages[place + 1].section)
    return reverse("needs:submit" if need.is_writable else "needs:own", args=[need.public_id])


def _refused(request: HttpRequest, need: Need, section: str, answers: Answers) -> HttpResponse:
    if is_htmx(request):
        return render(request, "needs/editor/_not_saved.html", {"count": len(answers.lines)}, status=422)
    return _page(request, need, section, answers, status=422)


def _clash(request: HttpRequest, need: Need, section: str, wanted: Values, problem: Conflict) -> HttpResponse:
    """Somebody saved, sent or closed the need meanwhile; the same text saved twice is no clash."""
    fresh = editable(request, need.public_id)
    differing = queries.differences(fresh, wanted)
    saved_meanwhile = isinstance(problem, Stale)
    if saved_meanwhile and not differing:
        return _saved(request, fresh, section)
    if is_htmx(request):
        return render(request, "needs/editor/_not_saved.html", {"clash": True}, status=422)
    context = {
        "section": "my",
        "need": fresh,
        "heading": Section(section).label,
        "clashes": [_clash_of(one.name, one.theirs, one.mine) for one in differing],
        "carried": _carried(request.POST),
        "open_to_writing": saved_meanwhile,
        "action": _address(fresh, section),
    }
    return render(request, "needs/editor/conflict.html", context, status=409)


def kept_by_choice(data: QueryDict, changes: Mapping[str, object]) -> dict[str, object]:
    """After a conflict page only what its reader chose from their own text; else everything."""
    if "resolve" not in data or data.get("keep") == MINE:
        return dict(changes)
    return {name: value for name, value in changes.items() if data.get(f"keep-{name}") == MINE}


def _clash_of(name: str, theirs: Plain, mine: Plain) -> Clash:
    fact, columns = FIELDS[name], ROW_FIELDS.get(name)
    saved, typed = (words_of(fact, value, looks=LOOKS, columns=columns) for value in (theirs, mine))
    return Clash(name, label_of(fact), saved, typed, fact.language)


def _carried(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, to be posted again."""
    kept = ((name, values) for name, values in data.lists() if name not in NOT_CARRIED and not name.startswith("keep-"))
    return [(name, str(value)) for name, values in kept for value in values]


def _page(request: HttpRequest, need: Need, section: str, answers: Answers, *, status: int = 200) -> HttpResponse:
    pages = list(sections_of(need.kind))
    place = pages.index(Section(section))
    lines = answers.lines
    context = {
        "section": "my",
        "need": need,
        "heading": Section(section).label,
        "intro": INTROS[section],
        "number": place + 1,
        "total": len(pages),
        "page_name": page_name_for(request.POST),
        "answers": answers,
        "form": answers.form,
        "rows": answers.rows,
        "lines": lines,
        "form_errors": bool(lines),
        "pages": pages_of(need, current=section),
        "points": queries.open_points(need, actor=actor_of(request)).filter(section=section),
        "saved": saved_words(need),
        "before": (pages[place - 1].label, _address(need, pages[place - 1])) if place else None,
        "after": pages[place + 1].label if place + 1 < len(pages) else "",
        "action": _address(need, section),
    }
    return render(request, "needs/editor/section.html", context, status=status)


def pages_of(need: Need, *, current: str = "") -> list[Page]:
    """The pages of the editor with how far each is, as the terraces show them."""
    return [
        Page(
            label=str(Section(page.section).label),
            url=_address(need, page.section),
            state=page.progress,
            errors=sum(lack.code != REQUIRED for lack in page.lacks),
            current=page.section == current,
        )
        for page in sections(need.kind, snapshot(need))
    ]


def saved_words(need: Need) -> str:
    """When the server kept the text last."""
    moment = timezone.localtime(need.updated_at)
    today = moment.date() == timezone.localdate(clock.now())
    words = _("Draft saved %(when)s, on the server") if need.is_writable else _("Saved %(when)s, on the server")
    return words % {"when": f"{moment:%H:%M}" if today else write_moment(moment)}


def _answers(need: Need, section: str, *, data: QueryDict | None = None) -> Answers:
    questions = questions_of(need, section)
    return Answers(questions, values=snapshot(need), today=timezone.localdate(clock.now()), data=data)


def _address(need: Need, section: str) -> str:
    return reverse("needs:section", args=[need.public_id, section])


def _require_open(need: Need) -> None:
    if not (need.is_writable or need.is_live):
        words = {"state": need.get_state_display()}
        raise TransitionRefused(_("The text cannot be changed while the state is “%(state)s”.") % words)
