"""Pages of needs, below the language prefix."""

from django.urls import URLPattern, path

from marketplace.needs.web import editing, moderation, owning, public

app_name = "needs"
urlpatterns: list[URLPattern] = [
    path("my/needs/", owning.mine, name="mine"),
    path("my/needs/new/", editing.create, name="create"),
    path("my/needs/<slug:public_id>/", owning.own_page, name="own"),
    path("my/needs/<slug:public_id>/edit/", editing.edit, name="edit"),
    path("my/needs/<slug:public_id>/edit/<slug:section>/", editing.section, name="section"),
    path("my/needs/<slug:public_id>/submit/", owning.submit, name="submit"),
    path("my/needs/<slug:public_id>/points/<int:point_id>/", owning.answer, name="answer"),
    path("my/needs/<slug:public_id>/moves/<slug:move>/", owning.move, name="move"),
    path("staff/moderation/needs/", moderation.queue, name="queue"),
    path("staff/moderation/needs/<slug:public_id>/", moderation.item, name="review"),
    path("needs/<str:reference>/", public.page, name="need-by-reference"),
    path("needs/<str:reference>/<str:slug>/", public.page, name="need"),
]
