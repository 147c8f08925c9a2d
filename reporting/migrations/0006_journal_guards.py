from django.db import migrations

from reporting.journal import triggers as journal_guards


def install(apps, schema_editor):
    journal_guards.install_guards(schema_editor.connection)


def remove(apps, schema_editor):
    journal_guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_journal")]

    operations = [migrations.RunPython(install, remove)]
