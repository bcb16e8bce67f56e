"""Pages of matches."""

from django.urls import path

from marketplace.matches.web import pages

app_name = "matches"
urlpatterns = [
    path("my/matches/", pages.mine, name="mine"),
    path("my/matches/<slug:public_id>/", pages.page, name="match"),
    path("my/matches/<slug:public_id>/accept/", pages.accept, name="accept"),
    path("my/matches/<slug:public_id>/dismiss/", pages.dismiss, name="dismiss"),
    path("my/matches/<slug:public_id>/contact/", pages.contact, name="contact"),
]
