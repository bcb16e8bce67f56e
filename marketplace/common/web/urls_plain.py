"""Addresses without a language prefix."""

from django.urls import path

from marketplace.common.web import operation

urlpatterns = [
    path("health/live", operation.live, name="health_live"),
    path("health/ready", operation.ready, name="health_ready"),
    path("metrics", operation.metrics_page, name="metrics"),
    path("csp-report", operation.csp_report, name="csp_report"),
]
