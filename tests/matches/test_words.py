"""Every reason reads as a sentence in both languages, with its facts; what the help page says of the score is so."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from marketplace.matches.explanation import FAIR_FROM_POINTS, STRONG_FROM_POINTS, Component, Reason, Stance
from marketplace.matches.web import words
from search.matching.pairs import gates, reasons, weights

pytestmark = pytest.mark.django_db
FACTS = {
    "words_vi": ["sấy", "chè"],
    "words_en": ["drying", "tea"],
    "list": "ipc",
    "code": "F26B",
    "label_vi": "Sấy",
    "label_en": "Drying",
    "metric_vi": "Điện năng",
    "metric_en": "Energy",
    "required": "2500",
    "required_high": "",
    "required_bound": "le",
    "offered": "2320.5",
    "offered_high": "2400",
    "offered_bound": "range",
    "unit": "VND/kg",
    "offered_unit": "VND/kg",
    "verified": True,
    "trl": 7,
    "low": 7,
    "high": 9,
    "gap": 0,
    "labels": [{"code": "x", "label_vi": "Chuyển quyền độc quyền", "label_en": "Exclusive licence"}],
    "price_low": 120000000.0,
    "budget_high": 180000000.0,
    "currency": "VND",
}
EMITTED = sorted(set(re.findall(r'Reason\(Stance\.\w+, "(\w+)"', Path(reasons.__file__).read_text(encoding="utf-8"))))


def said(code, language="vi", stance=Stance.FOR, **facts):
    with translation.override(language):
        return words.reason_words(Reason(stance, code, Component.REQUIREMENTS, {**FACTS, **facts}))


def test_the_codes_of_matching_are_found():
    assert len(EMITTED) > 15


@pytest.mark.parametrize(("language", "shown"), [("vi", "“sấy”, “chè”"), ("en", "“drying”, “tea”")])
def test_common_words_are_those_of_the_readers_language(language, shown):
    assert said("terms", language).endswith(shown)


def test_common_words_of_a_text_in_another_language_are_shown_as_they_stand():
    assert said("terms", "vi", words_vi=[]).endswith("“drying”, “tea”")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", EMITTED)
def test_every_code_that_matching_hands_over_has_its_sentence(code, language):
    sentence = said(code, language)

    assert sentence != str(words.COMPONENTS[Component.REQUIREMENTS])
    assert "%(" not in sentence


@pytest.mark.parametrize("code", EMITTED)
def test_a_sentence_without_its_facts_is_still_one(code):
    with translation.override("en"):
        assert words.reason_words(Reason(Stance.FOR, code, Component.TRL))


def test_an_unknown_code_names_its_part():
    with translation.override("en"):
        assert words.reason_words(Reason(Stance.FOR, "sunshine", Component.TRL)) == "Readiness"


def test_numbers_and_labels_are_written_as_the_language_does():
    assert said("requirement_met", "en") == (
        "Energy: 2,320.5–2,400\u00a0VND/kg, third-party confirmed; ≤\u00a02,500\u00a0VND/kg wanted"
    )
    assert "2.320,5–2.400\u00a0VND/kg" in said("requirement_met", "vi")
    assert "Drying" in said("code", "en")
    assert "Sấy" in said("code", "vi")
    assert "120.000.000" in said("budget_fits", "vi")
    assert said("licence_fits", "en") == "Offered in a form that is wanted: Exclusive licence"


@pytest.mark.parametrize("gate", list(gates.Gate))
def test_every_gate_has_its_words(gate):
    assert gate in words.GATES


def test_the_help_page_states_the_weights_that_count():
    with translation.override("en"):
        page = render_to_string("common/help/scoring.html")
        stated = {
            name: re.search(rf">{re.escape(name)}<small.*?</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>", page).groups()
            for name in map(str, words.COMPONENTS.values())
        }
        expected = {
            str(name): (_weight(weights.OF_NEED, component), _weight(weights.OF_LISTING, component))
            for component, name in words.COMPONENTS.items()
        }

    assert stated == expected
    for number in (
        STRONG_FROM_POINTS,
        FAIR_FROM_POINTS,
        settings.MATCH_SUPPRESSED_DAYS,
        settings.MATCH_STALE_DAYS,
        weights.DECLARED_TRUST,
    ):
        assert re.search(rf"\b{number}\b", page), number
    assert (settings.MATCH_OWNER_DISMISSALS_MAX, settings.MATCH_OWNER_SHOWN_MAX, settings.MATCHES_SHOWN) == (3, 2, 10)


def _weight(table, component):
    return f"{round(100 * table[component])}" if component in table else "–"
