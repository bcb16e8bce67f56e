"""API addresses of notices, below /api/v1/."""

from django.urls import path

from marketplace.notifications.api.views import NoticesView

urlpatterns = [path("notices/", NoticesView.as_view(), name="api_notices")]
