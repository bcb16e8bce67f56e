"""What complaints tell people: a receipt, the other side's turn, the decision. Who complains is told to nobody."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.problems import Words
from marketplace.common.web.formatting import write_date
from marketplace.moderation import events
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import OPEN, ComplaintState
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice


def _complaint(telling: Telling) -> Complaint:
    return Complaint.objects.get(pk=telling.subject_id)


def _once(_telling: Telling) -> str:
    """Each of these happens once in the life of a complaint: an event that arrives again tells nothing new."""
    return "1"


def _complainant(telling: Telling) -> Iterable[int]:
    person = _complaint(telling).complainant_id
    return () if person is None else (person,)


def _other_side(telling: Telling) -> Iterable[int]:
    """Editors of the owner, or the author of words; nobody before a reviewer has looked."""
    complaint = _complaint(telling)
    if complaint.serious is None:
        return ()
    if complaint.owner_id is not None:
        return member_ids(complaint.owner_id, at_least=Role.EDITOR)
    return () if complaint.author_id is None else (complaint.author_id,)


def _other_side_of_serious(telling: Telling) -> Iterable[int]:
    return _other_side(telling) if _complaint(telling).serious else ()


def _text(title: Words, body: Words) -> Callable[[Telling], NoticeText]:
    """`%(title)s` is what the complaint is about; days are those of the complaint."""

    def text(telling: Telling) -> NoticeText:
        complaint = _complaint(telling)
        return NoticeText.render(
            title=lambda: str(title) % {"title": complaint.title},
            body=lambda: str(body) % _days(complaint),
            url=f"/my/complaints/{complaint.public_id}/",
        )

    return text


def _days(complaint: Complaint) -> dict[str, str]:
    return {"first_look": write_date(complaint.first_look_due), "answer_due": write_date(complaint.answer_due)}


def _while_it_is(*states: ComplaintState) -> Callable[[Notice], bool]:
    def still_wanted(notice: Notice) -> bool:
        return Complaint.objects.filter(pk=notice.subject_id, state__in=states).exists()

    return still_wanted


RECEIPT = NoticeKind(
    name="complaint_receipt",
    event=events.FILED,
    category=Category.REPLY,
    recipients=_complainant,
    text=_text(
        _("Your complaint about “%(title)s” has arrived"),
        _("A reviewer on neither side looks first, by %(first_look)s. The text as it stood is kept as evidence."),
    ),
    key=_once,
)
OFF_VIEW = NoticeKind(
    name="complaint_off_view",
    event=events.GRADED,
    category=Category.DEADLINE,
    recipients=_other_side_of_serious,
    audience=_other_side_of_serious,
    still_wanted=_while_it_is(*OPEN),
    text=_text(
        _("“%(title)s” is off view while a complaint is decided"),
        _("Nothing is decided yet. A judge who had no part in it hears you before an end."),
    ),
    key=_once,
)
ASKED = NoticeKind(
    name="complaint_asked",
    event=events.OTHER_SIDE_ASKED,
    category=Category.DEADLINE,
    recipients=_other_side,
    audience=_other_side,
    still_wanted=_while_it_is(ComplaintState.AWAITING_ANSWER),
    text=_text(
        _("A complaint about “%(title)s”: what do you say?"),
        _("Answer by %(answer_due)s; after that it is decided without you."),
    ),
)
UPHELD_COMPLAINANT = NoticeKind(
    name="complaint_upheld",
    event=events.UPHELD,
    category=Category.REPLY,
    recipients=_complainant,
    text=_text(_("Your complaint about “%(title)s” is upheld"), _("The page says what was found and what follows.")),
    key=_once,
)
UPHELD_OTHER = NoticeKind(
    name="complaint_upheld_against",
    event=events.UPHELD,
    category=Category.REPLY,
    recipients=_other_side,
    audience=_other_side,
    text=_text(
        _("A complaint about “%(title)s” is upheld"),
        _("The page says what was found, what follows and what you can do."),
    ),
    key=_once,
)
DISMISSED_COMPLAINANT = NoticeKind(
    name="complaint_dismissed",
    event=events.DISMISSED,
    category=Category.REPLY,
    recipients=_complainant,
    text=_text(_("Your complaint about “%(title)s” is dismissed"), _("The page gives the reasons.")),
    key=_once,
)
DISMISSED_OTHER = NoticeKind(
    name="complaint_dismissed_against",
    event=events.DISMISSED,
    category=Category.REPLY,
    recipients=_other_side,
    audience=_other_side,
    text=_text(
        _("A complaint about “%(title)s” is dismissed"),
        _("What was off view is in view again. The page gives reasons."),
    ),
    key=_once,
)
WITHDRAWN_OTHER = NoticeKind(
    name="complaint_withdrawn",
    event=events.WITHDRAWN,
    category=Category.REPLY,
    recipients=_other_side_of_serious,
    audience=_other_side_of_serious,
    text=_text(_("A complaint about “%(title)s” was taken back"), _("What was off view is in view again.")),
    key=_once,
)
KINDS = (
    RECEIPT,
    OFF_VIEW,
    ASKED,
    UPHELD_COMPLAINANT,
    UPHELD_OTHER,
    DISMISSED_COMPLAINANT,
    DISMISSED_OTHER,
    WITHDRAWN_OTHER,
)
