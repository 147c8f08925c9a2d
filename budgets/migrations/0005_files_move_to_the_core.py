"""The models of files belong to ``reporting``: only what Django knows of them changes, no table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0004_saved_tables"),
        ("reporting", "0008_files_of_figures"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="ledgeramount",
                    name="file",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ledger_amounts",
                        to="reporting.importedfile",
                        verbose_name="fil",
                    ),
                ),
                migrations.DeleteModel(name="TableRowChoice"),
                migrations.DeleteModel(name="TableMapping"),
                migrations.DeleteModel(name="ImportedFile"),
            ],
        ),
    ]
