"""Every address of the floor: machines first, the API, then pages under a language prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView

API: list[URLPattern | URLResolver] = [
    path("", include("search.api.urls")),
    path("", include("marketplace.accounts.api.urls")),
    path("", include("marketplace.notifications.api.urls")),
    path("", include("marketplace.listings.api.urls")),
    path("", include("marketplace.needs.api.urls")),
    path("", include("marketplace.matches.api.urls")),
    path("", include("marketplace.moderation.api.urls")),
    path("", include("marketplace.valuation.api.urls")),
    path("schema/", SpectacularJSONAPIView.as_view(), name="api-schema"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("marketplace.common.web.urls_plain")),
    path("", include("search.web.urls_plain")),
    path("", include("marketplace.needs.web.urls_plain")),  # /r/<reference>: each knows its own types.
    path("", include("marketplace.listings.web.urls_plain")),
    path("", include("marketplace.notifications.web.urls_plain")),
    path("api/v1/", include(API)),
]
urlpatterns += i18n_patterns(
    path("", include("marketplace.common.web.urls")),
    path("", include("marketplace.accounts.web.urls")),
    path("", include("marketplace.notifications.web.urls")),
    path("", include("marketplace.mandates.web.urls")),
    path("", include("search.web.urls")),
    path("", include("marketplace.listings.web.urls")),
    path("", include("marketplace.needs.web.urls")),
    path("", include("marketplace.matches.web.urls")),
    path("", include("marketplace.valuation.web.urls")),
    path("", include("marketplace.moderation.web.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
)

handler400 = "marketplace.common.web.errors.bad_request"
handler403 = "marketplace.common.web.errors.permission_denied"
handler404 = "marketplace.common.web.errors.page_not_found"
handler500 = "marketplace.common.web.errors.server_error"
