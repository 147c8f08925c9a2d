"""Files of adopted reports, the heads of journals, and the rows that prove an adoption brought into the journal."""

import uuid
from itertools import groupby

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.utils import timezone

from reporting.journal import triggers as journal_guards
from reporting.models.journal import as_text, chained

# model -> its key and fields in the journal, label first
JOURNALED = {
    "HandedInDocument": ("id", ("sha256", "handed_in_at")),
    "AdoptedDocument": ("id", ("sha256", "adopted_at")),
    "StatusChange": ("id", ("came_from", "led_to", "by_id", "at", "reason")),
    "AcceptedFinding": ("fingerprint", ("reason", "code", "message", "by_id", "at")),
}
AT_ONCE = 1000


def journal_older_rows(apps, schema_editor):
    """As ``open_journal`` would: a first entry for each cell that has none, then the head of each journal."""
    stored = apps.get_model("reporting", "JournalEntry")
    cells = sorted(_cells(apps, stored), key=lambda cell: cell[0])
    for report, of_report in groupby(cells, key=lambda cell: cell[0]):
        last = stored.objects.filter(report_id=report).order_by("-number").first()
        ended, before = (last.number, last.digest) if last else (0, "")
        entries, batch, now = [], uuid.uuid4(), timezone.now()
        for number, (_, model, key, field, label, text) in enumerate(of_report, start=ended + 1):
            entry = stored(
                report_id=report, model=model, row_key=key, field=field, label=label, version=1, old="", new=text,
                by=None, at=now, how="imported", batch=batch, document="", number=number,
            )  # fmt: skip
            entry.digest = before = chained(entry, before)
            entries.append(entry)
        stored.objects.bulk_create(entries, batch_size=AT_ONCE)


def _cells(apps, stored):
    known = set(stored.objects.filter(model__in=[f"reporting.{name.lower()}" for name in JOURNALED])
                .values_list("report_id", "model", "row_key", "field"))  # fmt: skip
    for name, (key_field, fields) in JOURNALED.items():
        model = apps.get_model("reporting", name)
        for row in model.objects.order_by("pk").only("report_id", key_field, *fields).iterator():
            key = str(getattr(row, key_field))
            for field in fields:
                cell = (row.report_id, f"reporting.{name.lower()}", key, field)
                text = as_text(getattr(row, field))
                if text and cell not in known:
                    label = f"{model._meta.get_field(field).verbose_name}, {model._meta.verbose_name} {key}"
                    yield *cell, label, text


def keep_heads(apps, schema_editor):
    entries = apps.get_model("reporting", "JournalEntry").objects
    last = entries.values("report_id").annotate(number=models.Max("number"))
    heads = apps.get_model("reporting", "JournalHead")
    for found in last.order_by("report_id"):
        digest = entries.get(report_id=found["report_id"], number=found["number"]).digest
        heads.objects.create(report_id=found["report_id"], number=found["number"], digest=digest)


def remove_guards(apps, schema_editor):
    """What refers to the tables that go; the others come back after ``migrate``."""
    journal_guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0021_people")]

    operations = [
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="journal_head",
                        serialize=False,
                        to="reporting.report",
                        verbose_name="rapport",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("digest", models.CharField(max_length=64, verbose_name="kontrollsumma (SHA-256)")),
            ],
            options={
                "verbose_name": "journalens huvud",
                "verbose_name_plural": "journalernas huvuden",
            },
        ),
        migrations.CreateModel(
            name="AdoptedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("extension", models.CharField(max_length=20, verbose_name="format")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="byte")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gjord")),
                ("reason", models.TextField(blank=True, verbose_name="varför den är gjord i efterhand")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adopted_files",
                        to="reporting.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "fastställd fil",
                "verbose_name_plural": "fastställda filer",
                "ordering": ["extension", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "extension", "version"),
                        name="adopted_file_version_once",
                        violation_error_message="Filen är redan gjord.",
                    )
                ],
            },
        ),
        migrations.RunPython(journal_older_rows, migrations.RunPython.noop),
        migrations.RunPython(keep_heads, remove_guards),
    ]
