"""Addresses of notices, below a language prefix."""

from django.urls import path

from marketplace.notifications.web import views

app_name = "notifications"

urlpatterns = [
    path("my/notices/", views.notices, name="notices"),
    path("my/notices/read/", views.read_all, name="read_all"),
    path("my/notices/count/", views.count, name="count"),
    path("my/notices/<int:notice_id>/", views.read, name="read"),
]
