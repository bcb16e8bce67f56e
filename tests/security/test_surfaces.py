"""Where words may lie besides pages: suggestions, feeds, both engines, the cache, stored reasons, repeated answers."""

import json
import uuid
from collections import defaultdict

import pytest
import tantivy
from django.conf import settings
from django.core.cache import cache
from elasticsearch import Elasticsearch

from marketplace.common.models import IdempotencyKey
from marketplace.matches.models import Match
from search.backends import get_backend
from search.backends.elasticsearch import ElasticsearchBackend
from search.fields import Kind
from search.indexing.sources import all_documents
from search.queries import feed_token
from tests.security import world as worlds
from tests.security.probes import JSON, Asker
from tests.security.test_canaries import IN_VIEW, TOLD
from tests.security.world import canaries_in
from tests.services import require

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
FOUND = {"textpublished", "needopen"}  # What a search finds; see test_canaries.
NEVER_PUBLIC = ("draft", "submitted", "in_review", "changes_requested", "rejected", "withdrawn")


def test_the_beginnings_of_words_that_are_not_public_suggest_nothing(world):
    """As somebody types: every beginning of three to eight letters, with marks and without."""
    engine, told = get_backend(), {}
    beginnings = {f"{head}{name}"[:size] for name in worlds.NAMES for head in ("zq", "ắnzq") for size in range(3, 9)}
    for beginning in sorted(beginnings):
        titles = [one.title for one in engine.suggest(beginning, kinds=tuple(Kind), limit=10)]
        if canaries_in(" ".join(titles)) or any(state in title for title in titles for state in NEVER_PUBLIC):
            told[beginning] = titles

    assert len(beginnings) > 300
    assert told == {}
    assert engine.suggest("say lanh", kinds=tuple(Kind), limit=10)  # It does suggest.


def test_the_feed_of_a_saved_search_holds_its_own_name_and_what_everybody_finds(world):
    feed = Asker(world, "guest").look(f"/feeds/searches/{feed_token(world.saved)}/")

    assert feed.status == 200
    assert canaries_in(feed.text) <= {"savedname", "savedquery"}


def test_stored_documents_of_the_embedded_engine_hold_public_words_alone(world):
    """Decoded: in its files they are compressed."""

    def stored(searcher):
        found = searcher.search(tantivy.Query.all_query(), limit=1000)
        return [searcher.doc(address).to_dict() for _score, address in found.hits]

    documents = get_backend()._read("reading", stored)

    assert len(documents) > 10
    assert canaries_in(json.dumps(documents, default=str, ensure_ascii=False)) <= FOUND


def test_documents_that_any_engine_is_given_hold_public_words_alone(world):
    documents = list(all_documents(slice_size=100))

    assert canaries_in(repr(documents)) == FOUND
    assert "777111777" not in repr(documents)


@pytest.mark.services
def test_raw_documents_of_elasticsearch_hold_public_words_alone(world):
    """Source, every stored and every doc value; and no field answers to a word that is not public."""
    url, prefix = require("elasticsearch"), f"{settings.SEARCH_INDEX_PREFIX}-{uuid.uuid4().hex[:8]}"
    engine, client = ElasticsearchBackend(url, prefix=prefix), Elasticsearch(url, request_timeout=20)
    try:
        engine.put(all_documents(slice_size=100))
        index = f"{prefix}-*"
        client.indices.refresh(index=index)
        everything = {"query": {"match_all": {}}, "size": 1000, "fields": ["*"]}
        found = client.search(index=index, body=everything)
        answered = {name for name in worlds.NAMES if _count(client, index, name)}
        ids = [(hit["_index"], hit["_id"]) for hit in found["hits"]["hits"]]
        terms = [client.termvectors(index=name, id=key, fields=["*"]).body for name, key in ids[:40]]
        mapping = client.indices.get_mapping(index=index).body
    finally:
        engine.drop_all()

    raw = json.dumps([found.body, terms, mapping], ensure_ascii=False)
    assert answered == FOUND
    assert len(ids) > 10
    assert canaries_in(raw) <= FOUND


def _count(client, index, name):
    words = {"query": f"zq{name} anzq{name}d", "fields": ["*"], "lenient": True}
    return client.count(index=index, query={"multi_match": words})["count"]


def test_the_cache_keeps_nothing_that_not_everybody_reads(world):
    """Whoever looks first, what is kept for the next reader is public."""
    addresses = ["/vi/", "/vi/search/?q=say+lanh", world.owner.get_absolute_url(), "/api/v1/search?q=say+lanh"]
    addresses += [world.listings["published"].get_absolute_url(), world.needs["open"].get_absolute_url(), "/vi/my/"]
    for role in ("owner_admin", "owner_editor", "reviewer", "judge", "guest"):
        asker = Asker(world, role)
        for address in addresses:
            asker.ask("GET", address)

    kept = dict(cache._cache)

    assert kept
    assert {key: canaries_in(value) for key, value in kept.items() if canaries_in(key) or canaries_in(value)} == {}


def test_stored_reasons_of_pairs_quote_public_words_alone(world):
    reasons = list(Match.objects.values_list("explanation", flat=True))

    assert len(reasons) >= 3
    assert canaries_in(json.dumps(reasons, ensure_ascii=False)) <= FOUND


@pytest.mark.parametrize("other", ["member", "token_read", "guest"])
def test_a_repeated_call_of_somebody_else_gets_no_answer_of_the_first(world, other):
    """The same key and the same body: for another person, or another token of the same person, it is their own."""
    more = {"data": b'{"kind": "technology", "title_vi": "zqrepeated"}', "content_type": JSON}
    headers = {"Idempotency-Key": "one-and-the-same"}
    first = Asker(world, "token_write").ask("POST", "/api/v1/listings/", headers=headers, **more)

    again = Asker(world, other).ask("POST", "/api/v1/listings/", headers=headers, **more)

    assert first.status_code == 201
    assert IdempotencyKey.objects.filter(body__contains="zqrepeated").exists()
    assert "Idempotency-Replayed" not in again
    assert first.json()["id"] not in again.content.decode()


def test_mails_reach_those_only_who_may_read_what_they_say(world):
    """Subject, headers, plain text and HTML of everything that the workers sent."""
    people = {user.email: role for role, user in world.users.items()}
    invited = {world.deals[name].email for name in ("invitation", "invitation_open")}
    read = defaultdict(set)
    for message in world.mails:
        role = people.get(message.to[0], "somebody")
        own = world.users[role].email + world.users[role].name if role in world.users else message.to[0]
        own += "zqownername" if message.to[0] in invited else ""  # An invitation says who asks.
        read[role] |= canaries_in(message.message().as_string() + _parts(message)) - canaries_in(own)

    beyond = {role: names - IN_VIEW - TOLD.get(role, set()) for role, names in read.items()}
    assert {role: names for role, names in beyond.items() if names} == {}
    assert len(world.mails) >= 3
    assert "ownername" in canaries_in(" ".join(map(_parts, world.mails)))  # The look is not blind.


def _parts(message):
    """Decoded, as they are read: a transfer encoding hides words."""
    bodies = [part for part, _kind in getattr(message, "alternatives", [])]
    return " ".join([message.subject, message.body, *bodies])
