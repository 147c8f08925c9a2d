import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reporting.journal import triggers as journal_guards


def remove_guards(apps, schema_editor):
    journal_guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0022_provable")]

    operations = [
        migrations.CreateModel(
            name="TemporaryAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="till")),
                ("reason", models.TextField(verbose_name="varför")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="avslutad")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="av",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="reporting.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "insläppt",
                "verbose_name_plural": "insläppta",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="access_has_reason",
                        violation_error_message="Skriv varför personen släpps in.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("at"))),
                        name="access_ends_later",
                        violation_error_message="Välj en tid som inte har varit.",
                    ),
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_guards),
    ]
