"""One's own notices for other systems."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import actor_of_request
from marketplace.common.cursor import page_of
from marketplace.common.permissions import require_person
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.notifications import actions, queries
from marketplace.notifications.api.serializers import (
    NoticePageSerializer,
    NoticeSerializer,
    ReadCountSerializer,
    SeenSerializer,
)
from marketplace.notifications.states import Category


class NoticesView(APIView):
    @extend_schema(
        operation_id="notices",
        summary="Read one's own notices, newest first.",
        parameters=[
            OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
            OpenApiParameter("limit", int, description="Notices per page, at most 100"),
            OpenApiParameter("category", str, enum=Category.values, description="Only notices of this category"),
        ],
        responses=NoticePageSerializer,
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        page = page_of(
            queries.notices_of(actor, category=_category(request)),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt=f"notices.{_category(request)}",
        )
        answer = {"results": page.rows, "next": page.next, "prev": page.prev, "unread": queries.unread_count(actor)}
        return Response(NoticePageSerializer(answer).data)


class ReadNotice(APIView):
    @extend_schema(
        operation_id="notice_read",
        summary="Mark one notice read",
        parameters=[OpenApiParameter("notice_id", int, OpenApiParameter.PATH, description="As in the list")],
        request=None,
        responses=NoticeSerializer,
    )
    def post(self, request: Request, notice_id: int) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        notice = actions.mark_read(notice_id=notice_id, actor=actor, now=clock.now())
        return Response(NoticeSerializer(notice).data)


class ReadNotices(APIView):
    @extend_schema(
        operation_id="notices_read",
        summary="Mark read what was seen: all notices up to and including one",
        request=SeenSerializer,
        responses=ReadCountSerializer,
    )
    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        given = SeenSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        count = actions.mark_all_read(up_to_id=given.validated_data["up_to"], actor=actor, now=clock.now())
        return Response(ReadCountSerializer({"read": count}).data)


def _category(request: Request) -> str:
    name = request.query_params.get("category", "")
    if name and name not in Category.values:
        raise Invalid(errors=[FieldProblem("/category", "unknown", _("There is no such category."))])
    return name
