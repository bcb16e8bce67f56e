"""Addresses of notices, conversations and bookmarks, below a language prefix."""

from django.urls import path

from marketplace.notifications.web import conversations, keeping, operating, outbox, preferences, views

app_name = "notifications"

urlpatterns = [
    path("my/notices/", views.notices, name="notices"),
    path("my/notices/read/", views.read_all, name="read_all"),
    path("my/notices/count/", views.count, name="count"),
    path("my/notices/<int:notice_id>/", views.read, name="read"),
    path("account/notices/", preferences.preferences, name="preferences"),
    path("account/notices/reading/", preferences.reading, name="reading"),
    path("account/notices/forget/", preferences.forget, name="forget_subscription"),
    path("account/notices/address/", preferences.address_works, name="address_works"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<slug:key>/", outbox.mail, name="outbox_mail"),
    path("outbox/<slug:key>/html/", outbox.html, name="outbox_html"),
    path("staff/deliveries/", operating.deliveries, name="deliveries"),
    path("staff/deliveries/<int:delivery_id>/", operating.delivery, name="delivery"),
    path("staff/deliveries/<int:delivery_id>/html/", operating.html, name="delivery_html"),
    path("staff/deliveries/<int:delivery_id>/resend/", operating.resend, name="resend_delivery"),
    path("staff/deliveries/<int:delivery_id>/stop/", operating.stop, name="stop_delivery"),
    path("ask/<slug:kind>/<str:key>/", conversations.ask, name="ask"),
    path("my/messages/", conversations.conversations, name="conversations"),
    path("my/messages/about/<slug:kind>/<str:key>/", conversations.estimate, name="estimate"),
    path("my/messages/<slug:public_id>/", conversations.conversation, name="conversation"),
    path("my/messages/<slug:public_id>/answer/", conversations.answer, name="answer"),
    path("my/messages/<slug:public_id>/decline/", conversations.decline, name="decline"),
    path("my/messages/<slug:public_id>/remove/", conversations.remove, name="remove"),
    path("my/messages/<slug:public_id>/block/", conversations.block, name="block"),
    path("my/messages/<slug:public_id>/read/", conversations.read, name="read_conversation"),
    path("my/bookmarks/", keeping.bookmarks, name="bookmarks"),
    path("my/bookmarks/add/", keeping.add_bookmark, name="add_bookmark"),
    path("my/bookmarks/<int:bookmark_id>/note/", keeping.note_bookmark, name="note_bookmark"),
    path("my/bookmarks/<int:bookmark_id>/seen/", keeping.look_at_bookmark, name="look_at_bookmark"),
    path("my/bookmarks/<int:bookmark_id>/remove/", keeping.remove_bookmark, name="remove_bookmark"),
    path("my/blocks/", keeping.blocks, name="blocks"),
    path("my/blocks/<int:block_id>/lift/", keeping.lift_block, name="lift_block"),
]
