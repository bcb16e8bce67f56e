"""Notices, conversations and bookmarks on the pages of others: the bell, "My work", questions under what is offered."""

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from marketplace.accounts.states import StaffRoleName
from marketplace.common.slots import Panel
from marketplace.notifications import queries, rules, subjects
from marketplace.notifications.queries.deliveries import delivery_counts
from marketplace.notifications.queries.preferences import address_flagged
from marketplace.notifications.states import Sending
from marketplace.notifications.web import talk_rows
from marketplace.notifications.web.outbox import is_open_to

TOLD_MAX = 5
DUE_MAX = 5


def shell_bell(request: HttpRequest, _subject: object) -> Panel | None:
    if not request.actor.is_person:
        return None
    context = {"address": reverse("notifications:notices"), "count": queries.unread_count(request.actor)}
    return Panel("notifications/_bell.html", context)


def my_told(request: HttpRequest, _subject: object) -> Panel | None:
    """The newest notices; nothing for whom nothing was told yet."""
    latest = list(queries.notices_of(request.actor)[:TOLD_MAX])
    return Panel("notifications/panels/told.html", {"notices": latest}) if latest else None


def questions(request: HttpRequest, thing: Model) -> Panel | None:
    """Under a listing or need: what was asked and answered, and the way to ask. Three queries at most."""
    kind = thing._meta.model_name or ""
    facts = subjects.find_all([(kind, thing.pk)], actor=request.actor).get((kind, thing.pk))
    if facts is None:
        return None
    rows = list(queries.public_questions(kind, thing.pk)[: settings.QUESTIONS_SHOWN])
    if not rows and not facts.in_view:
        return None
    own = facts.owner_id == request.actor.organisation_id and facts.owner_id is not None
    context = {
        "rows": [(row, talk_rows.asker_words(row.conversation.side)) for row in rows],
        "facts": facts,
        "own": own,
        "may_ask": facts.in_view and facts.takes_questions and not own,
        "reviewer": request.actor.is_staff(StaffRoleName.REVIEWER, StaffRoleName.JUDGE),
    }
    return Panel("notifications/panels/questions.html", context)


def bookmark(request: HttpRequest, thing: Model) -> Panel | None:
    """The button to keep it; to its owner how many do, from five up."""
    if not request.actor.is_person:
        return None
    kind = thing._meta.model_name or ""
    facts = subjects.find_all([(kind, thing.pk)], actor=request.actor).get((kind, thing.pk))
    if facts is None or not facts.in_view:
        return None
    own = facts.owner_id == request.actor.organisation_id
    context = {
        "facts": facts,
        "own": own,
        "count": queries.bookmark_count(kind, thing.pk) if own else None,
        "kept": None if own else queries.own_bookmark(kind, thing.pk, actor=request.actor),
    }
    return Panel("notifications/panels/bookmark.html", context) if not own or context["count"] else None


def my_questions(request: HttpRequest, _subject: object) -> Panel | None:
    """Questions that wait for the organisation acted for, the nearest day first."""
    if not request.actor.is_person:
        return None
    rows = list(queries.waiting_questions(actor=request.actor)[: DUE_MAX + 1])
    if not rows:
        return None
    return Panel("notifications/panels/my_questions.html", {"rows": rows[:DUE_MAX], "more": len(rows) > DUE_MAX})


def run_talk(request: HttpRequest, thing: Model) -> Panel | None:
    """On an estimate: the conversation of those who may read it."""
    kind = thing._meta.model_name or ""
    facts = subjects.find_all([(kind, thing.pk)], actor=request.actor).get((kind, thing.pk))
    if facts is None:
        return None
    found = queries.estimate_conversation(kind, thing.pk)
    return Panel("notifications/panels/run_talk.html", {"facts": facts, "conversation": found})


def my_talk(request: HttpRequest, _subject: object) -> Panel | None:
    """The way to one's messages and bookmarks, with what is unread."""
    if not request.actor.is_person:
        return None
    context: dict[str, object] = {
        "unread": queries.unread_conversations(actor=request.actor),
        "kept": queries.bookmarks_of(request.actor).count(),
    }
    return Panel("notifications/panels/my_talk.html", context)


def my_address(request: HttpRequest, _subject: object) -> Panel | None:
    """The banner for whom the mail server refused twice."""
    if not request.actor.is_person or not address_flagged(request.actor):
        return None
    return Panel("notifications/panels/address.html")


def outbox_link(request: HttpRequest, _subject: object) -> Panel | None:
    """On a demo floor without a mail server: where the mail can be read."""
    return Panel("notifications/panels/outbox_link.html") if is_open_to(request) else None


def staff_deliveries(request: HttpRequest, _subject: object) -> Panel | None:
    """What failed and what waits, for operators."""
    if not rules.may_operate_mail(request.actor):
        return None
    counts = delivery_counts(request.actor)
    figures: dict[str, object] = {
        "failed": counts[Sending.FAILED],
        "waiting": counts[Sending.QUEUED] + counts[Sending.SENDING],
    }
    return Panel("notifications/panels/staff_deliveries.html", figures)
