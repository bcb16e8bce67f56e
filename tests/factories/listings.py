"""Listings in any state, reached as users reach it: by actions."""

from collections.abc import Mapping
from datetime import datetime

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import Actor
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.states import Kind, ReviewCheck, WithdrawReason
from tests.factories.accounts import NOW, make_member, make_organisation, make_staff

TECHNOLOGY: dict[str, object] = {
    "subtype": "process_or_product",
    "title_vi": "Sấy lạnh lá dược liệu bằng bơm nhiệt",
    "summary_vi": "Tủ sấy mẻ 60 kg lá tươi ở 40 °C, giữ màu và tinh dầu.",
    "problem_solved_vi": "Mùa mưa không phơi được, lò củi ám khói.",
    "how_it_works_vi": "Bơm nhiệt tách ẩm và thu hồi nhiệt ngưng tụ về buồng sấy.",
    "claims": [
        {
            "metric_vi": "Điện năng mỗi kg nước bay hơi",
            "operator": "eq",
            "value": "0.62",
            "unit": "kWh/kg",
            "baseline_vi": "Lò điện trở cùng cỡ: 1,15",
        }
    ],
    "trl_declared": "trl_7",
    "st_field": "engineering",
    "licence_kinds": ["non_exclusive_licence"],
    "price_mode": "range",
    "price_min": "120000000",
    "price_max": "180000000",
    "unfiled_detail": False,
}
IP_ASSET: dict[str, object] = {
    "title_en": "Patent for a two-stage heat pump dryer",
    "summary_en": "Covers the recovery of condensation heat in a leaf dryer.",
    "st_field": "engineering",
    "rights": [
        {
            "kind": "patent",
            "office": "VN",
            "application_no": "1-2024-99037",
            "registration_no": "1-0099041",
            "filed_on": "2024-06-14",
            "granted_on": "2026-03-02",
            "status": "in_force",
            "status_on": "2026-11-05",
            "status_source": "Official gazette A",
        }
    ],
    "licence_kinds": ["exclusive_licence"],
    "price_mode": "on_request",
    "unfiled_detail": False,
}
SERVICE: dict[str, object] = {
    "title_vi": "Thử nghiệm dư lượng trong dược liệu khô",
    "summary_vi": "Phép thử theo TCVN, trả kết quả trong bảy ngày.",
    "service_kinds": ["testing"],
    "deliverable_vi": "Phiếu kết quả có độ không bảo đảm đo.",
    "turnaround_days": 7,
    "regions": ["12"],
    "price_mode": "ask",
    "price_min": "1800000",
}
COMPLETE: dict[str, Mapping[str, object]] = {
    Kind.TECHNOLOGY: TECHNOLOGY,
    Kind.IP_ASSET: IP_ASSET,
    Kind.SERVICE: SERVICE,
}


def editor_of(organisation: Organisation, *, now: datetime = NOW) -> Actor:
    """A new member who may write for the organisation."""
    return actor_of(make_member(organisation, role=Role.EDITOR, now=now), organisation_id=organisation.pk)


def make_reviewer(*, now: datetime = NOW) -> Actor:
    return make_staff(StaffRoleName.REVIEWER, now=now)


def make_draft(
    *, kind: str = Kind.TECHNOLOGY, author: Actor | None = None, now: datetime = NOW, **values: object
) -> Listing:
    """A draft that answers every required question, changed by `values`."""
    writer = author or editor_of(make_organisation(now=now), now=now)
    return actions.create_listing(kind=kind, values={**COMPLETE[kind], **values}, actor=writer, now=now)


def owner_of(listing: Listing) -> Actor:
    """The author, acting for the owner."""
    assert listing.author is not None
    return actor_of(listing.author, organisation_id=listing.owner_id)


def make_submitted(*, now: datetime = NOW, **more: object) -> Listing:
    draft = make_draft(now=now, **more)  # type: ignore[arg-type]
    return actions.submit_listing(listing_id=draft.pk, actor=owner_of(draft), now=now)


def make_in_review(*, reviewer: Actor | None = None, now: datetime = NOW, **more: object) -> Listing:
    submitted = make_submitted(now=now, **more)
    return actions.take_listing(listing_id=submitted.pk, actor=reviewer or make_reviewer(now=now), now=now)


def make_published(*, reviewer: Actor | None = None, now: datetime = NOW, **more: object) -> Listing:
    judge = reviewer or make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    return actions.approve_listing(
        listing_id=in_review.pk,
        checklist=ReviewCheck.values,
        list_status="none",
        dual_use=False,
        actor=judge,
        now=now,
    )


def make_returned(*, reason: str = "says_not_what", now: datetime = NOW, **more: object) -> Listing:
    judge = make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    points = [actions.Point(reason=reason, note="Nói rõ máy làm gì.")]
    return actions.ask_changes(listing_id=in_review.pk, points=points, actor=judge, now=now)


def make_rejected(*, now: datetime = NOW, **more: object) -> Listing:
    judge = make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    return actions.reject_listing(listing_id=in_review.pk, reason="duplicate_or_advert", note="", actor=judge, now=now)


def make_paused(*, now: datetime = NOW, **more: object) -> Listing:
    published = make_published(now=now, **more)
    return actions.pause_listing(listing_id=published.pk, actor=owner_of(published), now=now)


def make_withdrawn(*, now: datetime = NOW, **more: object) -> Listing:
    published = make_published(now=now, **more)
    return actions.withdraw_listing(
        listing_id=published.pk,
        reason=WithdrawReason.NO_LONGER_OFFERED,
        note="",
        actor=owner_of(published),
        now=now,
    )


def make_expired(*, now: datetime = NOW, **more: object) -> Listing:
    """Published thirteen months ago; the sweep found it."""
    published = make_published(now=now, **more)
    return actions.expire_listing(listing_id=published.pk, now=now.replace(year=now.year + 1, month=12))
