"""Addresses of listings without a language prefix."""

from django.urls import path

from marketplace.listings.web import public

urlpatterns = [
    path("r/<str:reference>", public.short_address, name="short-address"),
]
