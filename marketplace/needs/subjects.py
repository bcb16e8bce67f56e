"""Needs as what people ask about, keep and complain of."""

from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from marketplace.common.facts import LANGUAGES
from marketplace.common.permissions import Actor
from marketplace.needs import rules
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.states import State
from marketplace.notifications.kinds import path_without_language
from marketplace.notifications.subjects import PRICE_SEPARATOR, Subject, SubjectFacts

NO_QUESTIONS = _("A record from a catalogue takes no questions here: ask at its source.")
_TEXTS = ("title", "summary", "body", "owner")


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    open_to_all = ExpressionWrapper(rules.in_view(), output_field=BooleanField())
    rows = rules.visible_to(actor).filter(pk__in=ids).annotate(open_to_all=open_to_all)
    return {row.pk: _facts(row) for row in rows}


def _facts(row: Need) -> SubjectFacts:
    return SubjectFacts(
        kind="need",
        subject_id=row.pk,
        key=row.reference or row.public_id,
        title_vi=row.title_vi,
        title_en=row.title_en,
        path=path_without_language(row.get_absolute_url()) if row.reference else "",
        owner_id=row.owner_id,
        in_view=row.open_to_all,  # type: ignore[attr-defined]
        hidden_owner=row.is_anonymous,
        takes_questions=not row.is_catalogue_record,
        why_no_questions=NO_QUESTIONS if row.is_catalogue_record else "",
        response_days=row.response_days,
        state=row.state,
        price=_budget(row),
        deadline=row.answers_by,
        author_id=row.author_id,
    )


def _budget(row: Need) -> str:
    """Only a budget that its owner shows."""
    if not row.budget_public or row.budget_min is None:
        return ""
    high = "" if row.budget_max is None else f"{row.budget_max:f}"
    return PRICE_SEPARATOR.join((f"{row.budget_min:f}", high, row.currency))


def _find_key(key: str, actor: Actor) -> int | None:
    visible = rules.visible_to(actor)
    rows = visible.filter(reference=key.upper()) if "-" in key else visible.filter(public_id=key)
    return rows.values_list("pk", flat=True).first()


def _freeze(need_id: int) -> dict[str, str]:
    """The public projection alone."""
    need = Need.objects.select_related("owner").get(pk=need_id)
    texts = public_texts(need)
    found = {f"{topic}_{language}": getattr(texts, f"{topic}_{language}") for topic in _TEXTS for language in LANGUAGES}
    return {**found, "price": _budget(need)}


def _reviewers(need_id: int) -> frozenset[int]:
    taken = Need.objects.filter(pk=need_id).values_list("reviewer", flat=True)
    return frozenset(filter(None, taken))


NEED = Subject(
    kind="need",
    name=_("Need"),
    find_many=_find_many,
    find_key=_find_key,
    freeze=_freeze,
    state_label=lambda state: State(state).label,
    reviewers=_reviewers,
    questions=True,
    bookmarks=True,
    complaints=True,
)
