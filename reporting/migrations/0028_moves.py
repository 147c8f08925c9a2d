"""Several approvals, questions at hand-in, and what is answered to them and to a step back."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reporting.journal import triggers as journal_guards


def remove_guards(apps, schema_editor):
    journal_guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0027_assignments"),
    ]

    operations = [
        migrations.AddField(
            model_name="reporttemplate",
            name="approvals",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Så många godkänner rapporten efter varandra, olika personer, innan den kan fastställas.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="godkännanden",
            ),
        ),
        migrations.AddField(
            model_name="reporttemplate",
            name="hand_in_questions",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Besvaras med ja eller nej av den som lämnar in. Svaren står i granskningens bilaga.",
                verbose_name="frågor vid inlämning",
            ),
        ),
        migrations.CreateModel(
            name="HandInAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("question", models.TextField(verbose_name="fråga")),
                ("is_yes", models.BooleanField(verbose_name="ja")),
                ("comment", models.TextField(blank=True, verbose_name="kommentar")),
                ("function", models.CharField(max_length=200, verbose_name="funktion")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
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
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_in_answers",
                        to="reporting.statuschange",
                        verbose_name="inlämning",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_in_answers",
                        to="reporting.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar vid inlämning",
                "verbose_name_plural": "svar vid inlämning",
                "ordering": ["change", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("change", "position"),
                        name="hand_in_answer_once",
                        violation_error_message="Frågan är redan besvarad vid inlämningen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_yes", True), models.Q(("comment", ""), _negated=True), _connector="OR"
                        ),
                        name="hand_in_answer_no_has_comment",
                        violation_error_message="Ett nej har en kommentar.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="svar")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
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
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="reporting.statuschange",
                        verbose_name="återtagning",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_answers",
                        to="reporting.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar på en återtagning",
                "verbose_name_plural": "svar på återtagningar",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="return_answer_has_text",
                        violation_error_message="Skriv ett svar.",
                    )
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_guards),
    ]
