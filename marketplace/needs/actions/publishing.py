"""What an opening writes, whoever opens: reviewer, the owner itself, or an import."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.accounts.actions.numbering import reference_of, series_for
from marketplace.common.dates import months_after
from marketplace.common.references import Series
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.queries import with_content
from marketplace.needs.states import Kind

TYPE_CODES = {Kind.TECHNOLOGY: "TR", Kind.SERVICE: "BR", Kind.RESEARCH: "RD"}
AFTER_ANSWERS_DAYS = 30  # A need stays in view this long after the last day for answers.


def reference_for(need: Need, *, now: datetime) -> str:
    """The reference the need has, or the next one of its series at first submit."""
    return reference_of(need, hidden=need.is_anonymous, type_code=TYPE_CODES[Kind(need.kind)], now=now)


def series_of(need: Need, *, day: date) -> Series:
    return series_for(need.owner, hidden=need.is_anonymous, type_code=TYPE_CODES[Kind(need.kind)], day=day)


def expiry(now: datetime, *, answers_by: date | None) -> date:
    """Six months on, or thirty days after the last day for answers, the earlier."""
    longest = months_after(timezone.localdate(now), settings.NEED_LIFE_MONTHS)
    return longest if answers_by is None else min(longest, answers_by + timedelta(days=AFTER_ANSWERS_DAYS))


def opening(need: Need, *, now: datetime) -> dict[str, Any]:
    """Columns that an opening sets, for `advance`."""
    return {
        "published_at": now,
        "expires_on": expiry(now, answers_by=need.answers_by),
        "warned_days": None,
        "public_text_folded": folded_text(need),
        "state_since": now,
        "state_reason": "",
        "state_note": "",
    }


def folded_text(need: Need) -> str:
    """The projection as it is stored now, related rows included."""
    return public_texts(with_content(Need.objects.filter(pk=need.pk)).get()).folded()
