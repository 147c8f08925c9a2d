from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0019_profile")]

    operations = [
        migrations.AddField("report", "version", models.PositiveSmallIntegerField("version", default=1)),
        migrations.AddField(
            "report", "correction_reason", models.TextField("varför den rättas", blank=True, default="")
        ),
        migrations.RemoveConstraint("report", "report_once_per_period"),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                fields=["committee", "period", "version"],
                condition=~models.Q(status="discarded"),
                name="report_once_per_period",
                violation_error_message="Nämnden har redan en rapport för perioden.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(version=1, correction_reason="")
                | (models.Q(version__gt=1, replaces__isnull=False) & ~models.Q(correction_reason="")),
                name="report_correction_is_whole",
                violation_error_message="En rättelse har en version, ett skäl och en rapport som den ersätter.",
            ),
        ),
    ]
