"""Needs over REST: what `accounts.api.postings` calls and shows of them."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view

from marketplace.accounts.api.postings import (
    IF_MATCH,
    KEY,
    STALE,
    Calls,
    Given,
    MovePosting,
    OnePosting,
    PostingList,
    paging,
)
from marketplace.common import clock
from marketplace.common.permissions import Actor
from marketplace.needs import actions, queries
from marketplace.needs.api import serializers as shapes
from marketplace.needs.fields import ROW_FIELDS

EXAMPLE = OpenApiExample(
    "A technology need",
    value={
        "kind": "technology",
        "title_vi": "Giảm chi phí sấy chè mùa mưa",
        "problem_vi": "Cần sấy 800 kg búp mỗi ngày, không ám khói.",
        "requirements": [{"metric_vi": "Chi phí mỗi kg chè khô", "operator": "le", "value": "2500", "unit": "VND/kg"}],
        "answers_by": "2027-02-01",
    },
    request_only=True,
)
ANYONE = OpenApiResponse(shapes.NeedOut, description="With more fields for its owner and for reviewers")


def _edit(need_id: int, changes: Given, version: int, actor: Actor) -> object:
    return actions.edit_need(need_id=need_id, changes=changes, expected_version=version, actor=actor, now=clock.now())


CALLS = Calls(
    name="needs",
    rows_of=queries.rows_of,
    rows_in_search=queries.rows_in_search,
    find_id=queries.find_id,
    named=queries.need_named,
    by_id=queries.need_by_id,
    create=actions.create_need,
    edit=_edit,
    differences=lambda pk, changes, actor: queries.differences(queries.need_by_id(pk, actor=actor), changes),
    represent=shapes.represent,
    row_facts=ROW_FIELDS,
    money=shapes.MONEY,
)


@extend_schema_view(
    get=extend_schema(
        operation_id="needs",
        summary="List needs, newest first",
        parameters=paging("Needs"),
        responses=shapes.NeedPage,
    ),
    post=extend_schema(
        operation_id="need_create",
        summary="Begin a draft",
        request=shapes.NeedCreate,
        responses={201: ANYONE},
        examples=[EXAMPLE],
    ),
)
class Needs(PostingList):
    calls = CALLS
    row = shapes.NeedRow
    begun = shapes.NeedCreate


@extend_schema_view(
    get=extend_schema(operation_id="need", summary="Read a need", parameters=[KEY], responses=ANYONE),
    patch=extend_schema(
        operation_id="need_edit",
        summary="Change named fields",
        parameters=[KEY, IF_MATCH],
        request=shapes.NeedEdit,
        responses=ANYONE,
        description=STALE,
    ),
)
class OneNeed(OnePosting):
    calls = CALLS
    changes = shapes.NeedEdit


class MoveNeed(MovePosting):
    """One move of the lifecycle: `call` and the `shape` of its body come from `api/moves.py`."""

    calls = CALLS
