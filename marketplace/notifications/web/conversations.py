"""Asking in public, and one's conversations: list, log, answer, refusal, block, removal."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts.web.forms import posted
from marketplace.common import clock
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import NotFound
from marketplace.notifications import actions, queries, rules, subjects
from marketplace.notifications.models import Conversation, Question
from marketplace.notifications.states import ConversationKind, QuestionState
from marketplace.notifications.subjects import SubjectFacts
from marketplace.notifications.web import talk_rows
from marketplace.notifications.web.forms import PageForm
from marketplace.notifications.web.talk_forms import (
    AnswerForm,
    DeclineForm,
    MessageForm,
    QuestionForm,
    RemoveForm,
    UpToForm,
)

PAGE_SIZE = 20
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A question to the owner of a listing or need: what will happen is said before it is sent."""
    require_person(request.actor)
    if not subjects.subject_of(kind).questions:
        raise NotFound()
    facts = subjects.find_by_key(kind, key, actor=request.actor)
    form = QuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        asked = actions.ask_question(
            kind=kind,
            subject_id=facts.subject_id,
            text=form.cleaned_data["text"],
            actor=request.actor,
            now=clock.now(),
        )
        messages.success(request, _("Your question is with the owner. You are told when it is answered."))
        return _to(asked.conversation)
    context = {"facts": facts, "form": form, "section": "my", "own": facts.owner_id == request.actor.organisation_id}
    return render(request, "notifications/talk/ask.html", context, status=_status(form))


@require_GET
def conversations(request: HttpRequest) -> HttpResponse:
    """One's conversations, the latest first."""
    require_person(request.actor)
    pages = Paginator(queries.conversations(actor=request.actor), PAGE_SIZE)
    page = pages.get_page(PageForm.number_in(request.GET))
    context = {
        "page": page,
        "talks": talk_rows.talks(list(page), actor=request.actor),
        "may_block": rules.may_manage_blocks(request.actor),
        "section": "my",
    }
    return render(request, "notifications/talk/conversations.html", context)


@require_GET
def conversation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The log and the next step; reading it is noted by a form of its own."""
    require_person(request.actor)
    found = queries.conversation(public_id, actor=request.actor)
    return _shown(request, found)


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer in public."""
    found, question = _question(request, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form=form)
    actions.answer_question(
        question_id=question.pk, text=form.cleaned_data["text"], actor=request.actor, now=clock.now()
    )
    messages.success(request, _("Answered. Question and answer stand under the page."))
    return _to(found)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not answer, with a reason."""
    found, question = _question(request, public_id)
    require(rules.may_answer(request.actor, found), detail=_("An editor of the owner answers."))
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.decline_question(question_id=question.pk, actor=request.actor, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Not answered. Whoever asked is told why."))
        return _to(found)
    return _confirm(
        request,
        found,
        form,
        title=_("Not answer this question"),
        happens=[
            _("Whoever asked is told the reason."),
            _("Nothing stands under the page."),
            _("It does not count against your answers."),
        ],
        button=_("Do not answer"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """A reviewer takes a question out of view."""
    found, question = _question(request, public_id)
    require(rules.may_remove(request.actor, found), detail=_("A reviewer of neither side removes it."))
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.remove_question(question_id=question.pk, actor=request.actor, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("The question is out of view; both sides are told why."))
        return _to(found)
    return _confirm(
        request,
        found,
        form,
        title=_("Remove this question"),
        happens=[
            _("Question and answer leave the page at once."),
            _("Both sides are told the reason."),
            _("It cannot be undone."),
        ],
        button=_("Remove the question"),
        look="no",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner takes no more questions from this asker."""
    require_person(request.actor)
    found = queries.conversation(public_id, actor=request.actor)
    require(rules.may_block(request.actor, found), detail=_("An editor of the owner blocks an asker."))
    if request.method == "POST":
        actions.block_asker(public_id=public_id, actor=request.actor, now=clock.now())
        messages.success(request, _("Blocked. You can lift it on this page at any time."))
        return HttpResponseRedirect(reverse("notifications:blocks"))
    return _confirm(
        request,
        found,
        forms.Form(),
        title=_("Take no more questions from this asker"),
        happens=[
            _("Nobody of that organisation can ask you, on any of your pages."),
            _("Neither is proposed to the other as a match."),
            _("They see it when they try to ask. You can lift it at any time."),
        ],
        button=_("Block"),
        look="no",
    )


@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note how far one has read; the page itself asks for it where scripts run."""
    form = UpToForm(request.POST)
    up_to = form.cleaned_data["seq"] if form.is_valid() else 0
    actions.mark_conversation_read(public_id=public_id, up_to=up_to, actor=request.actor)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("notifications:conversations"))


@require_http_methods(["GET", "HEAD", "POST"])
def estimate(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The conversation on an estimate: between those who may read it."""
    require_person(request.actor)
    if not subjects.subject_of(kind).estimates:
        raise NotFound()
    facts = subjects.find_by_key(kind, key, actor=request.actor)
    found = queries.estimate_conversation(kind, facts.subject_id)
    form = MessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        message = actions.write_about_estimate(
            kind=kind,
            subject_id=facts.subject_id,
            text=form.cleaned_data["text"],
            actor=request.actor,
            now=clock.now(),
        )
        return _to(message.conversation)
    if found is not None and request.method != "POST":
        return _to(found)
    if found is not None:
        return _shown(request, queries.conversation(found.public_id, actor=request.actor), form=form)
    context = {"facts": facts, "form": form, "section": "my", "estimate": True}
    return render(request, "notifications/talk/ask.html", context, status=_status(form))


def _shown(request: HttpRequest, found: Conversation, *, form: forms.Form | None = None) -> HttpResponse:
    facts = subjects.find_all([(found.subject_kind, found.subject_id)], actor=request.actor)
    about = facts.get((found.subject_kind, found.subject_id))
    said = queries.messages_of(found, actor=request.actor)
    question = getattr(found, "question", None)
    may_answer = (
        question is not None and question.state == QuestionState.ASKED and rules.may_answer(request.actor, found)
    )
    may_write = found.kind == ConversationKind.ESTIMATE and about is not None
    context = {
        "conversation": found,
        "question": question,
        "facts": about,
        "title": talk_rows.title_words(about),
        "asker": talk_rows.asker_words(found.side) if question else "",
        "lines": talk_rows.log_of(found, said, actor=request.actor, hidden_owner=_hides_owner(about)),
        "mine": found.owner_id == request.actor.organisation_id,
        "may_answer": may_answer,
        "may_write": may_write,
        "write_url": reverse("notifications:estimate", args=[about.kind, about.key]) if about and may_write else "",
        "may_block": rules.may_block(request.actor, found),
        "may_remove": question is not None and _removable(question) and rules.may_remove(request.actor, found),
        "form": form or (AnswerForm() if may_answer else MessageForm()),
        "section": "my",
    }
    return render(
        request, "notifications/talk/conversation.html", context, status=UNPROCESSABLE if form is not None else 200
    )


def _hides_owner(about: SubjectFacts | None) -> bool:
    """What is off view is answered for by nobody named."""
    return about is None or about.hidden_owner


def _removable(question: Question) -> bool:
    return question.state in (QuestionState.ASKED, QuestionState.ANSWERED)


def _question(request: HttpRequest, public_id: str) -> tuple[Conversation, Question]:
    require_person(request.actor)
    found = queries.conversation(public_id, actor=request.actor)
    question = getattr(found, "question", None)
    if question is None:
        raise NotFound()
    return found, question


def _confirm(
    request: HttpRequest,
    found: Conversation,
    form: forms.Form,
    *,
    title: str,
    happens: list[str],
    button: str,
    look: str = "",
) -> HttpResponse:
    first = found.messages.first()
    context = {
        "conversation": found,
        "words": first.body if first else "",
        "form": form,
        "title": title,
        "happens": happens,
        "button": button,
        "look": look,
        "section": "my",
    }
    return render(request, "notifications/talk/confirm.html", context, status=_status(form))


def _to(found: Conversation) -> HttpResponse:
    return HttpResponseRedirect(reverse("notifications:conversation", args=[found.public_id]))


def _status(form: forms.Form) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
