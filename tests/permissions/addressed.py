"""What stands in each address: the object in the state in which its owner may do it. Paths without the language."""

from collections.abc import Callable, Mapping
from typing import Any

from marketplace.moderation import tokens as complaint_tokens
from marketplace.notifications.mail import tokens
from marketplace.notifications.models import Delivery, Notice
from search.queries import feed_token
from tests.security.world import World

Values = Mapping[str, Any]
Make = Callable[[World], Values]

MINE, NEEDS = "/my/listings/{public_id}", "/my/needs/{public_id}"
API_L, API_N = "/api/v1/listings/{key}", "/api/v1/needs/{key}"
DESK, CHANGE = "/staff/moderation/listings/{public_id}", "/staff/moderation/changes/{public_id}"
NEED_DESK = "/staff/moderation/needs/{public_id}"
TALK, COMPLAINT = "/my/messages/{public_id}", "/my/complaints/{public_id}"
JUDGED = "/staff/moderation/complaints/{public_id}"
API_C, API_JUDGED = "/api/v1/complaints/{public_id}", "/api/v1/moderation/complaints/{public_id}"
STANDING, HELP = "/staff/organisations/{public_id}", "/staff/assist/{public_id}"


def listing(state: str) -> Make:
    def made(world: World) -> Values:
        found = world.listings[state]
        return {"public_id": found.public_id, "key": found.public_id, "reference": found.reference, "slug": found.slug}

    return made


def need(state: str) -> Make:
    def made(world: World) -> Values:
        found = world.needs[state]
        return {"public_id": found.public_id, "key": found.public_id}

    return made


def deal(named: str, **more: Any) -> Make:
    return lambda world: {"public_id": world.deals[named].public_id, "key": world.deals[named].public_id, **more}


def talk(name: str) -> Make:
    return lambda world: {"public_id": world.deals[f"question_{name}"].conversation.public_id}


def organisation(name: str, **more: Any) -> Make:
    return lambda world: {"public_id": world.organisations[name].public_id, **more}


def row(name: str, argument: str) -> Make:
    return lambda world: {argument: world.deals[name].pk}


def _own(world: World, **more: Any) -> Values:
    return {"public_id": world.owner.public_id, "slug": world.owner.slug, **more}


def _person(world: World) -> Values:
    return {"public_id": world.owner.public_id, "person": world.users["owner_viewer"].public_id}


def point_of(state: str, kind: str) -> Make:
    def made(world: World) -> Values:
        found = getattr(world, kind)[state]
        point = found.review_points.filter(answered_at=None).first()
        return {"public_id": found.public_id, "key": found.public_id, "point_id": point.pk}

    return made


def _notice(world: World) -> Values:
    return {"notice_id": Notice.objects.filter(recipient=world.users["owner_editor"]).order_by("pk").first().pk}  # type: ignore[union-attr]


def _delivery(world: World) -> Values:
    return {"delivery_id": Delivery.objects.filter(state="queued").order_by("pk").first().pk}  # type: ignore[union-attr]


def _feed(world: World) -> Values:
    assert world.saved is not None
    return {"token": feed_token(world.saved)}


def _unsubscribe(world: World) -> Values:
    return {"token": tokens.sign(world.users["owner_editor"], "category:match")}


def _question(world: World) -> Values:
    return {"public_id": world.deals["question_asked"].conversation.public_id}


def _saved(world: World) -> Values:
    assert world.saved is not None
    return {"public_id": world.saved.public_id}


MOVES_FROM = {
    "answer_point": "changes_requested", "approve": "in_review", "archive": "withdrawn", "ask_changes": "in_review",
    "give_back": "in_review", "recall": "submitted", "reject": "in_review", "renew": "expired",
    "resume": "paused", "revise": "rejected", "self_publish": "draft", "submit": "draft", "take": "submitted",
}  # fmt: skip

OBJECTS: dict[tuple[str, str], Make] = {
    ("/assets/{reference}/", ""): listing("minimal"),
    ("/assets/{reference}/{slug}/", ""): listing("minimal"),
    ("/services/{reference}/", ""): listing("service"),
    ("/services/{reference}/{slug}/", ""): listing("service"),
    ("/evidence/{public_id}/{key}/verify/", ""): deal("documented", key="e1"),
    ("/staff/moderation/evidence/{public_id}/{key}/", ""): deal("documented", key="e1"),
    (f"{DESK}/documents/{{key}}/see/", ""): deal("documented", key="e1"),
    (f"{DESK}/documents/{{key}}/contest/", ""): deal("documented", key="e1"),
    # An own listing and need
    (f"{MINE}/", ""): listing("draft"),
    (f"{MINE}/edit/", ""): listing("draft"),
    (f"{MINE}/edit/{{section}}/", ""): listing("draft"),
    (f"{MINE}/preview/", ""): listing("draft"),
    (f"{MINE}/submit/", ""): listing("draft"),
    (f"{MINE}/points/{{point_id}}/", ""): point_of("changes_requested", "listings"),
    (f"{MINE}/recall-change/", ""): listing("revised"),
    (f"{MINE}/move/{{move}}/", ""): lambda world: {**listing("published")(world), "move": "pause"},
    (f"{NEEDS}/", ""): need("draft"),
    (f"{NEEDS}/edit/", ""): need("draft"),
    (f"{NEEDS}/edit/{{section}}/", ""): need("draft"),
    (f"{NEEDS}/submit/", ""): need("draft"),
    (f"{NEEDS}/points/{{point_id}}/", ""): point_of("changes_requested", "needs"),
    (f"{NEEDS}/moves/{{move}}/", ""): lambda world: {**need("open")(world), "move": "pause"},
    # At the reviewer's desk
    (f"{DESK}/", ""): listing("in_review"),
    (f"{DESK}/take/", ""): listing("submitted"),
    **{(f"{DESK}/{move}/", ""): listing("in_review") for move in ("approve", "ask-changes", "give-back", "reject")},
    **{(f"{CHANGE}/{end}", ""): listing("revised") for end in ("", "approve/", "refuse/")},
    (f"{NEED_DESK}/", ""): need("in_review"),
    # The same over the API
    (API_L + "/", "PATCH"): listing("draft"),
    (API_N + "/", "PATCH"): need("draft"),
    **{(f"{API_L}/{move}", ""): listing(state) for move, state in MOVES_FROM.items()},
    **{(f"{API_N}/{move}", ""): need(state) for move, state in MOVES_FROM.items()},
    **{(f"{API_L}/{move}", ""): listing("revised")
        for move in ("approve_revision", "recall_revision", "refuse_revision", "revision/")},
    # Pairs
    ("/api/v1/matches/{public_id}/", ""): deal("proposed"),
    ("/api/v1/matches/{public_id}/accept", ""): deal("proposed"),
    ("/api/v1/matches/{public_id}/dismiss", ""): deal("proposed"),
    ("/my/matches/{public_id}/", ""): deal("proposed"),
    ("/my/matches/{public_id}/accept/", ""): deal("proposed"),
    ("/my/matches/{public_id}/dismiss/", ""): deal("proposed"),
    ("/my/matches/{public_id}/contact/", ""): deal("introduced"),
    # Talk, bookmarks, notices, mail
    **{(f"{TALK}/{end}", ""): talk("asked") for end in ("", "answer/", "decline/", "remove/", "block/", "read/")},
    ("/my/messages/about/{kind}/{key}/", ""): lambda world:
        {"kind": "run", "key": world.run.number},  # type: ignore[union-attr]
    ("/ask/{kind}/{key}/", ""): lambda world: {"kind": "listing", "key": world.listings["revised"].reference},
    ("/report/{kind}/{key}/", ""): lambda world: {"kind": "listing", "key": world.listings["expired"].reference},
    ("/my/blocks/{block_id}/lift/", ""): row("block", "block_id"),
    **{(f"/my/bookmarks/{{bookmark_id}}/{end}/", ""): row("bookmark", "bookmark_id")
        for end in ("note", "remove", "seen")},
    ("/my/notices/{notice_id}/", ""): _notice,
    ("/api/v1/notices/{notice_id}/read/", ""): _notice,
    ("/api/v1/notices/preferences/{key}/", ""): lambda _world: {"key": "saved_search:1"},
    **{(f"/staff/deliveries/{{delivery_id}}/{end}", ""): _delivery for end in ("", "html/", "resend/", "stop/")},
    ("/u/{token}/", ""): _unsubscribe,
    ("/feeds/searches/{token}/", ""): _feed,
    **{(f"/my/searches/{{public_id}}/{end}", ""): _saved for end in ("", "delete/", "feed/")},
    ("/api/v1/bookmarks/{bookmark_id}/", ""): row("bookmark", "bookmark_id"),
    **{(f"/api/v1/questions/{{public_id}}/{end}", ""): _question for end in ("", "answer/", "decline/")},
    # Complaints
    (f"{COMPLAINT}/", ""): deal("complaint_asked"),
    (f"{COMPLAINT}/answer/", ""): deal("complaint_asked"),
    (f"{COMPLAINT}/withdraw/", ""): deal("complaint_filed"),
    (f"{JUDGED}/", ""): deal("complaint_graded"),
    (f"{JUDGED}/{{name}}/", ""): deal("complaint_graded", name="ask"),
    ("/complaints/{token}/", ""): lambda world:
        {"token": complaint_tokens.sign(world.deals["complaint_by_mail"].public_id)},
    (f"{API_C}/", ""): deal("complaint_asked"),
    (f"{API_C}/answer", ""): deal("complaint_asked"),
    (f"{API_C}/withdraw", ""): deal("complaint_filed"),
    (f"{API_JUDGED}/", ""): deal("complaint_graded"),
    **{(f"{API_JUDGED}/{move}", ""): deal("complaint_filed") for move in ("plain", "serious", "unfounded")},
    **{(f"{API_JUDGED}/{move}", ""): deal("complaint_graded") for move in ("ask", "confirm", "dismiss", "uphold")},
    # People and organisations
    ("/organisations/{slug}/", ""): _own,
    ("/organisations/{slug}/join/", ""): _own,
    ("/api/v1/organisations/{slug}/", ""): _own,
    **{(f"/invitations/{{key}}/{end}", ""): lambda world: {"key": world.deals["invitation"].token}
        for end in ("", "accept/", "refuse/")},
    ("/my/organisation/invitations/{public_id}/withdraw/", ""): deal("invitation_open"),
    ("/api/v1/my/organisation/invitations/{public_id}/withdraw", ""): deal("invitation_open"),
    **{(f"/my/organisation/members/{{person}}/{end}", ""): _person for end in ("", "remove/")},
    ("/my/requests/{public_id}/withdraw/", ""): deal("request_certifier"),
    **{(f"/requests-to-join/{{public_id}}/{end}", ""): deal("request_late") for end in ("", "refuse/")},
    **{(f"/api/v1/requests-to-join/{{public_id}}/{end}", ""): deal("request_late") for end in ("admit", "refuse")},
    **{(f"{STANDING}/members/{{person}}/{end}", ""): _person for end in ("", "remove/")},
    **{(f"{STANDING}/{end}", ""): _own for end in ("", "refuse/", "see/", "verify/", "suspend/")},
    (f"{STANDING}/self-publish/", ""): organisation("trusted"),
    (f"{STANDING}/keep/", ""): organisation("asked"),
    (f"{STANDING}/lift/", ""): organisation("suspended"),
    ("/account/tokens/{public_id}/end/", ""): deal("token_read"),
    **{(f"{HELP}/{end}", ""): deal("mandate_assisted") for end in ("", "act/", "code/", "end/", "told/")},
}  # fmt: skip
