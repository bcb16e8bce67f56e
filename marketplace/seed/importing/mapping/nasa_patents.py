"""NASA's table of patents: title, centre, status, end of term. Nothing else is known of them."""

from collections.abc import Mapping
from datetime import date

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.listings.catalogue import CatalogueRecord, CatalogueRight
from marketplace.seed.importing import cleaning, fields, tables
from marketplace.seed.importing.context import Context
from marketplace.seed.importing.fields import RowRefused

COLUMNS = ("center", "status", "case_number", "application_sn", "title", "patent_expiration_date")
_DAY_STYLES = ("%m/%d/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%B %d, %Y")
_FOUNDED = 1958  # An end of term before NASA began is a two-digit year read into the wrong century: 1934 is 2034.
_STATUS = {"issued": "granted", "application": "pending"}
_TITLE_OF_RIGHT_MAX_CHARS = 300


def to_record(values: Mapping[str, object], context: Context) -> CatalogueRecord:
    """Raises RowRefused with the reason."""
    title = cleaning.without_contacts(cleaning.line(fields.text(values, "title")))
    if not title:
        raise RowRefused("title is missing")
    owner = _owner(values)
    case = fields.identifier(values, "case_number")
    right = _right(values, title, context)
    free = right.status == "expired"
    granted = cleaning.line(fields.text(values, "status")).casefold() == "issued"
    return CatalogueRecord(
        source_id=case,
        kind="ip_asset",
        owner_key=owner.key,
        owner_name_en=owner.name,
        owner_short_name=owner.short,
        owner_kind="agency",
        country="US",
        title_en=cleaning.shortened(title, TITLE_MAX_CHARS),
        summary_en=_fitting(_summary_en(right, owner=owner, case=case, granted=granted)),
        summary_vi=_fitting(_summary_vi(right, owner=owner, case=case, granted=granted)),
        body_en=title if len(title) > TITLE_MAX_CHARS else "",
        # A right whose term is over binds nobody and can be licensed to nobody, least of all exclusively. The list has
        # no row for "no licence needed"; an open licence, free, is the row that tells a reader the same. A live right
        # is offered as the least that "for licence" means: whether NASA would grant it exclusively, nobody says.
        licence_kinds=("open_licence",) if free else ("non_exclusive_licence",),
        price_mode="free" if free else "on_request",
        right=right,
    )


def _owner(values: Mapping[str, object]) -> tables.Body:
    spelling = cleaning.without_contacts(cleaning.line(fields.text(values, "center")))
    if not spelling:
        raise RowRefused("center is missing, so the record has no owner")
    return tables.nasa_centre(spelling)


def _right(values: Mapping[str, object], title: str, context: Context) -> CatalogueRight:
    word = cleaning.line(fields.text(values, "status"))
    status = _STATUS.get(word.casefold())
    if status is None:
        raise RowRefused(f"status “{word[:40]}” is not known, and a right needs one" if word else "status is missing")
    ends = _end_of_term(values)
    over = ends is not None and ends < context.today
    return CatalogueRight(
        kind="patent",
        office="US",
        status="expired" if over else status,
        status_on=ends if over and ends else context.as_of,
        status_source=context.source_name,
        application_no=_number(values),
        expires_on=ends,
        title=cleaning.shortened(title, _TITLE_OF_RIGHT_MAX_CHARS),
    )


def _end_of_term(values: Mapping[str, object]) -> date | None:
    ends = fields.day(fields.text(values, "patent_expiration_date"), _DAY_STYLES, name="patent expiration date")
    if ends is None or ends.year >= _FOUNDED:
        return ends
    if ends.year <= _FOUNDED - 100:
        raise RowRefused(f"patent expiration date {ends} is before there were such patents")
    return ends.replace(year=ends.year + 100)  # 1900 was no leap year, so every day has its like a century later.


def _number(values: Mapping[str, object]) -> str:
    """The application's serial number; `/`, `/0` and the like are none."""
    number = "".join(cleaning.line(fields.text(values, "application_sn")).split())
    series, _, serial = number.partition("/")
    return number[:60] if series and serial.strip("0,/") else ""


def _fitting(summary: str) -> str:
    return cleaning.shortened(cleaning.without_contacts(summary), SUMMARY_MAX_CHARS)


def _summary_en(right: CatalogueRight, *, owner: tables.Body, case: str, granted: bool) -> str:
    what = "US patent" if granted else "US patent application"
    number = f", application {right.application_no}" if right.application_no else ""
    state = {
        "granted": f"Granted when the source was copied ({right.status_on:%Y-%m-%d})",
        "pending": f"Pending when the source was copied ({right.status_on:%Y-%m-%d})",
        "expired": "Its term is over",
    }[right.status]
    ends = f"; end of term {right.expires_on:%Y-%m-%d}" if right.expires_on else ""
    return f"{what} of {owner.name}, case {case}{number}. {state}{ends}."


def _summary_vi(right: CatalogueRight, *, owner: tables.Body, case: str, granted: bool) -> str:
    what = "Bằng sáng chế Hoa Kỳ" if granted else "Đơn sáng chế Hoa Kỳ"
    number = f", đơn số {right.application_no}" if right.application_no else ""
    state = {
        "granted": f"Đã cấp văn bằng theo nguồn ngày {right.status_on:%d/%m/%Y}",
        "pending": f"Đang xử lý theo nguồn ngày {right.status_on:%d/%m/%Y}",
        "expired": "Đã hết thời hạn bảo hộ",
    }[right.status]
    ends = f"; ngày hết hạn {right.expires_on:%d/%m/%Y}" if right.expires_on else ""
    return f"{what} của {owner.name}, hồ sơ {case}{number}. {state}{ends}."
