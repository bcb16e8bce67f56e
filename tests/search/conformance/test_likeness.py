"""Suggestions with accents, and documents that are alike."""

import pytest

from search.backends import SearchBackend
from search.fields import Kind
from tests.search.samples import listing, need

ALL = list(Kind)


@pytest.fixture(autouse=True)
def _filled(backend: SearchBackend) -> None:
    backend.put(
        [
            listing(1, "Sấy lạnh dược liệu", "Cold drying of herbs", body="bơm nhiệt giữ tinh dầu trong lá"),
            listing(2, "Máy sấy đường phèn", body="bơm nhiệt giữ tinh dầu trong nồi"),
            listing(3, "Lọc nước giếng khoan", body="cát và than hoạt tính"),
            need(1, "Cần sấy lạnh quế", body="bơm nhiệt giữ tinh dầu trong vỏ"),
            listing(4, "Dượng và dường", body="không liên quan"),
        ]
    )


def titles(backend: SearchBackend, typed: str, **options) -> list[str]:
    return [suggestion.title for suggestion in backend.suggest(typed, **{"kinds": ALL, "limit": 5} | options)]


def test_a_beginning_without_marks_suggests_titles_with_marks(backend: SearchBackend) -> None:
    assert titles(backend, "say la") == ["Sấy lạnh dược liệu", "Cần sấy lạnh quế"]
    assert titles(backend, "lọc nư") == ["Lọc nước giếng khoan"]


def test_the_last_word_is_a_beginning_and_the_others_are_whole(backend: SearchBackend) -> None:
    assert titles(backend, "sa lạnh") == []
    assert titles(backend, "lạnh s") == ["Cần sấy lạnh quế", "Sấy lạnh dược liệu"]


def test_exact_accents_are_suggested_first(backend: SearchBackend) -> None:
    assert titles(backend, "đư")[:2] == ["Máy sấy đường phèn", "Dượng và dường"]
    assert titles(backend, "dường")[:2] == ["Dượng và dường", "Máy sấy đường phèn"]


def test_of_two_languages_the_title_that_holds_the_words_is_suggested(backend: SearchBackend) -> None:
    assert titles(backend, "cold dry") == ["Cold drying of herbs"]


def test_tables_and_limit_narrow_suggestions(backend: SearchBackend) -> None:
    assert titles(backend, "sấy", kinds=[Kind.NEED]) == ["Cần sấy lạnh quế"]
    assert len(titles(backend, "s", limit=2)) == 2
    assert titles(backend, "") == []
    assert titles(backend, "?!") == []


def test_similar_documents_share_the_telling_words_and_are_others(backend: SearchBackend) -> None:
    shown = listing(1, "Sấy lạnh dược liệu", "Cold drying of herbs", body="bơm nhiệt giữ tinh dầu trong lá")

    alike = [(hit.kind, hit.id) for hit in backend.similar(shown, kinds=ALL, limit=5)]

    assert set(alike) == {(Kind.LISTING, 2), (Kind.NEED, 1)}
    assert [hit.kind for hit in backend.similar(shown, kinds=[Kind.NEED], limit=5)] == [Kind.NEED]


def test_a_document_that_is_not_indexed_may_be_compared(backend: SearchBackend) -> None:
    draft = listing(77, "Giếng khoan", body="than hoạt tính")

    assert backend.similar(draft, kinds=ALL, limit=5)[0].id == 3
    assert backend.similar(listing(78, "???"), kinds=ALL, limit=5) == []


def test_a_ranking_by_words_needs_any_of_them_and_knows_its_kinds(backend: SearchBackend) -> None:
    words = ["say", "lanh", "duoc", "nhiet"]

    ranked = backend.ranked(words, kinds=[Kind.LISTING], limit=10)

    assert [hit.id for hit in ranked] == [1, 2]
    assert [hit.id for hit in backend.ranked(words, kinds=[Kind.NEED], limit=10)] == [1]
    assert [hit.id for hit in backend.ranked(words, kinds=ALL, limit=1)] == [1]
    assert backend.ranked([], kinds=ALL, limit=10) == []
