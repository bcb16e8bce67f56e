"""What an opening writes, whoever opens: reviewer, the owner itself, or an import."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.common.dates import months_after
from marketplace.common.references import Series, issue_drawn_reference, issue_reference, tells_its_place
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.queries import with_content
from marketplace.needs.states import Kind

TYPE_CODES = {Kind.TECHNOLOGY: "TR", Kind.SERVICE: "BR", Kind.RESEARCH: "RD"}
HOME_COUNTRY = "VN"
NO_PROVINCE = "00"
AFTER_ANSWERS_DAYS = 30  # A need stays in view this long after the last day for answers.


def reference_for(need: Need, *, now: datetime) -> str:
    """The reference the need has, or the next one of its series at first submit.

    An owner who hides before anything was public gets a drawn number; the one before stays spent (decision 0009).
    """
    known = need.published_at is not None or not need.is_anonymous
    if need.reference and (known or not tells_its_place(need.reference)):
        return need.reference
    series = series_of(need, day=timezone.localdate(now))
    return issue_drawn_reference(series) if need.is_anonymous else issue_reference(series)


def series_of(need: Need, *, day: date) -> Series:
    """Country and province of the owner as they are on this day; without its name neither is its province told."""
    country, province = need.owner.country.code, need.owner.province
    known = country == HOME_COUNTRY and not need.is_anonymous
    return Series(
        country=country,
        province=province.code if known and province is not None else NO_PROVINCE,
        type_code=TYPE_CODES[Kind(need.kind)],
        day=day,
    )


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
