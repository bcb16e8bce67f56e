"""Pages of mandates, below a language prefix."""

from django.urls import path

from marketplace.mandates.web import views

app_name = "mandates"

urlpatterns = [
    path("staff/assist/", views.clients, name="clients"),
    path("staff/assist/new/", views.begin, name="begin"),
    path("staff/assist/<slug:public_id>/", views.client, name="client"),
    path("staff/assist/<slug:public_id>/act/", views.act_for, name="act_for"),
    path("staff/assist/<slug:public_id>/told/", views.pass_on, name="pass_on"),
    path("staff/assist/<slug:public_id>/code/", views.code, name="code"),
    path("staff/assist/<slug:public_id>/end/", views.end, name="end"),
    path("take-over/", views.take_over, name="take_over"),
]
