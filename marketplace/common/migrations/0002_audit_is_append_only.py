"""The database itself refuses to change or delete audit entries and their seals."""

from django.db import migrations

from marketplace.common import sql


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        sql.install_audit_triggers(cursor, postgres=schema_editor.connection.vendor == "postgresql")


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        sql.drop_audit_triggers(cursor, postgres=schema_editor.connection.vendor == "postgresql")


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunPython(install, drop)]
