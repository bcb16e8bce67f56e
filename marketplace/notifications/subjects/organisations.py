"""Organisations as subjects: accounts stands below, so they are declared here."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts import rules
from marketplace.accounts.models import Organisation
from marketplace.accounts.states import Verification
from marketplace.common.holds import held_ids
from marketplace.common.permissions import SYSTEM, Actor
from marketplace.notifications.subjects.registry import Subject, SubjectFacts


def _rows(actor: Actor):
    return Organisation.objects.all() if actor == SYSTEM else rules.visible_to(actor)


def _find_many(ids: Collection[int], actor: Actor) -> dict[int, SubjectFacts]:
    held = set(held_ids("organisation", "complaint").filter(object_id__in=ids).values_list("object_id", flat=True))
    return {row.pk: _facts(row, held=row.pk in held) for row in _rows(actor).filter(pk__in=ids)}


def _facts(row: Organisation, *, held: bool) -> SubjectFacts:
    return SubjectFacts(
        kind="organisation",
        subject_id=row.pk,
        key=row.slug,
        title_vi=row.name_vi,
        title_en=row.name_en,
        path=f"/organisations/{row.slug}/",
        owner_id=row.pk,
        in_view=not row.is_suspended and not held,
        state=row.verification,
    )


def _find_key(key: str, actor: Actor) -> int | None:
    return _rows(actor).filter(slug=key).values_list("pk", flat=True).first()


def _freeze(organisation_id: int) -> dict[str, str]:
    row = Organisation.objects.get(pk=organisation_id)
    return {name: getattr(row, name) for name in ("name_vi", "name_en", "about_vi", "about_en", "website")}


ORGANISATION = Subject(
    kind="organisation",
    name=_("Organisation"),
    find_many=_find_many,
    find_key=_find_key,
    freeze=_freeze,
    state_label=lambda state: Verification(state).label,
    complaints=True,
)
