"""A constraint that plain SQLite can check, as in a database copied by ``sqlite3 .dump``."""

from django.db import migrations, models
from django.db.models.lookups import Exact

from reporting.models.period import YearOf


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_a_draft_can_be_discarded")]

    operations = [
        migrations.RemoveConstraint(model_name="reportingperiod", name="period_within_year"),
        migrations.AddConstraint(
            model_name="reportingperiod",
            constraint=models.CheckConstraint(
                condition=Exact(YearOf("actuals_through"), models.F("year")),
                name="period_within_year",
                violation_error_message="Datumet för utfall ska ligga i rapportens år.",
            ),
        ),
    ]
