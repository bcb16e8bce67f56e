"""What the templates of the editor are given."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.common.completeness import REQUIRED, Lack
from marketplace.common.permissions import Actor
from marketplace.common.web.formatting import write_moment
from marketplace.common.web.rows import Section as Page
from marketplace.listings import queries
from marketplace.listings.completeness import sections
from marketplace.listings.fields import FIELDS, ROW_FIELDS, Section, sections_of
from marketplace.listings.models import Listing
from marketplace.listings.web.answers import Answers
from marketplace.listings.web.coach import advice
from marketplace.listings.web.hints import INTROS
from marketplace.listings.web.inputs import is_group


def editor_context(answers: Answers, *, actor: Actor, now: datetime) -> dict[str, object]:
    """One whole page of the editor."""
    listing, pages = answers.listing, list(sections_of(answers.listing.kind))
    place = pages.index(Section(answers.section))
    lines = answers.lines
    return {
        **fragment_context(answers, actor=actor, now=now),
        "section": "my",
        "heading": Section(answers.section).label,
        "intro": INTROS[answers.section],
        "number": place + 1,
        "total": len(pages),
        "lines": lines,
        "form_errors": bool(lines),
        "advice": advice(answers.section, answers.values),
        "points": queries.open_points(listing, actor=actor).filter(section=answers.section),
        "before": _named(listing, pages[place - 1]) if place else None,
        "after": _named(listing, pages[place + 1]) if place + 1 < len(pages) else None,
        "warns_unfiled": answers.section in (Section.PROBLEM, Section.RIGHTS),
        "unfiled": answers.values.get("unfiled_detail") is True,
    }


def fragment_context(
    answers: Answers,
    *,
    kept: Answers | None = None,
    actor: Actor | None = None,
    now: datetime | None = None,
    moved: bool = False,
) -> dict[str, object]:
    """What a part of the page needs. `kept` is the form as it was posted: its new rows learn their ids."""
    listing = answers.listing
    return {
        "listing": listing,
        "answers": answers,
        "form": answers.form,
        "rows": answers.rows,
        "moved": moved,
        "pages": pages_of(listing, answers.values, current=answers.section),
        "saved": saved_words(listing, now=now) if now else "",
        "row_ids": _row_ids(kept, answers) if kept else [],
        "action": reverse("listings:section", args=[listing.public_id, answers.section]),
    }


def pages_of(listing: Listing, values: Mapping[str, object], *, current: str = "") -> list[Page]:
    """The pages of the editor with how far each is, as the terraces show them."""
    return [
        Page(
            label=str(Section(page.section).label),
            url=reverse("listings:section", args=[listing.public_id, page.section]),
            state=page.progress,
            errors=sum(lack.code != REQUIRED for lack in page.lacks),
            current=page.section == current,
        )
        for page in sections(listing.kind, values)  # type: ignore[arg-type]
    ]


def lack_address(listing: Listing, lack: Lack) -> str:
    """The control that answers it: `/claims/0/unit` is `id_claims-0-unit` on its page, `/claims` the rows."""
    page = reverse("listings:section", args=[listing.public_id, lack.section])
    name = lack.pointer.lstrip("/").replace("/", "-")
    if name in ROW_FIELDS:
        return f"{page}#rows"
    grouped = name in FIELDS and is_group(FIELDS[name])
    return f"{page}#id_{name}_0" if grouped else f"{page}#id_{name}"


def saved_words(listing: Listing, *, now: datetime) -> str:
    """When the server kept the text last."""
    moment = timezone.localtime(listing.updated_at)
    today = moment.date() == timezone.localdate(now)
    words = _("Saved %(when)s, on the server") if not listing.is_writable else _("Draft saved %(when)s, on the server")
    return words % {"when": f"{moment:%H:%M}" if today else write_moment(moment)}


def _named(listing: Listing, page: Section) -> tuple[str, str]:
    return str(page.label), reverse("listings:section", args=[listing.public_id, page])


def _row_ids(kept: Answers, fresh: Answers) -> list[tuple[str, object]]:
    """(id of the hidden control, id of the stored row) of the rows that were posted."""
    if kept.rows is None or fresh.rows is None:
        return []
    stored = [row["id"].value() for row in fresh.rows.kept]
    return [(row["id"].auto_id, number) for row, number in zip(kept.rows.kept, stored, strict=False)]
