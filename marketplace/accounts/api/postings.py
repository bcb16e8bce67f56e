"""Listings and needs over REST: reading, beginning, editing and moving one; each app names its own shapes and calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts.actions.guards import Point
from marketplace.accounts.models.posting import Posting
from marketplace.common import clock, limits
from marketplace.common.api import PreconditionFailed, StrictSerializer, actor_of_request, etag, expected_version
from marketplace.common.api_facts import MomentOut, plain_input
from marketplace.common.api_moves import NothingIn
from marketplace.common.cursor import page_of
from marketplace.common.facts import Fact
from marketplace.common.permissions import Actor, require_person
from marketplace.common.problems import FieldProblem, Stale

KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Reference number or id")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as it was read")
STALE = "Answers 412 with the fields that differ when somebody saved meanwhile."

Given = dict[str, Any]
Call = Callable[[int, Given, Actor], object]


def paging(things: str) -> list[OpenApiParameter]:
    """Parameters of a list; `things` is its plural with a capital."""
    own = "1: those of the organisation acted for, in every state"
    return [
        OpenApiParameter("cursor", str, description="`next` or `prev` of a page read before"),
        OpenApiParameter("limit", int, description=f"{things} per page, at most 100"),
        OpenApiParameter("own", str, enum=["0", "1"], description=own),
    ]


class Differs(Protocol):
    """One field of a text that two people wanted to save."""

    @property
    def name(self) -> str: ...
    @property
    def theirs(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Calls:
    """What an app's addresses call: its queries, its two writing actions, its shape for a reader."""

    name: str  # Of the list, in the cursor.
    rows_of: Callable[[Actor], QuerySet]
    rows_in_search: Callable[[], QuerySet]
    find_id: Callable[..., int]
    named: Callable[..., Posting]
    by_id: Callable[..., Posting]
    create: Callable[..., Posting]  # (kind, values, actor, now)
    edit: Callable[[int, Given, int, Actor], object]  # Of (id, changes, expected version, actor).
    differences: Callable[[int, Given, Actor], list[Any]]
    represent: Callable[..., dict[str, Any]]
    row_facts: Mapping[str, Mapping[str, Fact]]
    money: tuple[str, ...]


class PostingView(APIView):
    calls: ClassVar[Calls]

    def received(self, shape: type[StrictSerializer], request: Request) -> Given:
        given = shape(data=request.data)
        given.is_valid(raise_exception=True)
        return plain_input(given.validated_data, rows=self.calls.row_facts, money=self.calls.money)

    def answer(self, pk: int, *, actor: Actor, status: int = HTTPStatus.OK, **headers: str) -> Response:
        """The object as it is stored now."""
        return self.shown(self.calls.by_id(pk, actor=actor), actor=actor, status=status, **headers)

    def shown(self, posting: Posting, *, actor: Actor, status: int = HTTPStatus.OK, **headers: str) -> Response:
        body = self.calls.represent(posting, actor=actor)
        return Response(body, status=status, headers={"ETag": etag(posting.version), **headers})


class PostingList(PostingView):
    row: ClassVar[type[serializers.Serializer]]
    begun: ClassVar[type[StrictSerializer]]

    def get(self, request: Request) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        own = request.query_params.get("own") == "1"
        if own:
            require_person(actor)
        page = page_of(
            self.calls.rows_of(actor) if own else self.calls.rows_in_search(),
            cursor=request.query_params.get("cursor", ""),
            limit=request.query_params.get("limit", ""),
            salt=f"{self.calls.name}.{own}",
        )
        rows = self.row(page.rows, many=True, context={"member": own}).data
        return Response({"results": rows, "next": page.next, "prev": page.prev})

    def post(self, request: Request) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        values = self.received(self.begun, request)
        kind = values.pop("kind")
        posting = self.calls.create(kind=kind, values=values, actor=actor, now=clock.now())
        address = request.build_absolute_uri(f"{posting.public_id}/")
        return self.answer(posting.pk, actor=actor, status=HTTPStatus.CREATED, Location=address)


class OnePosting(PostingView):
    changes: ClassVar[type[StrictSerializer]]

    def get(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_read")
        actor = actor_of_request(request)
        return self.shown(self.calls.named(key, actor=actor), actor=actor)

    def patch(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        pk = self.calls.find_id(key, actor=actor)
        version = expected_version(request)
        values = self.received(self.changes, request)
        try:
            self.calls.edit(pk, values, version, actor)
        except Stale:
            differ: list[Differs] = self.calls.differences(pk, values, actor)
            problems = [FieldProblem(f"/{one.name}", "differs", f"{one.theirs!s}") for one in differ]
            raise PreconditionFailed(errors=problems) from None
        return self.answer(pk, actor=actor)


class MovePosting(PostingView):
    call: Call
    shape: type[StrictSerializer]

    def post(self, request: Request, key: str) -> Response:
        limits.check(request._request, "api_write")
        actor = actor_of_request(request)
        require_person(actor)
        pk = self.calls.find_id(key, actor=actor)
        given = self.shape(data=request.data)
        given.is_valid(raise_exception=True)
        self.call(pk, given.validated_data, actor)
        return self.answer(pk, actor=actor)


@dataclass(frozen=True, slots=True)
class Move:
    """What a caller sends, what it does, and one line for the reference page."""

    summary: str
    call: Call
    shape: type[StrictSerializer] = NothingIn


@dataclass(frozen=True, slots=True)
class Moving:
    """Moves as calls of actions that name their object by one keyword: `listing_id`, `need_id`."""

    keyword: str

    def plain(self, action: Callable[..., object]) -> Call:
        """A move that needs no more than its object."""
        return lambda pk, _given, actor: action(**{self.keyword: pk}, actor=actor, now=clock.now())

    def worded(self, action: Callable[..., object]) -> Call:
        """A move whose body names the action's own arguments."""
        return lambda pk, given, actor: action(**{self.keyword: pk}, actor=actor, now=clock.now(), **given)

    def pointed(self, action: Callable[..., object]) -> Call:
        """A move that returns a text with a repair list."""

        def call(pk: int, given: Given, actor: Actor) -> object:
            points = [Point(**point) for point in given["points"]]
            return action(**{self.keyword: pk}, points=points, actor=actor, now=clock.now())

        return call

    def answered(self, action: Callable[..., object]) -> Call:
        """The owner's answer to one point of that list."""

        def call(pk: int, given: Given, actor: Actor) -> object:
            words = {"point_id": given["point"], "answer": given["answer"]}
            return action(**{self.keyword: pk}, actor=actor, now=clock.now(), **words)

        return call


def move_view(noun: str, name: str, move: Move, *, base: type[MovePosting], responses: object) -> type[APIView]:
    """The view of one move, `listing_submit` in the reference."""
    title = f"{noun.title()}{name.title().replace('_', '')}"
    view = type(title, (base,), {"call": staticmethod(move.call), "shape": move.shape})
    described = extend_schema(
        operation_id=f"{noun}_{name}",
        summary=move.summary,
        parameters=[KEY],
        request=move.shape,
        responses=responses,
    )
    return extend_schema_view(post=described)(view)


class PostingShown(serializers.Serializer):
    """What a list and a single posting have in common."""

    id = serializers.CharField(source="public_id")
    reference = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    state = serializers.CharField()
    url = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    catalogue = serializers.CharField(source="source.code", allow_null=True, default=None)
    is_sample = serializers.BooleanField()
    published_at = MomentOut(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)

    def get_url(self, posting: Posting) -> str | None:
        return posting.get_absolute_url() if posting.reference else None  # type: ignore[attr-defined]


class OwnerShown(serializers.Serializer):
    """Whose it is."""

    slug = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    verification = serializers.CharField()


class Standing(serializers.Serializer):
    """Tier A: where the posting stands, for its owner and the reviewers."""

    state_reason = serializers.CharField()
    state_note = serializers.CharField()
    submitted_at = MomentOut(allow_null=True)
    version = serializers.IntegerField()
