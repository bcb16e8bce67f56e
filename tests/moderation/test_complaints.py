"""Complaints: who files what, the hold, who decides, what follows, what everybody may count."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.actions import grant_staff_roles
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.holds import UnderReview, has_hold
from marketplace.common.models import Hold, OutboxRow
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import Conflict, Invalid, LoginNeeded, NotAllowed, NotFound, TooManyRequests
from marketplace.listings import queries as listing_queries
from marketplace.listings import rules as listing_rules
from marketplace.listings.actions import Point, return_after_complaint
from marketplace.listings.models import Listing
from marketplace.moderation import actions, queries, rules
from marketplace.moderation.actions.filing import FiledAlready, digest
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import ComplaintState
from marketplace.needs.models import Need
from marketplace.notifications import actions as talk
from marketplace.notifications import subjects
from marketplace.notifications.models import Notice, Question
from marketplace.notifications.queries import public_questions
from marketplace.notifications.reactions import tell
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user
from tests.factories.complaints import (
    RULING,
    STATEMENT,
    complainant_of,
    make_awaiting,
    make_complaint,
    make_dismissed,
    make_judge,
    make_plain,
    make_serious,
    make_taken_back,
    make_upheld,
    other_side_of,
)
from tests.factories.listings import make_draft, make_published, make_reviewer, owner_of
from tests.factories.needs import make_open
from tests.factories.talk import make_answered, make_asker, make_question

pytestmark = pytest.mark.django_db


def ruling(effect: str, **more: str) -> actions.Ruling:
    return actions.Ruling(ground="false_claim", effect=effect, text="Số liệu sai.", **more)


def in_view(listing: Listing) -> bool:
    return listing_rules.visible_to(ANONYMOUS).filter(pk=listing.pk).exists()


class TestFiling:
    def test_the_first_look_is_due_in_two_working_days(self):
        complaint = make_complaint()  # On Monday 23/11/2026.

        assert complaint.first_look_due == date(2026, 11, 25)

    def test_the_public_text_is_frozen_and_hashed(self):
        listing = make_published()
        complaint = make_complaint(about=listing)
        Listing.objects.filter(pk=listing.pk).update(title_vi="Khác")

        content = complaint.snapshot.content

        assert content["title_vi"] == "Sấy lạnh lá dược liệu bằng bơm nhiệt"
        assert complaint.snapshot.sha256 == digest(content)

    def test_what_is_frozen_holds_nothing_that_is_not_public(self):
        listing = make_published(owner_hidden=True)

        assert listing.owner.name_vi not in str(make_complaint(about=listing).snapshot.content)

    def test_one_open_complaint_per_person_and_subject(self):
        listing, person = make_published(), make_asker()
        first = make_complaint(about=listing, by=person)

        with pytest.raises(FiledAlready):
            make_complaint(about=listing, by=person, ground="fraud")
        actions.withdraw_complaint(complaint_id=first.pk, actor=person, now=NOW)

        assert make_complaint(about=listing, by=person, ground="fraud").state == ComplaintState.FILED
        assert make_complaint(about=listing).state == ComplaintState.FILED

    def test_the_database_keeps_to_one_as_well(self):
        complaint = make_complaint()
        columns = {
            field.attname: getattr(complaint, field.attname)
            for field in Complaint._meta.concrete_fields
            if field.name not in ("id", "public_id")
        }

        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.create(**columns)

    def test_nobody_complains_of_their_own(self):
        listing = make_published()

        with pytest.raises(NotAllowed):
            make_complaint(about=listing, by=owner_of(listing))

    def test_what_one_may_not_know_is_not_found(self):
        with pytest.raises(NotFound):
            make_complaint(about=make_draft())

    @pytest.mark.parametrize(("ground", "statement"), [("nonsense", STATEMENT), ("fraud", " "), ("fraud", "x" * 3001)])
    def test_ground_and_words_are_needed(self, ground, statement):
        listing = make_published()

        with pytest.raises(Invalid):
            actions.file_complaint(
                kind="listing", subject_id=listing.pk, ground=ground, statement=statement, actor=make_asker(), now=NOW
            )

    def test_an_unconfirmed_address_files_nothing(self):
        listing = make_published()

        with pytest.raises(NotAllowed):
            make_complaint(about=listing, by=actor_of(make_user(email_confirmed=False)))

    @pytest.mark.parametrize("ground", ["ip_infringement", "unsafe"])
    def test_without_an_account_rights_and_safety_can_be_reported(self, ground):
        listing = make_published()

        filed = actions.file_complaint(
            kind="listing",
            subject_id=listing.pk,
            ground=ground,
            statement=STATEMENT,
            email="Ai@Example.org",
            actor=ANONYMOUS,
            now=NOW,
        )

        assert (filed.complainant_id, filed.email) == (None, "ai@example.org")

    def test_without_an_account_other_grounds_need_one(self):
        listing = make_published()

        with pytest.raises(LoginNeeded):
            actions.file_complaint(
                kind="listing",
                subject_id=listing.pk,
                ground="conduct",
                statement=STATEMENT,
                email="ai@example.org",
                actor=ANONYMOUS,
                now=NOW,
            )

    def test_without_an_account_an_address_is_needed(self):
        listing = make_published()

        with pytest.raises(Invalid):
            actions.file_complaint(
                kind="listing",
                subject_id=listing.pk,
                ground="unsafe",
                statement=STATEMENT,
                actor=ANONYMOUS,
                now=NOW,
            )

    def test_a_day_takes_only_so_many(self, settings):
        settings.COMPLAINTS_PER_DAY = 1
        person = make_asker()
        make_complaint(by=person)

        with pytest.raises(TooManyRequests):
            make_complaint(by=person)

    @pytest.mark.parametrize("kind", ["listing", "need", "organisation", "question", "message"])
    def test_each_kind_of_subject_can_be_reported(self, kind):
        subject_id = SUBJECTS[kind]()

        filed = actions.file_complaint(
            kind=kind, subject_id=subject_id, ground="conduct", statement=STATEMENT, actor=make_asker(), now=NOW
        )

        assert (filed.subject_kind, filed.subject_id) == (kind, subject_id)
        assert filed.snapshot.content


SUBJECTS = {
    "listing": lambda: make_published().pk,
    "need": lambda: make_open().pk,
    "organisation": lambda: make_organisation().pk,
    "question": lambda: make_answered().pk,
    "message": lambda: make_answered().answered_id,
}


class TestHold:
    def test_a_serious_one_takes_its_subject_off_view_at_once_and_out_of_the_index(self):
        listing = make_published()
        version = listing.index_version
        make_serious(about=listing)
        listing.refresh_from_db()

        assert not in_view(listing)
        assert listing.index_version > version
        waiting = OutboxRow.objects.get(task="sync_documents", subject_kind="listing", subject_id=listing.pk)
        assert waiting.version == listing.index_version

    def test_its_address_says_so_and_since_when(self):
        listing = make_published()
        make_serious(about=listing)

        with pytest.raises(UnderReview) as refused:
            listing_queries.listing_page(listing.reference, actor=ANONYMOUS)

        assert "23/11/2026" in str(refused.value.detail)

    def test_a_plain_one_leaves_it_in_view(self):
        listing = make_published()
        make_plain(about=listing)

        assert in_view(listing)

    @pytest.mark.parametrize("ground", ["false_claim", "no_authority", "conduct", "unfair_review"])
    def test_other_grounds_are_not_serious(self, ground):
        filed = make_complaint(ground=ground)

        with pytest.raises(Invalid):
            actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

    @pytest.mark.parametrize("end", [make_dismissed, make_taken_back, make_upheld])
    def test_the_end_of_the_complaint_brings_it_back(self, end):
        listing = make_published()
        end(about=listing)

        assert in_view(listing)
        assert OutboxRow.objects.filter(event="moderation.released").exists()

    def test_two_complaints_hold_it_until_both_are_over(self):
        listing = make_published()
        first, second = make_complaint(about=listing), make_complaint(about=listing)
        judge = make_judge()
        for complaint in (first, second):
            actions.grade_serious(complaint_id=complaint.pk, actor=make_reviewer(), now=NOW)

        actions.dismiss_complaint(complaint_id=first.pk, reason="no_breach", text="Không.", actor=judge, now=NOW)
        assert not in_view(listing)
        actions.dismiss_complaint(complaint_id=second.pk, reason="no_breach", text="Không.", actor=judge, now=NOW)

        assert in_view(listing)

    def test_a_hold_whose_complaint_is_over_is_reported(self):
        live = make_serious()
        assert queries.orphan_holds(limit=10) == []

        Hold.objects.filter(subject_id=make_upheld().pk).update(lifted_at=None)

        assert [hold.object_kind for hold in queries.orphan_holds(limit=10)] == ["listing"]
        assert has_hold(Listing.objects.get(pk=live.subject_id), "complaint")

    def test_an_organisation_leaves_the_view(self):
        organisation = make_organisation()
        filed = actions.file_complaint(
            kind="organisation",
            subject_id=organisation.pk,
            ground="fraud",
            statement=STATEMENT,
            actor=make_asker(),
            now=NOW,
        )
        actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        assert has_hold(Organisation.objects.get(pk=organisation.pk), "complaint")


class TestWhoDecides:
    """Nobody decides what they filed, wrote, own or reviewed: every pair of a step and a part in the matter."""

    PARTS = (
        "complainant",
        "colleague of the complainant",
        "author",
        "member of the owner",
        "reviewer of the subject",
        "nobody",
    )
    STEPS = ("grade", "judge", "confirm")

    @pytest.mark.parametrize(("step", "part"), list(itertools.product(STEPS, PARTS)))
    def test_separation_of_duties(self, step, part):
        duty = StaffRoleName.REVIEWER if step == "grade" else StaffRoleName.JUDGE
        listing_reviewer = make_user(staff=[StaffRoleName.REVIEWER, StaffRoleName.JUDGE])
        listing = make_published(reviewer=actor_of(listing_reviewer))
        asker = make_asker()
        complaint = make_complaint(about=listing, by=asker)
        people = {
            "complainant": lambda: self._with(duty, asker.user_id),
            "colleague of the complainant": lambda: self._member(duty, complaint.complainant_for),
            "author": lambda: self._with(duty, listing.author_id),
            "member of the owner": lambda: self._member(duty, listing.owner),
            "reviewer of the subject": lambda: actor_of(listing_reviewer),
            "nobody": lambda: make_staff(duty),
        }
        actor = people[part]()
        may = {"grade": rules.may_grade, "judge": rules.may_judge, "confirm": rules.may_confirm}[step]

        allowed = part == "nobody" or (part == "reviewer of the subject" and step == "grade")

        assert may(actor, complaint) is allowed

    @staticmethod
    def _with(duty, user_id):
        grant_staff_roles(user_id=user_id, roles=[duty], actor=SYSTEM, now=NOW)
        return actor_of(User.objects.get(pk=user_id))

    @staticmethod
    def _member(duty, organisation):
        return actor_of(make_member(organisation, role=Role.VIEWER, user=make_user(staff=[duty])))

    def test_the_desk_shows_nobody_a_complaint_about_their_own(self):
        complaint = make_complaint()
        inside = self._member(StaffRoleName.REVIEWER, complaint.owner)

        assert not queries.queue(actor=inside).exists()
        assert queries.queue(actor=make_reviewer()).exists()
        with pytest.raises(NotFound):
            actions.grade_plain(complaint_id=complaint.pk, actor=inside, now=NOW)

    @pytest.mark.parametrize("duty", [StaffRoleName.OPERATOR, StaffRoleName.CURATOR, StaffRoleName.VERIFIER])
    def test_other_duties_see_no_complaint(self, duty):
        complaint = make_complaint()

        assert not rules.visible_to(make_staff(duty)).filter(pk=complaint.pk).exists()

    def test_a_reviewer_does_not_judge(self):
        complaint = make_serious()

        with pytest.raises(NotAllowed):
            actions.uphold_complaint(complaint_id=complaint.pk, ruling=RULING, actor=make_reviewer(), now=NOW)

    def test_the_other_side_learns_of_it_once_a_reviewer_has_looked(self):
        filed, graded = make_complaint(), make_plain()

        assert not rules.visible_to(other_side_of(filed)).exists()
        assert rules.visible_to(other_side_of(graded)).filter(pk=graded.pk).exists()

    def test_a_stranger_finds_nothing(self):
        graded = make_plain()

        assert not rules.visible_to(make_asker()).filter(pk=graded.pk).exists()
        with pytest.raises(NotFound):
            actions.answer_complaint(complaint_id=graded.pk, text="!", actor=make_asker(), now=NOW)

    def test_a_reader_of_the_owner_does_not_answer(self):
        complaint = make_awaiting()

        with pytest.raises(NotAllowed):
            actions.answer_complaint(
                complaint_id=complaint.pk, text="!", actor=actor_for(complaint.owner, role=Role.VIEWER), now=NOW
            )

    def test_only_the_complainant_takes_it_back(self):
        complaint = make_serious()

        with pytest.raises(NotAllowed):
            actions.withdraw_complaint(complaint_id=complaint.pk, actor=other_side_of(complaint), now=NOW)


class TestEffects:
    def test_a_listing_goes_back_with_a_repair_list(self):
        listing = make_published()
        complaint = make_plain(about=listing)
        given = ruling("ask_changes", repair="says_not_what")

        actions.uphold_complaint(complaint_id=complaint.pk, ruling=given, actor=make_judge(), now=NOW)

        listing.refresh_from_db()
        assert listing.state == "changes_requested"
        assert [point.note for point in listing.review_points.all()] == ["Số liệu sai."]
        assert not in_view(listing)

    def test_a_repair_names_what_to_repair(self):
        complaint = make_plain()

        with pytest.raises(Invalid):
            actions.uphold_complaint(
                complaint_id=complaint.pk, ruling=ruling("ask_changes"), actor=make_judge(), now=NOW
            )

    def test_a_listing_is_taken_down_with_a_tombstone(self):
        listing = make_published()
        complaint = make_serious(about=listing)

        actions.uphold_complaint(complaint_id=complaint.pk, ruling=ruling("take_down"), actor=make_judge(), now=NOW)

        listing.refresh_from_db()
        assert (listing.state, listing.state_reason) == ("withdrawn", "taken_down")
        with pytest.raises(listing_queries.Withdrawn):
            listing_queries.listing_page(listing.reference, actor=ANONYMOUS)

    @pytest.mark.parametrize(
        ("effect", "state", "more"),
        [("ask_changes", "changes_requested", {"repair": "says_not_what"}), ("take_down", "withdrawn", {})],
    )
    def test_a_need_likewise(self, effect, state, more):
        need = make_open()
        filed = actions.file_complaint(
            kind="need", subject_id=need.pk, ground="fraud", statement=STATEMENT, actor=make_asker(), now=NOW
        )
        actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        actions.uphold_complaint(complaint_id=filed.pk, ruling=ruling(effect, **more), actor=make_judge(), now=NOW)

        assert Need.objects.get(pk=need.pk).state == state

    def test_what_a_verified_organisation_owns_needs_a_second_judge(self):
        organisation = make_organisation(verified=True)
        listing = make_published(author=actor_for(organisation, role=Role.EDITOR))
        complaint = make_serious(about=listing)
        first = make_judge()

        proposed = actions.uphold_complaint(complaint_id=complaint.pk, ruling=ruling("take_down"), actor=first, now=NOW)
        assert (proposed.state, Listing.objects.get(pk=listing.pk).state) == ("in_review", "published")
        with pytest.raises(NotAllowed):
            actions.confirm_take_down(complaint_id=complaint.pk, actor=first, now=NOW)
        done = actions.confirm_take_down(complaint_id=complaint.pk, actor=make_judge(), now=NOW)

        assert (done.state, Listing.objects.get(pk=listing.pk).state) == ("upheld", "withdrawn")

    def test_nothing_is_confirmed_that_nobody_proposed(self):
        complaint = make_serious()

        with pytest.raises(Conflict):
            actions.confirm_take_down(complaint_id=complaint.pk, actor=make_judge(), now=NOW)

    def test_the_owner_no_longer_publishes_without_review(self):
        organisation = make_organisation(self_publish=True)
        listing = make_published(author=actor_for(organisation, role=Role.EDITOR))
        complaint = make_plain(about=listing)

        actions.uphold_complaint(complaint_id=complaint.pk, ruling=RULING, actor=make_judge(), now=NOW)

        assert not Organisation.objects.get(pk=organisation.pk).self_publish

    def test_a_question_leaves_the_page(self):
        question = make_answered()
        filed = actions.file_complaint(
            kind="question", subject_id=question.pk, ground="conduct", statement=STATEMENT, actor=make_asker(), now=NOW
        )
        actions.grade_plain(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        actions.uphold_complaint(complaint_id=filed.pk, ruling=ruling("remove"), actor=make_judge(), now=NOW)

        assert Question.objects.get(pk=question.pk).state == "removed"

    def test_a_message_is_hidden_with_its_reason(self):
        question = make_answered()
        filed = actions.file_complaint(
            kind="message",
            subject_id=question.answered_id,
            ground="conduct",
            statement=STATEMENT,
            actor=make_asker(),
            now=NOW,
        )
        actions.grade_plain(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        actions.uphold_complaint(complaint_id=filed.pk, ruling=ruling("hide"), actor=make_judge(), now=NOW)

        question.answered.refresh_from_db()
        assert question.answered.hidden_reason == "complaint"
        assert list(public_questions("listing", question.conversation.subject_id)) == []

    @pytest.mark.parametrize("kind", ["question", "message"])
    def test_what_is_held_stands_under_no_page_and_shows_in_no_form(self, kind):
        question = make_answered()
        subject_id = question.pk if kind == "question" else question.answered_id
        filed = actions.file_complaint(
            kind=kind,
            subject_id=subject_id,
            ground="confidential_leak",
            statement=STATEMENT,
            actor=make_asker(),
            now=NOW,
        )
        actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        assert list(public_questions("listing", question.conversation.subject_id)) == []
        with pytest.raises(NotFound):
            subjects.find(kind, subject_id, actor=ANONYMOUS)

    @pytest.mark.parametrize("effect", ["take_down", "ask_changes", "hide", "burn", ""])
    def test_an_effect_that_does_not_fit_the_subject_is_refused(self, effect):
        question = make_question()
        filed = actions.file_complaint(
            kind="question",
            subject_id=question.pk,
            ground="conduct",
            statement=STATEMENT,
            actor=owner_of(Listing.objects.get(pk=question.conversation.subject_id)),
            now=NOW,
        )
        actions.grade_plain(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        with pytest.raises(Invalid):
            actions.uphold_complaint(complaint_id=filed.pk, ruling=ruling(effect), actor=make_judge(), now=NOW)


class TestJudgesMoves:
    def test_a_reviewer_does_not_return_what_is_public(self):
        listing = make_published()

        with pytest.raises(NotAllowed):
            return_after_complaint(
                listing_id=listing.pk, points=[Point("says_not_what")], actor=make_reviewer(), now=NOW
            )


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "sold"},
        {"state": "in_review"},
        {"state": "upheld"},
        {"state": "awaiting_answer"},
        {"complainant": None},
        {"statement": ""},
        {"effect": "burn"},
    ],
)
def test_the_database_refuses_a_row_that_breaks_its_state(columns):
    complaint = make_complaint()

    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**columns)


def told(event: str, complaint: Complaint) -> set[int]:
    before = set(Notice.objects.values_list("pk", flat=True))
    for _ in range(2):
        tell(event=event, subject_kind="complaint", subject_id=complaint.pk, version=complaint.index_version)
    rows = Notice.objects.exclude(pk__in=before)
    people = set(rows.values_list("recipient_id", flat=True))
    assert rows.count() == len(people)
    return people


def test_the_complainant_gets_one_receipt_and_the_other_side_nothing():
    complaint = make_complaint()

    assert told("moderation.filed", complaint) == {complaint.complainant_id}


def test_the_other_side_is_told_when_it_goes_off_view_and_when_it_is_asked():
    complaint = make_awaiting()

    off_view, asked = told("moderation.graded", complaint), told("moderation.other_side_asked", complaint)

    assert other_side_of(complaint).user_id in off_view & asked
    assert complaint.complainant_id not in off_view | asked


@pytest.mark.parametrize(("make", "event"), [(make_upheld, "upheld"), (make_dismissed, "dismissed")])
def test_both_sides_are_told_the_decision(make, event):
    complaint = make()

    assert {complaint.complainant_id, other_side_of(complaint).user_id} <= told(f"moderation.{event}", complaint)


def test_of_what_was_unfounded_only_the_complainant_is_told():
    filed = make_complaint()
    complaint = actions.dismiss_unfounded(
        complaint_id=filed.pk, reason="not_shown", text="Không có gì.", actor=make_reviewer(), now=NOW
    )

    assert told("moderation.dismissed", complaint) == {complaint.complainant_id}


def test_public_figures_are_those_of_the_rows():
    make_upheld(now=NOW)
    slow = make_serious(now=NOW)
    actions.dismiss_complaint(
        complaint_id=slow.pk, reason="no_breach", text="Không.", actor=make_judge(), now=NOW + timedelta(days=5)
    )
    make_taken_back(now=NOW)
    make_complaint(ground="conduct")
    old = make_complaint(ground="conduct")
    Complaint.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))

    figures = {row.ground: row for row in queries.transparency(now=NOW + timedelta(days=6))}

    rights = figures["ip_infringement"]
    assert (rights.filed, rights.upheld, rights.dismissed, rights.withdrawn, rights.waiting) == (3, 1, 1, 1, 0)
    assert rights.median_days == 2.5
    assert (figures["conduct"].filed, figures["conduct"].waiting, figures["conduct"].median_days) == (1, 1, None)


def test_a_complainant_may_be_blocked_from_asking_and_still_complain():
    question = make_question()
    owner = owner_of(Listing.objects.get(pk=question.conversation.subject_id))
    talk.block_asker(public_id=question.conversation.public_id, actor=owner, now=NOW)

    filed = make_complaint(
        about=Listing.objects.get(pk=question.conversation.subject_id),
        by=actor_of(question.conversation.opened_by, organisation_id=question.conversation.side_id),
    )

    assert complainant_of(filed).user_id == question.conversation.opened_by_id
