"""Every address of the floor: pages under a language prefix, the API, health, and the short address."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("marketplace.common.web.urls_plain")),
]
urlpatterns += i18n_patterns(
    path("", include("marketplace.common.web.urls")),
)
