"""Two floors that differ in what is not public alone answer everybody in the same words, counts and order included."""

import re
from datetime import timedelta

import pytest

from marketplace.common import clock
from marketplace.listings.actions import edit_listing
from marketplace.listings.models import Listing
from marketplace.moderation.actions import file_complaint
from marketplace.notifications import actions as notes
from marketplace.valuation.actions import request_estimate
from search.actions import save_search
from search.fields import Audience
from search.query import SearchQuery
from tests.factories import listings as make_listing
from tests.factories import needs as make_need
from tests.security.probes import Asker
from tests.valuation.floor import INPUTS
from workers.supervisor import drain_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
# Ids of requests and forms, and how long a search took: they differ between any two answers.
_PASSING = (
    (re.compile(r"\b[A-Za-z0-9]{64}\b"), "TOKEN"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "REQUEST"),
    (re.compile(r'"took_ms": ?[0-9.]+'), "TOOK"),
)


def public_addresses(world):
    listing, need = world.listings["published"], world.needs["open"]
    made = ["/vi/", "/en/", "/vi/search/", "/vi/search/?q=say+lanh", "/vi/search/?kind=need&q=say+lanh"]
    made += ["/api/v1/search?size=100", "/api/v1/search?q=say+lanh&size=100", "/api/v1/search?q=zqlater"]
    made += ["/api/v1/listings/?limit=100", "/api/v1/needs/?limit=100"]
    made += [thing.get_absolute_url() for thing in (listing, need, world.owner, world.hidden, world.deals["offer"])]
    made += [f"/api/v1/listings/{listing.public_id}/", f"/api/v1/needs/{need.public_id}/"]
    return made


def answers(world):
    guest, other_side = Asker(world, "guest"), Asker(world, "counterparty")
    pair = world.deals["proposed"].public_id
    matches = ["/api/v1/matches/", f"/api/v1/matches/{pair}/", f"/vi/my/matches/{pair}/"]
    asked = [(guest, path) for path in public_addresses(world)] + [(other_side, path) for path in matches]
    return {path: plain(asker.ask("GET", path)) for asker, path in asked}


def plain(response):
    text = response.content.decode()
    for pattern, word in _PASSING:
        text = pattern.sub(word, text)
    return response.status_code, text


def unlike(first, second):
    """Where two answers part, with a little of both."""
    at = next((at for at, pair in enumerate(zip(first[1], second[1], strict=False)) if pair[0] != pair[1]), 0)
    return first[0], second[0], first[1][max(at - 80, 0) : at + 80], second[1][max(at - 80, 0) : at + 80]


def add_what_is_not_public(world):
    """Texts, figures and dealings of every kind that nobody else may learn of, in words that people search for."""
    now = clock.now()
    author, member = world.actor("owner_editor"), world.actor("member")
    words = {"title_vi": "Sấy lạnh zqlater", "abstract_vi": "Sấy lạnh chè zqlater", "now": now}
    for make in (make_listing.make_draft, make_listing.make_submitted):
        make(author=author, **words)
    make_listing.make_in_review(author=author, reviewer=world.actor("reviewer"), **words)
    days = (now.date() + timedelta(days=200)).isoformat()
    for make in (make_need.make_draft, make_need.make_submitted):
        make(author=author, answers_by=days, title_vi="Cần sấy lạnh zqlater", now=now)
    published = world.listings["published"]
    notes.ask_question(
        kind="listing", subject_id=published.pk, text="zqlater?", actor=world.actor("certifier"), now=now
    )
    notes.add_bookmark(kind="need", subject_id=world.needs["open"].pk, note="zqlater", actor=member, now=now)
    file_complaint(
        kind="need",
        subject_id=world.needs["open"].pk,
        ground="false_claim",
        statement="zqlater",
        actor=member,
        now=now,
    )
    request_estimate(listing_id=published.pk, inputs=INPUTS, actor=author, now=now)
    query = SearchQuery.from_params({"q": "say lanh"}, audience=Audience.PUBLIC, language="vi")
    save_search(query=query, name="zqlater", actor=member, now=now)
    drain_all()


def edit_what_is_in_view(world):
    """An edit that waits for its review; what is in view stays as it was approved."""
    published = Listing.objects.get(pk=world.listings["published"].pk)
    changes = {"title_vi": "Sấy lạnh khác hẳn zqlater", "limits_vi": "zqlater", "confidential_detail": "zqlater"}
    author = world.actor("owner_editor")
    edit_listing(
        listing_id=published.pk, changes=changes, expected_version=published.version, actor=author, now=clock.now()
    )
    drain_all()


# Of hits that are equally good, the embedded engine shows first what it was given first; every edit gives one again.
TIES = pytest.mark.xfail(reason="An edit that waits moves its listing behind equally good ones", strict=True)


@pytest.mark.parametrize("add", [add_what_is_not_public, pytest.param(edit_what_is_in_view, marks=TIES)])
def test_what_is_not_public_changes_no_public_answer(world, add):
    before = answers(world)

    add(world)

    after = answers(world)
    assert {path: unlike(before[path], after[path]) for path in before if before[path] != after[path]} == {}
    assert {status for status, _text in before.values()} == {200}
