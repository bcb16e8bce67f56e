"""What is found, what is not, and what comes first."""

import unicodedata

import pytest

from search.backends import SearchBackend
from search.fields import Audience
from tests.search.samples import ask, found, ids, listing, need

DRYER = listing(1, "Công nghệ sấy lạnh dược liệu", body="Giữ màu và tinh dầu của lá đường")
HEATER = listing(2, "Máy sấy nóng", body="Ông Dương chế tạo tại Hòa Bình")
TEA = listing(3, "Dryers for tea", body="Freeze drying keeps colour; CO₂ extraction")
WATER = listing(4, "Lọc nước giếng khoan", body="Công nghệ lọc cho hộ gia đình")


@pytest.fixture(autouse=True)
def _filled(backend: SearchBackend) -> None:
    backend.put([DRYER, HEATER, TEA, WATER])


@pytest.mark.parametrize(
    "typed",
    ["sấy lạnh", "say lanh", "SAY LANH", unicodedata.normalize("NFD", "sấy lạnh"), "sáy lanh"],
    ids=["marks", "no marks", "capitals", "NFD", "wrong marks"],
)
def test_marks_case_and_form_do_not_matter_for_finding(backend: SearchBackend, typed: str) -> None:
    assert found(backend, typed) == [1]


def test_exact_marks_rank_first_and_bare_letters_find_both(backend: SearchBackend) -> None:
    assert found(backend, "đường") == [1, 2]
    assert found(backend, "Dương") == [2, 1]
    assert set(found(backend, "duong")) == {1, 2}


@pytest.mark.parametrize("typed", ["hòa bình", "hoà bình", "HOÀ BÌNH"])
def test_a_tone_mark_may_stand_on_either_vowel(backend: SearchBackend, typed: str) -> None:
    assert found(backend, typed) == [2]


def test_english_is_found_by_its_stem_and_small_digits_are_digits(backend: SearchBackend) -> None:
    assert found(backend, "dries dryer") == [3]
    assert found(backend, "co2") == [3]


def test_up_to_three_words_must_all_occur(backend: SearchBackend) -> None:
    assert found(backend, "công nghệ sấy", relax="0") == [1]
    assert found(backend, "sấy nước giếng", relax="0") == []


def test_from_four_words_on_two_suffice_and_more_words_rank_higher(backend: SearchBackend) -> None:
    assert found(backend, "công nghệ lọc nước giếng")[0] == 4
    assert set(found(backend, "công nghệ lọc nước giếng")) == {1, 4}


def test_a_short_query_that_finds_nothing_is_relaxed_and_says_so(backend: SearchBackend) -> None:
    page = backend.search(ask("sấy giếng"))

    assert page.relaxed
    assert set(ids(page)) == {1, 2, 4}
    assert page.total == 3


def test_a_query_that_finds_something_is_not_relaxed(backend: SearchBackend) -> None:
    assert not backend.search(ask("sấy lạnh")).relaxed


def test_words_in_quotes_stand_together(backend: SearchBackend) -> None:
    assert found(backend, '"sấy nóng"') == [2]
    assert found(backend, '"nóng sấy"') == []
    assert found(backend, '"say lanh" "duoc lieu"') == [1]


def test_words_after_a_hyphen_may_not_occur(backend: SearchBackend) -> None:
    assert found(backend, "sấy -nóng") == [1]
    assert set(found(backend, "-sấy")) == {3, 4}
    assert found(backend, 'công nghệ -"sấy lạnh"') == [4]


def test_signs_alone_find_nothing_and_no_text_finds_everything(backend: SearchBackend) -> None:
    assert found(backend, "??? !!!") == []
    assert set(found(backend, "")) == {1, 2, 3, 4}


def test_a_short_query_weighs_titles_above_repetition(backend: SearchBackend) -> None:
    backend.put(
        [
            listing(11, "Tủ trưng bày", body="bồn ủ men, bồn ủ men và bồn ủ men " + "kèm phụ kiện " * 10),
            listing(12, "Bồn ủ men", body="cho cơ sở nhỏ " + "kèm phụ kiện " * 10),
        ]
    )

    assert found(backend, "bồn ủ men") == [12, 11]


def test_members_see_what_is_for_members_and_everybody_else_does_not(backend: SearchBackend) -> None:
    backend.put([listing(21, "Sấy chân không", audience=Audience.MEMBER, facets={"kind": ("technology",)})])

    assert found(backend, "chân không", relax="0") == []
    assert found(backend, "chân không", audience=Audience.MEMBER) == [21]
    assert 21 not in found(backend)
    assert backend.search(ask()).facets["kind"] == {}
    assert backend.suggest("sấy chân", kinds=["listing"], limit=5) == []
    assert backend.similar(listing(99, "Sấy chân không"), kinds=["listing"], limit=5) != [21]
    assert backend.matches(DRYER.kind, 21, [ask("chân không")]) == [False]


def test_a_search_may_be_for_one_table(backend: SearchBackend) -> None:
    backend.put([need(1, "Cần máy sấy lạnh")])

    page = backend.search(ask("sấy lạnh", scope="need"))

    assert [(hit.kind, hit.id) for hit in page.hits] == [("need", 1)]
    assert {(hit.kind, hit.id) for hit in backend.search(ask("sấy lạnh")).hits} == {("need", 1), ("listing", 1)}


def test_an_alert_is_verified_by_the_rule_of_the_page_and_never_relaxed(backend: SearchBackend) -> None:
    queries = [ask("say lanh"), ask("sấy giếng"), ask('"lạnh sấy"'), ask("sấy -lạnh"), ask("sấy", kind="service")]

    assert backend.matches(DRYER.kind, 1, queries) == [True, False, False, False, False]
    assert backend.matches(DRYER.kind, 999, queries[:1]) == [False]


HOSTILE = [
    '" OR 1=1 --',
    "'; DROP TABLE listings; --",
    "title:secret AND *:*",
    "a* b? /x.*/ ~2 ^9",
    "((((((((((",
    '"' * 200,
    "-" * 300,
    "\\u0000 \x00 \x1b[31m",
    "{{7*7}} ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "_all:x __proto__ audience:member",
    "😀 🏔️ \u202e abc",
    "ａｂｃ ① Ⅳ ½ ﬁ",
    "ﷺ" * 100,
    "a\u0300\u0301\u0302" * 60,
    "xin" + "\u200b" + "chào",
    "AND OR NOT",
    "[1 TO 9] {a TO z}",
    "x" * 500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_syntax_and_none_breaks_a_search(backend: SearchBackend, text: str) -> None:
    page = backend.search(ask(text))

    assert not page.degraded
    assert page.total <= 4
