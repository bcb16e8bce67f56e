"""API addresses of organisations, below /api/v1/."""

from django.urls import path

from marketplace.accounts.api import (
    joining,
    schema,  # noqa: F401 - drf-spectacular knows what has been imported
)
from marketplace.accounts.api.views import OrganisationView

urlpatterns = [
    path("organisations/<slug:slug>/", OrganisationView.as_view(), name="api_organisation"),
    path("my/organisation/members/", joining.Members.as_view(), name="api_members"),
    path("my/organisation/invitations/", joining.Invitations.as_view(), name="api_invitations"),
    path(
        "my/organisation/invitations/<slug:public_id>/withdraw",
        joining.WithdrawInvitation.as_view(),
        name="api_invitation_withdraw",
    ),
    path("my/organisation/requests-to-join/", joining.JoinRequests.as_view(), name="api_join_requests"),
    path("requests-to-join/<slug:public_id>/admit", joining.AdmitJoinRequest.as_view(), name="api_join_admit"),
    path("requests-to-join/<slug:public_id>/refuse", joining.RefuseJoinRequest.as_view(), name="api_join_refuse"),
]
