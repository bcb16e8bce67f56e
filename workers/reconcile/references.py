"""O9: every row that another one names is there."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from marketplace.common.models import Hold
from workers.reconcile.findings import Compared, Finding, broken
from workers.reconcile.scope import Scope


def o9(_scope: Scope) -> Compared:
    """Foreign keys are whole, and what a live hold stops and what placed it exist."""
    findings: list[Finding] = []
    asked = 0
    for model, field in _foreign_keys():
        asked += 1
        findings += _dangling(model, field)
    findings += _holds()
    return Compared(asked, tuple(findings))


def _foreign_keys() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey):
                    yield model, field


def _dangling(model: type[models.Model], field: models.ForeignKey) -> tuple[Finding, ...]:
    target = field.target_field
    there = target.model._base_manager.filter(**{target.attname: OuterRef(field.attname)})
    rows = model._base_manager.filter(**{f"{field.attname}__isnull": False}).exclude(Exists(there))
    found = rows.order_by("pk").values_list("pk", field.attname)[: settings.RECONCILE_OBJECTS_MAX]
    sentence = f"{model._meta.label}.{field.name} names a row that is not there."
    cases = [f"row {pk} names {key}" for pk, key in found]
    return broken(sentence, cases, shown=settings.RECONCILE_EXAMPLES_MAX)


def _holds() -> tuple[Finding, ...]:
    tables = {model._meta.model_name: model for model in apps.get_models()}
    lost = []
    for hold in Hold.objects.filter(lifted_at=None).order_by("pk")[: settings.RECONCILE_OBJECTS_MAX]:
        for kind, pk in ((hold.object_kind, hold.object_id), (hold.subject_kind, hold.subject_id)):
            table = tables.get(kind)
            if table is None or not table._base_manager.filter(pk=pk).exists():
                lost.append(f"hold {hold.pk}: {kind}:{pk}")
    return broken("A live hold names what is not there.", lost, shown=settings.RECONCILE_EXAMPLES_MAX)
