"""A household without e-mail, for whom the agency's editor writes: how assisted entry looks on the floor."""

from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.accounts.actions.members import add_membership
from marketplace.accounts.actions.people import create_user
from marketplace.accounts.actions.terms import accept_terms
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.permissions import SYSTEM
from marketplace.mandates.actions import Agreement, begin_assistance
from marketplace.mandates.models import Mandate
from marketplace.needs.actions import drafting, reviewing, submitting
from marketplace.needs.states import ReviewCheck
from marketplace.seed.sample.cast import PASSWORD, Cast

EDITOR = "assistant@demo.techfloor.example"
AGENCY = "agency-so-khcn-mau"
HOUSEHOLD = {"name_vi": "Hộ mẫu bản Nà Cang", "kind": "household", "country": "VN", "province": "12"}
NEED: dict[str, object] = {
    "title_vi": "Chống mốc cho thảo quả khi trời ẩm liền nhiều ngày",
    "problem_vi": (
        "Mỗi vụ nhà hái chừng 600 kg thảo quả tươi. Gặp mưa dài, phơi trên gác bếp bị ám khói và mốc, thương lái trả "
        "giá thấp. Cần cách làm khô tại nhà, không có điện ba pha."
    ),
    "current_practice_vi": "Phơi trên gác bếp, đốt củi suốt đêm.",
    "requirements": [
        {
            "metric_vi": "Công suất mỗi mẻ",
            "metric_en": "Batch size",
            "operator": "ge",
            "value": "50",
            "unit": "kg",
            "must": True,
        },
        {
            "metric_vi": "Độ ẩm sau sấy",
            "metric_en": "Moisture after drying",
            "operator": "le",
            "value": "13",
            "unit": "%",
            "must": True,
        },
    ],
    "st_field": "agricultural",
    "visibility": "public",
}


def make_assisted(cast: Cast, *, now: datetime) -> int:
    """One mandate and one need under it; returns how many needs."""
    begun = now - timedelta(days=6)
    editor = create_user(
        email=EDITOR,
        name="Người dùng mẫu — người viết thay",
        password=PASSWORD,
        language="vi",
        came_for="agency",
        email_confirmed=True,
        actor=SYSTEM,
        now=begun,
    )
    accept_terms(user_id=editor.pk, actor=SYSTEM, now=begun)
    agency = cast.organisations[AGENCY]
    add_membership(organisation_id=agency.pk, user_id=editor.pk, role=Role.EDITOR, actor=SYSTEM, now=begun)
    mandate = begin_assistance(
        profile=HOUSEHOLD,
        language="vi",
        agreement=Agreement(
            consent="call",
            consent_by="Chủ hộ mẫu",
            consent_on=timezone.localdate(begun),
            consent_mark="0213 000 0123",
            reach="phone",
            reach_at="0213 000 0123",
        ),
        actor=actor_of(editor),
        now=begun,
        is_sample=True,
    )
    _write_need(mandate, cast, now=begun)
    return 1


def _write_need(mandate: Mandate, cast: Cast, *, now: datetime) -> None:
    writer = actor_of(mandate.looked_after_by, organisation_id=mandate.client_id)
    answers_by = timezone.localdate(now) + timedelta(days=75)
    values = NEED | {"answers_by": answers_by.isoformat()}
    need = drafting.create_need(kind="technology", values=values, actor=writer, now=now, is_sample=True)
    submitting.submit_need(need_id=need.pk, actor=writer, now=now + timedelta(hours=1))
    reviewer = cast.reviewer()  # A colleague of the same agency, who did not write it.
    reviewing.take_need(need_id=need.pk, actor=reviewer, now=now + timedelta(days=1))
    checks = list(ReviewCheck.values)
    reviewing.approve_need(need_id=need.pk, checklist=checks, actor=reviewer, now=now + timedelta(days=1, hours=1))
