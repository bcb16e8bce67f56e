"""A technology from the first answer to its tombstone, over HTTP, with nothing patched: three people, one listing."""

import re

import pytest
from django.test import Client

from marketplace.accounts.states import StaffRoleName
from marketplace.common.models import AuditEntry
from marketplace.listings.models import Listing
from tests.factories.accounts import PASSWORD, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VERSION = re.compile(r'name="version"[^>]* value="(\d+)"')


class Person:
    """Somebody with a browser: every POST starts from the page that holds the form, with its token and version."""

    def __init__(self, email: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        if email:
            self.send("/vi/account/login/", {"login": email, "password": PASSWORD})

    def see(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    def send(self, page: str, answers: dict[str, object], *, to: str = "", status: int = 302) -> str:
        """Fill in the form of a page; returns where it leads, or the page that came back."""
        html = self.see(page)
        hidden = {"csrfmiddlewaretoken": TOKEN.search(html)[1]}  # type: ignore[index]
        if version := VERSION.search(html):
            hidden["version"] = version[1]
        response = self.client.post(to or page, hidden | answers)
        assert response.status_code == status, response.content.decode()[:2000]
        return response.get("Location", response.content.decode())


@pytest.fixture
def people() -> dict[str, Person]:
    institute = make_organisation(name_vi="Viện Kỹ thuật Bản Mây", name_en="Ban May Institute")
    make_member(institute, user=make_user(email="researcher@example.org"))
    make_user(email="reviewer@example.org", staff=[StaffRoleName.REVIEWER])
    return {"owner": Person("researcher@example.org"), "reviewer": Person("reviewer@example.org"), "guest": Person()}


CLAIM = {
    "claims-TOTAL_FORMS": "1",
    "claims-INITIAL_FORMS": "0",
    "claims-0-metric_vi": "Thời gian héo một mẻ 80 kg",
    "claims-0-operator": "eq",
    "claims-0-value": "6,5",
    "claims-0-unit": "giờ",
}
ANSWERS: dict[str, dict[str, object]] = {
    "identity": {
        "subtype": "equipment_with_knowhow",
        "title_vi": "Máy héo chè không khí hồi lưu",
        "title_en": "Tea withering with recirculated air",
        "summary_vi": "Máng héo 80 kg búp, giữ 28 °C khi trời mưa.",
        "st_field": "agricultural",
    },
    "problem": {"problem_solved_vi": "Mùa mưa không héo được.", "how_it_works_vi": "Quạt thổi khí đã tách ẩm."},
    "claims": {**CLAIM, "claims-0-baseline_vi": "Héo tự nhiên: 11 giờ"},
    "readiness": {"trl_declared": "trl_7", "ipc": "A23F 3/06, F26B"},
    "rights": {"rights-TOTAL_FORMS": "0", "rights-INITIAL_FORMS": "0", "unfiled_detail": "no", "origin_country": "VN"},
    "offer": {
        "licence_kinds": ["non_exclusive_licence"],
        "price_mode": "range",
        "price_min": "120.000.000",
        "price_max": "180.000.000",
        "currency": "VND",
    },
    "contact": {"response_days": "5"},
}


def write(owner: Person) -> str:
    """Begin a technology and answer every page, one of them wrongly at first; returns its own address."""
    edit = owner.send("/vi/my/listings/new/", {"kind": "technology"})
    own = edit.removesuffix("edit/")
    for section, answers in ANSWERS.items():
        owner.send(f"{own}edit/{section}/", {**answers, "next": "1"})
    return own


def test_from_the_first_answer_to_the_tombstone(people):
    owner, reviewer, guest = people["owner"], people["reviewer"], people["guest"]

    # Written with one gap: the figure has no baseline, and the page says so beside it.
    own = owner.send("/vi/my/listings/new/", {"kind": "technology"}).removesuffix("edit/")
    stayed = owner.send(f"{own}edit/claims/", {**CLAIM, "next": "1"})
    assert stayed == f"{own}edit/claims/"
    assert 'aria-invalid="true"' in owner.see(stayed)
    stored = re.search(r'name="claims-0-id" value="(\d+)"', owner.see(stayed))[1]
    repaired = {**ANSWERS["claims"], "claims-0-id": stored, "claims-INITIAL_FORMS": "1", "next": "1"}
    for section, answers in ({**ANSWERS, "claims": repaired}).items():
        owner.send(f"{own}edit/{section}/", {**answers, "next": "1"})
    assert "120–180" in owner.see(f"{own}submit/")
    assert owner.send(f"{own}submit/", {"how": "review"}) == own
    listing = Listing.objects.get()
    public = f"/vi/technologies/{listing.reference}/may-heo-che-khong-khi-hoi-luu/"
    guest.see(public, 404)

    # Returned with a reason, repaired, answered, sent again, published.
    desk = f"/vi/staff/moderation/listings/{listing.public_id}/"
    assert listing.public_id in reviewer.see("/vi/staff/moderation/listings/")
    reviewer.send(desk, {}, to=f"{desk}take/")
    points = {"points-TOTAL_FORMS": "1", "points-INITIAL_FORMS": "0", "points-0-reason": "says_not_what"}
    reviewer.send(f"{desk}ask-changes/", {**points, "points-0-note": "Nói rõ mẻ bao nhiêu."})
    assert "Nói rõ mẻ bao nhiêu." in owner.see(own)
    identity = {**ANSWERS["identity"], "title_vi": "Máy héo chè 80 kg không khí hồi lưu"}
    owner.send(f"{own}edit/identity/", {**identity, "save": "1"})
    point = listing.review_points.get().pk
    owner.send(own, {f"{point}-answer": "Đã thêm 80 kg."}, to=f"{own}points/{point}/")
    owner.send(f"{own}submit/", {"how": "review"})
    assert "<ins>Máy héo chè 80 kg không khí hồi lưu</ins>" in reviewer.see(desk)
    reviewer.send(desk, {}, to=f"{desk}take/")
    approval = {"checklist": ["says_what", "figures", "authority", "nothing_unfiled", "lists_read"]}
    reviewer.send(desk, {**approval, "list_status": "none", "dual_use": "no"}, to=f"{desk}approve/")

    # Everybody reads it at one address per language; the short one leads there.
    renamed = f"/vi/technologies/{listing.reference}/may-heo-che-80-kg-khong-khi-hoi-luu/"
    assert guest.client.get(public)["Location"] == renamed
    assert "6,5\u00a0giờ" in guest.see(renamed)
    assert guest.client.get(f"/r/{listing.reference}")["Location"] == renamed
    guest.see(f"/en/technologies/{listing.reference}/tea-withering-with-recirculated-air/")

    # A change waits beside the public text until it is read.
    summary = "Máng héo 80 kg búp; 6,5 giờ một mẻ."
    owner.send(f"{own}edit/identity/", {**identity, "summary_vi": summary, "save": "1"})
    assert summary not in guest.see(renamed)
    change = f"/vi/staff/moderation/changes/{listing.public_id}/"
    reviewer.send(change, approval, to=f"{change}approve/")
    assert summary in guest.see(renamed)

    # Paused, brought back, withdrawn for good.
    owner.send(f"{own}move/pause/", {})
    guest.see(renamed)
    owner.send(f"{own}move/resume/", {})
    owner.send(f"{own}move/withdraw/", {"reason": "no_longer_offered"})
    assert listing.reference in guest.see(renamed, 410)
    assert guest.client.get(f"/r/{listing.reference}").status_code == 410

    done = AuditEntry.objects.filter(subject_kind="listing", subject_id=listing.pk).order_by("at", "id")
    moves = [verb.removeprefix("listing.") for verb in done.values_list("verb", flat=True)]
    assert [move for move in moves if move in listing.LIFECYCLE.moves] == [
        "create", "submit", "take", "ask_changes", "submit", "take", "approve", "pause", "resume", "withdraw",
    ]  # fmt: skip


def test_unfiled_detail_stops_before_publication(people):
    owner = people["owner"]
    own = write(owner)
    owner.send(f"{own}edit/rights/", {**ANSWERS["rights"], "unfiled_detail": "yes", "save": "1"})

    refused = owner.send(f"{own}edit/rights/", {"how": "review"}, to=f"{own}submit/", status=409)

    assert "R-PUB-2" in refused
    assert Listing.objects.get().state == "draft"


def test_two_editors_never_overwrite_each_other(people):
    owner = people["owner"]
    own = write(owner)
    page = f"{own}edit/identity/"
    opened = VERSION.search(owner.see(page))[1]
    owner.send(page, {**ANSWERS["identity"], "title_vi": "Của người một", "save": "1"})

    typed = {**ANSWERS["identity"], "title_vi": "Của người hai"}
    clash = owner.send(page, {**typed, "version": opened, "save": "1"}, status=409)
    assert "Của người một" in clash
    assert "Của người hai" in clash
    owner.send(page, {**typed, "resolve": "1", "keep-title_vi": "mine"})

    assert Listing.objects.get().title_vi == "Của người hai"
