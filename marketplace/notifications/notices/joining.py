"""Notices about who joins, changes role in, or leaves an organisation."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from marketplace.accounts import events
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import (
    invitation_told_about,
    join_request_told_about,
    member_ids,
    membership_told_about,
    staff_ids,
)
from marketplace.accounts.states import JoinState, Role, StaffRoleName
from marketplace.common.problems import Words
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice
from marketplace.notifications.notices.organisations import OWN_ORGANISATION_PATH

Facts = Callable[[Telling], dict[str, object]]
Recipients = Callable[[Telling], Iterable[int]]


def _text(
    title: Words, body: Words, facts: Facts, *, path: Callable[[Telling], str]
) -> Callable[[Telling], NoticeText]:
    """Words with the facts of the telling; an organisation among them is named in the language of the words."""

    def text(telling: Telling) -> NoticeText:
        known = facts(telling)
        return NoticeText.render(
            title=lambda: str(title) % _named(known), body=lambda: str(body) % _named(known), url=path(telling)
        )

    return text


def _named(facts: dict[str, object]) -> dict[str, object]:
    language = get_language() or "vi"
    return {
        name: value.name_in(language) if isinstance(value, Organisation) else value for name, value in facts.items()
    }


def _own(_telling: Telling) -> str:
    return OWN_ORGANISATION_PATH


def _request_page(telling: Telling) -> str:
    request = join_request_told_about(telling.subject_id)
    return reverse("accounts:join_request", args=[request.public_id]) if request else ""


def _asked(telling: Telling) -> dict[str, object]:
    request = join_request_told_about(telling.subject_id)
    if request is None:
        return {"person": "", "organisation": "", "reason": ""}
    return {"person": request.user.name, "organisation": request.organisation, "reason": request.reason}


def _member(telling: Telling) -> dict[str, object]:
    membership = membership_told_about(telling.subject_id, _person(telling))
    if membership is None:
        return {"person": "", "organisation": "", "role": ""}
    return {
        "person": membership.user.name,
        "organisation": membership.organisation,
        "role": Role(membership.role).label,  # Lazy: said in the language of the words.
    }


def _invited(telling: Telling) -> dict[str, object]:
    invitation = invitation_told_about(telling.subject_id)
    return {
        "address": invitation.email if invitation else "",
        "organisation": invitation.organisation if invitation else "",
    }


def _newcomer(telling: Telling) -> dict[str, object]:
    invitation = invitation_told_about(telling.subject_id)
    organisation_id = invitation.organisation_id if invitation else 0
    membership = membership_told_about(organisation_id, _person(telling))
    return {
        "person": membership.user.name if membership else "",
        "organisation": invitation.organisation if invitation else "",
    }


def _person(telling: Telling) -> int:
    return int(str(telling.facts["user_id"]))


def _by_another(telling: Telling) -> Iterable[int]:
    return () if telling.facts["by"] == telling.facts["user_id"] else (_person(telling),)


def _heads_when_left(telling: Telling) -> Iterable[int]:
    if telling.facts["by"] != telling.facts["user_id"]:
        return ()
    return member_ids(telling.subject_id, at_least=Role.ADMIN)


def _heads_of_request(telling: Telling) -> Iterable[int]:
    request = join_request_told_about(telling.subject_id)
    return member_ids(request.organisation_id, at_least=Role.ADMIN) if request else ()


def _heads_of_invitation(telling: Telling) -> Iterable[int]:
    invitation = invitation_told_about(telling.subject_id)
    return member_ids(invitation.organisation_id, at_least=Role.ADMIN) if invitation else ()


def _asker(telling: Telling) -> Iterable[int]:
    request = join_request_told_about(telling.subject_id)
    return [request.user_id] if request else ()


def _while_it_waits(notice: Notice) -> bool:
    request = join_request_told_about(notice.subject_id)
    return request is not None and request.state == JoinState.ASKED


def _once(telling: Telling) -> str:
    """A person may leave, return and leave again: the moment tells one from the other."""
    return f"{telling.facts['user_id']}.{telling.facts['at']}"


def _kind(
    name: str,
    event: str,
    title: Words,
    body: Words,
    facts: Facts,
    *,
    to: Recipients,
    path: Callable[[Telling], str] = _own,
    category: Category = Category.REPLY,
    **more: Any,
) -> NoticeKind:
    text = _text(title, body, facts, path=path)
    return NoticeKind(name=name, event=event, category=category, recipients=to, text=text, **more)


KINDS = (
    _kind(
        "join_asked",
        events.JOIN_ASKED,
        gettext_lazy("%(person)s asks to join %(organisation)s"),
        gettext_lazy(
            "Let them in with a role, or refuse with the reason. After 10 working days the operator may decide."
        ),
        _asked,
        to=_heads_of_request,
        audience=_heads_of_request,
        still_wanted=_while_it_waits,
        path=_request_page,
    ),
    _kind(
        "join_overdue",
        events.JOIN_OVERDUE,
        gettext_lazy("Nobody answers: %(person)s asks to join %(organisation)s"),
        gettext_lazy("Its administrators let 10 working days pass. You may decide now; they still may, too."),
        _asked,
        to=lambda telling: staff_ids(StaffRoleName.OPERATOR),
        still_wanted=_while_it_waits,
        path=_request_page,
        category=Category.DEADLINE,
    ),
    _kind(
        "join_admitted",
        events.JOIN_ADMITTED,
        gettext_lazy("You are a member of %(organisation)s"),
        gettext_lazy("Choose it in the account menu to act for it."),
        _asked,
        to=_asker,
    ),
    _kind(
        "join_refused",
        events.JOIN_REFUSED,
        gettext_lazy("%(organisation)s did not let you join"),
        gettext_lazy("Reason: %(reason)s"),
        _asked,
        to=_asker,
    ),
    _kind(
        "invitation_accepted",
        events.INVITATION_ACCEPTED,
        gettext_lazy("%(person)s has joined %(organisation)s"),
        gettext_lazy("The page of your organisation shows the new member and the role."),
        _newcomer,
        to=_heads_of_invitation,
        audience=_heads_of_invitation,
    ),
    _kind(
        "invitation_refused",
        events.INVITATION_REFUSED,
        gettext_lazy("%(address)s does not join %(organisation)s"),
        gettext_lazy("The invitation was refused; its link has ended."),
        _invited,
        to=_heads_of_invitation,
        audience=_heads_of_invitation,
    ),
    _kind(
        "role_changed",
        events.ROLE_CHANGED,
        gettext_lazy("Your role in %(organisation)s: %(role)s"),
        gettext_lazy("An administrator changed it. It counts from your next step on."),
        _member,
        to=_by_another,
        key=_once,
        category=Category.SECURITY,
    ),
    _kind(
        "membership_removed",
        events.MEMBERSHIP_ENDED,
        gettext_lazy("You no longer act for %(organisation)s"),
        gettext_lazy("Your membership was ended. Drafts and listings stay with the organisation."),
        _member,
        to=_by_another,
        key=_once,
        category=Category.SECURITY,
    ),
    _kind(
        "membership_left",
        events.MEMBERSHIP_ENDED,
        gettext_lazy("%(person)s has left %(organisation)s"),
        gettext_lazy("What they looked after names another contact person now; look whether it is the right one."),
        _member,
        to=_heads_when_left,
        key=_once,
    ),
)
