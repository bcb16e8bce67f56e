"""Complaints in any state, reached as people reach them: by actions."""

from datetime import datetime, timedelta

from marketplace.accounts.states import StaffRoleName
from marketplace.common.permissions import Actor
from marketplace.listings.models import Listing
from marketplace.moderation import actions
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import ComplaintState
from tests.factories.accounts import NOW, make_staff
from tests.factories.listings import make_published, make_reviewer, owner_of
from tests.factories.talk import make_asker

STATEMENT = "Bằng sáng chế này là của chúng tôi: số 1-0099041."
RULING = actions.Ruling(ground="false_claim", effect="noted", text="Số liệu không có mốc so sánh.")


def make_judge(*, now: datetime = NOW) -> Actor:
    return make_staff(StaffRoleName.JUDGE, now=now)


def make_complaint(
    *,
    about: Listing | None = None,
    by: Actor | None = None,
    ground: str = "ip_infringement",
    now: datetime = NOW,
) -> Complaint:
    listing = about or make_published(now=now)
    return actions.file_complaint(
        kind="listing",
        subject_id=listing.pk,
        ground=ground,
        statement=STATEMENT,
        actor=by or make_asker(now=now),
        now=now,
    )


def make_serious(*, now: datetime = NOW, **more) -> Complaint:
    filed = make_complaint(now=now, **more)
    return actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(now=now), now=now)


def make_plain(*, now: datetime = NOW, **more) -> Complaint:
    filed = make_complaint(now=now, **more)
    return actions.grade_plain(complaint_id=filed.pk, actor=make_reviewer(now=now), now=now)


def make_awaiting(*, now: datetime = NOW, **more) -> Complaint:
    graded = make_serious(now=now, **more)
    return actions.ask_other_side(complaint_id=graded.pk, text="Của ai?", actor=make_judge(now=now), now=now)


def make_upheld(*, now: datetime = NOW, **more) -> Complaint:
    graded = make_serious(now=now, **more)
    return actions.uphold_complaint(complaint_id=graded.pk, ruling=RULING, actor=make_judge(now=now), now=now)


def make_dismissed(*, now: datetime = NOW, **more) -> Complaint:
    graded = make_serious(now=now, **more)
    return actions.dismiss_complaint(
        complaint_id=graded.pk, reason="no_breach", text="Không thấy vi phạm.", actor=make_judge(now=now), now=now
    )


def make_taken_back(*, now: datetime = NOW, **more) -> Complaint:
    graded = make_serious(now=now, **more)
    return actions.withdraw_complaint(complaint_id=graded.pk, actor=complainant_of(graded), now=now)


MAKERS = {
    ComplaintState.FILED: make_complaint,
    ComplaintState.IN_REVIEW: make_serious,
    ComplaintState.AWAITING_ANSWER: make_awaiting,
    ComplaintState.UPHELD: make_upheld,
    ComplaintState.DISMISSED: make_dismissed,
    ComplaintState.WITHDRAWN: make_taken_back,
}


def complainant_of(complaint: Complaint) -> Actor:
    """Whoever filed it, as they filed it."""
    return Actor(
        user_id=complaint.complainant_id,
        organisation_id=complaint.complainant_for_id,
        roles=frozenset({"viewer", "editor", "signatory", "admin"}),
        email_confirmed=True,
    )


def other_side_of(complaint: Complaint) -> Actor:
    """The author of the listing, acting for its owner."""
    return owner_of(Listing.objects.get(pk=complaint.subject_id))


def after_answer(complaint: Complaint) -> datetime:
    """Past the last day of the other side."""
    return complaint.state_since + timedelta(days=30)
