"""The reference number of a posting: place and type in a daily series, or drawn where its owner hides."""

from datetime import date, datetime

from django.utils import timezone

from marketplace.accounts.models import Organisation
from marketplace.accounts.models.posting import Posting
from marketplace.common.references import Series, issue_drawn_reference, issue_reference, tells_its_place

HOME_COUNTRY = "VN"
NO_PROVINCE = "00"


def reference_of(posting: Posting, *, hidden: bool, type_code: str, now: datetime) -> str:
    """The reference the posting has, or the next one of its series at first submit.

    An owner who hides before anything was public gets a drawn number; the one before stays spent (decision 0009).
    """
    known = posting.published_at is not None or not hidden
    if posting.reference and (known or not tells_its_place(posting.reference)):
        return posting.reference
    series = series_for(posting.owner, hidden=hidden, type_code=type_code, day=timezone.localdate(now))
    return issue_drawn_reference(series) if hidden else issue_reference(series)


def series_for(owner: Organisation, *, hidden: bool, type_code: str, day: date) -> Series:
    """Country and province of the owner as they are on this day; the number of a hidden owner names no province."""
    country, province = owner.country.code, owner.province
    known = country == HOME_COUNTRY and not hidden
    return Series(
        country=country,
        province=province.code if known and province is not None else NO_PROVINCE,
        type_code=type_code,
        day=day,
    )
