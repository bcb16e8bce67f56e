"""Addresses of people and organisations, below a language prefix."""

from django.urls import path

from marketplace.accounts.web import account, organisations, setup

app_name = "accounts"

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/acting-for/", account.act_for, name="act_for"),
    path("my/organisation/", organisations.own_organisation, name="own_organisation"),
    path("my/organisation/new/", organisations.create_organisation, name="create_organisation"),
    path("my/organisation/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("my/organisation/verification/", organisations.submit_organisation, name="submit_organisation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("setup/", setup.setup, name="setup"),
]
