"""API addresses of organisations, below /api/v1/."""

from django.urls import path

from marketplace.accounts.api import schema  # noqa: F401 - drf-spectacular knows what has been imported
from marketplace.accounts.api.views import OrganisationView

urlpatterns = [path("organisations/<slug:slug>/", OrganisationView.as_view(), name="api_organisation")]
