"""Listings and needs as what people ask about: facts that both have, their frozen texts, their price in one word."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import Posting
from marketplace.accounts.projection import PublicTexts
from marketplace.common.facts import LANGUAGES
from marketplace.notifications.subjects.registry import PRICE_SEPARATOR, SubjectFacts

NO_QUESTIONS = _("A record from a catalogue takes no questions here: ask at its source.")
_TEXTS = ("title", "summary", "body", "owner")


def facts_of(
    posting: Posting, *, kind: str, path: str, hidden_owner: bool, price: str, deadline: date | None
) -> SubjectFacts:
    """Of a posting read with `open_to_all`: whether everybody may see it. `path`: its page without a language."""
    return SubjectFacts(
        kind=kind,
        subject_id=posting.pk,
        key=posting.reference or posting.public_id,
        title_vi=posting.title_vi,
        title_en=posting.title_en,
        path=path,
        owner_id=posting.owner_id,
        in_view=posting.open_to_all,  # type: ignore[attr-defined]
        hidden_owner=hidden_owner,
        takes_questions=not posting.is_catalogue_record,
        why_no_questions=NO_QUESTIONS if posting.is_catalogue_record else "",
        response_days=posting.response_days,
        state=posting.state,
        price=price,
        deadline=deadline,
        author_id=posting.author_id,
    )


def frozen_texts(texts: PublicTexts, *, price: str) -> dict[str, str]:
    """The public projection alone, as evidence keeps it."""
    found = {f"{topic}_{language}": getattr(texts, f"{topic}_{language}") for topic in _TEXTS for language in LANGUAGES}
    return {**found, "price": price}


def price_range(low: Decimal, high: Decimal | None, currency: str) -> str:
    return PRICE_SEPARATOR.join((f"{low:f}", "" if high is None else f"{high:f}", currency))
