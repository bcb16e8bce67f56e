"""Addresses of people and organisations, below a language prefix."""

from django.urls import path

from marketplace.accounts.states import TermsKind
from marketplace.accounts.web import (
    account,
    invitations,
    joining,
    members,
    organisations,
    sessions,
    setup,
    suspending,
    terms,
    tokens,
    verifying,
)

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
    path("my/organisation/", members.own_organisation, name="own_organisation"),
    path("my/organisation/new/", organisations.create_organisation, name="create_organisation"),
    path("my/organisation/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("my/organisation/verification/", organisations.submit_organisation, name="submit_organisation"),
    path("my/organisation/find/", joining.find, name="find_organisation"),
    path("my/organisation/leave/", members.leave, name="leave_organisation"),
    path("my/organisation/invitations/", members.invite, name="invite"),
    path("my/organisation/invitations/<slug:public_id>/withdraw/", members.withdraw_invitation, name="withdraw"),
    path("my/organisation/members/<slug:person>/", members.member, name="member"),
    path("my/organisation/members/<slug:person>/remove/", members.remove, name="remove_member"),
    path("my/requests/", joining.my_join_requests, name="my_join_requests"),
    path("my/requests/<slug:public_id>/withdraw/", joining.withdraw, name="withdraw_join_request"),
    path("requests-to-join/<slug:public_id>/", joining.join_request, name="join_request"),
    path("requests-to-join/<slug:public_id>/refuse/", joining.refuse, name="refuse_join"),
    path("invitations/<slug:key>/", invitations.invitation, name="invitation"),
    path("invitations/<slug:key>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<slug:key>/refuse/", invitations.refuse, name="refuse_invitation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/join/", joining.join, name="join"),
    path("staff/organisations/", verifying.queue, name="verification_queue"),
    path("staff/organisations/<slug:public_id>/", verifying.item, name="standing"),
    path("staff/organisations/<slug:public_id>/see/", verifying.see, name="see_documents"),
    path("staff/organisations/<slug:public_id>/verify/", verifying.verify, name="verify_organisation"),
    path("staff/organisations/<slug:public_id>/refuse/", verifying.refuse, name="refuse_organisation"),
    path("staff/organisations/<slug:public_id>/self-publish/", verifying.self_publish, name="self_publish"),
    path("staff/organisations/<slug:public_id>/suspend/", suspending.suspend, name="suspend_organisation"),
    path("staff/organisations/<slug:public_id>/keep/", suspending.drop_suspension, name="drop_suspension"),
    path("staff/organisations/<slug:public_id>/lift/", suspending.lift, name="lift_suspension"),
    path("staff/organisations/<slug:public_id>/members/<slug:person>/", suspending.member, name="staff_member"),
    path("staff/organisations/<slug:public_id>/members/<slug:person>/remove/", suspending.remove, name="staff_remove"),
    path("staff/requests-to-join/", verifying.late_requests, name="late_requests"),
    path("setup/", setup.setup, name="setup"),
]
