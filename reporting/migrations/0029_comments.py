"""Comments, and a notice of being mentioned in one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import reporting.models.texts
from reporting.journal import triggers as journal_guards


def remove_guards(apps, schema_editor):
    journal_guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0028_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section_key", models.CharField(max_length=200, verbose_name="avsnitt")),
                ("model", models.CharField(blank=True, max_length=100, verbose_name="slag av uppgift")),
                ("row_key", models.CharField(blank=True, max_length=100, verbose_name="rad")),
                ("field", models.CharField(blank=True, max_length=60, verbose_name="fält")),
                ("place", models.CharField(max_length=700, verbose_name="plats")),
                ("text", models.TextField(verbose_name="text")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="ändrad")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="borttagen")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="klarmarkerad")),
            ],
            options={
                "verbose_name": "kommentar",
                "verbose_name_plural": "kommentarer",
                "ordering": ["at", "pk"],
            },
            bases=(reporting.models.texts.ReadableTexts, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name="declinednotice",
            name="declined_notice_declinable",
        ),
        migrations.AlterField(
            model_name="declinednotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("returned", "något går tillbaka till dig"),
                    ("waiting", "något väntar på dig"),
                    ("mentioned", "någon säger till dig i en kommentar"),
                    ("digest", "sammanfattning varje vecka"),
                    ("deadline", "dagen före ett slutdatum"),
                    ("account", "om ditt konto"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("returned", "något går tillbaka till dig"),
                    ("waiting", "något väntar på dig"),
                    ("mentioned", "någon säger till dig i en kommentar"),
                    ("digest", "sammanfattning varje vecka"),
                    ("deadline", "dagen före ett slutdatum"),
                    ("account", "om ditt konto"),
                ],
                max_length=20,
                verbose_name="slag",
            ),
        ),
        migrations.AddConstraint(
            model_name="declinednotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["returned", "waiting", "mentioned", "digest", "deadline"])),
                name="declined_notice_declinable",
                violation_error_message="Den aviseringen kan inte avböjas.",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="av",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="mentioned",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="nämnda"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="reporting.report",
                verbose_name="rapport",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="klarmarkerad av",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="thread",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="reporting.comment",
                verbose_name="svar på",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="comment_has_text",
                violation_error_message="Skriv kommentaren.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    models.Q(
                        ("resolved_at__isnull", False), ("resolved_by__isnull", False), ("thread", None)
                    ),
                    _connector="OR",
                ),
                name="comment_resolved_whole",
                violation_error_message="En tråd markeras som klar av någon, vid en tid.",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_guards),
    ]
