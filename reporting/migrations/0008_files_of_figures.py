"""Files of figures belong to the core: the models change app, their tables stay where they are."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0004_saved_tables"),
        ("reporting", "0007_handed_in_documents"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="TableMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="namn")),
                        ("section_key", models.SlugField(max_length=60, verbose_name="avsnitt")),
                        ("grid", models.CharField(max_length=100, verbose_name="tabell")),
                        ("sheet", models.CharField(blank=True, max_length=200, verbose_name="blad")),
                        ("header_row", models.PositiveSmallIntegerField(verbose_name="rad med rubriker")),
                        ("columns", models.JSONField(verbose_name="kolumner")),
                        (
                            "unit",
                            models.CharField(
                                choices=[
                                    ("kr", "kronor"),
                                    ("tkr", "tusen kronor"),
                                    ("mnkr", "miljoner kronor"),
                                ],
                                default="tkr",
                                max_length=10,
                                verbose_name="enhet",
                            ),
                        ),
                        (
                            "signs",
                            models.CharField(
                                choices=[
                                    ("report", "Som i rapportens tabell"),
                                    ("turned", "Tvärtom mot rapportens tabell"),
                                    ("ledger", "Som i huvudboken: kostnader +, intäkter −"),
                                    ("plain", "Utan minus: både kostnader och intäkter +"),
                                ],
                                default="report",
                                max_length=10,
                                verbose_name="tecken",
                            ),
                        ),
                        (
                            "blank_means",
                            models.CharField(
                                choices=[
                                    ("keep", "Uppgiften i rapporten lämnas som den är"),
                                    ("missing", "Uppgiften saknas"),
                                    ("zero", "Noll"),
                                ],
                                default="keep",
                                max_length=10,
                                verbose_name="tom cell",
                            ),
                        ),
                        (
                            "dash",
                            models.CharField(
                                choices=[
                                    ("keep", "Fråga: det går inte att veta"),
                                    ("missing", "Uppgiften saknas"),
                                    ("zero", "Noll"),
                                ],
                                default="keep",
                                max_length=10,
                                verbose_name="streck",
                            ),
                        ),
                        (
                            "rounding",
                            models.CharField(
                                choices=[
                                    ("exact", "Nej: delar av ett öre vägras"),
                                    ("0.01", "Till hela öre"),
                                    ("1", "Till hela kronor"),
                                    ("1000", "Till hela tusental kronor"),
                                ],
                                default="exact",
                                max_length=10,
                                verbose_name="avrundning",
                            ),
                        ),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="table_mappings",
                                to="reporting.committee",
                                verbose_name="nämnd",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sparad tabell",
                        "verbose_name_plural": "sparade tabeller",
                        "db_table": "budgets_tablemapping",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="TableRowChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "text",
                            models.CharField(blank=True, max_length=200, verbose_name="radens namn i filen"),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[
                                    ("row", "en rad i rapporten"),
                                    ("new", "en ny rad"),
                                    ("skip", "läses inte"),
                                ],
                                max_length=10,
                                verbose_name="hör till",
                            ),
                        ),
                        (
                            "row_key",
                            models.SlugField(blank=True, max_length=60, verbose_name="rad i rapporten"),
                        ),
                        (
                            "mapping",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="row_choices",
                                to="reporting.tablemapping",
                                verbose_name="sparad tabell",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "radval",
                        "verbose_name_plural": "radval",
                        "db_table": "budgets_tablerowchoice",
                        "ordering": ["text"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("sie", "SIE-fil"), ("workbook", "arbetsbok"), ("text", "CSV-fil")],
                                max_length=20,
                                verbose_name="slag",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="filnamn")),
                        ("digest", models.CharField(max_length=64, verbose_name="kontrollsumma (SHA-256)")),
                        ("size", models.PositiveIntegerField(verbose_name="storlek i byte")),
                        ("content", models.BinaryField(blank=True, default=b"", verbose_name="innehåll")),
                        (
                            "uploaded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="mottagen"),
                        ),
                        ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="inläst")),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imported_files",
                                to="reporting.report",
                                verbose_name="rapport",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="av",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inläst fil",
                        "verbose_name_plural": "inlästa filer",
                        "db_table": "budgets_importedfile",
                        "ordering": ["-uploaded_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["sie", "workbook", "text"])),
                                name="imported_file_kind_known",
                                violation_error_message="Filslaget finns inte.",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="tablemapping",
                    constraint=models.UniqueConstraint(
                        fields=("committee", "name"),
                        name="table_mapping_name_once",
                        violation_error_message="Nämnden har redan en sparad tabell med det namnet.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tablerowchoice",
                    constraint=models.UniqueConstraint(
                        fields=("mapping", "text"),
                        name="table_row_choice_once",
                        violation_error_message="Raden står redan i den sparade tabellen.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tablerowchoice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__in", ["new", "skip"]), ("row_key", "")),
                            models.Q(("place", "row"), models.Q(("row_key", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="table_row_choice_place",
                        violation_error_message="Välj en rad i rapporten, en ny rad eller att raden inte läses.",
                    ),
                ),
            ],
        ),
    ]
