"""Asking for an estimate and following it."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import clock, limits
from marketplace.common.api import actor_of_request, etag
from marketplace.common.permissions import require_person
from marketplace.valuation import actions, queries
from marketplace.valuation.api.serializers import EstimateRequest, RunSerializer
from marketplace.valuation.models import Run

RETRY_AFTER_SECONDS = "2"
EXAMPLE = OpenApiExample(
    "Three ranges",
    value={
        "listing": "VN-12-TO-20261123-0001-N",
        "inputs": {
            "first_revenue": {"low": "8000000000", "likely": "10000000000", "high": "14000000000", "source": "Plan"},
            "growth": 0.05,
            "royalty": {"low": 0.03, "likely": 0.045, "high": 0.06, "source": "Eleven contracts"},
            "life": 7,
            "attrition_rate": 0.08,
            "discount_rate": {"low": 0.17, "likely": 0.2, "high": 0.25},
            "tax": 0.2,
            "amortisation_years": 7,
        },
    },
    request_only=True,
)


class Valuations(APIView):
    @extend_schema(
        operation_id="valuation_ask",
        summary="Ask for an estimate of an own listing",
        description="Answers 202 with the address of the run. The same inputs are the same run: then, computed, 200.",
        request=EstimateRequest,
        responses={200: RunSerializer, 202: RunSerializer},
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        given = EstimateRequest(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        listing = queries.listing_to_value(asked["listing"], actor=actor)
        run = actions.request_estimate(
            listing_id=listing.pk,
            inputs=asked["inputs"],
            method=asked["method"],
            currency=asked["currency"],
            actor=actor,
            now=clock.now(),
        )
        return _answer(queries.run_page(run.number, actor=actor), accepted=run.is_under_way)


class Valuation(APIView):
    @extend_schema(
        operation_id="valuation",
        summary="State, progress and result of an estimate",
        description="Only members of the organisation that asked see it; for everybody else there is nothing here.",
        responses={200: RunSerializer},
    )
    def get(self, request: Request, number: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        require_person(actor)
        return _answer(queries.run_page(number, actor=actor), accepted=False)


def _answer(run: Run, *, accepted: bool) -> Response:
    response = Response(RunSerializer(run).data, status=HTTPStatus.ACCEPTED if accepted else HTTPStatus.OK)
    response["ETag"] = etag(run.version)
    if accepted:
        response["Location"] = f"/api/v1/valuations/{run.number}/"
    if run.is_under_way:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
