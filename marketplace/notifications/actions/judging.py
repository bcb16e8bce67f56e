"""What is asked again when a delivery comes up: is it wanted still, may it go, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from marketplace.notifications.kinds import Reason, kind_named
from marketplace.notifications.models import Delivery, Notice
from marketplace.notifications.queries.preferences import MailChoices
from marketplace.notifications.states import Category, Pace, Why
from marketplace.notifications.timing import Wishes, plan


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one delivery now: dropped or failed for a reason, or a moment and a pace."""

    row: Delivery
    at: datetime
    pace: str = Pace.INSTANT
    dropped: Why | None = None
    failed: Why | None = None
    reasons: Sequence[str] = ()


def judge(row: Delivery, *, choices: MailChoices, sent_at: Collection[datetime], now: datetime) -> Verdict:
    """Read everything again: the world may have moved on since the notice was made."""
    if row.lost >= settings.DELIVERY_LOST_MAX:
        return Verdict(row, now, failed=Why.LOST)
    notice, kind = row.notice, kind_named(row.notice.kind)
    reasons = [*(kind.reasons(notice) if kind else ())]
    live = [reason for reason in reasons if choices.pace_of(reason, category=notice.category) != Pace.OFF]
    pace = choices.fastest(reasons or [Reason(notice.subscription, "")], category=notice.category)
    if (why := _why_dropped(row, pace=pace, choices=choices, now=now)) is not None:
        return Verdict(row, now, dropped=why)
    if choices.flagged and notice.category != Category.SECURITY:
        return Verdict(row, now, failed=Why.REFUSED)  # Refused for good before: asked no more until it is confirmed.
    gathered = kind.may_be_gathered if kind else row.counts
    wishes = Wishes(
        pace=pace,
        planned=row.pace,
        digestible=gathered,
        through_quiet=notice.category == Category.SECURITY or bool(kind and kind.urgent),
        tried=row.tried_at is not None,
    )
    got = plan(
        wishes,
        now=now,
        due=row.available_at,
        zone=choices.zone,
        quiet=choices.quiet,
        sent_at=sent_at,
        cap=settings.MAIL_CAP,
        window=timedelta(hours=settings.MAIL_CAP_HOURS),
        catch_up=timedelta(hours=settings.DIGEST_CATCH_UP_HOURS),
    )
    return Verdict(row, got.at, got.pace, reasons=[reason.name for reason in live if reason.name])


def _why_dropped(row: Delivery, *, pace: str, choices: MailChoices, now: datetime) -> Why | None:
    notice = row.notice
    if not row.recipient.is_active:
        return Why.INACTIVE
    if not choices.confirmed:
        return Why.UNCONFIRMED
    if pace == Pace.OFF:
        return Why.SWITCHED_OFF
    if _nobodys(row.recipient.email):
        return Why.RESERVED
    if notice.category != Category.SECURITY and notice.read_at is not None:
        return Why.READ
    return _over(notice, now=now)


def _nobodys(address: str) -> bool:
    """A domain that is reserved for examples, or below one."""
    return f".{address.rpartition('@')[2].lower()}".endswith(
        tuple(f".{domain.lstrip('.')}" for domain in settings.MAIL_RESERVED_DOMAINS)
    )


def _over(notice: Notice, *, now: datetime) -> Why | None:
    kind = kind_named(notice.kind)
    if kind is None:
        return None  # A kind of an older release: its words stand in the notice.
    ends = kind.not_after(notice)
    if ends is not None and ends < now:
        return Why.EXPIRED
    return None if kind.still_wanted(notice) and kind.may_still_tell(notice) else Why.NOT_WANTED
