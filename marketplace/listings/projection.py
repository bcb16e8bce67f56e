"""The public projection of a listing: the only text that pages for everybody, the index, feeds and alerts may show.

Tier P of the fields alone. A hidden owner has no name here, and an application that is not published yet shows no more
than its minimal record: application number, title, field, applicant, assignable, licensable, filing date.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from marketplace.common.facts import LANGUAGES
from marketplace.common.text import fold, normal
from marketplace.listings.models import Claim, IpRight, Listing
from marketplace.listings.states import Kind

_TECHNOLOGY_TEXTS = ("problem_solved", "how_it_works", "limits", "applications", "resource_needs")
_SERVICE_TEXTS = ("deliverable", "scope", "certificate_scope")


@dataclass(frozen=True, slots=True)
class PublicTexts:
    """Each text once per language; empty where there is none. `body_*` holds every block below the summary."""

    reference: str
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str
    body_vi: str
    body_en: str
    keywords_vi: str
    keywords_en: str
    owner_vi: str
    owner_en: str

    def words(self) -> Iterator[str]:
        """Every text that is not empty, titles first."""
        return (text for text in asdict(self).values() if text)

    def folded(self) -> str:
        """All of it without marks, in lower case: the column that the database search reads."""
        return fold(normal("\n".join(self.words())))


def public_texts(listing: Listing) -> PublicTexts:
    """What everybody may read of the listing. Read it with `queries.with_content` first, or each block is a query."""
    closed = is_minimal(listing)
    summaries = {name: "" if closed else getattr(listing, name) for name in _per_language("summary")}
    keywords = {name: "" if closed else getattr(listing, name) for name in _per_language("keywords")}
    return PublicTexts(
        reference=listing.reference or "",
        title_vi=listing.title_vi,
        title_en=listing.title_en,
        body_vi=_body(listing, "vi", closed=closed),
        body_en=_body(listing, "en", closed=closed),
        owner_vi=owner_name(listing, "vi"),
        owner_en=owner_name(listing, "en"),
        **summaries,
        **keywords,
    )


def owner_name(listing: Listing, language: str) -> str:
    """The owner's name, or nothing while it is hidden."""
    return "" if listing.owner_hidden else listing.owner.name_in(language)


def is_minimal(listing: Listing) -> bool:
    """An IP asset whose every right is an application that nobody has published yet."""
    rights = list(listing.rights.all()) if listing.kind == Kind.IP_ASSET else []
    return bool(rights) and all(_is_closed(listing, right) for right in rights)


def public_rights(listing: Listing) -> list[IpRight]:
    """Rows as everybody may see them; an unpublished application is cut to its minimal record."""
    return [_minimal(right) if _is_closed(listing, right) else right for right in listing.rights.all()]


def _is_closed(listing: Listing, right: IpRight) -> bool:
    """What a public catalogue says of an application is public already."""
    return right.is_unpublished_filing and not listing.is_catalogue_record


def public_claims(listing: Listing) -> list[Claim]:
    """Figures with their baselines; verified first, contested last but never hidden."""
    order = {"verified": 0, "seen": 1, "declared": 2, "contested": 3}
    return sorted(listing.claims.all(), key=lambda claim: (order[claim.verification], claim.position))


def _minimal(right: IpRight) -> IpRight:
    return IpRight(
        pk=right.pk,
        listing=right.listing,
        position=right.position,
        application_no=right.application_no,
        title=right.title,
        filed_on=right.filed_on,
    )


def _body(listing: Listing, language: str, *, closed: bool) -> str:
    blocks = [] if closed else list(_blocks(listing, language))
    return "\n\n".join(block for block in [*blocks, *_right_texts(listing)] if block)


def _blocks(listing: Listing, language: str) -> Iterator[str]:
    yield getattr(listing, f"abstract_{language}")
    if listing.kind == Kind.TECHNOLOGY:
        for topic in _TECHNOLOGY_TEXTS:
            yield getattr(listing.technology, f"{topic}_{language}")
        yield from (_claim_text(claim, language) for claim in public_claims(listing))
    elif listing.kind == Kind.SERVICE:
        for topic in _SERVICE_TEXTS:
            yield getattr(listing.service, f"{topic}_{language}")
    yield getattr(listing, f"support_offered_{language}")


def _claim_text(claim: Claim, language: str) -> str:
    texts = (getattr(claim, f"{topic}_{language}") for topic in ("metric", "conditions", "baseline"))
    return " · ".join(text for text in texts if text)


def _right_texts(listing: Listing) -> Iterator[str]:
    for right in public_rights(listing):
        numbers = (right.title, right.office, right.application_no, right.registration_no, right.ipc)
        yield " ".join(part for part in numbers if part)


def _per_language(topic: str) -> tuple[str, ...]:
    return tuple(f"{topic}_{language}" for language in LANGUAGES)
