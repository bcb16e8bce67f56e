"""Organisations for other systems."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts import queries
from marketplace.accounts.api.serializers import OrganisationSerializer
from marketplace.common import limits
from marketplace.common.api import actor_of_request, etag


class OrganisationView(APIView):
    @extend_schema(
        operation_id="organisation",
        summary="Read an organisation by its slug; a former slug leads to the same organisation.",
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH, description="As in the address of its page")],
        responses=OrganisationSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        limits.check(request._request, "api_read")
        found = queries.organisation_page(slug, actor=actor_of_request(request))
        return Response(OrganisationSerializer(found).data, headers={"ETag": etag(found.version)})
