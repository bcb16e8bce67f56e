"""Sample needs, each brought to its state by the moves its owner and the reviewers would make."""

from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.common.permissions import Actor
from marketplace.needs.actions import drafting, life, reviewing, submitting
from marketplace.needs.fields import REQUIREMENT_FIELDS, fields_of
from marketplace.needs.models import Need
from marketplace.needs.states import Operator, ReviewCheck, WithdrawReason
from marketplace.seed.sample.cast import Cast
from marketplace.seed.sample.files import Record, read

OPERATORS = {"=": Operator.EQUAL, "≥": Operator.AT_LEAST, "≤": Operator.AT_MOST, "range": Operator.RANGE}
REVIEW_DAYS = 2
UNMET = "no_candidate"


def make_needs(cast: Cast, *, now: datetime) -> int:
    """Create every sample need; returns how many."""
    records = read("needs")
    for record in records:
        _make(record, cast, now=now)
    return len(records)


def _make(record: Record, cast: Cast, *, now: datetime) -> Need:
    writer = cast.writers[record["owner"]]
    opened = now - timedelta(days=int(record.get("days_ago") or 0), minutes=11)
    begun = opened - timedelta(days=REVIEW_DAYS)
    need = drafting.create_need(
        kind=record["kind"], values=need_values(record, now=now), actor=writer, now=begun, is_sample=True
    )
    if record["state"] != "draft":
        submitting.submit_need(need_id=need.pk, actor=writer, now=begun + timedelta(hours=2))
        _review(record["state"], need, reviewer=cast.reviewer(), now=opened)
        _after_opening(record["state"], need, writer=writer, now=now)
    return need


def need_values(record: Record, *, now: datetime) -> dict[str, object]:
    """The record's facts under the names of the editor's fields."""
    values: dict[str, object] = {
        name: record[name] for name in fields_of(record["kind"]) if record.get(name) is not None
    }
    for end in ("trl_min", "trl_max"):
        if isinstance(record.get(end), int):
            values[end] = f"trl_{record[end]}"
    if record.get("requirements"):
        values["requirements"] = [_requirement(row) for row in record["requirements"]]
    else:
        values.pop("requirements", None)
    if record.get("budget_min") is not None or record.get("budget_max") is not None:
        values["currency"] = "VND"
    answers_by = timezone.localdate(now) + timedelta(days=int(record["answers_in_days"]))
    return values | {"answers_by": answers_by.isoformat()}


def _requirement(row: Record) -> Record:
    kept = {name: row[name] for name in REQUIREMENT_FIELDS if row.get(name) is not None}
    return kept | {"operator": OPERATORS[row["operator"]]}


def _review(state: str, need: Need, *, reviewer: Actor, now: datetime) -> None:
    if state == "submitted":
        return
    reviewing.take_need(need_id=need.pk, actor=reviewer, now=now - timedelta(hours=1))
    if state == "in_review":
        return
    if state == "changes_requested":
        point = reviewing.Point("says_not_what", "Ghi rõ sản lượng mỗi ngày để nhà cung cấp biết quy mô.")
        reviewing.ask_changes(need_id=need.pk, points=[point], actor=reviewer, now=now)
    else:
        reviewing.approve_need(need_id=need.pk, checklist=list(ReviewCheck.values), actor=reviewer, now=now)


def _after_opening(state: str, need: Need, *, writer: Actor, now: datetime) -> None:
    if state == "paused":
        life.pause_need(need_id=need.pk, actor=writer, now=now)
    elif state == "expired":
        life.expire_need(need_id=need.pk, now=now)
    elif state == "withdrawn":
        life.withdraw_need(need_id=need.pk, reason=WithdrawReason.NEED_CHANGED, note="", actor=writer, now=now)
    elif state == "closed_unmet":
        life.close_need_unmet(need_id=need.pk, reason=UNMET, note="", actor=writer, now=now)
