"""Chain the journal, and store the digest of the document frozen with each change of status."""

from collections import defaultdict

from django.db import migrations, models

from reporting.journal import triggers as journal_guards
from reporting.models.journal import chained

FROZEN = {"adopted": "AdoptedDocument", "handed_in": "HandedInDocument"}
AT_ONCE = 1000


def remove_guards(apps, schema_editor):
    journal_guards.remove(schema_editor.connection)


def install_guards(apps, schema_editor):
    journal_guards.install_guards(schema_editor.connection)


def chain(apps, schema_editor):
    """Number and chain older entries; the latest change to a status gets its latest document."""
    stored = apps.get_model("reporting", "JournalEntry")
    documents = frozen(apps)
    for report in stored.objects.order_by().values_list("report_id", flat=True).distinct():
        entries = list(stored.objects.filter(report_id=report).order_by("pk"))
        for entry in reversed(entries):
            left = (
                documents[report, entry.new]
                if (entry.model, entry.field) == ("reporting.report", "status")
                else []
            )
            entry.document = left.pop() if left else ""
        before = ""
        for number, entry in enumerate(entries, start=1):
            entry.number = number
            entry.digest = before = chained(entry, before)
        stored.objects.bulk_update(entries, ["number", "document", "digest"], batch_size=AT_ONCE)


def frozen(apps):
    """(report, status) -> digests of its documents, the latest last."""
    found = defaultdict(list)
    for status, name in FROZEN.items():
        for report, sha256 in (
            apps.get_model("reporting", name).objects.order_by("pk").values_list("report_id", "sha256")
        ):
            found[report, status].append(sha256)
    return found


class Migration(migrations.Migration):
    dependencies = [("reporting", "0011_plain_rules")]

    operations = [
        migrations.RunPython(remove_guards, install_guards),
        migrations.AddField(
            "journalentry",
            "document",
            models.CharField("handlingens kontrollsumma", max_length=64, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "journalentry",
            "number",
            models.PositiveIntegerField("nummer i rapportens journal", default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "journalentry",
            "digest",
            models.CharField("kontrollsumma (SHA-256)", max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AddConstraint(
            "journalentry",
            models.UniqueConstraint(
                fields=["report", "number"],
                name="journal_number_once",
                violation_error_message="Någon annan har ändrat rapporten samtidigt.",
            ),
        ),
        migrations.RunPython(install_guards, remove_guards),
    ]
