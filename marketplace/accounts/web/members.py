"""One's own organisation from inside: members and their roles, invitations, requests to join, leaving."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.accounts import actions, queries, rules
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.states import ORGANISATION, InvitationState, Verification
from marketplace.accounts.web.forms import posted, show_problem
from marketplace.accounts.web.joining_forms import InviteForm, RoleForm
from marketplace.accounts.web.rows import verification_state
from marketplace.common import clock, limits
from marketplace.common.permissions import require, require_person
from marketplace.common.problems import Invalid

ANSWERED_SHOWN = 10  # Invitations that are over, below the open ones.


@dataclass(frozen=True, slots=True)
class Question:
    """A step that cannot be undone: what happens, to whom, and the way out."""

    title: str
    will: tuple[str, ...]
    label: str
    action: str
    back: str


@require_GET
def own_organisation(request: HttpRequest) -> HttpResponse:
    """Members and standing of the organisation acted for; without one, the ways into one."""
    require_person(request.actor)
    if request.actor.organisation_id is None:
        return _without_organisation(request)
    return _page(request, queries.own_organisation(actor=request.actor))


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody in by mail; the answer does not tell whether the address is known."""
    found = _own(request)
    form = InviteForm(request.POST)
    if form.is_valid():
        limits.check(request, "joining")
        try:
            actions.invite(
                organisation_id=found.pk,
                language=get_language() or "",
                actor=request.actor,
                now=clock.now(),
                **form.cleaned_data,
            )
        except (Invalid, actions.AlreadyInvited, actions.TooManyInvitations) as problem:
            show_problem(form, problem)
        else:
            words = _("Sent. The link in the mail counts for %(days)d days.") % {"days": settings.INVITATION_DAYS}
            messages.success(request, words)
            return HttpResponseRedirect(reverse("accounts:own_organisation") + "#invitations")
    return _page(request, found, form=form)


@require_http_methods(["GET", "POST"])
def withdraw_invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    _own(request)
    invitation = queries.own_invitation(public_id, actor=request.actor)
    if request.method == "POST":
        actions.withdraw_invitation(invitation_id=invitation.pk, actor=request.actor, now=clock.now())
        messages.success(request, _("The invitation is withdrawn; its link has ended."))
        return HttpResponseRedirect(reverse("accounts:own_organisation") + "#invitations")
    question = Question(
        title=_("Withdraw the invitation of %(address)s") % {"address": invitation.email},
        will=(_("The link in the mail ends at once."), _("You may invite the same address again.")),
        label=_("Withdraw the invitation"),
        action=request.path,
        back=reverse("accounts:own_organisation"),
    )
    return ask(request, question)


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, person: str) -> HttpResponse:
    """One member: the role, and the way out."""
    return member_page(request, _own(request), person, back=reverse("accounts:own_organisation"))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, person: str) -> HttpResponse:
    back = reverse("accounts:own_organisation")
    return removal_page(request, _own(request), person, back=back)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the organisation acted for, once somebody else administers it."""
    require_person(request.actor)
    found = queries.own_organisation(actor=request.actor)
    require(rules.belongs(request.actor, found), detail=_("You act for it, and are no member that could leave."))
    if request.method == "POST":
        try:
            actions.leave_organisation(organisation_id=found.pk, actor=request.actor, now=clock.now())
        except actions.LastAdministrator as problem:
            messages.error(request, str(problem.detail))
            return HttpResponseRedirect(reverse("accounts:own_organisation"))
        messages.success(request, _("You have left %(name)s.") % {"name": found.name})
        return HttpResponseRedirect(reverse("accounts:own_organisation"))
    question = Question(
        title=_("Leave %(name)s") % {"name": found.name},
        will=(
            _("You no longer act for it: log-ins, keys for programs and opened documents end for it at once."),
            _("Drafts, listings and needs stay; where you were the contact person, an administrator becomes it."),
            _("You may ask to join again."),
        ),
        label=_("Leave the organisation"),
        action=request.path,
        back=reverse("accounts:own_organisation"),
    )
    return ask(request, question)


def member_page(request: HttpRequest, found: Organisation, person: str, *, back: str) -> HttpResponse:
    """As its administrator sees it, and as the operator does from the staff's page."""
    membership = queries.member(found, person, actor=request.actor)
    form = RoleForm(posted(request), initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(
                organisation_id=found.pk,
                user_id=membership.user_id,
                role=form.cleaned_data["role"],
                actor=request.actor,
                now=clock.now(),
            )
        except (Invalid, actions.LastAdministrator) as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("The role of %(name)s is changed.") % {"name": membership.user.name})
            return HttpResponseRedirect(back)
    context = {"form": form, "membership": membership, "organisation": found, "back": back, "section": "my"}
    return render(request, "accounts/member.html", context, status=422 if form.errors else 200)


def removal_page(request: HttpRequest, found: Organisation, person: str, *, back: str) -> HttpResponse:
    membership = queries.member(found, person, actor=request.actor)
    if request.method == "POST":
        return _removed(request, membership, back=back)
    words = {"person": membership.user.name, "name": found.name}
    question = Question(
        title=_("Remove %(person)s from %(name)s") % words,
        will=(
            _("%(person)s no longer acts for it, on any device, and is told.") % words,
            _("Drafts, listings and needs stay; where %(person)s was the contact person, an administrator becomes it.")
            % words,
            _("You may invite the same person again."),
        ),
        label=_("Remove the member"),
        action=request.path,
        back=back,
    )
    return ask(request, question)


def ask(request: HttpRequest, question: Question, *, section: str = "my") -> HttpResponse:
    """The page before a step that cannot be undone."""
    return render(request, "accounts/ask.html", {"question": question, "section": section})


def _removed(request: HttpRequest, membership: Membership, *, back: str) -> HttpResponse:
    try:
        actions.remove_member(
            organisation_id=membership.organisation_id,
            user_id=membership.user_id,
            actor=request.actor,
            now=clock.now(),
        )
    except actions.LastAdministrator as problem:
        messages.error(request, str(problem.detail))
    else:
        messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.user.name})
    return HttpResponseRedirect(back)


def _own(request: HttpRequest) -> Organisation:
    """The organisation acted for, for its administrators. Raises LoginNeeded, NotFound, NotAllowed."""
    require_person(request.actor)
    found = queries.own_organisation(actor=request.actor)
    require(rules.may_edit(request.actor, found), detail=_("An administrator of your organisation may do this."))
    return found


def _page(request: HttpRequest, found: Organisation, *, form: InviteForm | None = None) -> HttpResponse:
    heads = rules.may_edit(request.actor, found)
    people = Paginator(queries.people_of(found, actor=request.actor), settings.MEMBERS_PAGE_SIZE)
    page = people.get_page(request.GET.get("page"))
    sent = list(queries.invitations_of(found, actor=request.actor)[: settings.INVITATIONS_OPEN_MAX + ANSWERED_SHOWN])
    open_ones = [one for one in sent if one.state == InvitationState.SENT]
    context = {
        "organisation": found,
        "state": verification_state(found),
        "people": page.object_list,
        "page": page.number,
        "pages": people.num_pages,
        "alone": people.count == 1,
        "papers": found.papers.order_by("pk"),
        "invitations": open_ones,
        "answered": [one for one in sent if one.state != InvitationState.SENT][:ANSWERED_SHOWN],
        "requests": queries.join_requests_of(found, actor=request.actor)[: settings.MEMBERS_PAGE_SIZE],
        "form": form or (InviteForm() if heads else None),
        "may_edit": heads,
        "may_submit": heads and "submit" in ORGANISATION.allowed(found.verification),
        "refused": found.verification == Verification.UNVERIFIED and bool(found.state_reason),
        "section": "my",
    }
    status = 422 if form and form.errors else 200
    return render(request, "accounts/own_organisation.html", context, status=status)


def _without_organisation(request: HttpRequest) -> HttpResponse:
    context = {
        "invitations": queries.invitations_to(actor=request.actor, now=clock.now()),
        "requests": queries.own_join_requests(actor=request.actor),
        "section": "my",
    }
    return render(request, "accounts/no_organisation.html", context)
