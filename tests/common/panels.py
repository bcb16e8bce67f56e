"""Panels for tests of slots: one that shows, one that is silent, and some that fail each in its own way."""

from django.template import TemplateDoesNotExist
from django.urls import NoReverseMatch

from marketplace.common.slots import Panel


def shows(request, subject):
    return Panel("components/_empty.html", {"why": f"about {subject}"})


def silent(request, subject):
    return None


def breaks(request, subject):
    raise ZeroDivisionError


def leads_nowhere(request, subject):
    raise NoReverseMatch("nowhere")


def has_no_template(request, subject):
    raise TemplateDoesNotExist("nothing.html")


PANELS = {
    "page.aside": tuple(f"tests.common.panels.{name}" for name in ("shows", "silent")),
    "page.broken": tuple(
        f"tests.common.panels.{name}" for name in ("breaks", "leads_nowhere", "has_no_template", "shows")
    ),
}
