"""Components as tags; each template in `templates/components/` documents its parameters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.templatetags.floor import icon
from marketplace.common.web.formatting import TRL_MAX, trl_number
from marketplace.common.web.rows import Column, ErrorLine, Section, State
from marketplace.common.web.state_looks import look_of

register = template.Library()

PAGER_SIDE = 2  # Pages shown on each side of the current one; more would wrap on a phone.
NOTE_ICONS = {"": "info", "ok": "check", "wait": "warn", "no": "warn"}


@register.inclusion_tag("components/_state.html")
def state_pill(thing: State | Any) -> dict[str, object]:
    """Of a State, or of anything with `state` and `get_state_display()`."""
    return {"state": thing if isinstance(thing, State) else look_of(thing)}


@register.inclusion_tag("components/_evidence.html")
def evidence(level: str, words: str = "", link: str = "") -> dict[str, object]:
    return {"level": level, "words": words, "link": link}


@register.inclusion_tag("components/_ladder.html")
def ladder(assessed: object = None, declared: object = None) -> dict[str, object]:
    """Readiness as nine terraces: assessed filled, declared above it hatched."""
    filled, said = trl_number(assessed) or 0, trl_number(declared) or 0
    steps = [
        (number, "on" if number <= filled else "said" if number <= said else "") for number in range(1, TRL_MAX + 1)
    ]
    return {"steps": steps, "assessed": filled, "declared": said}


@register.inclusion_tag("components/_ladder_s.html")
def ladder_s(value: object, words: str = "") -> dict[str, object]:
    return {"trl": trl_number(value), "words": words}


@register.inclusion_tag("components/_completeness.html")
def completeness(sections: Sequence[Section], saved: str = "") -> dict[str, object]:
    looks = {"done": "on", "error": "said"}
    return {
        "sections": sections,
        "steps": [(number, looks.get(section.state, "")) for number, section in enumerate(sections, start=1)],
        "done": sum(section.state == "done" for section in sections),
        "total": len(sections),
        "current": next((number for number, section in enumerate(sections, start=1) if section.current), None),
        "saved": saved,
    }


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, hint: str = "", unit: str = "", prefill: bool = False) -> dict[str, object]:
    """A form field with label, hint, error, control, in this order; `prefill` says that it was filled in."""
    control = bound.auto_id or bound.html_name
    hint = hint or str(bound.help_text)
    described = " ".join(f"{control}_{part}" for part, present in (("hint", hint), ("error", bound.errors)) if present)
    attributes: dict[str, str | bool] = {"aria-describedby": described or False, "aria-required": False}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    grouped = isinstance(bound.field.widget, CheckboxSelectMultiple | RadioSelect)
    single = isinstance(bound.field.widget, CheckboxInput)
    if not grouped and not single:
        attributes["class"] = f"w {bound.field.widget.attrs.get('class', '')}".strip()
    return {
        "bound": bound,
        "control": control,
        "hint": hint,
        "unit": unit,
        "prefill": prefill,
        "grouped": grouped,
        "single": single,
        "described": described,
        "widget": SafeString("") if grouped else bound.as_widget(attrs=attributes),
    }


@register.inclusion_tag("components/_errors.html")
def error_summary(*forms: BaseForm | BaseFormSet | Iterable[ErrorLine] | None) -> dict[str, object]:
    """First thing in a form that was refused: count, and a link to every wrong field."""
    lines = [line for source in forms if source is not None for line in _error_lines(source)]
    heading = ngettext("%(count)d answer needs another look", "%(count)d answers need another look", len(lines))
    return {"lines": lines, "heading": heading % {"count": len(lines)}}


def _error_lines(source: BaseForm | BaseFormSet | Iterable[ErrorLine]) -> list[ErrorLine]:
    if isinstance(source, BaseFormSet):
        own = [ErrorLine(str(message)) for message in source.non_form_errors()]
        return own + [line for form in source.forms for line in _error_lines(form)]
    if not isinstance(source, BaseForm):
        return list(source)
    lines = [ErrorLine(str(message)) for message in source.non_field_errors()]
    for name in source.errors:
        if name in source.fields:
            bound = source[name]
            lines += [ErrorLine(f"{bound.label}: {message}", _first_control(bound)) for message in bound.errors]
    return lines


def _first_control(bound: BoundField) -> str:
    """Id that a link can focus: the first box of a group, else the control itself."""
    grouped = isinstance(bound.field.widget, CheckboxSelectMultiple | RadioSelect)
    return f"{bound.auto_id}_0" if grouped else bound.auto_id


@register.inclusion_tag("components/_pager.html", takes_context=True)
def pager(context: Context, page: int, pages: int, parameter: str = "page") -> dict[str, object]:
    """Pages of a list as links; the rest of the address stays. Nothing for a single page."""
    shown = sorted({1, pages, *range(max(1, page - PAGER_SIDE), min(pages, page + PAGER_SIDE) + 1)})
    links: list[tuple[int | None, str]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append((None, ""))
        links.append((number, _address(context, parameter, number)))
    return {
        "page": page,
        "pages": pages,
        "links": links,
        "next_url": _address(context, parameter, page + 1) if page < pages else "",
    }


def _address(context: Context, parameter: str, number: int) -> str:
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    if number > 1:
        query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.simple_block_tag(takes_context=True)
def note(context: Context, content: str, tone: str = "", icon_name: str = "", live: bool = False) -> str:
    """`{% note "wait" %}<b>…</b> …{% endnote %}`; `live=True` when it follows an act."""
    role = format_html(' role="{}"', "alert" if tone == "no" else "status") if live else ""
    classes = f"note note--{tone}" if tone else "note"
    return format_html(
        '<div class="{}"{}>{}<p>{}</p></div>', classes, role, icon(icon_name or NOTE_ICONS[tone]), _inside(content)
    )


@register.simple_block_tag
def scroll(content: str, label: str) -> str:
    """A box that may scroll sideways: a named region that the keyboard reaches."""
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, _inside(content)
    )


@register.simple_block_tag
def chart(content: str, key: str, title: str, finding: str, width: int = 720, height: int = 272) -> str:
    """`{% chart "value" title finding %}<rect class="bar" …/>{% endchart %}`: title and desc say the finding."""
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        str(width), str(height), key, key, key, title, key, finding, _inside(content),
    )  # fmt: skip


def _inside(content: str) -> SafeString:
    """What stood between the tags: rendered, so already escaped."""
    return SafeString(content.strip())


@register.simple_tag
def bar(share: float, tone: str = "") -> str:
    """A thin bar, 0–100 percent of its width; decorative, the value stands beside it."""
    width = f"{min(max(share, 0.0), 100.0):.1f}"
    return format_html(
        '<svg class="fill" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="b" width="100" height="6" rx="1"/><rect class="v{}" width="{}" height="6" rx="1"/></svg>',
        f" v--{tone}" if tone else "", width,
    )  # fmt: skip


@register.simple_tag
def table_class(columns: Sequence[Column], index: int) -> str:
    """Class of a cell below a column of numbers."""
    return SafeString(' class="num"') if columns[index].num else ""


@register.simple_tag
def evidence_words(level: str) -> str:
    """The standing words of a level."""
    return {
        "declared": _("Declared"),
        "seen": _("Documents seen"),
        "verified": _("Verified by a third party"),
        "contested": _("Contested"),
    }.get(level, "")
