"""Addresses without a language prefix: links in mails, which mail programs call without cookies or redirects."""

from django.urls import path

from marketplace.notifications.web import unsubscribing

urlpatterns = [path("u/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe")]
