"""`{% slot "listing.aside" listing %}`: where upper apps add to a page."""

from django import template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.common import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, subject: object = None) -> SafeString:
    """Panels of the slot in order; nothing at all when none has anything to show."""
    request = context["request"]

    def render(panel: slots.Panel) -> str:
        return get_template(panel.template).render({**panel.context, "subject": subject}, request)

    shown, failed = slots.fill(name, request=request, subject=subject, render=render)
    html = format_html_join("\n", "{}", ((SafeString(part),) for part in shown))
    if failed:
        words = _("A part of this page is missing for the moment; the rest is complete.")
        html = format_html('{}<p class="note note--wait" role="status">{}</p>', html, words)
    return SafeString(html)
