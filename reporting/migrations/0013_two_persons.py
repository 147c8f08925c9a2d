from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0012_journal_chain")]

    operations = [
        migrations.AddField(
            "reporttemplate",
            "demands_two",
            models.BooleanField(
                "kräver två personer",
                default=False,
                help_text="Den som lämnar in en rapport kan då inte själv godkänna eller fastställa den.",
            ),
        ),
    ]
