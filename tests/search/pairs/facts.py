"""Facts of needs and offers by hand, for the pure parts."""

from datetime import date

from search.matching.pairs.building import Given, figure_of, metric_passages
from search.matching.pairs.facts import Class, NeedFacts, OfferFacts, Place
from search.matching.pairs.judge import Prepared
from search.matching.pairs.statistics import count
from search.matching.pairs.words import Passage, bags_of, surfaces_of

DAY = date(2026, 11, 24)
DRYING = Class("ipc", "F26B", ("root", "F", "F26", "F26B"), "Sấy", "Drying")
TEA = Class("ipc", "A23F", ("root", "A", "A23", "A23F"), "Cà phê; chè", "Coffee; tea")


def figure(metric, operator, value, unit, *, high=None, must=True, trust="declared", metric_en=""):
    return figure_of(Given(metric, metric_en, operator, value, high, unit, must, trust))


def side(number, text, *, language="vi", classes=(), licences=(), place=None, figures=(), **more):
    passages = [Passage(text, language, 1.0), *metric_passages(figures)]
    return {
        "id": number,
        "version": 1,
        "kind": "technology",
        "owner_id": number,
        "owner_country": "VN",
        "owner_kind": "firm",
        "restriction": "none",
        "in_search": True,
        "bags": bags_of(passages),
        "classes": tuple(classes),
        "licences": {code: (code, code) for code in licences},
        "place": place or Place(),
        **more,
    }


def need(text="Sấy chè mùa mưa cho rẻ", *, number=1, requirements=(), readiness=None, budget=None, **more):
    facts = side(number, text, figures=requirements, **more)
    surfaces = surfaces_of([Passage(text, more.get("language", "vi"), 1.0)])
    return NeedFacts(**facts, surfaces=surfaces, requirements=tuple(requirements), readiness=readiness, budget=budget)


def offer(text="Tủ sấy chè bằng bơm nhiệt", *, number=100, claims=(), **more):
    own = ("readiness", "price", "published_on", "remote", "serves", "prohibited", "export_controlled")
    own += ("exclusivity_granted", "rights_end")
    beside = {name: more.pop(name) for name in own if name in more}
    return OfferFacts(**side(number, text, figures=claims, **more), claims=tuple(claims), **beside)


OTHERS = tuple(
    offer(text, number=200 + at)
    for at, text in enumerate(
        ("Bơm nước lên bản", "Kho lạnh giữ rau", "Nuôi cá hồi nước lạnh", "Cấy mô cây sâm", "Đo mực nước suối")
    )
)


def prepared(facts, *offers):
    """The need ready to be judged on a floor of these offers and five unlike ones."""
    return Prepared.of(facts, count([*offers, *OTHERS], number=1))
