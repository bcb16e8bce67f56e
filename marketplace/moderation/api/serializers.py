"""Complaints as other systems read and write them. Who complains is named to the desk alone."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.common.api_facts import MomentOut
from marketplace.common.api_moves import REASON_MAX_CHARS
from marketplace.common.permissions import Actor
from marketplace.moderation import rules
from marketplace.moderation.models import TEXT_MAX_CHARS, Complaint
from marketplace.moderation.states import ComplaintState, Dismissal, Effect

KEY_MAX_CHARS = 100
SIDES = ("complainant", "other_side")
SUBJECTS = ("listing", "need", "organisation", "question", "message")


class ComplaintIn(StrictSerializer):
    """A complaint of something one sees; its public text is frozen as evidence.

    `ground` is a code of the list complaint_ground.
    """

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in SUBJECTS])
    key = serializers.CharField(max_length=KEY_MAX_CHARS, help_text="Reference number, id or slug of the subject")
    ground = serializers.CharField(max_length=REASON_MAX_CHARS)
    statement = serializers.CharField(
        max_length=TEXT_MAX_CHARS, help_text="The sentence, the figure or the right; evidence by link"
    )


class WordsIn(StrictSerializer):
    """What the other side, or the asked one, reads word for word."""

    text = serializers.CharField(max_length=TEXT_MAX_CHARS)


class DismissalIn(WordsIn):
    """Why it is not upheld; both sides read the words."""

    reason = serializers.ChoiceField(choices=Dismissal.choices)


class RulingIn(WordsIn):
    """What was found and what follows. `repair`, where it comes back after repair: a code of returned_listing."""

    ground = serializers.CharField(max_length=REASON_MAX_CHARS)
    effect = serializers.ChoiceField(choices=Effect.choices)
    repair = serializers.CharField(max_length=REASON_MAX_CHARS, required=False, default="", allow_blank=True)


class ComplaintFacts(serializers.Serializer):
    """What every reader of a complaint sees."""

    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_key = serializers.CharField()
    title_vi = serializers.CharField(allow_blank=True)
    title_en = serializers.CharField(allow_blank=True)
    ground = serializers.CharField(source="ground.code")
    filed_at = MomentOut(source="created_at")
    first_look_due = serializers.DateField()
    answer_due = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class ComplaintRow(ComplaintFacts):
    """A complaint in a list. `side` is one's own: complainant or other_side."""

    side = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=[(side, side) for side in SIDES]))
    def get_side(self, complaint: Complaint) -> str:
        return "complainant" if _is_complainant(self.context["actor"], complaint) else "other_side"


class ComplaintPage(serializers.Serializer):
    """A page of complaints, newest first; `next` and `prev` are cursors, empty at either end."""

    results = ComplaintRow(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class DecisionOut(serializers.Serializer):
    """`code` is the ground that was found, or why it was dismissed."""

    code = serializers.CharField(source="decision")
    text = serializers.CharField(source="decision_text")
    effect = serializers.CharField(allow_blank=True)
    at = MomentOut(source="decided_at")


class ComplaintOut(ComplaintRow):
    """A complaint as its side reads it: `statement` and `evidence` for who filed it, `answer` for the other side."""

    statement = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    asked = serializers.CharField(allow_blank=True)
    answer = serializers.SerializerMethodField()
    off_view_since = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    may_answer = serializers.SerializerMethodField()
    may_withdraw = serializers.SerializerMethodField()

    def get_statement(self, complaint: Complaint) -> str:
        return complaint.statement if _is_complainant(self.context["actor"], complaint) else ""

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_evidence(self, complaint: Complaint) -> Mapping[str, str]:
        return complaint.snapshot.content if _is_complainant(self.context["actor"], complaint) else {}

    def get_answer(self, complaint: Complaint) -> str:
        return "" if _is_complainant(self.context["actor"], complaint) else complaint.answer

    @extend_schema_field(MomentOut(allow_null=True))
    def get_off_view_since(self, complaint: Complaint) -> Any:
        since = complaint.graded_at
        return MomentOut().to_representation(since) if complaint.is_off_view and since is not None else None

    @extend_schema_field(DecisionOut(allow_null=True))
    def get_decision(self, complaint: Complaint) -> Any:
        return DecisionOut(complaint).data if complaint.decided_at is not None else None

    def get_may_answer(self, complaint: Complaint) -> bool:
        asked = complaint.state == ComplaintState.AWAITING_ANSWER
        return asked and rules.may_answer(self.context["actor"], complaint)

    def get_may_withdraw(self, complaint: Complaint) -> bool:
        return complaint.is_open and rules.may_withdraw(self.context["actor"], complaint)


class DeskRow(ComplaintFacts):
    """A complaint at the desk; `serious` is null before the first look."""

    serious = serializers.BooleanField(allow_null=True)


class DeskPage(serializers.Serializer):
    """A page of the desk, newest first; `next` and `prev` are cursors, empty at either end."""

    results = DeskRow(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class DeskComplaintOut(DeskRow):
    """A complaint with all that decides it. `complainant` is an address, an organisation, or empty for a person."""

    complainant = serializers.SerializerMethodField()
    statement = serializers.CharField()
    evidence = serializers.DictField(source="snapshot.content", child=serializers.CharField())
    evidence_sha256 = serializers.CharField(source="snapshot.sha256")
    asked = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)
    take_down_proposed = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    moves = serializers.SerializerMethodField()

    def get_complainant(self, complaint: Complaint) -> str:
        side = complaint.complainant_for
        return complaint.email or (side.name if side is not None else "")

    def get_take_down_proposed(self, complaint: Complaint) -> bool:
        return complaint.proposed_by_id is not None

    @extend_schema_field(DecisionOut(allow_null=True))
    def get_decision(self, complaint: Complaint) -> Any:
        return DecisionOut(complaint).data if complaint.decision else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_moves(self, complaint: Complaint) -> list[str]:
        return rules.moves_for(self.context["actor"], complaint)


def _is_complainant(actor: Actor, complaint: Complaint) -> bool:
    return actor.is_person and actor.user_id == complaint.complainant_id
