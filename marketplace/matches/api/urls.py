"""API addresses of matches, below /api/v1/."""

from django.urls import path

from marketplace.matches.api import views

urlpatterns = [
    path("matches/", views.Matches.as_view(), name="api-matches"),
    path("matches/<slug:public_id>/", views.OneMatch.as_view(), name="api-match"),
    path("matches/<slug:public_id>/accept", views.AcceptMatch.as_view(), name="api-match-accept"),
    path("matches/<slug:public_id>/dismiss", views.DismissMatch.as_view(), name="api-match-dismiss"),
]
