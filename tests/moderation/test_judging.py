"""Who decides a complaint, and what follows for its subject."""

import itertools

import pytest

from marketplace.accounts.actions import grant_staff_roles
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.accounts.queries.postings import Withdrawn
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import Conflict, Invalid, NotAllowed, NotFound
from marketplace.listings import queries as listing_queries
from marketplace.listings import rules as listing_rules
from marketplace.listings.actions import Point, return_after_complaint
from marketplace.listings.models import Listing
from marketplace.moderation import actions, queries, rules
from marketplace.needs.models import Need
from marketplace.notifications import subjects
from marketplace.notifications.models import Question
from marketplace.notifications.queries import public_questions
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user
from tests.factories.complaints import (
    RULING,
    STATEMENT,
    make_awaiting,
    make_complaint,
    make_judge,
    make_plain,
    make_serious,
    other_side_of,
)
from tests.factories.listings import make_published, make_reviewer, owner_of
from tests.factories.needs import make_open
from tests.factories.talk import make_answered, make_asker, make_question

pytestmark = pytest.mark.django_db


def ruling(effect: str, **more: str) -> actions.Ruling:
    return actions.Ruling(ground="false_claim", effect=effect, text="Số liệu sai.", **more)


def in_view(listing: Listing) -> bool:
    return listing_rules.visible_to(ANONYMOUS).filter(pk=listing.pk).exists()


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
        with pytest.raises(Withdrawn):
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
