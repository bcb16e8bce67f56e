"""Topics of SBIR and STTR calls: research that an agency wants to buy, one JSON object per line."""

import re
from collections.abc import Mapping, Sequence

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS, Restriction
from marketplace.needs.catalogue import BODY_MAX_CHARS, CatalogueRecord
from marketplace.seed.importing import cleaning, fields, tables
from marketplace.seed.importing.context import Context
from marketplace.seed.importing.fields import RowRefused

_PHASE = re.compile(r"phase\s+(i{1,3}|iv|\d)\b", re.IGNORECASE)


def to_record(values: Mapping[str, object], context: Context) -> CatalogueRecord:
    """Raises RowRefused with the reason."""
    title = cleaning.without_contacts(cleaning.line(fields.text(values, "title")))
    if not title:
        raise RowRefused("title is missing")
    owner = _owner(values)
    areas = fields.texts(values, "areas")
    marks = tables.audience_of(areas)
    subject = tables.subject_of(areas)
    objective = _text(values, "objective")
    description = _text(values, "description")
    phases = [cleaning.without_contacts(cleaning.plain(phase)) for phase in fields.texts(values, "phases")]
    if not objective and not description:
        raise RowRefused("objective and description are missing, so the record says nothing of the need")
    return CatalogueRecord(
        source_id=fields.identifier(values, "topic_number"),
        kind="research",
        owner_key=owner.key,
        owner_name_en=owner.name,
        owner_short_name=owner.short,
        owner_kind="agency",
        country="US",
        title_en=cleaning.shortened(title, TITLE_MAX_CHARS),
        summary_en=cleaning.summary_of(objective or description, SUMMARY_MAX_CHARS),
        body_en=_body(title, objective, description, phases),
        field=subject.st_field,
        wipo_field=subject.wipo_field,
        keywords=_keywords(values, areas),
        licence_kinds=("contract_research",),  # Both programmes pay for research under a contract.
        source_link=fields.link(fields.text(values, "url")),
        restriction=Restriction(tables.strictest(marks.values())),
        restriction_text="; ".join(mark for mark, limit in marks.items() if limit != tables.Restriction.NONE)[:300],
    )


def _owner(values: Mapping[str, object]) -> tables.Body:
    spelling = cleaning.without_contacts(cleaning.line(fields.text(values, "agency")))
    if not spelling:
        raise RowRefused("agency is missing, so the record has no owner")
    return tables.us_agency(spelling)


def _text(values: Mapping[str, object], name: str) -> str:
    return cleaning.without_contacts(cleaning.plain(fields.text(values, name)))


def _body(title: str, objective: str, description: str, phases: Sequence[str]) -> str:
    whole_title = title if len(title) > TITLE_MAX_CHARS else ""
    in_order = sorted(filter(None, phases), key=_phase_number)
    return cleaning.shortened(
        "\n\n".join(filter(None, (whole_title, objective, description, *in_order))), BODY_MAX_CHARS
    )


def _phase_number(phase: str) -> int:
    found = _PHASE.match(phase)
    if not found:
        return 9
    word = found.group(1).upper()
    return int(word) if word.isdigit() else ("I", "II", "III", "IV").index(word) + 1


def _keywords(values: Mapping[str, object], areas: Sequence[str]) -> tuple[str, ...]:
    marks = tables.audience_of(areas)
    subjects = [area for area in areas if " ".join(area.split()) not in marks]
    words = [cleaning.without_contacts(word) for word in fields.texts(values, "keywords")]
    return cleaning.keywords_of((*subjects, *words))
