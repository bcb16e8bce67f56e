"""Addresses of people and organisations, below a language prefix."""

from django.urls import path

from marketplace.accounts.states import TermsKind
from marketplace.accounts.web import account, organisations, sessions, setup, terms, tokens

app_name = "accounts"

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/acting-for/", account.act_for, name="act_for"),
    path("account/terms/", terms.accept, name="accept_terms"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<slug:public_id>/end/", tokens.revoke_token, name="revoke_token"),
    path("account/sessions/<int:session_id>/end/", sessions.end_session, name="end_session"),
    path("terms/", terms.text, {"kind": TermsKind.TERMS}, name="terms"),
    path("privacy/", terms.text, {"kind": TermsKind.PRIVACY}, name="privacy"),
    path("rules/operating/", terms.text, {"kind": TermsKind.RULES}, name="rules"),
    path("my/organisation/", organisations.own_organisation, name="own_organisation"),
    path("my/organisation/new/", organisations.create_organisation, name="create_organisation"),
    path("my/organisation/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("my/organisation/verification/", organisations.submit_organisation, name="submit_organisation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("setup/", setup.setup, name="setup"),
]
