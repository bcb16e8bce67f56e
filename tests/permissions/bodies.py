"""What is sent to each address: a body that holds, so that whoever may do it gets it done."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from marketplace.common import clock
from marketplace.listings.models import Revision
from marketplace.listings.states import ReviewCheck as ListingCheck
from marketplace.needs.states import ReviewCheck as NeedCheck
from tests.factories.accounts import PASSWORD
from tests.permissions.addressed import (
    API_C,
    API_JUDGED,
    API_L,
    API_N,
    CHANGE,
    COMPLAINT,
    DESK,
    HELP,
    JUDGED,
    MINE,
    NEED_DESK,
    NEEDS,
    STANDING,
    TALK,
    Make,
    point_of,
)
from tests.security.world import World
from tests.valuation.royalty import RANGES


def _about(world: World) -> dict[str, str]:
    return {"kind": "listing", "key": world.listings["revised"].reference or ""}


def _revision(world: World) -> int:
    return Revision.objects.get(listing=world.listings["revised"], state="pending").version


def _seen(name: str) -> Make:
    return lambda world: {"#": {"If-Match": f'"{world.deals[name].version}"'}}


LISTING_OK = {"checklist": ListingCheck.values, "list_status": "none", "dual_use": "no"}
BODIES: dict[tuple[str, str], Make] = {
    ("/my/listings/new/", "POST"): lambda _w: {"kind": "technology"},
    ("/my/needs/new/", "POST"): lambda _w: {"kind": "technology"},
    (f"{MINE}/edit/{{section}}/", "POST"): lambda w: {"version": w.listings["draft"].version, "limits_vi": "Không"},
    (f"{NEEDS}/edit/{{section}}/", "POST"): lambda w:
        {"version": w.needs["draft"].version, "title_vi": "Cần sấy", "problem_vi": "Ẩm"},
    (f"{NEEDS}/points/{{point_id}}/", "POST"): lambda _w: {"answer": "Đã sửa"},
    (f"{MINE}/points/{{point_id}}/", "POST"): lambda w:
        {f"{point_of('changes_requested', 'listings')(w)['point_id']}-answer": "Đã sửa"},
    (f"{DESK}/approve/", "POST"): lambda _w: LISTING_OK,
    (f"{DESK}/ask-changes/", "POST"): lambda _w: {
        "points-TOTAL_FORMS": 1, "points-INITIAL_FORMS": 0,
        "points-0-reason": "says_not_what", "points-0-note": "Nói rõ.",
    },
    (f"{DESK}/reject/", "POST"): lambda _w: {"reason": "duplicate_or_advert", "note": ""},
    (f"{CHANGE}/approve/", "POST"): lambda w: {"checklist": ListingCheck.values, "version": _revision(w)},
    (f"{CHANGE}/refuse/", "POST"): lambda w: {"reason": "duplicate_or_advert", "version": _revision(w)},
    (f"{NEED_DESK}/", "POST"): lambda _w: {"do": "approve", "checklist": NeedCheck.values},
    ("/staff/moderation/evidence/{public_id}/{key}/", "POST"): lambda w: {"how": "strike", "reason": "x"},
    ("/evidence/{public_id}/{key}/verify/", "POST"): lambda w: {"service": w.deals["certificate"].pk, "expires_on": ""},
    (API_L + "/", "PATCH"): lambda w: {"title_vi": "Sấy lạnh", "#": {"If-Match": f'"{w.listings["draft"].version}"'}},
    (API_N + "/", "PATCH"): lambda w: {"title_vi": "Cần sấy lạnh", "#": {"If-Match": f'"{w.needs["draft"].version}"'}},
    ("/api/v1/listings/", "POST"): lambda _w: {"kind": "technology", "title_vi": "Máy"},
    ("/api/v1/needs/", "POST"): lambda _w: {"kind": "technology", "title_vi": "Cần máy"},
    (f"{API_L}/answer_point", "POST"): lambda w:
        {"point": point_of("changes_requested", "listings")(w)["point_id"], "answer": "Rồi"},
    (f"{API_N}/answer_point", "POST"): lambda w:
        {"point": point_of("changes_requested", "needs")(w)["point_id"], "answer": "Rồi"},
    (f"{API_L}/approve", "POST"): lambda _w:
        {"checklist": ListingCheck.values, "list_status": "none", "dual_use": False},
    (f"{API_N}/approve", "POST"): lambda _w: {"checklist": NeedCheck.values},
    (f"{API_L}/ask_changes", "POST"): lambda _w: {"points": [{"reason": "says_not_what", "note": "Nói rõ."}]},
    (f"{API_N}/ask_changes", "POST"): lambda _w: {"points": [{"reason": "says_not_what", "note": "Nói rõ."}]},
    (f"{API_L}/reject", "POST"): lambda _w: {"reason": "duplicate_or_advert"},
    (f"{API_N}/reject", "POST"): lambda _w: {"reason": "duplicate_or_advert"},
    (f"{API_L}/renew", "POST"): lambda _w: {"confirmed": ["title_vi"], "rights_checked": True},
    (f"{API_N}/renew", "POST"): lambda _w: {"answers_by": (clock.now() + timedelta(days=90)).date().isoformat()},
    (f"{API_L}/withdraw", "POST"): lambda _w: {"reason": "no_longer_offered"},
    (f"{API_N}/withdraw", "POST"): lambda _w: {"reason": "need_changed"},
    (f"{API_N}/close_unmet", "POST"): lambda _w: {"reason": "too_expensive"},
    (f"{API_L}/approve_revision", "POST"): lambda w: {"checklist": ListingCheck.values, "version": _revision(w)},
    (f"{API_L}/refuse_revision", "POST"): lambda w: {"reason": "duplicate_or_advert", "version": _revision(w)},
    ("/api/v1/matches/{public_id}/accept", "POST"): _seen("proposed"),
    ("/api/v1/matches/{public_id}/dismiss", "POST"): lambda w: {"reason": "not_relevant", **_seen("proposed")(w)},
    ("/my/matches/{public_id}/dismiss/", "POST"): lambda _w: {"reason": "not_relevant"},
    ("/api/v1/notices/preferences/", "PATCH"): lambda _w: {"paces": {"match": "daily"}},
    ("/api/v1/notices/preferences/{key}/", "PUT"): lambda _w: {"pace": "off"},
    ("/api/v1/notices/read/", "POST"): lambda _w: {"up_to": 1},
    ("/api/v1/my/organisation/invitations/", "POST"): lambda _w: {"email": "moi2@example.org", "role": "viewer"},
    ("/api/v1/requests-to-join/{public_id}/admit", "POST"): lambda _w: {"role": "viewer"},
    ("/api/v1/requests-to-join/{public_id}/refuse", "POST"): lambda _w: {"reason": "Không phải người của chúng tôi"},
    ("/api/v1/valuations/", "POST"): lambda w: {
        "listing": w.listings["published"].reference, "method": "relief_from_royalty", "currency": "VND",
        "inputs": _inputs(),
    },
    ("/valuations/new/", "GET"): lambda w: {"?": f"?listing={w.listings['published'].public_id}"},
    ("/valuations/new/", "POST"): lambda w: {"?": f"?listing={w.listings['published'].public_id}", "redraw": "1"},
    ("/api/v1/questions/", "GET"): lambda w: {"?": f"?{urlencode(_about(w))}"},
    ("/api/v1/questions/", "POST"): lambda w: {**_about(w), "text": "Máy chạy điện một pha không?"},
    ("/api/v1/questions/{public_id}/answer/", "POST"): lambda _w: {"text": "Có, từ 5 kW."},
    ("/api/v1/questions/{public_id}/decline/", "POST"): lambda _w: {"reason": "confidential"},
    ("/api/v1/bookmarks/", "POST"): lambda w: {"kind": "need", "key": w.needs["open"].reference},
    ("/ask/{kind}/{key}/", "POST"): lambda _w: {"text": "Máy chạy điện một pha không?"},
    (f"{TALK}/answer/", "POST"): lambda _w: {"text": "Có, từ 5 kW."},
    (f"{TALK}/decline/", "POST"): lambda _w: {"reason": "confidential", "note": ""},
    (f"{TALK}/remove/", "POST"): lambda _w: {"reason": "off_topic", "note": ""},
    (f"{TALK}/read/", "POST"): lambda _w: {"seq": 1},
    ("/my/messages/about/{kind}/{key}/", "POST"): lambda _w: {"text": "Nguồn của lãi suất?"},
    ("/my/bookmarks/add/", "POST"): lambda w: {"kind": "need", "key": w.needs["open"].reference},
    ("/my/bookmarks/{bookmark_id}/note/", "POST"): lambda w: {f"b{w.deals['bookmark'].pk}-note": "Hỏi lại"},
    ("/my/notices/read/", "POST"): lambda _w: {"up_to": 1},
    ("/account/notices/", "POST"): lambda _w: {
        "match": "daily", "alert": "instant", "deadline": "instant", "reply": "instant", "fair": "instant",
        "news": "daily", "quiet": "on", "quiet_from": "21:00", "quiet_until": "07:00",
    },
    ("/account/notices/reading/", "POST"): lambda _w: {"language": "vi", "time_zone": "Asia/Ho_Chi_Minh"},
    ("/account/notices/forget/", "POST"): lambda _w: {"key": "saved_search:1"},
    ("/report/{kind}/{key}/", "POST"): lambda _w: {
        "ground": "unsafe", "statement": "Quạt không có lưới che.", "email": "ai@example.org", "homepage": "",
    },
    ("/api/v1/complaints/", "POST"): lambda w: {
        "kind": "listing", "key": w.listings["expired"].reference, "ground": "unsafe", "statement": "Không có lưới.",
    },
    (f"{API_C}/answer", "POST"): lambda w: {"text": "Từ phiếu thử.", **_seen("complaint_asked")(w)},
    (f"{API_C}/withdraw", "POST"): _seen("complaint_filed"),
    **{(f"{API_JUDGED}/{move}", "POST"): _seen("complaint_filed") for move in ("plain", "serious")},
    (f"{API_JUDGED}/unfounded", "POST"): lambda w:
        {"reason": "not_shown", "text": "Không rõ.", **_seen("complaint_filed")(w)},
    (f"{API_JUDGED}/ask", "POST"): lambda w: {"text": "Từ đâu?", **_seen("complaint_graded")(w)},
    (f"{API_JUDGED}/confirm", "POST"): _seen("complaint_graded"),
    (f"{API_JUDGED}/dismiss", "POST"): lambda w:
        {"reason": "no_breach", "text": "Đúng quy định.", **_seen("complaint_graded")(w)},
    (f"{API_JUDGED}/uphold", "POST"): lambda w:
        {"ground": "false_claim", "effect": "noted", "text": "Sai.", **_seen("complaint_graded")(w)},
    (f"{COMPLAINT}/answer/", "POST"): lambda _w: {"text": "Số liệu lấy từ phiếu thử."},
    (f"{JUDGED}/{{name}}/", "POST"): lambda _w: {"text": "Số liệu lấy từ đâu?"},
    ("/search/save/", "POST"): lambda _w: {"q": "máy sấy chè", "name": "Máy sấy"},
    ("/my/searches/{public_id}/", "POST"): lambda w:
        {"version": w.saved.version, "name": "Tên mới", "rate": "daily"},  # type: ignore[union-attr]
    ("/account/", "POST"): lambda _w: {"name": "Tên Mới", "language": "vi"},
    ("/account/acting-for/", "POST"): lambda w: {"organisation": w.owner.pk},
    ("/account/terms/", "POST"): lambda _w: {"accept": "on"},
    ("/account/tokens/", "POST"): lambda _w: {"name": "ERP", "scope": "write", "days": 30},
    ("/account/login/", "POST"): lambda w: {"login": w.users["member"].email, "password": PASSWORD},
    ("/account/reauthenticate/", "POST"): lambda _w: {"password": PASSWORD},
    ("/account/password/change/", "POST"): lambda _w: {
        "oldpassword": PASSWORD, "password1": "mot mat khau khac dai hon", "password2": "mot mat khau khac dai hon",
    },
    ("/account/password/reset/", "POST"): lambda w: {"email": w.users["member"].email},
    ("/account/signup/", "POST"): lambda _w: {
        "name": "Người Mới", "email": "nguoimoi@example.org", "password1": "mot mat khau rat dai", "terms": "on",
    },
    ("/account/email/", "POST"): lambda _w: {"action_send": "", "email": "khac@example.org"},
    ("/my/organisation/new/", "POST"): lambda _w:
        {"name_vi": "Công ty Mới", "kind": "firm", "country": "VN", "ownership": "non_state", "province": "12"},
    ("/my/organisation/edit/", "POST"): lambda w:
        {"version": w.owner.version, "name_vi": "Viện Bản Mây", "website": "https://example.org"},
    ("/my/organisation/invitations/", "POST"): lambda _w: {"email": "moi3@example.org", "role": "viewer"},
    ("/my/organisation/members/{person}/", "POST"): lambda _w: {"role": "editor"},
    ("/my/organisation/verification/", "POST"): lambda _w:
        {"title": "Giấy", "number": "2", "issuer": "Sở", "issued_on": "01/02/2020"},
    ("/organisations/{slug}/join/", "POST"): lambda _w: {"note": "Kế toán"},
    ("/requests-to-join/{public_id}/", "POST"): lambda _w: {"role": "viewer"},
    ("/requests-to-join/{public_id}/refuse/", "POST"): lambda _w: {"reason": "Không quen"},
    (f"{STANDING}/verify/", "POST"): lambda _w: {"source": "Sổ đăng ký số 1, 2026-11-01"},
    (f"{STANDING}/refuse/", "POST"): lambda _w: {"reason": "wrong_paper", "note": ""},
    (f"{STANDING}/suspend/", "POST"): lambda _w: {"reason": "fraud", "note": ""},
    (f"{STANDING}/lift/", "POST"): lambda _w: {"reason": "Đã rõ"},
    (f"{STANDING}/self-publish/", "POST"): lambda _w: {"allowed": "1"},
    (f"{STANDING}/members/{{person}}/", "POST"): lambda _w: {"role": "editor"},
    ("/staff/assist/new/", "POST"): lambda _w: {
        "name_vi": "Hộ mới", "kind": "household", "province": "12", "language": "vi", "consent": "call",
        "consent_by": "Bà Ban", "consent_on": "01/11/2026", "consent_mark": "0912", "reach": "phone",
        "reach_at": "0912",
    },
    (f"{HELP}/end/", "POST"): lambda _w: {"reason": "no_longer_needed"},
    ("/take-over/", "POST"): lambda w: {"code": w.secrets["handover"]},
    ("/preferences/", "POST"): lambda _w: {"theme": "dark", "text": "", "contrast": ""},
    ("/csp-report", "POST"): lambda _w: {"type": "application/csp-report", "blocked": "x"},
}  # fmt: skip


def _inputs() -> dict[str, Any]:
    """What an estimate asks of its owner; the floor adds date and seed."""
    return {name: value for name, value in RANGES.items() if name not in ("valuation_date", "seed")}
