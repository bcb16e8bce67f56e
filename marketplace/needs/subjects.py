"""Needs as what people ask about, keep and complain of."""

from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.queries.postings import named
from marketplace.common.permissions import Actor
from marketplace.needs import rules
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from marketplace.needs.states import State
from marketplace.notifications.kinds import path_without_language
from marketplace.notifications.subjects import Subject, SubjectFacts
from marketplace.notifications.subjects.postings import facts_of, frozen_texts, price_range


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    open_to_all = ExpressionWrapper(rules.in_view(), output_field=BooleanField())
    rows = rules.visible_to(actor).filter(pk__in=ids).annotate(open_to_all=open_to_all)
    return {row.pk: _facts(row) for row in rows}


def _facts(row: Need) -> SubjectFacts:
    return facts_of(
        row,
        kind="need",
        path=path_without_language(row.get_absolute_url()) if row.reference else "",
        hidden_owner=row.is_anonymous,
        price=_budget(row),
        deadline=row.answers_by,
    )


def _budget(row: Need) -> str:
    """Only a budget that its owner shows."""
    if not row.budget_public or row.budget_min is None:
        return ""
    return price_range(row.budget_min, row.budget_max, row.currency)


def _find_key(key: str, actor: Actor) -> int | None:
    return named(rules.visible_to(actor), key).values_list("pk", flat=True).first()


def _freeze(need_id: int) -> dict[str, str]:
    """The public projection alone."""
    need = Need.objects.select_related("owner").get(pk=need_id)
    return frozen_texts(public_texts(need), price=_budget(need))


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
