"""One value behind the page's address, the API call, the saved search and the alert."""

from contextlib import suppress
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.text import clean_text, normal
from search.fields import COUNTED, FACETS, RANGES, Audience, Kind, Sort
from search.query import ALL_KINDS, InvalidQuery, SearchQuery


def read(query_string: str, **options) -> SearchQuery:
    return SearchQuery.from_params(QueryDict(query_string), audience=Audience.PUBLIC, language="vi", **options)


def problems(query_string: str, **options) -> list[tuple[str, str]]:
    with pytest.raises(InvalidQuery) as refused:
        read(query_string, **options)
    assert refused.value.status == 400
    assert all(str(problem.detail) for problem in refused.value.errors)
    return [(problem.field, problem.code) for problem in refused.value.errors]


def test_an_empty_address_asks_for_everything_newest_first() -> None:
    query = read("")

    assert query == SearchQuery(audience=Audience.PUBLIC)
    assert query.order is Sort.NEWEST
    assert (query.page, query.size, query.offset) == (1, 20, 0)
    assert query.to_params() == {}


def test_a_full_address_is_read_part_by_part() -> None:
    query = read(
        "q=sấy++lạnh&kind=technology&kind=service&trl=7&trl=6&trl=7&ipc=A23B&trl_min=5&price_max=900"
        "&published_min=2026-01-31&sort=price&page=3&size=50&relax=0&scope=listing"
    )

    assert query == SearchQuery(
        audience=Audience.PUBLIC,
        text="sấy lạnh",
        kinds=(Kind.LISTING,),
        filters={"kind": ("service", "technology"), "ipc": ("A23B",), "trl": ("6", "7")},
        ranges={
            "trl": (5, None),
            "price": (None, 900),
            "published": (date(2026, 1, 31).toordinal(), None),
        },
        sort=Sort.PRICE,
        page=3,
        size=50,
        relax=False,
    )
    assert query.offset == 100


def test_empty_fields_of_an_untouched_form_ask_for_nothing() -> None:
    assert read("q=&kind=&trl_min=&price_max=&sort=&page=&size=&relax=&scope=") == read("")


def test_a_mapping_reads_like_a_query_string() -> None:
    given = {"q": "sấy", "trl": ["6", "7"]}

    assert SearchQuery.from_params(given, audience=Audience.PUBLIC, language="vi") == read("q=sấy&trl=6&trl=7")


def test_everything_wrong_is_named_at_once() -> None:
    assert problems(
        "page=1e9&size=0&sort=best&kind=car&country=vn&trl=10&trl_min=12&price_min=-1&published_max=31/01/2026"
        "&relax=yes&scope=all&colour=red&q=a&q=b"
    ) == [
        ("q", "repeated"),
        ("size", "out-of-range"),
        ("page", "out-of-range"),
        ("scope", "unknown-value"),
        ("kind", "unknown-value"),
        ("trl", "unknown-value"),
        ("country", "unknown-value"),
        ("trl_min", "invalid"),
        ("price_min", "invalid"),
        ("published_max", "invalid"),
        ("sort", "unknown-value"),
        ("relax", "unknown-value"),
        ("colour", "unknown-parameter"),
    ]


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "1.5", "٣", "999999999999", "51", "1001"])
def test_a_page_out_of_reach_is_refused(page: str) -> None:
    assert [name for name, _ in problems(f"page={page}")] == ["page"]


def test_a_reader_pages_through_a_thousand_results_and_no_further() -> None:
    assert read("page=50").page == 50
    assert read("page=10&size=100").offset == 900
    assert problems("page=11&size=100") == [("page", "too-far")]


def test_bounds_in_the_wrong_order_are_refused() -> None:
    assert problems("price_min=9&price_max=5") == [("price_max", "below-minimum")]


def test_codes_are_checked_against_those_that_exist() -> None:
    assert read("field=agri", choices={"field": ["agri", "food"]}).filters == {"field": ("agri",)}
    assert problems("field=nope", choices={"field": ["agri", "food"]}) == [("field", "unknown-value")]


def test_names_of_others_may_be_passed_over() -> None:
    assert read("q=a&format=json", ignore=["format"]) == read("q=a")


def test_a_long_facet_list_is_refused() -> None:
    assert problems("&".join(f"organisation=o{number}" for number in range(51))) == [("organisation", "too-many")]


def test_the_api_refuses_a_text_over_the_limits_and_a_page_leaves_words_out() -> None:
    words = " ".join(f"w{number}" for number in range(66))

    assert problems(f"q={words}") == [("q", "too-long")]
    assert problems(f"q={'x' * 501}") == [("q", "too-long")]
    kept = read(f"q={words}", strict=False)
    assert kept.dropped_terms == ("w64", "w65")
    assert len(kept.terms.words) == 64
    assert read(f"q={'một ' * 200}", strict=False).text.count("một") == 125


def test_left_out_words_are_a_notice_and_not_part_of_the_query() -> None:
    cut = read("q=" + " ".join(f"w{number}" for number in range(66)), strict=False)

    assert SearchQuery.from_params(cut.to_params(), audience=Audience.PUBLIC, language="vi") == cut


def test_the_text_is_taken_in_one_form() -> None:
    assert read("q=Hoà%00%0D%0A CO₂").text == "Hòa CO2"


def test_at_most_twelve_facets_are_counted() -> None:
    assert len(COUNTED) <= 12


WHOLE = st.integers(0, 10**12)
DAYS = st.dates().map(lambda day: day.toordinal())
BOUNDS = {"trl": st.integers(1, 9), "price": WHOLE, "published": DAYS}
VALUES = {
    "ipc": st.sampled_from(["A", "A23", "A23B", "H04"]),
    "country": st.sampled_from(["VN", "US"]),
    "organisation": st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
}


def facet_values(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    one = st.sampled_from(FACETS[name].choices) if FACETS[name].choices else VALUES.get(name, st.just("code_1"))
    return st.lists(one, min_size=1, max_size=4, unique=True).map(lambda values: tuple(sorted(values)))


def bounds(name: str) -> st.SearchStrategy[tuple[int | None, int | None]]:
    pairs = st.tuples(st.none() | BOUNDS[name], st.none() | BOUNDS[name])
    return pairs.filter(lambda pair: pair != (None, None) and (None in pair or pair[0] <= pair[1]))


QUERIES = st.builds(
    SearchQuery,
    audience=st.sampled_from(Audience),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(lambda text: normal(clean_text(text))),
    kinds=st.sampled_from([ALL_KINDS, (Kind.LISTING,), (Kind.NEED,)]),
    filters=st.lists(st.sampled_from(sorted(FACETS)), unique=True, max_size=4).flatmap(
        lambda names: st.fixed_dictionaries({name: facet_values(name) for name in names})
    ),
    ranges=st.lists(st.sampled_from(sorted(RANGES)), unique=True, max_size=3).flatmap(
        lambda names: st.fixed_dictionaries({name: bounds(name) for name in names})
    ),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 10),
    size=st.integers(1, 100),
    language=st.sampled_from(["vi", "en"]),
    relax=st.booleans(),
)


@given(QUERIES)
def test_a_query_survives_its_own_parameters(query: SearchQuery) -> None:
    again = SearchQuery.from_params(query.to_params(), audience=query.audience, language=query.language)

    assert again == query
    assert hash(again) == hash(query)
    assert again.to_params() == query.to_params()


@given(st.dictionaries(st.sampled_from([*FACETS, "q", "page", "size", "sort", "trl_min", "x"]), st.text(max_size=20)))
def test_no_parameters_break_the_reader(given: dict[str, str]) -> None:
    with suppress(InvalidQuery):
        query = SearchQuery.from_params(given, audience=Audience.PUBLIC, language="vi")
        assert query.page * query.size <= 1000
