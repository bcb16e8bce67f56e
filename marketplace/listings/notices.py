"""What listings tell people: the owner's editors, when a reviewer decided or the clock moved one of theirs."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.problems import Words
from marketplace.common.web.formatting import write_date
from marketplace.listings import events
from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice


def _editors(telling: Telling) -> Iterable[int]:
    owner = Listing.objects.filter(pk=telling.subject_id).values_list("owner_id", flat=True).first()
    return member_ids(owner, at_least=Role.EDITOR) if owner is not None else ()


def _text(title: Words, body: Words, *, public: bool = False) -> Callable[[Telling], NoticeText]:
    """Words about the listing; `public` leads to the page that everybody reads, else to the owner's own."""

    def text(telling: Telling) -> NoticeText:
        listing = Listing.objects.get(pk=telling.subject_id)
        own = reverse("listings:own", args=[listing.public_id])
        return NoticeText.render(
            title=lambda: str(title) % {"title": listing.title},
            body=lambda: str(body),
            url=listing.get_absolute_url() if public and listing.reference else own,
        )

    return text


def _while_it_is(*states: State) -> Callable[[Notice], bool]:
    """Wanted while the listing still stands where the event left it."""

    def still_wanted(notice: Notice) -> bool:
        return Listing.objects.filter(pk=notice.subject_id, state__in=states).exists()

    return still_wanted


PUBLISHED = NoticeKind(
    name="listing_published",
    event=events.PUBLISHED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.PUBLISHED),
    text=_text(
        _("“%(title)s” is published"), _("Everybody finds it within seconds. It counts for twelve months."), public=True
    ),
)
RETURNED = NoticeKind(
    name="listing_returned",
    event=events.RETURNED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.CHANGES_REQUESTED),
    text=_text(
        _("“%(title)s” needs changes before it is published"),
        _("The reviewer named each point and where to repair it. Answer every point, then send it again."),
    ),
)
REJECTED = NoticeKind(
    name="listing_rejected",
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
    rows = Listing.objects.filter(
        pk=notice.subject_id, state__in=[State.PUBLISHED, State.PAUSED], warned_days__isnull=False
    )
    return rows.exists()


def _expiring_text(telling: Telling) -> NoticeText:
    """How long it still counts, and until when."""
    listing = Listing.objects.get(pk=telling.subject_id)
    days = int(str(telling.facts.get("days", 0)))

    def title() -> str:
        words = ngettext("“%(title)s” runs out in %(days)s day", "“%(title)s” runs out in %(days)s days", days)
        return words % {"title": listing.title, "days": days}

    def body() -> str:
        until = _("Its last day is %(day)s.") % {"day": write_date(listing.expires_on)}
        advice = _(
            "Confirm that it is still true, and it counts for another twelve months; otherwise it leaves the search."
        )
        return f"{until} {advice}"

    return NoticeText.render(title=title, body=body, url=reverse("listings:own", args=[listing.public_id]))


EXPIRING = NoticeKind(
    name="listing_expiring",
    event=events.EXPIRING,
    category=Category.DEADLINE,
    recipients=_editors,
    audience=_editors,
    still_wanted=_until_renewed,
    text=_expiring_text,
    key=lambda telling: f"{telling.facts.get('until')}:{telling.facts.get('days')}",
)
EXPIRED = NoticeKind(
    name="listing_expired",
    event=events.EXPIRED,
    recipients=_editors,
    audience=_editors,
    still_wanted=_while_it_is(State.EXPIRED),
    text=_text(
        _("“%(title)s” has run out"),
        _("It left the search; its page stays readable. Confirm that it is still true to bring it back."),
    ),
)
REVISION_REFUSED = NoticeKind(
    name="listing_revision_refused",
    event=events.REVISION_REFUSED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    text=_text(
        _("The change of “%(title)s” was refused"),
        _("The public text stays as it was. The page says why and what next."),
    ),
)
EVIDENCE_CONTESTED = NoticeKind(
    name="listing_evidence_contested",
    event=events.EVIDENCE_CONTESTED,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    text=_text(
        _("A document of “%(title)s” is contested"),
        _("Its badge is off until it is decided. Answer within ten working days: name a better document, or say why."),
    ),
)
EVIDENCE_STRUCK = NoticeKind(
    name="listing_evidence_struck",
    event=events.EVIDENCE_STRUCK,
    category=Category.REPLY,
    recipients=_editors,
    audience=_editors,
    text=_text(
        _("A document of “%(title)s” was struck off"),
        _("The figures that rested on it count as your own word now."),
    ),
)
EVIDENCE_EXPIRED = NoticeKind(
    name="listing_evidence_expired",
    event=events.EVIDENCE_EXPIRED,
    category=Category.DEADLINE,
    recipients=_editors,
    audience=_editors,
    text=_text(
        _("A document of “%(title)s” has run out"),
        _("Its badge is off and the page says since when. Name the new document to have it checked again."),
    ),
)
KINDS = (
    PUBLISHED,
    RETURNED,
    REJECTED,
    EXPIRED,
    EXPIRING,
    REVISION_REFUSED,
    EVIDENCE_CONTESTED,
    EVIDENCE_STRUCK,
    EVIDENCE_EXPIRED,
)
