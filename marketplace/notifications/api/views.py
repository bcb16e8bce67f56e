"""One's own notices for other systems."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import limits
from marketplace.common.api import actor_of_request
from marketplace.common.cursor import page_of
from marketplace.common.permissions import require_person
from marketplace.notifications import queries
from marketplace.notifications.api.serializers import NoticePageSerializer


class NoticesView(APIView):
    @extend_schema(
        operation_id="notices",
        summary="Read one's own notices, newest first.",
        parameters=[
            OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
            OpenApiParameter("limit", int, description="Notices per page, at most 100"),
        ],
        responses=NoticePageSerializer,
    )
    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        page = page_of(
            queries.notices_of(actor),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt="notices",
        )
        answer = {"results": page.rows, "next": page.next, "prev": page.prev, "unread": queries.unread_count(actor)}
        return Response(NoticePageSerializer(answer).data)
