"""Questions, bookmarks and one complaint of the sample: how people talk on the floor."""

from datetime import datetime, timedelta

from marketplace.accounts.models import User
from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import Actor
from marketplace.listings.models import Listing
from marketplace.listings.states import Kind, State
from marketplace.moderation.actions import file_complaint
from marketplace.notifications.actions import add_bookmark, answer_question, ask_question
from marketplace.seed.sample.cast import Cast

BUSINESS, RESEARCHER = "business@demo.techfloor.example", "researcher@demo.techfloor.example"
ANSWERED = (
    "Máy có chạy được bằng điện một pha ở bản không, và mỗi giờ tốn bao nhiêu điện?",
    "Chạy được khi lắp thêm bộ đổi pha. Ở công suất định mức máy dùng khoảng 6 kWh mỗi giờ, đo trong 12 mẻ.",
)
WAITING = "Khi hỏng bơm nhiệt thì ai sửa, và phụ tùng lấy ở đâu?"
COMPLAINT = "Bảng số liệu ghi mức tiết kiệm nhưng không nói so với máy nào; chúng tôi đo trên máy cùng cỡ thì thấp hơn."


def make_talk(cast: Cast, *, now: datetime) -> int:
    """Two questions on a technology of the researcher, kept by who asked, and a complaint about another one."""
    asker, owner = _actor(cast.people[BUSINESS]), _actor(cast.people[RESEARCHER])
    offered = Listing.objects.filter(state=State.PUBLISHED, kind=Kind.TECHNOLOGY, owner_hidden=False).order_by("pk")
    own = offered.filter(owner_id=owner.organisation_id).first()
    other = offered.exclude(owner_id__in=[owner.organisation_id, asker.organisation_id]).first()
    if own is None or other is None:
        return 0
    asked_at = now - timedelta(days=4)
    first = ask_question(kind="listing", subject_id=own.pk, text=ANSWERED[0], actor=asker, now=asked_at)
    answer_question(question_id=first.pk, text=ANSWERED[1], actor=owner, now=asked_at + timedelta(days=2))
    ask_question(kind="listing", subject_id=own.pk, text=WAITING, actor=asker, now=now - timedelta(days=1))
    add_bookmark(kind="listing", subject_id=own.pk, note="Hỏi thêm giá cho hai máy", actor=asker, now=asked_at)
    file_complaint(
        kind="listing",
        subject_id=other.pk,
        ground="false_claim",
        statement=COMPLAINT,
        actor=asker,
        now=now - timedelta(days=1),
    )
    return 2


def _actor(user: User) -> Actor:
    return actor_of(user)
