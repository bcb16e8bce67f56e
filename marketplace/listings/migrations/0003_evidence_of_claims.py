"""Figures that were marked as checked before evidence had rows of its own get one each.

Nobody noted who confirmed them: a confirmation without a verifier counts as a document seen.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLICE = 500
STATES = {"seen": "document_seen", "verified": "document_seen", "contested": "contested"}


def give_evidence(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Claim, Evidence = apps.get_model("listings", "Claim"), apps.get_model("listings", "Evidence")
    claims = Claim.objects.filter(evidence=None).exclude(verification="declared").select_related("listing")
    while found := list(claims.order_by("pk")[:SLICE]):
        for claim in found:
            moment = claim.listing.updated_at
            claim.evidence = Evidence.objects.create(
                listing=claim.listing,
                key=f"e{claim.position + 1}",
                position=claim.position,
                title_vi=claim.metric_vi,
                title_en=claim.metric_en,
                state=STATES[claim.verification],
                state_since=moment,
                state_reason="kept" if claim.verification == "contested" else "",
                created_at=moment,
                updated_at=moment,
            )
            claim.verification = "contested" if claim.verification == "contested" else "seen"
            claim.save(update_fields=["evidence", "verification"])


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_evidence")]

    operations = [migrations.RunPython(give_evidence, migrations.RunPython.noop)]
