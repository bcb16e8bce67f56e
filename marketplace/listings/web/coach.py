"""What a buyer would ask, said after the fields and never in the way. Pure: reads plain values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.common.facts import LANGUAGES, Plain
from marketplace.common.text import fold
from marketplace.listings.fields import Section

# Praise that no buyer can measure, in both languages, without marks.
PRAISE = (
    "hiện đại", "tiên tiến", "vượt trội", "đột phá", "hàng đầu", "ưu việt", "tối ưu", "tốt nhất", "đẳng cấp",
    "modern", "advanced", "superior", "revolutionary", "innovative", "world-class", "cutting-edge", "state-of-the-art",
    "best", "unique",
)  # fmt: skip
_PRAISED = re.compile(r"(?<!\w)(" + "|".join(re.escape(fold(word)) for word in PRAISE) + r")(?!\w)")
_READ = {
    Section.IDENTITY: ("title", "summary", "abstract"),
    Section.PROBLEM: ("problem_solved", "how_it_works", "applications"),
    Section.SERVICE: ("deliverable", "scope"),
}
FIGURES_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark: `good` is something a buyer will like, else something to think about."""

    good: bool
    words: str


def advice(section: str, values: Mapping[str, Plain]) -> list[Advice]:
    """Remarks on one page of the editor; none while nothing is written."""
    return list(_of_claims(values) if section == Section.CLAIMS else _of_texts(section, values))


def _of_texts(section: str, values: Mapping[str, Plain]) -> Iterator[Advice]:
    topics = _READ.get(Section(section), ())
    found = praise_in(str(values.get(f"{topic}_{code}") or "") for topic in topics for code in LANGUAGES)
    if found:
        quoted = ", ".join(f"“{word}”" for word in found)
        yield Advice(
            False, _("%(words)s cannot be measured: give a figure instead, or leave it out") % {"words": quoted}
        )
    if section == Section.IDENTITY and bool(values.get("title_vi")) != bool(values.get("title_en")):
        yield Advice(
            False, _("Readers of the other language see the title in this one; a translation finds more buyers")
        )
    if section == Section.PROBLEM and (values.get("limits_vi") or values.get("limits_en")):
        yield Advice(True, _("Known limits are named"))


def _of_claims(values: Mapping[str, Plain]) -> Iterator[Advice]:
    rows = values.get("claims")
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    compared = sum(bool(row.get("baseline_vi") or row.get("baseline_en")) for row in listed)
    if compared:
        yield Advice(True, _("At least one figure is compared with another way"))
    if listed and len(listed) < FIGURES_ENOUGH:
        yield Advice(False, _("What does it cost to run? What does it save? Buyers compare three figures or more"))


def praise_in(texts: Iterable[str]) -> list[str]:
    """Words of praise in these texts, each once, in the order of first mention."""
    found = [match for text in texts for match in _PRAISED.findall(fold(text))]
    words = {fold(word): word for word in PRAISE}
    return [words[one] for one in dict.fromkeys(found)]
