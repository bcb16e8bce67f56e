"""Filing complaints: who may, about what, on which ground, and the text that is kept as evidence."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, LoginNeeded, NotAllowed, NotFound, TooManyRequests
from marketplace.listings.models import Listing
from marketplace.moderation import actions
from marketplace.moderation.actions.filing import FiledAlready, digest
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import ComplaintState
from marketplace.notifications import actions as talk
from tests.factories.accounts import NOW, make_organisation, make_user
from tests.factories.complaints import (
    STATEMENT,
    complainant_of,
    make_complaint,
)
from tests.factories.listings import make_draft, make_published, owner_of
from tests.factories.needs import make_open
from tests.factories.talk import make_answered, make_asker, make_question

pytestmark = pytest.mark.django_db


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


def test_a_complainant_may_be_blocked_from_asking_and_still_complain():
    question = make_question()
    owner = owner_of(Listing.objects.get(pk=question.conversation.subject_id))
    talk.block_asker(public_id=question.conversation.public_id, actor=owner, now=NOW)

    filed = make_complaint(
        about=Listing.objects.get(pk=question.conversation.subject_id),
        by=actor_of(question.conversation.opened_by, organisation_id=question.conversation.side_id),
    )

    assert complainant_of(filed).user_id == question.conversation.opened_by_id
