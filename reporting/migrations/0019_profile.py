from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0018_decision")]

    operations = [
        migrations.AddField(
            "reporttemplate",
            "pdf_profile",
            models.CharField(
                "PDF-filens standard",
                max_length=3,
                choices=[
                    ("ua1", "PDF/UA-1 och PDF/A-3a (PDF 1.7)"),
                    ("ua2", "PDF/UA-2, WTPDF och PDF/A-4f (PDF 2.0)"),
                ],
                default="ua1",
                help_text=(
                    "Båda är tillgängliga och kan arkiveras. Den första läses av alla program och tas emot av alla "
                    "arkiv. Den andra är nyare: fråga arkivet om det tar emot PDF 2.0 innan du väljer den."
                ),
            ),
        ),
    ]
