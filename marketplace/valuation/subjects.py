"""Estimates as what people ask about: who may read the run may ask the one who asked for it, and nobody else."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.common.permissions import Actor
from marketplace.notifications.kinds import path_without_language
from marketplace.notifications.subjects import Subject, SubjectFacts
from marketplace.valuation import rules
from marketplace.valuation.models import Run
from marketplace.valuation.states import RunState


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    rows = rules.visible_to(actor).filter(pk__in=ids).select_related("listing").defer("result")
    return {row.pk: _facts(row) for row in rows}


def _facts(row: Run) -> SubjectFacts:
    return SubjectFacts(
        kind="run",
        subject_id=row.pk,
        key=row.number,
        title_vi=row.listing.title_vi,
        title_en=row.listing.title_en,
        path=path_without_language(row.get_absolute_url()),
        owner_id=row.organisation_id,
        state=row.state,
        author_id=row.requester_id,
    )


def _find_key(key: str, actor: Actor) -> int | None:
    return rules.visible_to(actor).filter(number=key).values_list("pk", flat=True).first()


RUN = Subject(
    kind="run",
    name=_("Estimate"),
    find_many=_find_many,
    find_key=_find_key,
    state_label=lambda state: RunState(state).label,
    estimates=True,
)
