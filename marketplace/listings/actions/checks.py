"""Guards that several moves share: completeness, publication check, reasons from lists, the reviewer's checklist."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common.completeness import refuse
from marketplace.common.dates import months_after
from marketplace.common.facts import Values
from marketplace.common.problems import Conflict
from marketplace.listings.completeness import lacks_of
from marketplace.listings.models import Listing
from marketplace.listings.states import ReviewCheck
from marketplace.taxonomy.queries import UnknownRate, label, rate

GRACE_RATE = "novelty_grace_months"


class UnfiledDetail(Conflict):
    """Inventive detail that is not filed may not become public (rule R-PUB-2 of the floor)."""

    code = "unfiled-detail"
    advice = gettext_lazy("The text gives away what is not filed yet. File first, or leave the detail out.")


def check_publishable(listing: Listing, values: Values, *, on: date) -> None:
    """The guards of `submit`, which still hold at approval. Raises Invalid naming each lack, UnfiledDetail."""
    refuse(lacks_of(listing.kind, values))
    if values.get("unfiled_detail") is True:
        raise UnfiledDetail(_unfiled_words(values, on=on))


def _ticked(item: ReviewCheck) -> str:
    return _("Tick it, or ask for changes: %(item)s") % {"item": item.label}


def _unfiled_words(values: Values, *, on: date) -> str:
    """Reason, rule and, where the first disclosure is known, the last day to file within the grace period."""
    words = [
        label("returned_listing", "confidential_in_public") + ".",
        _("Inventive detail must not be public before it is filed: publishing it can cost the novelty."),
        _("Move it to the part that opens after an NDA, or file first (publication check, rule R-PUB-2)."),
    ]
    last_day = last_day_to_file(values.get("first_disclosure_on"), on=on)
    if last_day is not None:
        shown = {"day": last_day.strftime("%d/%m/%Y")}
        words.append(_("Counted from the first disclosure, the grace period ends on %(day)s (R-PUB-1).") % shown)
    return " ".join(words)


def last_day_to_file(first_disclosure: object, *, on: date) -> date | None:
    """The end of the grace period after a first disclosure; None where the day or the dated rule is not known."""
    if not first_disclosure:
        return None
    try:
        grace = rate(GRACE_RATE, on=on)
    except UnknownRate:
        return None
    return months_after(date.fromisoformat(str(first_disclosure)), int(grace.value))
