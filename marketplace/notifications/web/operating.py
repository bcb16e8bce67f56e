"""The operators' page of deliveries: list with filters, preview, send again, stop."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.common import clock
from marketplace.common.permissions import require, require_person
from marketplace.common.web.rows import State
from marketplace.common.web.state_looks import look_of
from marketplace.notifications import actions, rules
from marketplace.notifications.mail.letters import Letter, Told
from marketplace.notifications.mail.messages import OneLineHeaders, compose
from marketplace.notifications.models import Delivery
from marketplace.notifications.queries import deliveries as reads
from marketplace.notifications.queries.preferences import known_zone
from marketplace.notifications.states import DELIVERY, Sending
from marketplace.notifications.web.operating_forms import FilterForm
from marketplace.notifications.web.outbox import framed, framing_policy

PAGE_SIZE = 50
LOOK_OF_SENT = ("ok", "check")  # An invitation that was sent still waits for its answer; a mail is done.
TRUE_COUNTS = (Sending.QUEUED, Sending.SENDING, Sending.FAILED)


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Newest first, by state, category and address."""
    require_operator(request)
    form = FilterForm(request.GET)
    chosen = form.chosen()
    page = Paginator(reads.deliveries(request.actor, **chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = reads.delivery_counts(request.actor)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, pill(row)) for row in page],
        "counts": [(Sending(state).label, counts[state]) for state in TRUE_COUNTS],
        "chosen": any(chosen.values()),
        "section": "staff",
    }
    return render(request, "notifications/deliveries.html", context)


@require_GET
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One delivery: what became of it, and the mail as it would go now."""
    row = _row(request, delivery_id)
    message = preview(row)
    context = {
        "row": row,
        "pill": pill(row),
        "subject": message.subject,
        "headers": [(name, value) for name, value in message.extra_headers.items() if "Unsubscribe" not in name],
        "text": message.body,
        "moves": DELIVERY.allowed(row.state),
        "section": "staff",
    }
    response = render(request, "notifications/delivery.html", context)
    response.headers["Content-Security-Policy"] = framing_policy()
    return response


@require_GET
def html(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """The HTML part of the preview alone."""
    return framed(str(preview(_row(request, delivery_id)).alternatives[0].content))


@require_POST
def resend(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _act(request, delivery_id, actions.resend_delivery, said=_("It is sent again within seconds."))


@require_POST
def stop(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _act(request, delivery_id, actions.stop_delivery, said=_("It is stopped and will not be sent."))


def require_operator(request: HttpRequest) -> None:
    """Raises LoginNeeded, NotAllowed."""
    require_person(request.actor)
    require(rules.may_operate_mail(request.actor))


def preview(row: Delivery) -> OneLineHeaders:
    """The mail about this one notice, in the recipient's words, without their own link to stop it."""
    told = [Told(row.notice)]
    return compose(Letter(row.mail, row.recipient, known_zone(row.recipient.time_zone), told, preview=True))


def pill(row: Delivery) -> State:
    """The state as it is shown."""
    return State(str(Sending.SENT.label), *LOOK_OF_SENT) if row.state == Sending.SENT else look_of(row)


def _row(request: HttpRequest, delivery_id: int) -> Delivery:
    require_operator(request)
    return reads.delivery(delivery_id, actor=request.actor)


def _act(request: HttpRequest, delivery_id: int, move: Callable[..., Delivery], *, said: str) -> HttpResponse:
    require_operator(request)
    move(delivery_id=delivery_id, actor=request.actor, now=clock.now())
    messages.success(request, said)
    return HttpResponseRedirect(reverse("notifications:delivery", kwargs={"delivery_id": delivery_id}))
