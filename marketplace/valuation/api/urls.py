from django.urls import path

from marketplace.valuation.api.views import Valuation, Valuations

urlpatterns = [
    path("valuations/", Valuations.as_view(), name="api-valuations"),
    path("valuations/<slug:number>/", Valuation.as_view(), name="api-valuation"),
]
