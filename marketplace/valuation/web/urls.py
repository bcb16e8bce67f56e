from django.urls import path

from marketplace.valuation.web import views

app_name = "valuation"
urlpatterns = [
    path("valuations/", views.index, name="index"),
    path("valuations/new/", views.new, name="new"),
    path("valuations/<slug:number>/", views.run_page, name="run"),
    path("valuations/<slug:number>/status/", views.status, name="status"),
    path("valuations/<slug:number>/retry/", views.retry, name="retry"),
]
