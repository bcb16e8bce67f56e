"""API addresses of notices, below /api/v1/."""

from django.urls import path

from marketplace.notifications.api.preferences import MailPreferences, OneSubscription
from marketplace.notifications.api.views import NoticesView, ReadNotice, ReadNotices

urlpatterns = [
    path("notices/", NoticesView.as_view(), name="api_notices"),
    path("notices/read/", ReadNotices.as_view(), name="api_notices_read"),
    path("notices/<int:notice_id>/read/", ReadNotice.as_view(), name="api_notice_read"),
    path("notices/preferences/", MailPreferences.as_view(), name="api_mail_preferences"),
    path("notices/preferences/<str:key>/", OneSubscription.as_view(), name="api_mail_subscription"),
]
