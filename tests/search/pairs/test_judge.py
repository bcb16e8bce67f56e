"""One pair: its rows add up, what is missing is not zero, and every reason says what it rests on."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.matches.explanation import Component, Judge, Stance, packed, unpacked
from search.matching.pairs.facts import Money, Place
from search.matching.pairs.judge import budget_fit, explain, geography, judge
from search.matching.pairs.mathematics import reciprocity, spread_out, weighted_total
from search.matching.pairs.weights import OF_NEED
from search.matching.pairs.words import Passage, bags_of
from tests.search.pairs.facts import DAY, DRYING, TEA, figure, need, offer, prepared

LAI_CHAU = Place("VN", "northern_midlands_mountains", "12")
WORDS = ["sấy", "chè", "lạnh", "bơm", "nhiệt", "củi", "mùa", "mưa", "tea", "drying"]
LICENCES = ["non_exclusive_licence", "assignment", "technical_assistance"]
ratio = st.floats(0, 1)


def judged(asked, offered):
    return judge(prepared(asked, offered), offered, on=DAY)


def said(asked, offered):
    """How well the offer's words answer."""
    return judged(asked, offered).of_need.get(Component.LEXICAL, 0)


def words_of(asked, offered):
    """What the reason of the common words names, on a floor where others write English too."""
    texts = ("Antenna for satellites", "Rope for deep wells", "Heart valve", "Cold rooms", "Alloy for wings")
    others = [offer(text, language="en", number=300 + at) for at, text in enumerate(texts)]
    explanation = explain(judge(prepared(asked, offered, *others), offered, on=DAY))
    return next(reason.facts for reason in explanation.reasons if reason.code == "terms")


def codes(explanation, stance):
    return [reason.code for reason in explanation.reasons if reason.stance is stance]


@st.composite
def pairs(draw):
    """A need and an offer of random facts; any of them may be missing on either side."""
    text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
    rows = st.lists(
        st.builds(
            figure,
            st.sampled_from(["Công suất điện", "Thời gian mẻ", "Độ ẩm cuối"]),
            st.sampled_from(["eq", "ge", "le"]),
            st.integers(0, 50),
            st.sampled_from(["kW", "giờ", "%", "quux", ""]),
            must=st.booleans(),
            trust=st.sampled_from(["declared", "verified", "contested"]),
        ),
        max_size=4,
    )
    classes = st.lists(st.sampled_from([DRYING, TEA]), unique=True)
    licences = st.lists(st.sampled_from(LICENCES), unique=True)
    places = st.sampled_from([Place(), LAI_CHAU, Place("VN", "red_river_delta", "01"), Place("US")])
    money = st.none() | st.builds(Money, st.integers(0, 90), st.integers(90, 200), st.sampled_from(["VND", "USD"]))
    common = {"classes": classes, "licences": licences, "place": places}
    values = {name: draw(strategy) for name, strategy in common.items()}
    asked = need(
        draw(text), requirements=draw(rows), readiness=draw(st.none() | st.just((6, 8))), budget=draw(money), **values
    )
    offered = offer(
        draw(text),
        claims=draw(rows),
        readiness=draw(st.none() | st.integers(1, 9)),
        price=draw(money),
        published_on=draw(st.none() | st.dates(max_value=DAY)),
        **{name: draw(strategy) for name, strategy in common.items()},
    )
    return asked, offered


@given(pairs())
@settings(max_examples=150, deadline=None)
def test_the_rows_add_up_to_the_score(pair):
    explanation = explain(judged(*pair))

    assert sum(row.share for row in explanation.contributions) == pytest.approx(explanation.score, abs=1e-9)
    assert 0 <= explanation.score <= 1
    assert all(0 <= row.share <= row.weight + 1e-12 for row in explanation.contributions)
    assert unpacked(packed(explanation)).score == explanation.score


@given(pairs())
@settings(max_examples=60, deadline=None)
def test_judging_again_or_in_another_order_gives_the_same(pair):
    asked, offered = pair
    turned = replace(
        offered,
        classes=offered.classes[::-1],
        claims=offered.claims[::-1],
        licences=dict([*offered.licences.items()][::-1]),
    )

    first, again, other = judged(asked, offered), judged(asked, offered), judged(asked, turned)

    assert explain(first) == explain(again)
    assert first.score == pytest.approx(other.score, abs=1e-12)


@given(st.dictionaries(st.sampled_from(list(OF_NEED)), ratio, min_size=1), st.data())
def test_a_better_component_never_lowers_the_total(values, data):
    raised = data.draw(st.sampled_from(list(values)))
    better = {**values, raised: data.draw(st.floats(values[raised], 1))}

    assert weighted_total(better, OF_NEED) >= weighted_total(values, OF_NEED) - 1e-12


@given(ratio, ratio, ratio)
def test_reciprocity_is_symmetric_and_rises_with_either_side(one, other, more):
    assert reciprocity(one, other) == reciprocity(other, one)
    assert reciprocity(max(one, more), other) >= reciprocity(one, other) - 1e-12


def test_a_missing_fact_is_not_a_bad_one():
    told, silent = offer(readiness=2), offer(readiness=None)
    asked = need(readiness=(7, 9))

    with_fact, without = judged(asked, told), judged(asked, silent)

    assert Component.TRL not in without.of_need
    assert without.score > with_fact.score
    assert codes(explain(without), Stance.MISSING).count("no_trl") == 1
    assert codes(explain(with_fact), Stance.AGAINST) == ["trl_outside"]


def test_both_sides_judge():
    asked = need(classes=[DRYING], licences=["non_exclusive_licence"], place=LAI_CHAU)
    offered = offer(classes=[DRYING], licences=["non_exclusive_licence"], place=LAI_CHAU)

    explanation = explain(judged(asked, offered))

    assert {row.judge for row in explanation.contributions} == {Judge.NEED, Judge.LISTING}


def test_marks_decide_where_both_write_them():
    tea, net = offer("Máy sấy chè búp"), offer("Lưới che nắng cho vườn", number=101)
    marked, bare = need("sấy chè"), need("say che")

    assert said(marked, net) == 0
    assert said(bare, tea) > 0


def test_a_need_without_marks_finds_what_one_with_marks_finds():
    offers = [offer("Tủ sấy chè bằng bơm nhiệt", number=1), offer("Bể nuôi cá hồi", number=2)]

    def best(text):
        ready = prepared(need(text), *offers)
        return min((judge(ready, one, on=DAY) for one in offers), key=lambda one: one.order).offer.id

    assert best("sấy chè mùa mưa") == best("say che mua mua") == 1


def test_the_glossary_leads_to_the_other_language():
    english = offer("Heat pump dryer for tea", language="en")
    unlike = offer("Antenna for satellites", language="en", number=101)
    ready = prepared(need("Máy sấy chè bằng bơm nhiệt"), english, unlike)

    assert judge(ready, english, on=DAY).of_need[Component.LEXICAL] > 0.3
    assert judge(ready, unlike, on=DAY).of_need.get(Component.LEXICAL, 0) == 0


def test_shared_words_are_named_as_they_were_written():
    words = words_of(need("Sấy chè bằng BƠM NHIỆT"), offer("Tủ sấy chè bằng bơm nhiệt"))

    assert set(words) == {"words_vi"}
    assert {"sấy", "chè", "nhiệt"} <= set(words["words_vi"])


def test_words_of_grammar_are_not_named():
    words = words_of(need("Sấy mà không cháy thì rất quý"), offer("Tủ sấy mà không cháy, thì rất nhanh"))

    assert set(words["words_vi"]) == {"sấy", "cháy"}


def test_words_common_in_both_languages_are_named_in_both():
    both = {"bags": bags_of([Passage("Tủ sấy chè", "vi", 1.0), Passage("A dryer for tea", "en", 1.0)])}

    words = words_of(need("Sấy chè", **both), offer("Tủ sấy chè", **both))

    assert {"sấy", "chè"} <= set(words["words_vi"])
    assert {"dryer", "tea"} == set(words["words_en"])


def test_words_of_a_foreign_listing_are_named_as_the_need_says_them_too():
    words = words_of(need("Máy sấy CHÈ bằng bơm nhiệt"), offer("Heat pump dryer for tea", language="en"))

    assert {"tea", "heat", "pump", "dryer"} == set(words["words_en"])
    assert {"chè", "máy sấy", "bơm nhiệt"} == set(words["words_vi"])


def test_words_without_a_text_of_the_need_in_the_other_language_stay_as_they_are():
    words = words_of(need("Cheap drying of tea", language="en"), offer("Heat pump dryer for tea", language="en"))

    assert set(words) == {"words_en"}


@pytest.mark.parametrize(
    ("place", "offered", "value"),
    [
        (LAI_CHAU, offer(place=LAI_CHAU), 1.0),
        (LAI_CHAU, offer(place=Place("VN", "northern_midlands_mountains", "14")), 0.7),
        (LAI_CHAU, offer(place=Place("VN", "red_river_delta", "01")), 0.5),
        (LAI_CHAU, offer(place=Place("US")), 0.3),
        (LAI_CHAU, offer(place=Place("US"), remote=True), 1.0),
        (LAI_CHAU, offer(place=Place("VN", "red_river_delta", "01"), serves=("12",)), 1.0),
        (Place(), offer(place=LAI_CHAU), None),
    ],
)
def test_distance_counts_once_and_only_where_it_is_known(place, offered, value):
    assert geography(place, offered) == value


@pytest.mark.parametrize(
    ("price", "value"),
    [
        (Money(50, 80, "VND"), 1.0),
        (Money(90, 110, "VND"), 0.5),
        (Money(120, 150, "VND"), 0.0),
        (Money(50, 80, "USD"), None),
        (None, None),
    ],
)
def test_a_budget_covers_a_part_of_the_price(price, value):
    assert budget_fit(Money(None, 100, "VND"), price) == value


def test_the_first_places_are_spread_over_owners():
    owners = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 3}

    assert spread_out(list("abcde"), owners, shown=3, per_owner=2) == ["a", "b", "d", "c", "e"]
    assert spread_out(list("abc"), owners, shown=3, per_owner=2) == ["a", "b", "c"]
