"""Matches as other systems read them: both sides by their public texts, the judgement as far as both are in view."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.api import StrictSerializer
from marketplace.common.api_facts import MomentOut
from marketplace.common.api_moves import REASON_MAX_CHARS
from marketplace.common.permissions import Actor
from marketplace.matches import rules
from marketplace.matches.explanation import Component, Judge, Stance, component_points
from marketplace.matches.models import Match
from marketplace.matches.states import Side


class MatchPartyOut(serializers.Serializer):
    """One side. Texts and address are empty once it left the view; `owner` is null while its name is not said."""

    reference = serializers.CharField()
    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    url = serializers.CharField()
    owner = serializers.CharField(allow_null=True)
    catalogue = serializers.BooleanField()


class ContributionOut(serializers.Serializer):
    """One row of the sum: `share` of the score out of at most `weight`; `value` is the component itself. All 0–1."""

    component = serializers.ChoiceField(choices=[component.value for component in Component])
    judge = serializers.ChoiceField(choices=[judge.value for judge in Judge])
    value = serializers.FloatField()
    weight = serializers.FloatField()
    share = serializers.FloatField()


class PointsOut(serializers.Serializer):
    """A component of both judges in whole points; the rows add up to `points` of the match, the limits to 100."""

    component = serializers.ChoiceField(choices=[component.value for component in Component])
    points = serializers.IntegerField()
    out_of = serializers.IntegerField()


class MatchReasonOut(serializers.Serializer):
    """Why it fits, does not, or cannot be judged: `code` names the sentence, `facts` fill it."""

    stance = serializers.ChoiceField(choices=[stance.value for stance in Stance])
    code = serializers.CharField()
    component = serializers.ChoiceField(choices=[component.value for component in Component])
    facts = serializers.DictField()


class MatchRow(serializers.Serializer):
    """A match in a list. `side` is one's own: need or listing, null for the agency."""

    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    side = serializers.SerializerMethodField()
    need = serializers.SerializerMethodField()
    listing = serializers.SerializerMethodField()
    points = serializers.IntegerField()
    band = serializers.CharField()
    score_version = serializers.CharField()
    computed_at = MomentOut()
    proposed_at = MomentOut()
    answer_by = serializers.DateField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")
    version = serializers.IntegerField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_side(self, match: Match) -> str | None:
        return rules.side_of(self.context["actor"], match)

    @extend_schema_field(MatchPartyOut)
    def get_need(self, match: Match) -> dict[str, Any]:
        return _party(match, Side.NEED)

    @extend_schema_field(MatchPartyOut)
    def get_listing(self, match: Match) -> dict[str, Any]:
        return _party(match, Side.LISTING)


class MatchPage(serializers.Serializer):
    """A page of matches, newest first; `next` and `prev` are cursors, empty at either end."""

    results = MatchRow(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class MatchOut(MatchRow):
    """A match with everything that explains it, and what the two sides said."""

    score = serializers.FloatField()
    contributions = serializers.SerializerMethodField()
    component_points = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    accepted_need_at = MomentOut(allow_null=True)
    accepted_listing_at = MomentOut(allow_null=True)
    dismissed_side = serializers.CharField(allow_blank=True)
    dismissed_reason = serializers.CharField(allow_blank=True)
    dismissed_at = MomentOut(allow_null=True)
    stale_reason = serializers.CharField(allow_blank=True)
    introduced_at = MomentOut(allow_null=True)

    @extend_schema_field(ContributionOut(many=True))
    def get_contributions(self, match: Match) -> list[dict[str, Any]]:
        return list(match.explanation["contributions"]) if rules.tells_numbers(match) else []

    @extend_schema_field(PointsOut(many=True))
    def get_component_points(self, match: Match) -> Any:
        return PointsOut(component_points(match.judgement) if rules.tells_numbers(match) else [], many=True).data

    @extend_schema_field(MatchReasonOut(many=True))
    def get_reasons(self, match: Match) -> Any:
        return MatchReasonOut(rules.told_reasons(match), many=True).data


class DismissMatchIn(StrictSerializer):
    """`reason` is a code of the list dismissed_match, such as price or not_relevant."""

    reason = serializers.CharField(max_length=REASON_MAX_CHARS)


def represent(match: Match, *, actor: Actor) -> dict[str, Any]:
    """The match as this actor may read it. Read it with `queries.with_sides` first."""
    return dict(MatchOut(match, context={"actor": actor}).data)


def _party(match: Match, side: Side) -> dict[str, Any]:
    thing = match.need if side is Side.NEED else match.listing
    shown = rules.is_readable(match, side)
    named = shown and not rules.is_nameless(match, side)
    return {
        "reference": thing.reference or "",
        "title_vi": thing.title_vi if shown else "",
        "title_en": thing.title_en if shown else "",
        "url": thing.get_absolute_url() if shown and thing.reference else "",
        "owner": thing.owner.name if named else None,
        "catalogue": rules.is_record(match, side),
    }
