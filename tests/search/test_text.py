"""One form of every text: for the index, the query, the saved search and the marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.text import clean_text, fold, nfc, normal, spelled
from search.text import (
    Segment,
    Terms,
    exact_words,
    highlight,
    highlight_html,
    keep_within,
    parse,
    plain_words,
    required_of,
    stems,
)

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
TYPED = st.text(st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + ' "-“”?!.,²₂0123'), max_size=60)

# --- marketplace.common.text ---


@pytest.mark.parametrize("letter", sorted(set(VIETNAMESE + VIETNAMESE.upper())))
def test_every_vietnamese_letter_folds_to_a_plain_one_in_both_forms(letter: str) -> None:
    folded = fold(letter)

    assert folded.isascii()
    assert len(folded) == 1
    assert fold(unicodedata.normalize("NFD", letter)) == folded
    assert stems(letter) == [folded]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CO₂ và m²", "CO2 và m2"),
        ("Hoà Bình, Thanh Hoá", "Hòa Bình, Thanh Hóa"),
        ("THUỶ ĐIỆN", "THỦY ĐIỆN"),
        ("khoẻ, hoạ, uỷ", "khỏe, họa, ủy"),
        ("quý, quỳ, QUỲ, quả", "quý, quỳ, QUỲ, quả"),
        ("hoàn, toán, huỳnh, ngoáy", "hoàn, toán, huỳnh, ngoáy"),
        ("  a \t\n b\u00a0c ", "a b c"),
        ("công\u00adnghệ", "côngnghệ"),
    ],
)
def test_normal_text_has_plain_digits_one_tone_placement_and_single_spaces(written: str, expected: str) -> None:
    assert normal(written) == expected
    assert normal(unicodedata.normalize("NFD", written)) == expected


def test_clean_text_keeps_lines_and_drops_what_cannot_be_seen() -> None:
    assert clean_text(" một\r\nhai\u2028ba\x00\x1b[0m\u202e\ufeff\x9f ") == "một\nhai\nba[0m"
    assert clean_text("a\ud800b") == "ab"


@given(TEXTS)
def test_each_form_of_a_text_is_final(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert normal(normal(text)) == normal(text)
    assert fold(fold(text)) == fold(text)
    assert nfc(normal(text)) == normal(text)


@given(TEXTS)
def test_spelled_text_has_the_words_of_normal_text(text: str) -> None:
    assert " ".join(spelled(text).split()) == normal(text)


@given(TYPED)
def test_the_words_of_a_text_do_not_depend_on_form_or_tone_placement(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert stems(decomposed) == stems(text) == stems(normal(text))
    assert exact_words(decomposed) == exact_words(text)
    assert plain_words(fold(text)) == plain_words(text)


# --- Terms ---


def test_words_phrases_and_exclusions_are_read_from_what_was_typed() -> None:
    assert parse('Sấy lạnh “máy SẤY” chè -cà -"cà phê"') == Terms(
        words=("say", "lanh", "che"),
        exact=("sấy", "lạnh", "máy", "chè"),
        phrases=(("may", "say"),),
        excluded=(("ca",), ("ca", "phe")),
        blank=False,
    )


@pytest.mark.parametrize(
    ("typed", "words", "excluded"),
    [
        ("low-cost", ("low", "cost"), ()),
        ("-20 °C", ("20", "c"), ()),
        ("- tea", ("tea",), ()),
        ("--tea", ("tea",), ()),
        ("tea -tea", ("tea",), (("tea",),)),
        ('tea "', ("tea",), ()),
        ("sấy say SẤY", ("say",), ()),
    ],
)
def test_a_hyphen_excludes_only_before_a_letter_at_the_start_of_a_word(
    typed: str, words: tuple[str, ...], excluded: tuple[tuple[str, ...], ...]
) -> None:
    terms = parse(typed)

    assert (terms.words, terms.excluded) == (words, excluded)


def test_a_query_without_marks_says_nothing_about_marks() -> None:
    assert parse("say lanh").exact == ()
    assert parse("cold drying").exact == ()
    assert parse("sấy lanh").exact == ("sấy", "lanh")


def test_how_many_words_must_occur() -> None:
    assert [required_of(count) for count in range(12)] == [0, 1, 2, 3, 2, 2, 2, 2, 2, 2, 3, 3]
    assert required_of(64) == 19


def test_blank_and_hopeless_texts_differ() -> None:
    assert (parse("  ").blank, parse("  ").hopeless) == (True, False)
    assert (parse("???").blank, parse("???").hopeless) == (False, True)
    assert not parse("-tea").hopeless


@given(TYPED)
def test_the_parsed_query_is_the_same_in_every_unicode_form(text: str) -> None:
    assert parse(unicodedata.normalize("NFD", text)) == parse(text)


@given(TEXTS, st.integers(1, 40), st.integers(1, 5))
def test_what_is_kept_is_within_the_limits_and_nothing_is_lost(text: str, chars: int, words: int) -> None:
    text = normal(clean_text(text))

    kept, dropped = keep_within(text, max_chars=chars, max_terms=words)

    terms = parse(kept)
    distinct = {*terms.wanted, *(stem for phrase in terms.excluded for stem in phrase)}
    assert len(distinct) <= words
    assert text.startswith(kept)
    assert dropped or kept == text
    assert not dropped or len(kept) <= chars


def test_words_over_the_limit_are_named() -> None:
    text = " ".join(f"w{number}" for number in range(70))

    kept, dropped = keep_within(text, max_chars=500, max_terms=64)

    assert kept.split() == [f"w{number}" for number in range(64)]
    assert dropped == tuple(f"w{number}" for number in range(64, 70))


# --- Highlights ---


def test_a_query_without_marks_marks_words_with_them() -> None:
    assert highlight("Công nghệ Sấy lạnh 😀 và sấy", parse("say lanh")) == [
        Segment("Công nghệ ", False),
        Segment("Sấy lạnh", True),
        Segment(" 😀 và ", False),
        Segment("sấy", True),
    ]


def test_marks_go_by_stem_and_whole_word() -> None:
    assert [segment.text for segment in highlight("Dryers dried while drying", parse("dry")) if segment.marked] == [
        "dried",
        "drying",
    ]


def test_an_nfd_text_is_shown_composed() -> None:
    assert highlight(unicodedata.normalize("NFD", "Hoà Bình"), parse("hòa")) == [
        Segment("Hoà", True),
        Segment(" Bình", False),
    ]


def test_html_is_escaped_inside_and_outside_of_marks() -> None:
    assert highlight_html('<b>sấy</b> & "x"', parse("b say")) == (
        "&lt;<mark>b</mark>&gt;<mark>sấy</mark>&lt;/<mark>b</mark>&gt; &amp; &quot;x&quot;"
    )


def test_a_long_text_becomes_the_fragment_around_its_first_marked_word() -> None:
    text = "mở đầu " * 40 + "sấy lạnh " + "kết thúc " * 40

    segments = highlight(text, parse("say"), max_chars=120)

    assert segments[0] == segments[-1] == Segment("…", False)
    inner = "".join(segment.text for segment in segments[1:-1])
    assert inner in text
    assert len(inner) <= 120
    assert Segment("sấy", True) in segments


def test_a_long_text_without_a_mark_begins_at_its_beginning() -> None:
    segments = highlight("một hai ba bốn năm", parse("xyz"), max_chars=10)

    assert segments == [Segment("một hai ba", False), Segment("…", False)]


@given(TEXTS, TEXTS, st.one_of(st.none(), st.integers(1, 60)))
def test_the_segments_are_the_text(text: str, query: str, max_chars: int | None) -> None:
    segments = highlight(text, parse(query), max_chars=max_chars)

    shown = "".join(segment.text for segment in segments)
    assert shown.strip("…") in nfc(text)
    assert max_chars is not None or shown == nfc(text)
    assert all(segment.text for segment in segments)
