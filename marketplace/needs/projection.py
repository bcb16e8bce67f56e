"""The public projection of a need: the only text that pages for everybody, the index, feeds and alerts may show.

Tier P of the fields alone: an anonymous asker has no name here, and a budget only where its owner shows it.
"""

from marketplace.accounts.projection import PublicTexts
from marketplace.needs.models import Need

_BLOCKS = ("problem", "current_practice", "site", "not_wanted", "good_answer")


def public_texts(need: Need) -> PublicTexts:
    """What everybody may read of the need. Read it with `queries.with_content` first, or each block is a query."""
    return PublicTexts(
        reference=need.reference or "",
        title_vi=need.title_vi,
        title_en=need.title_en,
        summary_vi=need.summary_vi,
        summary_en=need.summary_en,
        body_vi=_body(need, "vi"),
        body_en=_body(need, "en"),
        keywords_vi=need.keywords_vi,
        keywords_en=need.keywords_en,
        owner_vi=owner_name(need, "vi"),
        owner_en=owner_name(need, "en"),
    )


def owner_name(need: Need, language: str) -> str:
    """The asker's name, or nothing while they ask without it."""
    return "" if need.is_anonymous else need.owner.name_in(language)


def _body(need: Need, language: str) -> str:
    blocks = [getattr(need, f"{topic}_{language}") for topic in _BLOCKS]
    metrics = [getattr(row, f"metric_{language}") for row in need.requirements.all()]
    return "\n\n".join(text for text in [*blocks, *metrics] if text)
