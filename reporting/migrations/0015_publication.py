import django.db.models.deletion
from django.db import migrations, models

REPLACES = models.ForeignKey(
    to="reporting.report",
    to_field="slug",
    on_delete=django.db.models.deletion.PROTECT,
    related_name="replacements",
    verbose_name="ersätter",
    null=True,
    blank=True,
)
OF_REPORT = models.OneToOneField(
    to="reporting.report",
    on_delete=django.db.models.deletion.CASCADE,
    related_name="published_text",
    verbose_name="rapport",
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0014_identity")]

    operations = [
        migrations.CreateModel(
            "PublishedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField("text")),
                ("summary", models.TextField("i korthet", blank=True)),
                ("report", OF_REPORT),
            ],
            options={"verbose_name": "söktext", "verbose_name_plural": "söktexter"},
        ),
        migrations.AddField(
            "report", "published_from", models.DateTimeField("publicerad från", null=True, blank=True)
        ),
        migrations.AddField(
            "report", "withdrawn_at", models.DateTimeField("avpublicerad", null=True, blank=True)
        ),
        migrations.AddField(
            "report", "withdrawal_reason", models.TextField("skäl till avpublicering", blank=True, default="")
        ),
        migrations.AddField("report", "replaces", REPLACES),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(published_from=None) | models.Q(status="adopted"),
                name="report_published_once_adopted",
                violation_error_message="Bara en fastställd rapport publiceras.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(published_from__isnull=False),
                name="report_withdrawn_once_published",
                violation_error_message="Bara en publicerad rapport avpubliceras.",
            ),
        ),
    ]
