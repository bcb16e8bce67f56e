"""Addresses of listings, below /api/v1/. `key` is a reference number or the opaque id."""

from django.urls import path

from marketplace.listings.api.moves import MOVES, view_of
from marketplace.listings.api.views import Listings, OneListing, PendingRevision

urlpatterns = [
    path("listings/", Listings.as_view(), name="api-listings"),
    path("listings/<slug:key>/", OneListing.as_view(), name="api-listing"),
    path("listings/<slug:key>/revision/", PendingRevision.as_view(), name="api-listing-revision"),
]
urlpatterns += [
    path(f"listings/<slug:key>/{name}", view_of(name).as_view(), name=f"api-listing-{name}") for name in MOVES
]
