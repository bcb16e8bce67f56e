"""Paging by signed cursor: insertions and deletions while somebody reads neither repeat nor skip what stays."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.common.problems import FieldProblem, Invalid


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one page, newest first, and the cursors of its neighbours; empty where there is none."""

    rows: list[Any]
    next: str
    prev: str


def page_of(rows: QuerySet[Any], *, cursor: str, limit: str, salt: str) -> Slice:
    """A page of `rows` by descending primary key. `cursor` and `limit` come from the address, maybe empty.

    Raises Invalid for a cursor that this list did not give, and for a limit outside 1 to API_PAGE_SIZE_MAX.
    """
    size = _size(limit)
    direction, anchor = _read(cursor, salt=salt) if cursor else ("next", None)
    if direction == "prev":
        found = list(rows.filter(pk__gt=anchor).order_by("pk")[: size + 1])
        beyond, shown = len(found) > size, found[:size][::-1]
        return Slice(shown, _write("next", shown, salt=salt), _write("prev", shown, salt=salt) if beyond else "")
    older = rows if anchor is None else rows.filter(pk__lt=anchor)
    found = list(older.order_by("-pk")[: size + 1])
    shown = found[:size]
    following = _write("next", shown, salt=salt) if len(found) > size else ""
    return Slice(shown, following, _write("prev", shown, salt=salt) if anchor is not None else "")


def _write(direction: str, shown: list[Any], *, salt: str) -> str:
    if not shown:
        return ""
    return signing.dumps([direction, (shown[-1] if direction == "next" else shown[0]).pk], salt=f"cursor.{salt}")


def _read(cursor: str, *, salt: str) -> tuple[str, int]:
    try:
        direction, anchor = signing.loads(cursor, salt=f"cursor.{salt}")
    except signing.BadSignature:
        detail = _("This cursor does not belong to this list; begin without one.")
        raise Invalid(detail, errors=[FieldProblem("/cursor", "unknown", detail)]) from None
    return direction, anchor


def _size(limit: str) -> int:
    if not limit:
        return settings.API_PAGE_SIZE
    size = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 6 else 0
    if not 1 <= size <= settings.API_PAGE_SIZE_MAX:
        detail = _("From 1 to %(limit)s.") % {"limit": settings.API_PAGE_SIZE_MAX}
        raise Invalid(detail, errors=[FieldProblem("/limit", "range", detail)])
    return size
