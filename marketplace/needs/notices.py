"""What needs tell people: the owner's editors, when a reviewer decided or the clock moved one of theirs."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.problems import Words
from marketplace.common.web.formatting import write_date
from marketplace.needs import events
from marketplace.needs.models import Need
from marketplace.needs.states import State
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice


def _editors(telling: Telling) -> Iterable[int]:
    owner = Need.objects.filter(pk=telling.subject_id).values_list("owner_id", flat=True).first()
    return member_ids(owner, at_least=Role.EDITOR) if owner is not None else ()


def _text(title: Words, body: Words, *, public: bool = False) -> Callable[[Telling], NoticeText]:
    """Words about the need; `public` leads to the page that everybody reads, else to the owner's own."""

    def text(telling: Telling) -> NoticeText:
        need = Need.objects.get(pk=telling.subject_id)
        own = reverse("needs:own", args=[need.public_id])
        return NoticeText.render(
            title=lambda: str(title) % {"title": need.title},
            body=lambda: str(body),
            url=need.get_absolute_url() if public and need.reference else own,
        )

    return text


def _while_it_is(*states: State) -> Callable[[Notice], bool]:
    """Wanted while the need still stands where the event left it."""

    def still_wanted(notice: Notice) -> bool:
        return Need.objects.filter(pk=notice.subject_id, state__in=states).exists()

    return still_wanted


OPENED = NoticeKind(
    name="need_opened",
    event=events.OPENED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.OPEN),
    text=_text(
        _("“%(title)s” is open"),
        _("Everybody finds it within seconds, and the floor looks for technologies that fit."),
        public=True,
    ),
)
RETURNED = NoticeKind(
    name="need_returned",
    event=events.RETURNED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.CHANGES_REQUESTED),
    text=_text(
        _("“%(title)s” needs changes before it is opened"),
        _("The reviewer named each point and where to repair it. Answer every point, then send it again."),
    ),
)
REJECTED = NoticeKind(
    name="need_rejected",
    event=events.REJECTED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.REJECTED),
    text=_text(
        _("“%(title)s” was refused"),
        _("The page says why. Take it back to draft and change it, or appeal to another reviewer within 30 days."),
    ),
)


def _until_renewed(notice: Notice) -> bool:
    """Not any more once its last day was moved, or it left the search."""
    rows = Need.objects.filter(pk=notice.subject_id, state__in=[State.OPEN, State.PAUSED], warned_days__isnull=False)
    return rows.exists()


def _expiring_text(telling: Telling) -> NoticeText:
    """How long it still counts, and until when."""
    need = Need.objects.get(pk=telling.subject_id)
    days = int(str(telling.facts.get("days", 0)))

    def title() -> str:
        words = ngettext("“%(title)s” runs out in %(days)s day", "“%(title)s” runs out in %(days)s days", days)
        return words % {"title": need.title, "days": days}

    def body() -> str:
        until = _("Its last day is %(day)s.") % {"day": write_date(need.expires_on)}
        advice = _("Name a new day for answers if it still stands; otherwise it leaves the search.")
        return f"{until} {advice}"

    return NoticeText.render(title=title, body=body, url=reverse("needs:own", args=[need.public_id]))


EXPIRING = NoticeKind(
    name="need_expiring",
    event=events.EXPIRING,
    category=Category.DEADLINE,
    recipients=_editors,
    audience=_editors,
    still_wanted=_until_renewed,
    text=_expiring_text,
    key=lambda telling: f"{telling.facts.get('until')}:{telling.facts.get('days')}",
)
EXPIRED = NoticeKind(
    name="need_expired",
    event=events.EXPIRED,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.EXPIRED),
    text=_text(
        _("“%(title)s” has run out"),
        _("It left the search; its page stays readable. Name a new day for answers to open it again."),
    ),
)
KINDS = (OPENED, RETURNED, REJECTED, EXPIRED, EXPIRING)
