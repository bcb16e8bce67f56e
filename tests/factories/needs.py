"""Needs in any state, reached as users reach it: by actions."""

from datetime import date, datetime, timedelta

from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import Actor
from marketplace.needs import actions
from marketplace.needs.models import Need
from marketplace.needs.states import Kind, ReviewCheck, WithdrawReason
from tests.factories.accounts import NOW, make_organisation
from tests.factories.listings import editor_of, make_reviewer

ANSWERS_BY = date(2027, 2, 1)
COMMON: dict[str, object] = {
    "title_vi": "Giảm chi phí sấy chè mùa mưa",
    "problem_vi": "Lò củi ám khói, lò điện trở tốn điện; cần sấy 800 kg búp mỗi ngày.",
    "st_field": "engineering",
    "answers_by": ANSWERS_BY.isoformat(),
    "visibility": "public",
}
REQUIREMENTS = [
    {
        "metric_vi": "Chi phí năng lượng mỗi kg chè khô",
        "operator": "le",
        "value": "2500",
        "unit": "VND/kg",
        "must": True,
    }
]
COMPLETE: dict[str, dict[str, object]] = {
    Kind.TECHNOLOGY: {**COMMON, "requirements": REQUIREMENTS},
    Kind.RESEARCH: {**COMMON, "requirements": REQUIREMENTS},
    Kind.SERVICE: {**COMMON, "service_kinds": ["testing"]},
}


def owner_of(need: Need) -> Actor:
    """The author, acting for the owner."""
    assert need.author is not None
    return actor_of(need.author, organisation_id=need.owner_id)


def make_draft(
    *, kind: str = Kind.TECHNOLOGY, author: Actor | None = None, now: datetime = NOW, **values: object
) -> Need:
    """A draft that answers every required question, changed by `values`."""
    writer = author or editor_of(make_organisation(now=now), now=now)
    return actions.create_need(kind=kind, values={**COMPLETE[kind], **values}, actor=writer, now=now)


def make_submitted(*, now: datetime = NOW, **more: object) -> Need:
    draft = make_draft(now=now, **more)  # type: ignore[arg-type]
    return actions.submit_need(need_id=draft.pk, actor=owner_of(draft), now=now)


def make_in_review(*, reviewer: Actor | None = None, now: datetime = NOW, **more: object) -> Need:
    submitted = make_submitted(now=now, **more)
    return actions.take_need(need_id=submitted.pk, actor=reviewer or make_reviewer(now=now), now=now)


def make_open(*, now: datetime = NOW, **more: object) -> Need:
    judge = make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    return actions.approve_need(need_id=in_review.pk, checklist=ReviewCheck.values, actor=judge, now=now)


def make_returned(*, reason: str = "says_not_what", now: datetime = NOW, **more: object) -> Need:
    judge = make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    points = [actions.Point(reason=reason, note="Nói rõ cần gì.")]
    return actions.ask_changes(need_id=in_review.pk, points=points, actor=judge, now=now)


def make_rejected(*, now: datetime = NOW, **more: object) -> Need:
    judge = make_reviewer(now=now)
    in_review = make_in_review(reviewer=judge, now=now, **more)
    return actions.reject_need(need_id=in_review.pk, reason="duplicate_or_advert", note="", actor=judge, now=now)


def make_paused(*, now: datetime = NOW, **more: object) -> Need:
    need = make_open(now=now, **more)
    return actions.pause_need(need_id=need.pk, actor=owner_of(need), now=now)


def make_closed(*, now: datetime = NOW, **more: object) -> Need:
    need = make_open(now=now, **more)
    return actions.close_need_unmet(need_id=need.pk, reason="too_expensive", note="", actor=owner_of(need), now=now)


def make_withdrawn(*, now: datetime = NOW, **more: object) -> Need:
    need = make_open(now=now, **more)
    return actions.withdraw_need(
        need_id=need.pk, reason=WithdrawReason.NEED_CHANGED, note="", actor=owner_of(need), now=now
    )


def make_expired(*, now: datetime = NOW, **more: object) -> Need:
    """Its last day passed; the sweep found it."""
    need = make_open(now=now, **more)
    return actions.expire_need(need_id=need.pk, now=now + timedelta(days=200))
