"""What curators do: edit a row, and keep a code that a list does not have yet."""

from datetime import datetime

from django.db import transaction

from marketplace.common import audit
from marketplace.common.permissions import Actor, require
from marketplace.taxonomy import queries, rules
from marketplace.taxonomy.models import Code
from marketplace.taxonomy.models.dated import Curated

UNKNOWN_NOTE = "Met in a record; the list does not have it. To be checked."


def save_row(row: Curated, *, actor: Actor, now: datetime) -> None:
    """Write a row as a curator edited it: loading the shipped lists leaves it alone from now on. Raises NotAllowed."""
    require(rules.may_curate(actor))
    with transaction.atomic():
        row.edited_at = now
        row.save()
        audit.record(f"taxonomy.{row._meta.model_name}_saved", subject=row, actor=actor, now=now)
    queries.forget_labels()


def keep_code(*, list_name: str, code: str, edition: str, actor: Actor, now: datetime) -> Code:
    """The row of a code, entered unverified when the list lacks it: what a record names is kept and listed."""
    with transaction.atomic():
        row, created = Code.objects.get_or_create(
            list=list_name,
            edition=edition,
            code=code,
            defaults={"symbol": code[:30], "label_vi": code, "label_en": code, "note": UNKNOWN_NOTE},
        )
        if created:
            audit.record("taxonomy.code_kept", subject=row, actor=actor, now=now, list=list_name, code=code)
    if created:
        queries.forget_labels()
    return row
