"""Pages of the floor itself, below a language prefix."""

from django.urls import path

from marketplace.common.web import api_reference, pages, preferences

app_name = "common"

urlpatterns = [
    path("", pages.home, name="home"),
    path("my/", pages.my, name="my"),
    path("staff/", pages.staff, name="staff"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("help/api/", api_reference.api_reference, name="api-reference"),
    path("help/<slug:topic>/", pages.help_page, name="help"),
    path("rules/", pages.standing, {"name": "rules"}, name="rules"),
    path("contact/", pages.standing, {"name": "contact"}, name="contact"),
    path("brand/<slug:colour>.css", pages.brand, name="brand"),
]
