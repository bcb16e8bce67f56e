"""Search in reverse: candidates may be too many, never too few; the engine decides."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.backends import scratch_backend
from search.document import IndexedDocument
from search.fields import Audience, Kind
from search.matching.compiled import Condition, compile_query, facet_token, is_watchable, publication
from search.matching.table import SearchTable
from search.query import SearchQuery
from search.watched import params_text, strict_query

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EVERYWHERE = ((facet_token("table", "listing"),),)
WORDS = ["sấy", "lạnh", "chè", "sâm", "nước", "khe", "drying", "dried", "tea", "Đường", "duong", "bơm", "nhiệt"]


def ask(text="", *, relax=False, **given):
    return SearchQuery(audience=Audience.PUBLIC, text=text, language="vi", relax=relax, **given)


def document(title, body="", *, number=1, **facets):
    return IndexedDocument(
        kind=Kind.LISTING,
        id=number,
        version=1,
        titles=(title,),
        body=body,
        facets={name: (value,) for name, value in facets.items()},
        numbers={"trl_min": 7, "trl_max": 7},
    )


def table(**queries):
    made = SearchTable()
    for number, query in enumerate(queries.values(), start=1):
        made.put(number, compile_query(query))
    return made


def test_a_publication_finds_the_searches_it_fits():
    searches = table(
        folded=ask("say lanh"),
        marked=ask("sấy lạnh"),
        other=ask("sấy thăng hoa"),
        facet=ask(filters={"kind": ("technology",)}),
        wrong_facet=ask("sấy", filters={"kind": ("service",)}),
        readiness=ask("sấy", ranges={"trl": (6, 9)}),
        too_ready=ask("sấy", ranges={"trl": (8, 9)}),
        two_of_five=ask("sấy lạnh dưa hấu ngâm"),
        phrase=ask('"máy sấy"'),
    )

    found = searches.candidates(publication(document("Máy sấy lạnh cho chè", kind="technology")))

    assert found == {1, 2, 4, 6, 8, 9}


def test_replacing_and_removing_searches():
    searches = SearchTable()
    searches.put(1, compile_query(ask("sấy")))
    searches.put(1, compile_query(ask("lọc nước")))
    searches.put(2, compile_query(ask("sấy")))
    searches.remove(3)
    searches.keep_only([1])

    seen = publication(document("Máy sấy và lọc nước"))

    assert (searches.candidates(seen), len(searches)) == ({1}, 1)


def test_counting_and_looking_under_the_rarest_terms_agree():
    """Vector REV-01 of the matching design."""
    saved = [
        {"id": 1, "terms": ["say", "duoc", "lieu"], "required": 3},
        {"id": 2, "terms": ["say", "che"], "required": 2},
        {"id": 3, "terms": ["say", "che"], "required": 1},
        {"id": 4, "terms": ["duoc", "lieu"], "required": 2, "excluded": ["lai"]},
    ]
    searches = SearchTable()
    for one in saved:
        never = tuple(one.get("excluded", ()))
        searches.put(one["id"], Condition(tuple(one["terms"]), one["required"], (), never, EVERYWHERE, ()))

    found = searches.candidates(publication(document("sấy thăng hoa dược liệu Lai Châu")))

    assert found == {1, 3}


@pytest.mark.parametrize(
    ("query", "watchable"),
    [
        (ask(""), False),
        (ask("???"), False),
        (ask("-sấy"), False),
        (ask("sấy"), True),
        (ask(filters={"kind": ("need",)}), True),
        (ask(ranges={"trl": (7, None)}), True),
    ],
)
def test_a_search_for_everything_cannot_be_watched(query, watchable):
    assert is_watchable(query) is watchable


def test_what_is_watched_round_trips_and_never_relaxes():
    query = ask("sấy lạnh", filters={"kind": ("technology",)}, ranges={"trl": (6, None)}, page=3, relax=True)

    again = strict_query(params_text(query), language="vi")

    assert (again.text, again.filters, again.ranges, again.page, again.relax) == (
        "sấy lạnh",
        {"kind": ("technology",)},
        {"trl": (6, None)},
        1,
        False,
    )
    assert params_text(again) == params_text(query)


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
phrases = st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map(lambda words: '"' + " ".join(words) + '"')
queries = st.builds(
    lambda text, extra, kind: ask(text + extra, filters={"kind": (kind,)} if kind else {}),
    texts,
    st.sampled_from(["", " -chè", " -lạnh"]) | phrases.map(lambda phrase: " " + phrase),
    st.sampled_from(["", "technology", "service"]),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    backend = scratch_backend("embedded", root=tmp_path_factory.mktemp("reverse"), prefix="reverse")
    yield backend
    backend.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(queries, min_size=1, max_size=8), title=texts, body=texts, data=st.data())
def test_no_search_that_the_engine_would_show_is_missed(engine, asked, title, body, data):
    kind = data.draw(st.sampled_from(["technology", "service"]))
    shown = document(title, body, kind=kind)
    engine.rebuild([shown], now=NOW)
    searches = SearchTable()
    for number, query in enumerate(asked):
        searches.put(number, compile_query(query))

    by_engine = {number for number, hit in enumerate(engine.matches(Kind.LISTING, 1, asked)) if hit}

    assert by_engine <= searches.candidates(publication(shown))
