"""Addresses of needs, below /api/v1/. `key` is a reference number or the opaque id."""

from django.urls import path

from marketplace.needs.api.moves import MOVES, view_of
from marketplace.needs.api.views import Needs, OneNeed

urlpatterns = [
    path("needs/", Needs.as_view(), name="api-needs"),
    path("needs/<slug:key>/", OneNeed.as_view(), name="api-need"),
]
urlpatterns += [path(f"needs/<slug:key>/{name}", view_of(name).as_view(), name=f"api-need-{name}") for name in MOVES]
