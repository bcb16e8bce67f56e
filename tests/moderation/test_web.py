"""Pages of complaints, as complainant, other side, reviewer, judge and guest meet them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.models import User
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import Actor
from marketplace.common.slots import panels_of
from marketplace.listings.models import Listing
from marketplace.moderation.models import Complaint
from tests.factories.accounts import actor_for, make_organisation, make_user
from tests.factories.complaints import (
    STATEMENT,
    complainant_of,
    make_awaiting,
    make_complaint,
    make_plain,
    make_serious,
    make_upheld,
    other_side_of,
)
from tests.factories.listings import make_published
from tests.factories.talk import make_answered, make_asker
from tests.listings.web import signed_in

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.user_id))


def staff(duty: StaffRoleName) -> Client:
    return signed_in(make_user(staff=[duty]))


def desk(complaint: Complaint, move: str = "") -> str:
    return f"/vi/staff/moderation/complaints/{complaint.public_id}/" + (f"{move}/" if move else "")


def side(complaint: Complaint, rest: str = "") -> str:
    return f"/vi/my/complaints/{complaint.public_id}/{rest}"


def test_the_way_to_report_stands_on_a_listing_but_not_for_its_owner():
    listing = make_published()
    address = f"/vi/report/listing/{listing.reference}/"

    guest = Client().get(listing.get_absolute_url()).content.decode()
    owner = client_of(actor_for(listing.owner)).get(listing.get_absolute_url()).content.decode()

    assert address in guest
    assert address not in owner


def test_a_complaint_goes_from_the_page_to_a_tombstone():
    listing, person = make_published(), make_asker()
    client, reviewer, judge = client_of(person), staff(StaffRoleName.REVIEWER), staff(StaffRoleName.JUDGE)

    client.post(f"/vi/report/listing/{listing.reference}/", {"ground": "fraud", "statement": STATEMENT})
    complaint = Complaint.objects.get()
    assert STATEMENT in client.get(side(complaint)).content.decode()
    assert listing.title_vi in reviewer.get("/vi/staff/moderation/complaints/").content.decode()
    reviewer.post(desk(complaint, "serious"))
    under_review = Client().get(listing.get_absolute_url())
    judge.post(desk(complaint, "uphold"), {"ground": "fraud", "effect": "take_down", "text": "Giả mạo."})
    gone = Client().get(listing.get_absolute_url())

    assert under_review.status_code == 403
    assert gone.status_code == 410
    assert "Giả mạo." in client.get(side(complaint)).content.decode()


def test_a_guest_reports_safety_and_gets_a_number():
    listing = make_published()
    address = f"/vi/report/listing/{listing.reference}/"
    form = {"ground": "unsafe", "statement": STATEMENT, "email": "ai@example.org", "homepage": ""}

    page = Client().get(address)
    answer = Client().post(address, form)

    assert "ip_infringement" in page.content.decode()
    assert "conduct" not in page.content.decode()
    assert Complaint.objects.get().public_id in answer.content.decode()


def test_a_machine_that_fills_every_field_is_stopped():
    listing = make_published()
    form = {"ground": "unsafe", "statement": STATEMENT, "email": "ai@example.org", "homepage": "https://spam.example"}

    answer = Client().post(f"/vi/report/listing/{listing.reference}/", form)

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("kind", ["run", "bookmark", "nonsense"])
def test_what_cannot_be_reported_is_not_found(kind):
    assert client_of(make_asker()).get(f"/vi/report/{kind}/x/").status_code == 404


def test_a_question_and_a_message_have_their_pages():
    question = make_answered()
    client = client_of(make_asker())

    about_question = client.get(f"/vi/report/question/{question.conversation.public_id}/")
    about_answer = client.get(f"/vi/report/message/{question.answered.public_id}/")

    assert (about_question.status_code, about_answer.status_code) == (200, 200)


def test_the_other_side_answers_and_never_learns_who_complains():
    complaint = make_awaiting()
    owner = client_of(other_side_of(complaint))

    due = owner.get("/vi/my/").content.decode()
    page = owner.get(side(complaint)).content.decode()
    owner.post(side(complaint, "answer/"), {"text": "Của chúng tôi."})

    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer) == ("in_review", "Của chúng tôi.")
    assert complaint.title_vi in due
    assert complaint.complainant_for.name_vi not in page
    assert complaint.complainant.name not in page.replace(
        User.objects.get(pk=other_side_of(complaint).user_id).name, ""
    )
    assert STATEMENT not in page


def test_a_complaint_is_taken_back_on_a_page_of_its_own():
    complaint = make_serious()
    client = client_of(complainant_of(complaint))

    assert client.get(side(complaint, "withdraw/")).status_code == 200
    client.post(side(complaint, "withdraw/"))

    complaint.refresh_from_db()
    assert complaint.state == "withdrawn"


@pytest.mark.parametrize("rest", ["", "answer/", "withdraw/"])
def test_a_stranger_finds_none(rest):
    complaint = make_plain()
    client = client_of(make_asker())

    answer = client.post(side(complaint, rest)) if rest == "answer/" else client.get(side(complaint, rest))

    assert answer.status_code == 404


def test_the_desk_is_for_reviewers_and_judges():
    complaint = make_complaint()

    assert client_of(make_asker()).get(desk(complaint)).status_code == 403
    assert staff(StaffRoleName.OPERATOR).get("/vi/staff/moderation/complaints/").status_code == 403
    assert Client().get(desk(complaint)).status_code == 302


def test_a_judge_may_not_look_first_and_a_reviewer_not_decide():
    filed, graded = make_complaint(), make_plain()

    assert staff(StaffRoleName.JUDGE).post(desk(filed, "plain")).status_code == 403
    assert staff(StaffRoleName.REVIEWER).get(desk(graded, "uphold")).status_code == 403
    assert staff(StaffRoleName.REVIEWER).get(desk(graded, "burn")).status_code == 404


def test_a_move_out_of_turn_is_a_conflict():
    complaint = make_upheld()

    answer = staff(StaffRoleName.JUDGE).post(desk(complaint, "dismiss"), {"reason": "no_breach", "text": "Không."})

    assert answer.status_code == 409


def test_reasons_are_asked_for():
    complaint = make_plain()

    answer = staff(StaffRoleName.JUDGE).post(desk(complaint, "uphold"), {"ground": "fraud", "effect": "ask_changes"})

    assert answer.status_code == 422


def test_the_desk_shows_the_evidence_beside_what_stands_there_now():
    complaint = make_plain()
    Listing.objects.filter(pk=complaint.subject_id).update(title_vi="Tên đã đổi")

    page = staff(StaffRoleName.JUDGE).get(desk(complaint)).content.decode()

    assert "<del>Sấy lạnh lá dược liệu" in page
    assert "<ins>Tên đã đổi</ins>" in page
    assert complaint.snapshot.sha256 in page


def test_the_second_judge_is_offered_to_agree_and_the_first_is_not():
    organisation = make_organisation(verified=True)
    complaint = make_serious(about=make_published(author=actor_for(organisation, role=Role.EDITOR)))
    first, second = staff(StaffRoleName.JUDGE), staff(StaffRoleName.JUDGE)

    first.post(desk(complaint, "uphold"), {"ground": "fraud", "effect": "take_down", "text": "Giả mạo."})

    assert desk(complaint, "confirm") not in first.get(desk(complaint)).content.decode()
    assert desk(complaint, "confirm") in second.get(desk(complaint)).content.decode()
    second.post(desk(complaint, "confirm"))
    assert Listing.objects.get(pk=complaint.subject_id).state == "withdrawn"


def test_everybody_reads_the_figures_and_no_name_in_them():
    complaint = make_upheld()

    page = Client().get("/vi/rules/moderation/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "0,0" in text
    assert complaint.owner.name_vi not in text
    assert complaint.title_vi not in text


def test_staff_sees_how_many_wait():
    make_complaint()

    assert "/vi/staff/moderation/complaints/" in staff(StaffRoleName.REVIEWER).get("/vi/staff/").content.decode()


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (StaffRoleName.REVIEWER, "/vi/staff/moderation/complaints/"),
        (StaffRoleName.REVIEWER, "desk"),
        (None, "/vi/my/complaints/"),
        (None, "side"),
    ],
)
def test_pages_stay_within_their_budget(who, address, settings):
    settings.PANELS_MODULE = "tests.listings.web"
    panels_of.cache_clear()
    complaint = make_upheld()
    for _ in range(3):
        make_plain(about=Listing.objects.get(pk=complaint.subject_id))
    client = staff(who) if who else client_of(complainant_of(complaint))
    page = {"desk": desk(complaint), "side": side(complaint)}.get(address, address)
    client.get(page)

    with CaptureQueriesContext(connection) as queries:
        client.get(page)

    panels_of.cache_clear()
    assert len(queries) <= 12, "\n".join(query["sql"][:160] for query in queries)
