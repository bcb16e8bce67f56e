"""Pages of complaints, below a language prefix."""

from django.urls import URLPattern, path

from marketplace.moderation.web import figures, filing, judging

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("report/<slug:kind>/<str:key>/", filing.report, name="report"),
    path("complaints/<str:token>/", filing.by_link, name="by_link"),
    path("my/complaints/", filing.complaints, name="complaints"),
    path("my/complaints/<slug:public_id>/", filing.complaint, name="complaint"),
    path("my/complaints/<slug:public_id>/answer/", filing.answer, name="answer"),
    path("my/complaints/<slug:public_id>/withdraw/", filing.withdraw, name="withdraw"),
    path("staff/moderation/complaints/", judging.queue, name="queue"),
    path("staff/moderation/complaints/<slug:public_id>/", judging.item, name="item"),
    path("staff/moderation/complaints/<slug:public_id>/<slug:name>/", judging.move, name="move"),
    path("rules/moderation/", figures.transparency, name="transparency"),
]
