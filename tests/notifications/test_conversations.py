"""Blocks, messages on estimates and the hidden ones: who reads, who is told, what is recorded."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.states import Role, StaffRoleName
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Conflict, Invalid, LoginNeeded, NotAllowed, NotFound, TransitionRefused
from marketplace.notifications import actions, queries, rules
from marketplace.notifications.models import Block, Conversation, Message, Notice
from marketplace.notifications.reactions import tell
from marketplace.valuation.actions import request_estimate
from tests.factories.accounts import NOW, actor_for, make_organisation, make_staff
from tests.factories.listings import make_published, make_reviewer, owner_of
from tests.factories.talk import answerer_of, make_answered, make_asker, make_person, make_question
from tests.valuation.floor import INPUTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def run(organisation):
    listing = make_published(author=actor_for(organisation))
    return request_estimate(listing_id=listing.pk, inputs=INPUTS, actor=owner_of(listing), now=NOW)


def write(run, actor, text="Vì sao chọn 6 %?"):
    return actions.write_about_estimate(kind="run", subject_id=run.pk, text=text, actor=actor, now=NOW)


class TestEstimates:
    def test_there_is_one_conversation_per_estimate(self, organisation, run):
        write(run, actor_for(organisation, role=Role.VIEWER))
        answer = write(run, actor_for(organisation), text="Theo ngành.")

        assert (Conversation.objects.count(), answer.seq) == (1, 2)

    @pytest.mark.parametrize("who", [make_asker, make_reviewer, make_person])
    def test_nobody_outside_reads_or_writes(self, run, organisation, who):
        write(run, actor_for(organisation))
        outsider = who()

        with pytest.raises(NotFound):
            write(run, outsider)
        assert not rules.conversations_visible_to(outsider).exists()

    def test_a_guest_signs_in(self, run):
        with pytest.raises(LoginNeeded):
            write(run, ANONYMOUS)

    def test_an_empty_message_is_refused(self, run, organisation):
        with pytest.raises(Invalid):
            write(run, actor_for(organisation), text="  ")

    def test_the_requester_is_told_once_and_the_writer_not(self, run, organisation):
        message = write(run, actor_for(organisation, role=Role.VIEWER))

        for _ in range(2):
            tell(event="notifications.message_written", subject_kind="message", subject_id=message.pk)

        assert list(Notice.objects.values_list("recipient_id", flat=True)) == [run.requester_id]

    def test_each_message_is_recorded_once(self, run, organisation):
        message = write(run, actor_for(organisation))

        assert AuditEntry.objects.filter(subject_kind="message", subject_id=message.pk).count() == 1


class TestBlocks:
    def test_either_way_the_two_are_apart(self):
        question = make_question()
        owner, side = question.conversation.owner_id, question.conversation.side_id
        assert not queries.is_blocked(owner, side)

        actions.block_asker(public_id=question.conversation.public_id, actor=answerer_of(question), now=NOW)

        assert queries.is_blocked(owner, side)
        assert queries.is_blocked(side, owner)
        assert queries.blocked_pairs(owner) == {side}
        assert queries.blocked_pairs(side) == {owner}

    def test_blocking_again_changes_nothing(self):
        question = make_question()
        words = {"public_id": question.conversation.public_id, "actor": answerer_of(question), "now": NOW}

        first, second = actions.block_asker(**words), actions.block_asker(**words)

        assert first.pk == second.pk
        assert AuditEntry.objects.filter(verb="block.place").count() == 1

    def test_a_person_without_an_organisation_is_blocked_in_person(self):
        question = make_question(asker=make_person())

        block = actions.block_asker(public_id=question.conversation.public_id, actor=answerer_of(question), now=NOW)

        assert (block.blocked_id, block.blocked_person_id) == (None, question.conversation.opened_by_id)
        assert queries.blocked_pairs(question.conversation.owner_id) == frozenset()

    def test_the_asker_does_not_block_the_owner(self):
        question = make_question()

        with pytest.raises(NotAllowed):
            actions.block_asker(
                public_id=question.conversation.public_id, actor=actor_for(question.conversation.side), now=NOW
            )

    def test_there_is_a_limit(self, settings):
        settings.BLOCKS_MAX = 0
        question = make_question()

        with pytest.raises(Conflict):
            actions.block_asker(public_id=question.conversation.public_id, actor=answerer_of(question), now=NOW)

    def test_the_database_refuses_a_block_of_nobody(self):
        question = make_question()
        block = actions.block_asker(public_id=question.conversation.public_id, actor=answerer_of(question), now=NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            Block.objects.filter(pk=block.pk).update(blocked=None)


class TestHidden:
    def test_a_reviewer_hides_one_message_and_keeps_the_other(self):
        question = make_answered()

        actions.hide_message(message_id=question.answered_id, reason="advertising", actor=make_reviewer(), now=NOW)

        hidden = dict(Message.objects.values_list("seq", "hidden_reason"))
        assert hidden == {1: "", 2: "advertising"}

    def test_hiding_twice_is_refused(self):
        question = make_answered()
        words = {"message_id": question.answered_id, "reason": "advertising", "now": NOW}
        actions.hide_message(actor=make_reviewer(), **words)

        with pytest.raises(TransitionRefused):
            actions.hide_message(actor=make_reviewer(), **words)

    def test_neither_side_hides(self):
        question = make_answered()

        with pytest.raises(NotAllowed):
            actions.hide_message(
                message_id=question.answered_id, reason="advertising", actor=answerer_of(question), now=NOW
            )

    def test_staff_without_the_duty_finds_nothing(self):
        question = make_answered()

        with pytest.raises(NotFound):
            actions.hide_message(
                message_id=question.answered_id,
                reason="advertising",
                actor=make_staff(StaffRoleName.ANALYST),
                now=NOW,
            )


def test_reading_is_noted_up_to_the_last_message_and_never_back():
    question = make_answered()
    asker = actor_for(question.conversation.side)
    unread = queries.unread_conversations(actor=asker)

    for seq in (99, 1):
        actions.mark_conversation_read(public_id=question.conversation.public_id, up_to=seq, actor=asker)

    assert (unread, queries.unread_conversations(actor=asker)) == (1, 0)


def test_a_reviewer_who_looks_leaves_no_mark():
    question = make_answered()

    actions.mark_conversation_read(public_id=question.conversation.public_id, up_to=2, actor=make_reviewer())

    assert question.conversation.read_marks.count() == 2  # Those of asker and answerer.
