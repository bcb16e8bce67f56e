"""Addresses of needs without a language prefix; they stand before those of listings, which take every other number."""

from django.urls import URLPattern, re_path

from marketplace.needs.web import public

urlpatterns: list[URLPattern] = [
    re_path(
        r"^r/(?P<reference>[A-Za-z]{2}-[0-9]{2}-(?:TR|BR|RD|tr|br|rd)-[0-9A-Za-z-]{1,40})$",
        public.short_address,
        name="short-address",
    ),
]
