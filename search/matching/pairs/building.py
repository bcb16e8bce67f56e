"""From texts, codes and figures as rows or files give them to the facts that are compared. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from marketplace.taxonomy import ipc
from search.matching.pairs.facts import Bound, Class, Figure, Labels, Trust
from search.matching.pairs.units import Quantity, quantity
from search.matching.pairs.words import Passage

LANGUAGES = ("vi", "en")
LISTS = ("ipc", "wipo_field", "wipo_sector", "st_field", "vsic", "service_kind", "licence_kind")
ROOT = "root"

# How much a word of each text says about the subject. What a need does not want, its site and what it asks of an
# answer are left out: their words belong to other subjects ("no coal furnaces", "single-phase power", "price list").
NEED_TEXTS = {"title": 3.0, "summary": 2.0, "keywords": 2.0, "problem": 1.0, "current_practice": 0.5}
OFFER_TEXTS = {
    "title": 4.0,
    "summary": 2.0,
    "keywords": 2.0,
    "problem_solved": 1.5,
    "abstract": 1.0,
    "how_it_works": 1.0,
    "applications": 1.5,
    "deliverable": 1.0,
    "scope": 1.0,
}
METRIC_WEIGHT = 1.0  # Names of required and claimed figures are words like others.


def passages_of(texts: Mapping[str, float], read: Callable[[str], str]) -> Iterator[Passage]:
    """Each text that is there, by topic and language, with its weight."""
    for topic, weight in texts.items():
        for language in LANGUAGES:
            text = read(f"{topic}_{language}")
            if text:
                yield Passage(text, language, weight)


def metric_passages(figures: Iterable[Figure]) -> Iterator[Passage]:
    for figure in figures:
        for text, language in ((figure.metric_vi, "vi"), (figure.metric_en, "en")):
            if text:
                yield Passage(text, language, METRIC_WEIGHT)


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as it is stored: `value` None where only words were given."""

    metric_vi: str
    metric_en: str
    operator: str
    value: Decimal | float | None
    value_high: Decimal | float | None
    unit: str
    must: bool = True
    trust: str = Trust.DECLARED


def figure_of(given: Given) -> Figure:
    """On the common scale; a unit that is not known stays without one."""
    return Figure(
        metric_vi=given.metric_vi,
        metric_en=given.metric_en,
        bound=Bound(given.operator),
        low=_scaled(given.value, given.unit),
        high=_scaled(given.value_high, given.unit),
        value=_plain(given.value),
        value_high=_plain(given.value_high),
        unit=given.unit,
        must=given.must,
        trust=Trust(given.trust),
    )


def _scaled(value: Decimal | float | None, unit: str) -> Quantity | None:
    return None if value is None else quantity(float(value), unit)


def _plain(value: Decimal | float | None) -> str:
    return "" if value is None else format(Decimal(str(value)).normalize(), "f")


@dataclass(frozen=True, slots=True)
class CodeBook:
    """The code lists as paths, and the ways from a class to its field and from a province to its region."""

    classes: Mapping[tuple[str, str], Class] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)  # IPC subclass → WIPO field.
    regions: Mapping[str, str] = field(default_factory=dict)  # Province → region.

    def known(self, codes: Iterable[tuple[str, str]]) -> tuple[Class, ...]:
        """The classes of these (list, code), with the fields that their patent classes belong to; unknown ones go."""
        wanted = [(name, ipc.listed_code(code) if name == "ipc" else code) for name, code in codes]
        wanted += [("wipo_field", self.fields[code]) for name, code in wanted if code in self.fields and name == "ipc"]
        return tuple(self.classes[key] for key in dict.fromkeys(wanted) if key in self.classes)

    def forms(self, codes: Iterable[str]) -> dict[str, Labels]:
        """Forms of transfer with their labels."""
        found = {code: self.classes.get(("licence_kind", code)) for code in codes}
        return {code: (one.label_vi, one.label_en) if one else (code, code) for code, one in found.items()}

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[tuple[str, str], tuple[str, str] | None, str, str]],
        *,
        fields: Mapping[str, str],
        regions: Mapping[str, str],
    ) -> "CodeBook":
        """From rows of (list, code), the one above it, and both labels."""
        found = {key: (above, label_vi, label_en) for key, above, label_vi, label_en in rows}
        parents = {key: above for key, (above, _vi, _en) in found.items()}
        classes = {
            key: Class(key[0], key[1], _path(key, parents), label_vi, label_en)
            for key, (_above, label_vi, label_en) in found.items()
        }
        return cls(classes=classes, fields=dict(fields), regions=dict(regions))


def _path(key: tuple[str, str], parents: Mapping[tuple[str, str], tuple[str, str] | None]) -> tuple[str, ...]:
    steps: list[str] = []
    at: tuple[str, str] | None = key
    while at is not None and at[1] not in steps:
        steps.append(at[1])
        at = parents.get(at)
    return (ROOT, *reversed(steps))
