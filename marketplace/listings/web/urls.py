"""Pages of listings, below a language prefix."""

from django.urls import URLPattern, path

from marketplace.listings.web import changes, editing, evidence, judging, life, mine, own, public, reviewing, submitting

app_name = "listings"

OWN = "my/listings/<slug:public_id>/"
REVIEW = "staff/moderation/listings/<slug:public_id>/"
CHANGE = "staff/moderation/changes/<slug:public_id>/"

urlpatterns: list[URLPattern] = [
    path("technologies/<str:reference>/", public.page),
    path("technologies/<str:reference>/<str:slug>/", public.page, name="technology"),
    path("assets/<str:reference>/", public.page),
    path("assets/<str:reference>/<str:slug>/", public.page, name="asset"),
    path("services/<str:reference>/", public.page),
    path("services/<str:reference>/<str:slug>/", public.page, name="service"),
    path("evidence/<slug:public_id>/<slug:key>/verify/", evidence.verify, name="verify"),
    path("my/listings/", mine.mine, name="mine"),
    path("my/listings/new/", editing.create, name="create"),
    path(OWN, own.own_page, name="own"),
    path(f"{OWN}edit/", editing.edit, name="edit"),
    path(f"{OWN}edit/<slug:section>/", editing.section, name="section"),
    path(f"{OWN}preview/", own.preview, name="preview"),
    path(f"{OWN}submit/", submitting.submit, name="submit"),
    path(f"{OWN}points/<int:point_id>/", own.answer, name="answer"),
    path(f"{OWN}recall-change/", life.recall_change, name="recall-change"),
    path(f"{OWN}move/<slug:move>/", life.move, name="move"),
    path("staff/moderation/", reviewing.desk, name="desk"),
    path("staff/moderation/listings/", reviewing.queue, name="queue"),
    path(REVIEW, reviewing.item, name="review"),
    path(f"{REVIEW}take/", reviewing.take, name="take"),
    path(f"{REVIEW}give-back/", reviewing.give_back, name="give-back"),
    path(f"{REVIEW}approve/", reviewing.approve, name="approve"),
    path(f"{REVIEW}ask-changes/", reviewing.ask_changes, name="ask-changes"),
    path(f"{REVIEW}reject/", reviewing.reject, name="reject"),
    path(f"{REVIEW}documents/<slug:key>/see/", evidence.see, name="see-document"),
    path(f"{REVIEW}documents/<slug:key>/contest/", evidence.contest, name="contest-document"),
    path("staff/moderation/evidence/", judging.contested, name="contested"),
    path("staff/moderation/evidence/<slug:public_id>/<slug:key>/", judging.judge, name="judge-document"),
    path("staff/moderation/changes/", changes.changes, name="changes"),
    path(CHANGE, changes.change, name="change"),
    path(f"{CHANGE}approve/", changes.approve_change, name="approve-change"),
    path(f"{CHANGE}refuse/", changes.refuse_change, name="refuse-change"),
]
