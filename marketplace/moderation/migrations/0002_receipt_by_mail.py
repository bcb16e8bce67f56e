"""Complaints without an account: in which language their receipt goes out, and when it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_complaints")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="language",
            field=models.CharField(db_default="vi", default="vi", editable=False, max_length=5),
        ),
        migrations.AddField(
            model_name="complaint",
            name="mailed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
