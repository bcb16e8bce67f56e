"""Members, invitations and requests to join over REST: translate, call one action or query."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts import actions, queries
from marketplace.accounts.api import joining_shapes as shapes
from marketplace.accounts.models import Organisation
from marketplace.common import clock, limits
from marketplace.common.api import StrictSerializer, actor_of_request, etag
from marketplace.common.api_moves import NothingIn
from marketplace.common.cursor import page_of
from marketplace.common.permissions import Actor, require_person

PAGING = [
    OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
    OpenApiParameter("limit", int, description="Rows per page, at most 100"),
]
ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="As in the list")


class Members(APIView):
    @extend_schema(
        operation_id="organisation_members",
        summary="Members of the organisation acted for, who joined last first",
        parameters=PAGING,
        responses=shapes.MemberPage,
    )
    def get(self, request: Request) -> Response:
        organisation, actor = _own(request)
        return _page(request, queries.people_of(organisation, actor=actor), shapes.MemberOut, salt="members")


class Invitations(APIView):
    @extend_schema(
        operation_id="organisation_invitations",
        summary="Invitations of the organisation acted for, newest first; its administrators' only",
        parameters=PAGING,
        responses=shapes.InvitationPage,
    )
    def get(self, request: Request) -> Response:
        organisation, actor = _own(request)
        return _page(request, queries.invitations_of(organisation, actor=actor), shapes.InvitationOut, salt="invited")

    @extend_schema(
        operation_id="organisation_invite",
        summary="Ask an address to join; the answer does not tell whether it is known",
        request=shapes.InvitationIn,
        responses={201: shapes.InvitationOut},
    )
    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        organisation = queries.own_organisation(actor=actor)
        given = _given(shapes.InvitationIn, request)
        limits.check(request._request, "joining")
        invitation = actions.invite(
            organisation_id=organisation.pk,
            actor=actor,
            now=clock.now(),
            **{"language": settings.LANGUAGE_CODE} | given,
        )
        return _shown(shapes.InvitationOut, invitation, status=HTTPStatus.CREATED)


class WithdrawInvitation(APIView):
    @extend_schema(
        operation_id="organisation_invitation_withdraw",
        summary="Take an unanswered invitation back",
        parameters=[ID],
        request=NothingIn,
        responses=shapes.InvitationOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        found = queries.own_invitation(public_id, actor=actor)
        _given(NothingIn, request)
        invitation = actions.withdraw_invitation(invitation_id=found.pk, actor=actor, now=clock.now())
        return _shown(shapes.InvitationOut, invitation)


class JoinRequests(APIView):
    @extend_schema(
        operation_id="organisation_join_requests",
        summary="Requests that wait for the administrators of the organisation acted for, newest first",
        parameters=PAGING,
        responses=shapes.JoinRequestPage,
    )
    def get(self, request: Request) -> Response:
        organisation, actor = _own(request)
        return _page(request, queries.join_requests_of(organisation, actor=actor), shapes.JoinRequestOut, salt="asked")


class AdmitJoinRequest(APIView):
    @extend_schema(
        operation_id="join_request_admit",
        summary="Let the person in with a role",
        parameters=[ID],
        request=shapes.RoleIn,
        responses=shapes.JoinRequestOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        return _answer(request, public_id, shapes.RoleIn, actions.admit)


class RefuseJoinRequest(APIView):
    @extend_schema(
        operation_id="join_request_refuse",
        summary="Refuse with a reason, which the person reads",
        parameters=[ID],
        request=shapes.RefusalIn,
        responses=shapes.JoinRequestOut,
    )
    def post(self, request: Request, public_id: str) -> Response:
        return _answer(request, public_id, shapes.RefusalIn, actions.refuse_join)


def _own(request: Request) -> tuple[Organisation, Actor]:
    limits.check(request._request, "api_read")
    actor = actor_of_request(request)
    require_person(actor)
    return queries.own_organisation(actor=actor), actor


def _page(request: Request, rows: QuerySet[Any], shape: type[serializers.Serializer], *, salt: str) -> Response:
    page = page_of(
        rows, cursor=request.query_params.get("cursor", ""), limit=request.query_params.get("limit", ""), salt=salt
    )
    return Response({"results": shape(page.rows, many=True).data, "next": page.next, "prev": page.prev})


def _answer(request: Request, public_id: str, shape: type[StrictSerializer], action: Any) -> Response:
    limits.check(request._request, "api_write")
    actor = actor_of_request(request)
    require_person(actor)
    today = timezone.localdate(clock.now())
    found = queries.join_request(public_id, actor=actor, today=today)
    action(request_id=found.pk, actor=actor, now=clock.now(), **_given(shape, request))
    found.refresh_from_db()
    return _shown(shapes.JoinRequestOut, found)


def _given(shape: type[StrictSerializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _shown(shape: type[serializers.Serializer], row: Any, *, status: int = HTTPStatus.OK) -> Response:
    return Response(shape(row).data, status=status, headers={"ETag": etag(row.version)})
