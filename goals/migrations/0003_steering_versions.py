import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0002_staff_figures"),
        ("reporting", "0017_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="steeringmodel",
            options={
                "ordering": ["municipality", "name", "-version"],
                "verbose_name": "styrmodell",
                "verbose_name_plural": "styrmodeller",
            },
        ),
        migrations.RemoveConstraint(
            model_name="steeringmodel",
            name="steering_model_once",
        ),
        migrations.AddField(
            model_name="steeringmodel",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="sparad"),
        ),
        migrations.AddField(
            model_name="steeringmodel",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sparad av",
            ),
        ),
        migrations.AddField(
            model_name="steeringmodel",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="steeringmodel",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steering_models",
                to="reporting.municipality",
                verbose_name="kommun",
            ),
        ),
        migrations.AddConstraint(
            model_name="steeringmodel",
            constraint=models.UniqueConstraint(
                fields=("municipality", "name", "version"),
                name="steering_version_once",
                violation_error_message="Kommunen har redan en styrmodell med det namnet.",
            ),
        ),
    ]
