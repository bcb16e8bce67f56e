"""Bodies of moves that several objects share."""

from rest_framework import serializers

from marketplace.common.api import StrictSerializer

REASON_MAX_CHARS = 60
NOTE_MAX_CHARS = 2_000
CHECKLIST_MAX = 20


class NothingIn(StrictSerializer):
    """A move that needs no words."""


class ReasonIn(StrictSerializer):
    """A reason of the move's list, with own words."""

    reason = serializers.CharField(max_length=REASON_MAX_CHARS)
    note = serializers.CharField(max_length=NOTE_MAX_CHARS, required=False, default="", allow_blank=True)


class PointsIn(StrictSerializer):
    """What has to be repaired: at least one point."""

    points = ReasonIn(many=True)


class AnswerIn(StrictSerializer):
    """What was done about one point of the reviewer."""

    point = serializers.IntegerField()
    answer = serializers.CharField(max_length=NOTE_MAX_CHARS)


class ChecklistIn(StrictSerializer):
    """Every item of the reviewer's checklist, by its word."""

    checklist = serializers.ListField(
        child=serializers.CharField(max_length=REASON_MAX_CHARS), max_length=CHECKLIST_MAX
    )
