import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """An organisation may act for another while a mandate lives."""

    dependencies = [("accounts", "0003_tokens_and_terms")]

    operations = [
        migrations.CreateModel(
            name="Representation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin_kind", models.CharField(max_length=40)),
                ("origin_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="represented_by",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="represents",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "representation",
                "verbose_name_plural": "representations",
                "indexes": [
                    models.Index(
                        models.F("representative"), condition=Q(ended_at=None), name="representation_live"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("origin_kind"), models.F("origin_id"), name="representation_once"
                    ),
                    models.CheckConstraint(condition=~Q(organisation=F("representative")), name="representation_of_another"),
                    models.CheckConstraint(condition=Q(until__gt=F("since")), name="representation_span"),
                ],
            },
        ),
    ]
