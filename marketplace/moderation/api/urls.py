"""API addresses of complaints, below /api/v1/: those of one's own side, and the desk of reviewers and judges."""

from django.urls import path

from marketplace.moderation.api import desk, views

urlpatterns = [
    path("complaints/", views.Complaints.as_view(), name="api-complaints"),
    path("complaints/<slug:public_id>/", views.OneComplaint.as_view(), name="api-complaint"),
    path("complaints/<slug:public_id>/answer", views.AnswerComplaint.as_view(), name="api-complaint-answer"),
    path("complaints/<slug:public_id>/withdraw", views.WithdrawComplaint.as_view(), name="api-complaint-withdraw"),
    path("moderation/complaints/", desk.Desk.as_view(), name="api-desk"),
    path("moderation/complaints/<slug:public_id>/", desk.OneAtDesk.as_view(), name="api-desk-complaint"),
    *[
        path(f"moderation/complaints/<slug:public_id>/{name}", desk.view_of(name).as_view(), name=f"api-desk-{name}")
        for name in desk.MOVES
    ],
]
