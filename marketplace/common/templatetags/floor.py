"""Filters and small tags of every page: numbers, dates, foreign text, icons, addresses in the other language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.money import format_money, format_range
from marketplace.common.web import formatting
from marketplace.common.web.addresses import PageLinks, links_of
from marketplace.common.web.head import TITLE_MAX_CHARS

register = template.Library()

register.filter("unit", formatting.with_unit)
register.filter("nbsp", formatting.join_numbers)
register.filter("vn_date", formatting.write_date)
register.filter("vn_datetime", formatting.write_moment)
register.filter("trl_number", formatting.trl_number)
register.filter("coord", formatting.coordinate)


@register.filter
def plain(value: object) -> str:
    """An id, year or count inside an attribute: never grouped, never with a decimal comma."""
    return "" if value is None else str(value)


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    return "" if amount is None else format_money(amount, currency)


@register.simple_tag
def money_range(low: Decimal | int | None, high: Decimal | int | None, currency: str) -> str:
    return format_range(low, high, currency)


@register.filter
def in_language(thing: object, field: str) -> str:
    """Plain text of `field_vi` or `field_en` for titles and attributes, where no `lang` can stand."""
    return formatting.in_language(thing, field)[0]


@register.simple_tag
def text(thing: object, field: str, note: bool = False) -> str:
    """`field_vi` or `field_en`; the other language is wrapped with `lang`, and with a small note when asked."""
    words, code = formatting.in_language(thing, field)
    return _foreign(words, code, "span", note=note)


@register.simple_tag
def prose(thing: object, field: str, note: bool = False) -> str:
    """The same for a long text: paragraphs by blank line."""
    words, code = formatting.in_language(thing, field)
    return _foreign(SafeString(linebreaks(words, autoescape=True)) if words else "", code, "div", note=note)


@register.simple_tag
def language_note(thing: object, *fields: str) -> str:
    """One small sentence when any of these fields exists in the other language only; else nothing."""
    foreign = {code for words, code in (formatting.in_language(thing, field) for field in fields) if words}
    if formatting.other(formatting.language()) not in foreign:
        return ""
    return format_html('<p class="xs mute">{}</p>', _only_in(formatting.other(formatting.language())))


def _foreign(words: str, code: str, element: str, *, note: bool) -> str:
    if not words or code == formatting.language():
        return words
    mark = format_html(' <small class="mute">{}</small>', _only_in(code)) if note else ""
    return format_html("<{} lang={}>{}</{}>{}", element, SafeString(f'"{code}"'), words, element, mark)


def _only_in(code: str) -> str:
    return _("Only in Vietnamese so far") if code == "vi" else _("Only in English so far")


@register.simple_tag
def sprite(name: str) -> str:
    """Address of one symbol of the sprite."""
    return f"{static('icons.svg')}#{name}"


@register.simple_tag
def trl_sprite(trl: int) -> str:
    """Symbol of the small terraces with `trl` steps filled, 1–9."""
    return sprite(f"trl{trl}")


@register.simple_tag
def icon(name: str, extra: str = "") -> str:
    """`{% icon "check" %}`; `extra` adds classes: i--l, c-ok, c-wait, c-no. Always beside a word."""
    classes = f"i {extra}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, sprite(name))


@register.simple_tag(takes_context=True)
def floor_name(context: dict[str, Any]) -> str:
    """The floor's name; a default where there is no database."""
    shell = context.get("floor")
    return str(shell.name) if shell else _("Techfloor")


@register.simple_tag(takes_context=True)
def floor_other_name(context: dict[str, Any]) -> str:
    """The name in the other language, under the mark."""
    shell = context.get("floor")
    return str(shell.other_name) if shell else ""


@register.simple_tag(takes_context=True)
def full_title(context: dict[str, Any]) -> str:
    """Title of the page and, where both fit into what engines show, the floor's name."""
    both = f"{context['head'].title} | {floor_name(context)}"
    return both if len(both) <= TITLE_MAX_CHARS else str(context["head"].title)


@register.simple_tag(takes_context=True)
def page_links(context: dict[str, Any]) -> PageLinks:
    """Canonical address and language pairs of this page."""
    return links_of(context.get("request"), context.get("head"))


@register.simple_tag
def days_left(day: date | datetime | None) -> str:
    """ "6 days left", "today", "3 days ago": whole calendar days in the reader's zone."""
    left = _days(day)
    if left is None:
        return ""
    if left == 0:
        return _("Today")
    if left > 0:
        return formatting.join_numbers(ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left})
    return formatting.join_numbers(ngettext("%(days)d day ago", "%(days)d days ago", -left) % {"days": -left})


@register.filter
def days_until(day: date | datetime | None) -> int | None:
    """Whole days from today; negative when past."""
    return _days(day)


def _days(day: date | datetime | None) -> int | None:
    if day is None:
        return None
    target = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return (target - timezone.localdate()).days
