"""Things found, in the shape of a list row."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from marketplace.common.money import format_money, format_range
from marketplace.common.web.formatting import in_language, write_date
from marketplace.common.web.rows import Evidence, Row, State
from marketplace.listings.models import IpRight
from marketplace.listings.projection import Card, CardFacts, card_facts
from marketplace.listings.states import Verification
from marketplace.needs.models import Need
from search.queries import Found
from search.text import Terms, highlight_html
from search.web.names import KIND_NAMES

SUMMARY_MAX_CHARS = 280
FACT_ICONS = {"right": "doc", "service": "scale", "place": "pin"}


def rows_of(things: Sequence[Found], terms: Terms) -> list[Row]:
    """One row each, matched words marked."""
    facts = card_facts([thing.pk for thing in things if isinstance(thing, Card)])
    none = CardFacts()
    return [
        _listing_row(thing, facts.get(thing.pk, none), terms) if isinstance(thing, Card) else _need_row(thing, terms)
        for thing in things
    ]


def _listing_row(listing: Card, facts: CardFacts, terms: Terms) -> Row:
    title, title_lang = _marked(listing, "title", terms)
    summary, summary_lang = _marked(listing, "summary", terms)
    trl, words = _readiness(listing)
    return Row(
        kind=str(KIND_NAMES[listing.kind]),
        title=title,
        title_lang=title_lang,
        url=listing.get_absolute_url(),
        reference=listing.reference,
        summary=summary,
        summary_lang=summary_lang,
        tags=_tags(listing),
        states=[State(_("Not confirmed by the owner"), "", "info")] if listing.is_catalogue_record else [],
        trl=trl,
        trl_words=words,
        evidence=_evidence(facts.claims),
        facts=_facts(facts.rights),
        foot=_foot(listing),
        price=_price(listing),
        aside=[] if listing.is_catalogue_record else [("clock", _answers_within(listing.response_days))],
    )


def _need_row(need: Need, terms: Terms) -> Row:
    title, title_lang = _marked(need, "title", terms)
    problem, problem_lang = _marked(need, "summary" if need.text("summary") else "problem", terms)
    budget = format_range(need.budget_min, need.budget_max, need.currency) if need.budget_public else ""
    return Row(
        kind=str(KIND_NAMES["need"]),
        title=title,
        title_lang=title_lang,
        url=need.get_absolute_url(),
        reference=need.reference or "",
        summary=problem,
        summary_lang=problem_lang,
        tags=[_("Sample")] if need.is_sample else [],
        states=[State(_("Catalogue record from abroad"), "", "info")] if need.is_catalogue_record else [],
        foot=_need_foot(need),
        price=budget,
        price_note=_("budget") if budget else "",
        aside=[("clock", _answers_within(need.response_days))] if not need.is_catalogue_record else [],
    )


def _marked(thing: Found, topic: str, terms: Terms) -> tuple[SafeString, str]:
    words, language = in_language(thing, topic)
    shown = get_language() or "vi"
    return highlight_html(words, terms, max_chars=SUMMARY_MAX_CHARS), "" if language == shown[:2] else language


def _tags(listing: Card) -> list[str]:
    if listing.is_sample:
        return [_("Sample")]
    return [_("Catalogue")] if listing.is_catalogue_record else []


def _readiness(listing: Card) -> tuple[int | None, str]:
    if listing.trl_assessed is not None:
        return int(listing.trl_assessed), _("assessed")
    return (int(listing.trl_declared), _("declared")) if listing.trl_declared else (None, "")


def _evidence(levels: Sequence[str]) -> Evidence | None:
    """The best-checked level, and how many claims have it."""
    for level in (Verification.VERIFIED, Verification.SEEN):
        count = levels.count(level)
        if count:
            words = _("%(count)s of %(all)s figures checked") % {"count": count, "all": len(levels)}
            return Evidence(level, words)
    if not levels:
        return None
    words = ngettext("%(count)s figure, declared", "%(count)s figures, declared", len(levels)) % {"count": len(levels)}
    return Evidence("declared", words)


def _facts(rights: Sequence[IpRight]) -> list[tuple[str, str]]:
    facts = [
        (FACT_ICONS["right"], f"{right.kind.label}: {right.status.label}")
        for right in rights
        if right.kind is not None and right.status is not None and not right.is_unpublished_filing
    ]
    return facts[:2]


def _foot(listing: Card) -> str:
    owner = "" if listing.owner_hidden else listing.text("owner_name")
    day = listing.confirmed_on or listing.published_at.date()
    when = _("confirmed %(day)s") % {"day": write_date(day)}
    return " · ".join(part for part in (owner, when) if part)


def _need_foot(need: Need) -> str:
    owner = _("An organisation that stays unnamed for now") if need.is_anonymous else need.owner.name
    until = _("open until %(day)s") % {"day": write_date(need.answers_by)} if need.answers_by else ""
    return " · ".join(part for part in (owner, until) if part)


def _price(listing: Card) -> str:
    if listing.price_mode is None:
        return ""
    if listing.price_min is None:
        return listing.text("price_mode")
    words = (
        format_range(listing.price_min, listing.price_max, listing.currency)
        if listing.price_max is not None
        else format_money(listing.price_min, listing.currency)
    )
    return _("from %(price)s") % {"price": words} if listing.price_mode == "floor" else words


def _answers_within(days: int) -> str:
    words = ngettext("Answers within %(days)s working day", "Answers within %(days)s working days", days)
    return words % {"days": days}
