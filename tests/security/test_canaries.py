"""Nobody finds what is not theirs: every restricted field carries a canary, and every surface is searched for it."""

import json
import logging
from collections import defaultdict

import pytest
from django.conf import settings

from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.notifications.models import Notice
from search.backends import SearchReader, get_backend
from search.fields import Audience, Kind
from search.queries import database_reader
from search.query import SearchQuery
from tests.security import world as worlds
from tests.security.crawl import crawl, dealings_of, in_view_of, seeds_of
from tests.security.probes import Asker
from tests.security.world import canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]

ANSWERS = {"questionanswered", "answerpublic"}  # Asked and answered in public.
IN_VIEW = {"textpublished", "textpaused", "textexpired", "needopen", "needpaused", "needexpired", "needclosedunmet"}
IN_VIEW |= ANSWERS
FOUND = {"textpublished", "needopen"}  # Of these, what a search finds.
NAMES_OF_HIDDEN = {"hiddenowner", "hiddenowneren", "hiddenshort"}  # On its own page; never beside what it hides behind.
FILING = {"filingsummary", "filingsummaryen", "filingabstract", "filingkeywords", "filingsupport", "filingprice"}
RIGHT = {"rightipc", "rightsource", "rightgazette"}
EDIT = {"waitingedit", "waitinglimits"}
NOTES = {"reviewpoint", "reviewanswer", "rejectnote", "withdrawnote", "closingnote"}
TEXTS = {f"text{state}" for state in ("submitted", "inreview", "changesrequested", "rejected", "withdrawn", "archived")}
NEEDS = {f"need{state}" for state in ("submitted", "inreview", "changesrequested", "rejected", "withdrawn", "archived")}
ACROSS_NDA = {f"nda{name.removeprefix('text')}" for name in TEXTS | {"textpublished", "textpaused", "textexpired"}}
AGENCY = TEXTS | NEEDS | FILING | RIGHT | EDIT | NOTES | {"budget", "membername", "hiddenname"} | NAMES_OF_HIDDEN
OWN_WORK = {"runsource", "savedname", "savedquery", "runmessage", "bookmarknote"}
CONTACTS = {"ownername", "hiddenname"}  # Tier R: the person to write to, on the page of an organisation.
# What passes between two sides, and who reads it beside the owner.
ASKED = {"questionasked", "questiondeclined", "declinenote", "questionremoved", "removenote", "questionblocked"}
COMPLAINTS = {"complaintfiled", "complaintgraded", "complaintasked", "complaintsettled", "guestcomplaint", "guestmail"}
JUDGED = {"judgeasks", "judgeaskedbefore", "otherside", "judgedecides"}
OF_THE_MEMBER = COMPLAINTS - {"guestcomplaint", "guestmail"} | {
    "judgeasks",
    "judgeaskedbefore",
    "otherside",
    "judgedecides",
}
JOINING = {"invitedmail", "joinnotecertifier", "joinnotelate", "latename"}
HELP = {f"{name}{what}" for name in ("assisted", "former") for what in ("by", "mark", "reach", "draft")}
STANDING = {"suspendnote", "asksuspendnote"}


def hits(pages):
    """Canary → addresses where it was seen. A hidden owner's name may stand on its own page."""
    found = defaultdict(set)
    for path, page in pages.items():
        names = canaries_in(page.text)
        for name in names - NAMES_OF_HIDDEN if "/organisation" in path else names:
            found[name].add(path)
    return dict(found)


# Who reads what beside what is in view. What stands here is decided in the rules of roles and tiers, not in the code.
MAY = {
    "guest": set(),
    "member": CONTACTS | OF_THE_MEMBER,
    "counterparty": CONTACTS | ASKED - {"questionblocked"} | {"membername"},
    "judge": CONTACTS | ASKED | COMPLAINTS | JUDGED | STANDING,
}
MUST = {
    "guest": set(),
    "member": CONTACTS | {"complaintfiled", "complaintsettled", "judgedecides"},
    "counterparty": CONTACTS | {"questionasked", "questiondeclined", "declinenote", "removenote"},
    "judge": CONTACTS | {"complaintgraded", "guestcomplaint", "judgeasks", "otherside", "questionasked"},
}


# Objects of others in every state are opened by every class in test_visibility, with the bodies of refusals compared:
# members read here what concerns them, and every night all of it, as guests and reviewers do on every run.
WHOLE = [("guest", 150), pytest.param("judge", 10, marks=pytest.mark.nightly)]
WHOLE += [pytest.param(role, 10, marks=pytest.mark.nightly) for role in ("member", "counterparty")]


def assert_no_more_than_theirs(pages, role):
    found = hits(pages)

    assert {name: paths for name, paths in found.items() if name not in IN_VIEW | MAY[role]} == {}
    assert set(found) >= IN_VIEW | MUST[role]  # The crawl is not blind.
    assert not {page.status for page in pages.values()} & {500, 503}


@pytest.mark.parametrize(("role", "further"), WHOLE)
def test_each_finds_what_is_in_view_and_theirs_and_no_more(world, role, further):
    assert_no_more_than_theirs(crawl(Asker(world, role), seeds_of(world), further=further), role)


@pytest.mark.parametrize("role", ["member", "counterparty"])
def test_members_find_what_is_in_view_and_theirs_and_no_more(world, role):
    seeds = [*in_view_of(world), *dealings_of(world, whole=False)]

    assert_no_more_than_theirs(crawl(Asker(world, role), seeds, further=10), role)


def test_a_reviewer_reads_what_reviewing_needs_and_nothing_across_an_nda(world):
    found = hits(crawl(Asker(world, "reviewer"), seeds_of(world), further=20))

    own = {"reviewername", "reviewermail"}
    may = IN_VIEW | AGENCY | CONTACTS | ASKED | COMPLAINTS | JUDGED | STANDING | own
    assert {name: paths for name, paths in found.items() if name not in may} == {}
    assert set(found) >= IN_VIEW | TEXTS | NEEDS | FILING | RIGHT | EDIT | NOTES | COMPLAINTS | {"budget"}


def test_the_owner_finds_everything_of_its_own_and_nothing_of_others(world):
    """Without this the others prove nothing."""
    found = hits(crawl(Asker(world, "owner_editor"), seeds_of(world)))

    whole = (
        IN_VIEW | TEXTS | NEEDS | ACROSS_NDA | FILING | RIGHT | EDIT | OWN_WORK | {"budget", "textdraft", "ndadraft"}
    )
    assert set(found) >= whole | {"needdraft", "rejectnote", "withdrawnote", "closingnote"}
    assert set(found) >= ASKED | JUDGED | {"ownername"}
    foreign = NAMES_OF_HIDDEN | COMPLAINTS | HELP | {"hiddenmail", "reviewername", "reviewermail", "invitedmail"}
    assert set(found) & (foreign | JOINING | STANDING) == set()


def test_a_token_finds_what_its_person_finds_below_the_api_and_nothing_of_others(world):
    """For the organisation it was made for, with no duty."""
    seeds = [path for path in seeds_of(world) if path.startswith("/api/")]

    found = hits(crawl(Asker(world, "token_read"), seeds))

    assert set(found) >= IN_VIEW | TEXTS | NEEDS | ACROSS_NDA | {"budget", "questionasked", "bookmarknote"}
    assert (
        set(found) & (NAMES_OF_HIDDEN | COMPLAINTS | HELP | JOINING | STANDING | {"hiddenmail", "hiddenname"}) == set()
    )


@pytest.mark.parametrize(
    ("role", "paths", "own"),
    [
        ("owner_admin", ["organisation/", "organisation/edit/"], {"address", "paper"}),
        ("owner_viewer", ["", "searches/", "notices/", "listings/", "needs/"], set()),
        ("hidden", ["listings/", "organisation/"], {"hiddenname", "hiddenowner"}),
    ],
)
def test_of_private_pages_each_holds_what_is_the_readers_own(world, role, paths, own):
    found = set(hits(crawl(Asker(world, role), [f"/vi/my/{path}" for path in paths])))

    assert found >= own
    assert found & OWN_WORK == set()  # Saved searches are their holder's, inputs of estimates stay with the estimate.
    assert ("hiddenowner" in found) == (role == "hidden")


def reader(name: str) -> SearchReader:
    return get_backend() if name == "engine" else database_reader()


@pytest.mark.parametrize("name", ["engine", "database"])
def test_no_search_answers_to_a_word_that_is_not_public(world, name):
    search = reader(name)
    answered = set()
    for word in sorted(worlds.NAMES):
        for text in (f"zq{word}", f"ắnzq{word}đ", f"anzq{word}d"):
            query = SearchQuery.from_params({"q": text, "relax": "0"}, audience=Audience.PUBLIC, language="vi")
            if search.search(query).total:
                answered.add(word)

    assert answered == FOUND


@pytest.mark.parametrize("name", ["engine", "database"])
@pytest.mark.parametrize(
    ("listing", "params"),
    [
        ("hidden", {"province": "02"}),
        ("hidden", {"organisation": "zqhiddenowner-anzqhiddenownerd"}),
        ("hidden", {"verified": "no"}),
        ("minimal", {"price_min": "777111777", "price_max": "888111888"}),
        ("minimal", {"price_mode": "range"}),
        ("minimal", {"ip_status": "pending"}),
        ("minimal", {"trl": "7"}),
    ],
)
def test_no_filter_picks_out_what_is_hidden(world, name, listing, params):
    query = SearchQuery.from_params({**params, "size": "100"}, audience=Audience.PUBLIC, language="vi")

    page = reader(name).search(query)

    assert world.listings[listing].pk not in {hit.id for hit in page.hits if hit.kind == "listing"}
    assert not any("zqhidden" in value for counts in page.facets.values() for value, count in counts.items() if count)


@pytest.mark.parametrize("name", ["engine", "database"])
@pytest.mark.parametrize(
    ("need", "params"),
    [
        ("anonymous", {"province": "02"}),
        ("anonymous", {"country": "VN"}),
        ("anonymous", {"organisation": "zqhiddenowner-anzqhiddenownerd"}),
        ("budget", {"price_min": "777222777", "price_max": "888222888"}),
    ],
)
def test_no_filter_tells_who_asks_or_what_they_can_spend(world, name, need, params):
    query = SearchQuery.from_params({**params, "size": "100"}, audience=Audience.PUBLIC, language="vi")

    page = reader(name).search(query)

    assert world.needs[need].pk not in {hit.id for hit in page.hits if hit.kind == "need"}


def test_suggestions_come_from_what_is_in_search(world):
    titles = [one.title for one in get_backend().suggest("say lanh", kinds=tuple(Kind), limit=50)]
    titles += [one.title for one in get_backend().suggest("zq", kinds=tuple(Kind), limit=50)]

    assert canaries_in(" ".join(titles)) == set()
    assert not any(word in title for title in titles for word in ("draft", "submitted", "rejected", "withdrawn"))


def test_the_files_of_the_index_hold_public_words_alone(world):
    content = b"".join(path.read_bytes() for path in settings.INDEX_DIR.rglob("*") if path.is_file())

    assert len(content) > 10_000
    assert canaries_in(content) <= FOUND


def test_what_machines_keep_names_no_person_and_quotes_no_text(world):
    facts = [row.facts for row in OutboxRow.objects.all()] + [entry.facts for entry in AuditEntry.objects.all()]
    errors = OutboxRow.objects.exclude(last_error="").values_list("last_error", flat=True)

    assert len(facts) > 100
    assert canaries_in(json.dumps([*facts, *errors])) == set()


# What is told by notice beside what is in view: to both sides of a question, to who decides, to who is decided about.
TOLD = {
    "counterparty": {"declinenote", "removenote"},
    "owner_editor": {"questionasked", "questionblocked", "removenote"},
    "owner_signatory": {"questionasked", "questionblocked", "removenote"},
    "owner_admin": {"questionasked", "questionblocked", "removenote", "latename"},
    "suspended_admin": {"suspendnote"},
    "reviewer": AGENCY,
}


def test_notices_and_mails_reach_those_only_who_may_read_what_they_say(world):
    readers = {world.users[role].pk: role for role in world.users}
    told = defaultdict(str)
    for notice in Notice.objects.all():
        words = (notice.title_vi, notice.title_en, notice.body_vi, notice.body_en, notice.url)
        told[readers.get(notice.recipient_id, "somebody")] += " ".join(words)

    read = {role: canaries_in(words) - IN_VIEW for role, words in told.items()}
    assert {role: names - TOLD.get(role, set()) for role, names in read.items() if names - TOLD.get(role, set())} == {}


def test_logs_of_a_working_floor_quote_nobody(world, caplog):
    caplog.set_level(logging.DEBUG)
    client = world.client("owner_editor")
    listing = world.listings["published"]

    for path in (
        f"/vi/my/listings/{listing.public_id}/",
        "/vi/my/",
        "/vi/search/?q=zqsavedquery",
        "/api/v1/search?q=zqcode",
    ):
        client.get(path)
    client.post(f"/vi/my/listings/{listing.public_id}/edit/problem/", {"limits_vi": "zqndapublished", "version": "x"})
    client.post("/vi/account/login/", {"login": "zqownermail@example.org", "password": "zqpaperno"})

    assert canaries_in(caplog.text) == set()
