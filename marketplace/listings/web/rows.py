"""A listing's facts in the shapes that the shared components take. Public facts only: read the projection, not more."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.money import format_money, format_range
from marketplace.common.templatetags.floor import text
from marketplace.common.web.formatting import DASH, NBSP, in_language, join_numbers, language, trl_number, write_date
from marketplace.common.web.numbers import write_number
from marketplace.common.web.rows import ClaimRow, Evidence, Row, State
from marketplace.listings.models import Claim, Listing
from marketplace.listings.models import Evidence as Document
from marketplace.listings.projection import is_minimal, public_claims
from marketplace.listings.queries import evidence_of
from marketplace.listings.states import EvidenceState, Kind, Operator, Verification
from marketplace.listings.states import State as Life
from marketplace.taxonomy.models import Code

CHECKED = (Verification.VERIFIED, Verification.SEEN)
SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤"}


def claim_rows(listing: Listing) -> list[ClaimRow]:
    """Verified first, contested last but never hidden."""
    return [_claim_row(claim) for claim in public_claims(listing)]


def price_words(listing: Listing) -> str:
    """`120–180 triệu đồng`, `từ 15.000.000 ₫`, or the mode's own words. Amounts also stand as data values."""
    if listing.price_mode is None:
        return ""
    if listing.price_min is None:
        return listing.price_mode.label
    high = listing.price_max
    if high is not None:
        words = format_range(listing.price_min, high, listing.currency)
    else:
        words = format_money(listing.price_min, listing.currency)
    return _("from %(price)s") % {"price": words} if listing.price_mode.code == "floor" else words


def exact(amount: Decimal) -> str:
    """Plain decimals without trailing zeros, as machines read them."""
    return format(amount.normalize(), "f")


def price_html(listing: Listing) -> SafeString:
    """The price with its exact amounts for machines."""
    amounts = [exact(amount) for amount in (listing.price_min, listing.price_max) if amount is not None]
    if not amounts:
        return SafeString("") if not price_words(listing) else format_html("{}", price_words(listing))
    return format_html(
        '<data value="{} {}"><b class="num">{}</b></data>', listing.currency, DASH.join(amounts), price_words(listing)
    )


def royalty_words(listing: Listing) -> str:
    low, high = listing.royalty_low, listing.royalty_high
    if low is None:
        return ""
    numbers = write_number(low) if high in (None, low) else f"{write_number(low)}{DASH}{write_number(high)}"
    return f"{numbers}{NBSP}%"


def figures_evidence(listing: Listing) -> Evidence | None:
    """How many of the figures were checked, and how far the best of them were."""
    levels = [claim.verification for claim in listing.claims.all()]
    for level in CHECKED:
        count = levels.count(level)
        if count:
            return Evidence(level, _("%(count)s of %(all)s figures checked") % {"count": count, "all": len(levels)})
    if not levels:
        return None
    words = ngettext("%(count)s figure, declared", "%(count)s figures, declared", len(levels))
    return Evidence(Verification.DECLARED, join_numbers(words % {"count": len(levels)}))


def readiness_words(listing: Listing) -> tuple[int | None, str]:
    """The assessed level, else the declared one, and which of both it is."""
    details = listing.technology if listing.kind != Kind.SERVICE else None
    if details is None:
        return None, ""
    assessed = trl_number(details.trl_assessed)
    return (assessed, _("assessed")) if assessed else (trl_number(details.trl_declared), _("declared"))


def life_state(listing: Listing) -> State:
    """Of the public page: until when it counts, or why it is out of the search."""
    if listing.state == Life.PUBLISHED:
        return State(_("Valid until %(day)s") % {"day": write_date(listing.expires_on)}, "ok", "check")
    if listing.state == Life.EXPIRED:
        return State(_("Ran out on %(day)s") % {"day": write_date(listing.expires_on)}, "wait", "clock")
    return State(str(listing.get_state_display()), *_tone(listing.state))


def list_row(listing: Listing) -> Row:
    """One of an organisation's offers; a closed record shows its title alone."""
    closed = is_minimal(listing)
    title, title_lang = _own_or_foreign(listing, "title")
    summary, summary_lang = ("", "") if closed else _own_or_foreign(listing, "summary")
    trl, trl_words = (None, "") if closed else readiness_words(listing)
    return Row(
        kind=str(listing.get_kind_display()),
        title=title,
        title_lang=title_lang,
        url=listing.get_absolute_url(),
        reference=listing.reference or "",
        summary=summary,
        summary_lang=summary_lang,
        tags=[_("Sample")] if listing.is_sample else [],
        trl=trl,
        trl_words=trl_words,
        price="" if closed else price_words(listing),
        aside=[] if listing.is_catalogue_record else [("clock", answers_within(listing.response_days))],
    )


def answers_within(days: int) -> str:
    words = ngettext("Answers within %(days)s working day", "Answers within %(days)s working days", days)
    return join_numbers(words % {"days": days})


def initials(name: str) -> str:
    """One or two letters for the sign beside a name: those of its last words, as "Viện Kỹ thuật Bản Mây" gives BM."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in words[-2:]).upper()


def working_days(days: int) -> str:
    return join_numbers(ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days})


def labels(codes: Iterable[Code]) -> str:
    return ", ".join(code.label for code in codes)


def symbols(codes: Iterable[Code]) -> SafeString:
    """Classes by their symbol, each with its wording to read on hover or aloud."""
    pairs = ((code.label, code.symbol or code.code) for code in codes)
    return format_html_join(", ", '<abbr title="{}">{}</abbr>', pairs)


def _claim_row(claim: Claim) -> ClaimRow:
    return ClaimRow(
        name=text(claim, "metric"),
        condition=text(claim, "conditions"),
        value=claim_value(claim),
        against=text(claim, "baseline"),
        evidence=Evidence(claim.verification),
        source=document_words(claim.evidence) if claim.evidence else "",
    )


def document_words(row: Document) -> SafeString:
    """Title with its address, issuer and day, who confirmed it, and since when it counts no longer."""
    title = row.title or row.key.upper()
    if row.link.startswith(("https://", "http://")):
        named = format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', row.link, title)
    else:
        named = format_html("{}", title)
    return format_html_join(" · ", "{}", ((part,) for part in (named, *_document_facts(row)) if part))


def _document_facts(row: Document) -> Iterator[str]:
    yield row.issuer
    yield write_date(row.issued_on) if row.issued_on else ""
    if row.state == EvidenceState.THIRD_PARTY_VERIFIED and row.verified_by and row.verified_on:
        words = {"body": row.verified_by.name, "day": write_date(row.verified_on), "number": row.certificate_no}
        yield _("confirmed by %(body)s on %(day)s, certificate %(number)s") % words
    if row.state == EvidenceState.EXPIRED and row.expires_on:
        yield _("ran out on %(day)s") % {"day": write_date(row.expires_on)}
    elif row.expires_on:
        yield _("valid until %(day)s") % {"day": write_date(row.expires_on)}


def other_documents(listing: Listing) -> list[tuple[Evidence, SafeString]]:
    """Documents that no figure rests on, with their badge."""
    resting = {claim.evidence_id for claim in listing.claims.all()}
    rows = [row for row in evidence_of(listing) if row.pk not in resting]
    return [(Evidence(row.shown_as), document_words(row)) for row in rows]


def claim_value(claim: Claim) -> str:
    """`≥ 5 %`, `4–6 kWh/kg`; empty while there is no figure."""
    if claim.value is None:
        return ""
    number = write_number(claim.value)
    if claim.operator == Operator.RANGE and claim.value_high is not None:
        number = f"{number}{DASH}{write_number(claim.value_high)}"
    sign = SIGNS.get(Operator(claim.operator), "")
    return NBSP.join(part for part in (sign, number, claim.unit) if part)


def _own_or_foreign(listing: Listing, topic: str) -> tuple[str, str]:
    words, code = in_language(listing, topic)
    return words, "" if code == language() else code


def _tone(state: str) -> tuple[str, str]:
    return {Life.PAUSED: ("", "lock"), Life.WITHDRAWN: ("", "minus")}.get(Life(state), ("wait", "clock"))
