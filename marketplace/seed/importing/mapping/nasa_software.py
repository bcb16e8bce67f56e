"""Releases of NASA's software catalogue: real transfer offers, one JSON object per line."""

import re
from collections.abc import Iterable, Mapping, Sequence

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.listings.catalogue import BODY_MAX_CHARS, CatalogueRecord
from marketplace.seed.importing import cleaning, fields, tables
from marketplace.seed.importing.context import Context
from marketplace.seed.importing.fields import RowRefused
from marketplace.seed.importing.tables import Restriction

_RELEASE_TYPES = {"nasa", "open source"}
_FIRST_YEAR = 1950
_NO_PERSON = {"n/a", "none listed", "none", "unknown"}
_LOGIN_MIN_CHARS = 5  # A shorter login may be a word of the text.
# The catalogue's keyword stemmer took every final s: of words that have it in the singular too, and of -ies.
_STEMMED = re.compile(r"(analysi|biomas|(?<=\w\w)ie)$")
_WHOLE = {"analysi": "analysis", "biomas": "biomass", "ie": "y"}


def to_record(values: Mapping[str, object], context: Context) -> CatalogueRecord:
    """Raises RowRefused with the reason."""
    persons = persons_of(values)
    title = cleaning.line(cleaning.without_contacts(cleaning.line(fields.text(values, "name")), persons=persons))
    if not title:
        raise RowRefused("name is missing, so the record has no title")
    owner = _owner(values)
    tags = fields.texts(values, "tags")
    permissions = fields.record(values, "permissions")
    description = cleaning.without_contacts(cleaning.plain(fields.text(values, "description")), persons=persons)
    facts = _facts(values, permissions, owner=owner)
    is_open = fields.text(permissions, "usageType") == "openSource"
    marks = _marks(tags, permissions)
    subject = tables.subject_of(tags)
    return CatalogueRecord(
        source_id=fields.identifier(values, "local-id"),
        kind="technology",
        subtype="software",
        owner_key=owner.key,
        owner_name_en=owner.name,
        owner_short_name=owner.short,
        owner_kind="agency",
        country="US",
        title_en=cleaning.shortened(title, TITLE_MAX_CHARS),
        summary_en=cleaning.summary_of(description or facts, SUMMARY_MAX_CHARS),
        body_en=_body(title, description, facts),
        field=subject.st_field,
        wipo_field=subject.wipo_field,
        keywords=_keywords(values, tags, owner=owner, persons=persons),
        # What is not open is handed out under NASA's own usage agreement: the same terms for everybody who may ask.
        licence_kinds=("open_licence",) if is_open else ("standard_licence",),
        price_mode="free" if is_open else "on_request",
        source_link=fields.link(fields.text(values, "repositoryURL"), fields.text(values, "homepageURL")),
        restriction=tables.strictest(marks.values()),
        restriction_text="; ".join(mark for mark, limit in marks.items() if limit != Restriction.NONE)[:300],
        year_started=_year(values),
    )


def _owner(values: Mapping[str, object]) -> tables.Body:
    spelling = cleaning.without_contacts(cleaning.line(fields.text(values, "organization")))
    if not spelling:
        raise RowRefused("organization is missing, so the record has no owner")
    return tables.nasa_centre(spelling)


def _marks(tags: Sequence[str], permissions: Mapping[str, object]) -> dict[str, Restriction]:
    """Audience marks among the tags; reuse inside the government is one too where no tag says more."""
    marks = tables.audience_of(tags)
    if not marks and fields.text(permissions, "usageType") == "governmentWideReuse":
        return {"Government-wide reuse": Restriction.PURPOSE_LIMITED}
    return marks


def _facts(values: Mapping[str, object], permissions: Mapping[str, object], *, owner: tables.Body) -> str:
    """What the record states in single words, as sentences."""
    licences = [cleaning.line(fields.text(one, "name")) for one in _objects(permissions.get("licenses"))]
    languages = [cleaning.line(one) for one in fields.texts(values, "languages")]
    sentences = [f"Software of {owner.name}."]
    if named := list(dict.fromkeys(filter(None, licences))):
        sentences.append(f"Licence named by the source: {', '.join(named)}.")
    if named := list(dict.fromkeys(filter(None, languages))):
        sentences.append(f"Programming languages: {', '.join(named)}.")
    return " ".join(sentences)


def _body(title: str, description: str, facts: str) -> str:
    whole_title = title if len(title) > TITLE_MAX_CHARS else ""
    return cleaning.shortened("\n\n".join(filter(None, (whole_title, description, facts))), BODY_MAX_CHARS)


def _keywords(
    values: Mapping[str, object], tags: Sequence[str], *, owner: tables.Body, persons: Iterable[str]
) -> tuple[str, ...]:
    """Subjects only: neither the centre nor the type of release nor an audience."""
    audience = tables.audience_of(tags)
    subjects = [
        tag
        for tag in (" ".join(tag.split()) for tag in tags)
        if tag.casefold() not in _RELEASE_TYPES and tag not in audience and tables.nasa_centre(tag).short == ""
    ]
    found = [
        _STEMMED.sub(lambda end: _WHOLE[end.group()], word.removeprefix("nlp:"))
        for word in fields.texts(values, "sti_keywords_passed_thresholds")
    ]
    return cleaning.keywords_of(cleaning.without_contacts(word, persons=persons) for word in (*subjects, *found))


def persons_of(values: Mapping[str, object]) -> list[str]:
    """Names and logins of staff, the longest first; whatever type these fields have is never a fault of the row."""
    people = [*_objects([values.get("contact")]), *_objects(values.get("contributors"))]
    named = [str(one.get(field) or "") for one in people for field in ("name", "github", "email")]
    kept = {name.strip() for part in named for name in part.split(",") if _is_person(name.strip())}
    return sorted(kept, key=lambda name: (-len(name), name))


def _is_person(name: str) -> bool:
    if name.casefold() in _NO_PERSON or "nasa" in name.casefold().split():
        return False
    return " " in name or len(name) >= _LOGIN_MIN_CHARS


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _year(values: Mapping[str, object]) -> int | None:
    """The year of creation where the record names a real one; its other dates are of the entry, not the software."""
    created = str(fields.record(values, "date").get("created") or "")[:4]
    return int(created) if created.isdecimal() and int(created) >= _FIRST_YEAR else None
