import django.core.validators
from django.db import migrations, models

import reporting.models.committee


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0013_two_persons"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="accent",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[reporting.models.committee.validate_accent],
                verbose_name="färg",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="accessibility_statement",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[
                    django.core.validators.URLValidator(
                        ["https"], message="Skriv hela adressen, med https:// först."
                    )
                ],
                verbose_name="tillgänglighetsredogörelse",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="arms",
            field=models.TextField(blank=True, editable=False, verbose_name="vapen"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="arms_text",
            field=models.CharField(blank=True, max_length=200, verbose_name="vapnet i ord"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="contact",
            field=models.CharField(blank=True, max_length=200, verbose_name="kontakt"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="municipality_code",
            field=models.CharField(
                blank=True,
                max_length=4,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9]{4}\\Z", "Kommunkoden har fyra siffror, till exempel 1814."
                    )
                ],
                verbose_name="kommunkod",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="organisation_number",
            field=models.CharField(
                blank=True,
                max_length=11,
                validators=[reporting.models.committee.validate_organisation_number],
                verbose_name="organisationsnummer",
            ),
        ),
    ]
