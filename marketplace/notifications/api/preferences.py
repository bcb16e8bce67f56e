"""What one chose about mail, for other systems."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import StrictSerializer, actor_of_request
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.notifications import actions
from marketplace.notifications.queries.preferences import own_mail_choices, own_subscriptions
from marketplace.notifications.states import Pace


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "21:00"})
class ClockTime(serializers.TimeField):
    """Hour and minute on somebody's own clock: without a zone, so not the `time` of RFC 3339."""


class QuietHoursShape(StrictSerializer):
    """On one's own clock; `start` may be later than `end`: then over midnight."""

    on = serializers.BooleanField()
    start = ClockTime(format="%H:%M", input_formats=["%H:%M"])
    end = ClockTime(format="%H:%M", input_formats=["%H:%M"])


class SubscriptionShape(serializers.Serializer):
    """A choice for one thing, such as a saved search."""

    key = serializers.CharField()
    pace = serializers.ChoiceField(choices=Pace.choices)


class MailOut(serializers.Serializer):
    """Category → how often; quiet hours; choices for single things; whether the address takes mail."""

    paces = serializers.DictField(child=serializers.ChoiceField(choices=Pace.choices))
    quiet_hours = QuietHoursShape()
    subscriptions = SubscriptionShape(many=True)
    time_zone = serializers.CharField()
    address_refused = serializers.BooleanField()


class MailEdit(StrictSerializer):
    """Only what is named changes."""

    paces = serializers.DictField(child=serializers.ChoiceField(choices=Pace.choices), required=False)
    quiet_hours = QuietHoursShape(required=False)


class SubscriptionEdit(StrictSerializer):
    """`pace` null: as the category says again."""

    pace = serializers.ChoiceField(choices=Pace.choices, allow_null=True)


class MailPreferences(APIView):
    @extend_schema(operation_id="mail_preferences", summary="Read how often one's mail comes", responses=MailOut)
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        return _answer(actor)

    @extend_schema(
        operation_id="mail_preferences_edit",
        summary="Choose how often one's mail comes",
        request=MailEdit,
        responses=MailOut,
    )
    def patch(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        given = _read(MailEdit, request)
        hours = given.get("quiet_hours")
        quiet = actions.Quiet(hours["on"], hours["start"], hours["end"]) if hours else None
        actions.choose_mail(paces=given.get("paces", {}), quiet=quiet, actor=actor, now=clock.now())
        return _answer(actor)


class OneSubscription(APIView):
    @extend_schema(
        operation_id="mail_subscription_edit",
        summary="Choose how often mail about one thing comes",
        parameters=[OpenApiParameter("key", str, OpenApiParameter.PATH, description="As saved_search:12")],
        request=SubscriptionEdit,
        responses={HTTPStatus.OK: MailOut},
    )
    def put(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        pace = _read(SubscriptionEdit, request)["pace"]
        if pace is None:
            actions.forget_subscription(key=key, actor=actor, now=clock.now())
        else:
            actions.choose_subscription(key=key, pace=pace, actor=actor, now=clock.now())
        return _answer(actor)


def _read(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Invalid(errors=[FieldProblem("", "object", _("Send one JSON object."))])
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(actor: Actor) -> Response:
    choices = own_mail_choices(actor)
    answer = {
        "paces": dict(choices.paces),
        "quiet_hours": {
            "on": choices.quiet is not None,
            "start": choices.reach.quiet_from,
            "end": choices.reach.quiet_until,
        },
        "subscriptions": own_subscriptions(actor),
        "time_zone": choices.zone,
        "address_refused": choices.flagged,
    }
    return Response(MailOut(answer).data)
