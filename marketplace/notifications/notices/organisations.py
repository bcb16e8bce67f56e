"""Notices about what happens in accounts, the one app with members to tell that stands below this one."""

from collections.abc import Callable

from django.utils.translation import get_language, gettext_lazy

from marketplace.accounts import events
from marketplace.accounts.queries import member_ids, organisation_told_about
from marketplace.accounts.states import Role, Verification
from marketplace.common.problems import Words
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice

OWN_ORGANISATION_PATH = "/my/organisation/"


def _administrators(telling: Telling) -> list[int]:
    return member_ids(telling.subject_id, at_least=Role.ADMIN)


def _text(title: Words, body: Words) -> Callable[[Telling], NoticeText]:
    """Words about the organisation: `%(name)s` in the title is its name, `%(reason)s` in the body why."""

    def text(telling: Telling) -> NoticeText:
        organisation = organisation_told_about(telling.subject_id)
        return NoticeText.render(
            title=lambda: str(title) % {"name": organisation.name_in(get_language() or "vi") if organisation else ""},
            body=lambda: str(body) % {"reason": organisation.reason if organisation else ""},
            url=OWN_ORGANISATION_PATH,
        )

    return text


def _while_it_is(state: Verification) -> Callable[[Notice], bool]:
    """Wanted while the organisation still stands where the event left it."""

    def still_wanted(notice: Notice) -> bool:
        organisation = organisation_told_about(notice.subject_id)
        return organisation is not None and organisation.verification == state

    return still_wanted


VERIFIED = NoticeKind(
    name="organisation_verified",
    event=events.ORGANISATION_VERIFIED,
    category=Category.REPLY,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.VERIFIED),
    text=_text(
        gettext_lazy("%(name)s is verified"),
        gettext_lazy("The badge stands on its page and on all it offers. It is checked again after two years."),
    ),
)
REFUSED = NoticeKind(
    name="organisation_refused",
    event=events.ORGANISATION_REFUSED,
    category=Category.REPLY,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.UNVERIFIED),
    text=_text(
        gettext_lazy("%(name)s could not be verified"),
        gettext_lazy("Reason: %(reason)s. Name other papers, or appeal within 30 days."),
    ),
)
SUSPENDED = NoticeKind(
    name="organisation_suspended",
    event=events.ORGANISATION_SUSPENDED,
    category=Category.SECURITY,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.SUSPENDED),
    text=_text(
        gettext_lazy("%(name)s is suspended"),
        gettext_lazy(
            "Reason: %(reason)s. Its page and all it offers are off view; clocks that run against it stand still. "
            "You may appeal."
        ),
    ),
)
LIFTED = NoticeKind(
    name="organisation_lifted",
    event=events.ORGANISATION_LIFTED,
    category=Category.SECURITY,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.DOCUMENTS_SEEN),
    text=_text(
        gettext_lazy("The suspension of %(name)s is lifted"),
        gettext_lazy("Its page and all it offers are in view again. Ask for verification anew."),
    ),
)
LAPSE_NEAR = NoticeKind(
    name="organisation_lapse_near",
    event=events.ORGANISATION_LAPSE_NEAR,
    category=Category.DEADLINE,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.VERIFIED),
    key=lambda telling: f"{telling.facts['until']}.{telling.facts['days']}",
    text=_text(
        gettext_lazy("The verification of %(name)s ends soon"),
        gettext_lazy(
            "A verifier checks it again before its last day. Tell the operator when your papers have changed."
        ),
    ),
)
LAPSED = NoticeKind(
    name="organisation_lapsed",
    event=events.ORGANISATION_LAPSED,
    category=Category.DEADLINE,
    recipients=_administrators,
    audience=_administrators,
    still_wanted=_while_it_is(Verification.LAPSED),
    text=_text(
        gettext_lazy("The verification of %(name)s has lapsed"),
        gettext_lazy("The badge is off until it is checked again. Name your papers anew to ask for it."),
    ),
)
KINDS = (VERIFIED, REFUSED, SUSPENDED, LIFTED, LAPSE_NEAR, LAPSED)
