"""API addresses of notices, questions and bookmarks, below /api/v1/."""

from django.urls import path

from marketplace.notifications.api.preferences import MailPreferences, OneSubscription
from marketplace.notifications.api.talk import (
    AnswerQuestion,
    Bookmarks,
    DeclineQuestion,
    OneBookmark,
    OneQuestion,
    Questions,
)
from marketplace.notifications.api.views import NoticesView, ReadNotice, ReadNotices

urlpatterns = [
    path("notices/", NoticesView.as_view(), name="api_notices"),
    path("notices/read/", ReadNotices.as_view(), name="api_notices_read"),
    path("notices/<int:notice_id>/read/", ReadNotice.as_view(), name="api_notice_read"),
    path("notices/preferences/", MailPreferences.as_view(), name="api_mail_preferences"),
    path("notices/preferences/<str:key>/", OneSubscription.as_view(), name="api_mail_subscription"),
    path("questions/", Questions.as_view(), name="api_questions"),
    path("questions/<slug:public_id>/", OneQuestion.as_view(), name="api_question"),
    path("questions/<slug:public_id>/answer/", AnswerQuestion.as_view(), name="api_question_answer"),
    path("questions/<slug:public_id>/decline/", DeclineQuestion.as_view(), name="api_question_decline"),
    path("bookmarks/", Bookmarks.as_view(), name="api_bookmarks"),
    path("bookmarks/<int:bookmark_id>/", OneBookmark.as_view(), name="api_bookmark"),
]
