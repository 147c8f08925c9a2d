import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

OF_MUNICIPALITY = models.ForeignKey(
    to="reporting.municipality",
    on_delete=django.db.models.deletion.PROTECT,
    related_name="changes",
    verbose_name="kommun",
)
BY = models.ForeignKey(
    to=settings.AUTH_USER_MODEL,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    verbose_name="av",
)


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
        migrations.CreateModel(
            "IdentityChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField("uppgift", max_length=60)),
                ("old", models.TextField("tidigare", blank=True)),
                ("new", models.TextField("ny", blank=True)),
                ("at", models.DateTimeField("när", default=django.utils.timezone.now)),
                ("municipality", OF_MUNICIPALITY),
                ("by", BY),
            ],
            options={
                "verbose_name": "ändring av kommunens uppgifter",
                "verbose_name_plural": "ändringar av kommunens uppgifter",
                "ordering": ["-at", "-pk"],
            },
        ),
    ]
