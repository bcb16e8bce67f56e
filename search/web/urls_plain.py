"""Addresses of search without a language prefix: feeds, which carry their reader's language."""

from django.urls import path

from search.web import feed

app_name = "search_plain"

urlpatterns = [path("feeds/searches/<str:token>/", feed.saved_search_feed, name="feed")]
