"""Slots: filled in order, silent when there is nothing, and never the end of their page."""

import pytest
from django.template import Context, Template

from marketplace.common import slots

TEMPLATE = Template('{% load slots %}<main>{% slot "page.aside" "tea" %}{% slot "page.broken" "tea" %}</main>')


@pytest.fixture
def request_with_panels(rf, settings):
    settings.PANELS_MODULE = "tests.common.panels"
    slots.panels_of.cache_clear()
    yield rf.get("/")
    slots.panels_of.cache_clear()


@pytest.mark.django_db
def test_a_panel_that_fails_is_left_out_with_a_notice(request_with_panels):
    html = TEMPLATE.render(Context({"request": request_with_panels}))

    assert html.count("about tea") == 2
    assert html.count('role="status"') == 1


def test_a_slot_that_nobody_fills_is_empty(request_with_panels):
    html = Template('{% load slots %}[{% slot "page.nothing" %}]').render(Context({"request": request_with_panels}))

    assert html == "[]"
