"""Who sees what: every role against every state, by the rules and over HTTP, on every surface that shows objects.

The default size of the matrix: each role asks the rules directly, one HTTP cell per class of roles.
"""

import re

import pytest
from django.db import transaction

from marketplace.accounts.models import Organisation
from marketplace.accounts.states import StaffRoleName
from marketplace.common import clock
from marketplace.common.holds import place_hold
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.listings.states import IN_SEARCH as LISTINGS_FOUND
from marketplace.listings.states import IN_VIEW as LISTINGS_IN_VIEW
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.needs.states import IN_SEARCH as NEEDS_FOUND
from marketplace.needs.states import IN_VIEW as NEEDS_IN_VIEW
from marketplace.valuation import rules as valuation_rules
from search import rules as search_rules
from tests.security.probes import Asker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
OWNERS = ("owner_viewer", "owner_editor", "owner_signatory", "owner_admin")
STRANGERS = ("guest", "unconfirmed", "member", "hidden")
STAFF = tuple(StaffRoleName.values)
CLASSES = ("guest", "member", "owner_editor", "reviewer", "judge")
KINDS = ("listings", "needs")
MODELS = {"listings": Listing, "needs": Need}
RULES = {"listings": listing_rules, "needs": need_rules}
IN_VIEW = {"listings": LISTINGS_IN_VIEW, "needs": NEEDS_IN_VIEW}
FOUND = {"listings": LISTINGS_FOUND, "needs": NEEDS_FOUND}
MOVES = ("submit", "pause", "resume", "archive", "revise", "recall")
PARTS = 3


def owner_role(thing, world):
    return "hidden" if thing.owner_id == world.hidden.pk else "owner"


def may_read(role, thing, kind, world):
    """The expected table, from the floor's rules of roles and tiers and not from its code."""
    own = role.startswith("owner") if thing.owner_id == world.owner.pk else role == owner_role(thing, world)
    if own or thing.state in IN_VIEW[kind]:
        return True
    return role == "reviewer" and thing.state != "draft"


def things_of(world, kind):
    return getattr(world, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", [*STRANGERS, *OWNERS, *STAFF])
def test_the_rules(world, role, kind):
    visible = set(RULES[kind].visible_to(world.actor(role)).values_list("pk", flat=True))

    seen = {name: thing.pk in visible for name, thing in things_of(world, kind).items()}

    assert seen == {name: may_read(role, thing, kind, world) for name, thing in things_of(world, kind).items()}
    assert any(seen.values())


def everything(kind):
    """Whatever there is, the dealings of people included."""
    return MODELS[kind].objects.exclude(reference=None)


def page_status(asker, thing):
    return asker.ask("GET", thing.get_absolute_url()).status_code


def expected_page(role, thing, kind, world):
    """Whoever may not know it gets 404; what was public and is gone says so to everybody."""
    if thing.published_at is not None and thing.state in ("withdrawn", "archived"):
        return 410
    return 200 if may_read(role, thing, kind, world) else 404


def expected_api(role, thing, kind, world):
    gone = thing.published_at is not None and thing.state in ("withdrawn", "archived")
    return 200 if may_read(role, thing, kind, world) else 410 if gone else 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", CLASSES)
def test_pages_and_details(world, role, kind):
    asker = Asker(world, role)
    numbered = {name: thing for name, thing in things_of(world, kind).items() if thing.reference}

    pages = {name: asker.look(thing.get_absolute_url()).status for name, thing in numbered.items()}
    details = {name: asker.look(f"/api/v1/{kind}/{thing.reference}/").status for name, thing in numbered.items()}

    assert pages == {name: expected_page(role, thing, kind, world) for name, thing in numbered.items()}
    assert details == {name: expected_api(role, thing, kind, world) for name, thing in numbered.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", CLASSES)
def test_own_pages_and_the_reviewers_desk(world, role, kind):
    """Drafts by their opaque id; to whom it is not shown, it is as unknown as any other."""
    asker = Asker(world, role)
    unknown = asker.look(f"/vi/my/{kind}/aaaaaaaaaaaa/")
    for thing in things_of(world, kind).values():
        own = asker.look(f"/vi/my/{kind}/{thing.public_id}/")
        desk = asker.look(f"/vi/staff/moderation/{kind}/{thing.public_id}/")
        mine = role == "owner_editor" and thing.owner_id == world.owner.pk
        if role == "guest":
            assert (own.status, desk.status) == (302, 302)
            continue
        reads = mine or (role == "reviewer" and thing.state != "draft")
        assert own.status == (200 if reads else 404)
        assert own.status == 200 or masked(own, thing.public_id) == masked(unknown, "aaaaaaaaaaaa")
        assert desk.status == (403 if role != "reviewer" else 404 if thing.state == "draft" else 200)


def masked(page, key):
    """The page without what differs by nature."""
    request_id = re.search(r"X-Request-Id: (\S+)", page.heads)
    text = page.body.replace(key, "KEY").replace(request_id.group(1), "ID")
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", text)


@pytest.mark.parametrize("role", CLASSES)
def test_lists_searches_and_counts_hold_the_same(world, role):
    """An object stands in a list exactly where its detail opens; what is read by its address alone is in none."""
    asker = Asker(world, role)
    found = asker.ask("GET", "/api/v1/search?size=100").json()
    hits = {hit["reference"] for hit in found["hits"]}
    expected = set()
    for kind in KINDS:
        rows = asker.ask("GET", f"/api/v1/{kind}/?limit=100").json()["results"]
        public = {thing.reference for thing in everything(kind) if thing.state in FOUND[kind]}
        assert {row["reference"] for row in rows} == public
        expected |= public

    assert hits == expected
    assert found["total"] == sum(found["facets"]["kind"].values()) == len(expected)
    assert {asker.look(hit["url"]).status for hit in found["hits"]} == {200}


@pytest.mark.parametrize("role", ["guest", "member", "owner_editor", "reviewer"])
def test_own_lists_hold_ones_own(world, role):
    asker = Asker(world, role)
    for kind in KINDS:
        answer = asker.ask("GET", f"/api/v1/{kind}/?own=1&limit=100")
        if role == "guest":
            assert answer.status_code == 403
            continue
        expected = set(MODELS[kind].objects.filter(owner=world.owner).values_list("public_id", flat=True))
        found = {row["id"] for row in answer.json()["results"]}
        assert found == (expected if role == "owner_editor" else set())


def test_the_page_of_an_organisation_lists_what_everybody_finds(world):
    page = Asker(world, "guest").ask("GET", world.owner.get_absolute_url()).content.decode()
    hidden = Asker(world, "guest").ask("GET", world.hidden.get_absolute_url()).content.decode()

    for kind in KINDS:
        for thing in things_of(world, kind).values():
            if thing.reference and thing.owner_id == world.owner.pk:
                assert (thing.reference in page) == (thing.state in FOUND[kind])
            elif thing.reference:
                assert thing.reference not in hidden


@pytest.mark.parametrize("cause", ["suspended owner", "complaint"])
def test_what_is_held_back_is_on_no_surface(world, cause):
    listing, need = world.listings["published"], world.needs["open"]
    with transaction.atomic():
        if cause == "complaint":
            for thing in (listing, need):
                place_hold(thing, "complaint", subject=world.users["member"], now=clock.now(), until=None)
        else:
            Organisation.objects.filter(pk=world.owner.pk).update(verification="suspended")
        guest, owner = Asker(world, "guest"), Asker(world, "owner_editor")

        statuses = [page_status(guest, thing) for thing in (listing, need)]
        details = [
            guest.ask("GET", f"/api/v1/{k}/{t.reference}/").status_code
            for k, t in zip(KINDS, (listing, need), strict=True)
        ]
        listed = (
            guest.ask("GET", "/api/v1/listings/?limit=100").content
            + guest.ask("GET", "/api/v1/search?size=100").content
        )
        home = guest.ask("GET", "/vi/").content.decode()
        own = page_status(owner, listing)
        transaction.set_rollback(True)

    assert statuses + details == [403 if cause == "complaint" else 404] * 4  # Under review, and says since when.
    assert own == 200
    for thing in (listing, need):
        assert thing.reference.encode() not in listed
        assert thing.reference not in home


@pytest.mark.parametrize("role", [*STRANGERS, *OWNERS, *STAFF])
def test_estimates_and_saved_searches_are_nobody_elses(world, role):
    runs = valuation_rules.visible_to(world.actor(role)).count()
    saved = search_rules.visible_to(world.actor(role)).count() if role != "guest" else 0

    assert runs == (1 if role in OWNERS else 0)
    assert saved == (1 if role == "owner_editor" else 0)


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.nightly) for part in range(1, PARTS))])
@pytest.mark.parametrize("role", ["guest", "member", "owner_viewer", "reviewer", "operator"])
def test_no_move_of_an_owner_is_made_by_others(world, role, part):
    """403 where the object is visible, 404 where it is not; 200 nowhere. The rules are asked about all pairs on every
    run; over HTTP each object is asked for some of its moves in turn, and for all of them every night.
    """
    asker = Asker(world, role)
    answers = {}
    for kind in KINDS:
        for turn, (name, thing) in enumerate(things_of(world, kind).items()):
            if thing.owner_id != world.owner.pk:
                continue
            for move in MOVES[(turn + part) % PARTS :: PARTS]:
                response = asker.try_out(
                    "POST", f"/api/v1/{kind}/{thing.public_id}/{move}", content_type="application/json"
                )
                answers[kind, name, move] = response.status_code

    assert set(answers.values()) <= {403, 404, 410}
