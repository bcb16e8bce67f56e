"""Pages of search, below a language prefix."""

from django.urls import path

from search.web import views

app_name = "search"

urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("search/save/", views.save, name="save"),
    path("my/searches/", views.saved_searches, name="saved"),
    path("my/searches/<slug:public_id>/", views.change, name="change"),
    path("my/searches/<slug:public_id>/feed/", views.renew_feed, name="renew_feed"),
    path("my/searches/<slug:public_id>/delete/", views.delete, name="delete"),
]
