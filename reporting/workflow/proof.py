"""Prove what has been adopted: recompute every document, file, decision and step, and make files that are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from reporting.document.document import Document
from reporting.journal.verify import damaged_documents, guard_faults, place_in_chain
from reporting.journal.writing import journaling
from reporting.models import AdoptedDocument, AdoptedFile, How, JournalEntry, Report
from reporting.models.choices import Status
from reporting.models.frozen import DamagedDocument
from reporting.models.steps import last_round
from reporting.renderers.adopted_files import (
    DamagedFile,
    adopted_file,
    keep,
    proved_formats,
    put_back,
    read,
    sealed_if_pdf,
)
from reporting.renderers.formats import made
from reporting.workflow.writing import lock

FOUND_MISSING = (
    "Filen gjordes på nytt, för den som gjordes vid fastställandet fanns inte kvar eller var skadad."
)
NEVER_MADE = "Filen gjordes i efterhand, för rapporten fastställdes innan portalen sparade filer."


def adoption_faults() -> tuple[int, list[str]]:
    """Number of adopted reports, and a Swedish sentence for each fault."""
    adopted = Report.objects.filter(status=Status.ADOPTED).with_context().order_by("pk")
    found = [*guard_faults(), *damaged_documents()]
    for report in adopted:
        found += _faults_of(report)
    for document in AdoptedDocument.objects.defer("content").exclude(report__in=adopted.order_by()):
        found.append(f"Rapport {document.report_id}: har en fastställd handling men är inte fastställd.")
    return len(adopted), found


def _faults_of(report: Report) -> Iterator[str]:
    name = f"Rapport {report.pk} ({report.slug})"
    frozen = AdoptedDocument.objects.filter(report=report).first()
    if frozen is None:
        yield f"{name}: den fastställda handlingen saknas."
        return
    yield from (f"{name}: {fault}" for fault in _steps(report, frozen.adopted_at))
    try:
        document = frozen.document()
    except DamagedDocument as damage:
        yield f"{name}: {damage}"
        return
    yield from (f"{name}: {fault}" for fault in (*_facts(report, document), *_files(report, document)))


def _facts(report: Report, document: Document) -> Iterator[str]:
    """Where the report says otherwise than its document."""
    held = {
        "adress": (report.slug, document.slug),
        "titel": (report.title, document.title),
        "nämnd": (report.committee.name, document.committee),
        "daterad": (report.dated, document.dated),
        "utfall till och med": (report.period.actuals_through, document.actuals_through),
        "status": (report.status, document.status),
        "version": (report.version, document.version),
        "skäl till rättelse": (report.correction_reason, document.correction_reason),
        "rapportmall": (report.template.name, document.template),
        "mallens version": (report.template.version, document.template_version),
    }
    if report.diary_number:
        held["diarienummer"] = (report.diary_number, document.diary_number)
    if document.decision or report.decision:
        held["beslut"] = (report.decision, document.decision)
    for name, (stored, adopted) in held.items():
        if stored != adopted:
            yield f"{name} är ”{stored}”, men ”{adopted}” fastställdes."
    if document.journal_head:
        place = place_in_chain(document.journal_head)
        if place is None or (place[0].pk, place[1]) != (report.pk, document.journal_number):
            yield f"journalen innehåller inte den post {document.journal_number} som står i handlingen."


def _steps(report: Report, adopted_at: dt.datetime) -> Iterator[str]:
    """Its changes of status, against the journal's."""
    history = list(report.status_changes.all())
    steps = [(step.came_from, step.led_to, step.by_id) for step in history if step.came_from != step.led_to]
    entries = JournalEntry.objects.filter(report=report, model=Report._meta.label_lower, field="status")
    journaled = [(entry.old, entry.new, entry.by_id) for entry in entries.order_by("version")]
    if steps != journaled:
        yield "stegen till fastställd är inte de som står i journalen."
    approvers = {step.by_id for step in last_round(history) if step.is_approval}
    if (needed := report.template.approvals) > max(len(approvers), 1):
        yield f"mallen kräver att {needed} godkänner, men {len(approvers)} har gjort det."
    last = entries.order_by("-version").first()
    if last is None or abs(adopted_at - last.at) > dt.timedelta(minutes=1):
        yield "tiden då den fastställdes är inte den som står i journalen."


def _files(report: Report, document: Document) -> Iterator[str]:
    for file_format in proved_formats(document):
        extension = file_format.extension
        file = adopted_file(report.pk, extension)
        if file is None:
            yield f"filen {extension} är inte gjord. Gör den med manage.py make_adopted_files."
        elif fault := _damage(file, document):
            yield f"filen {extension}: {fault}"


def _damage(file: AdoptedFile, document: Document) -> str:
    try:
        content = read(file)
    except DamagedFile as damage:
        return damage.what
    if len(content) != file.size:
        return f"den är {len(content)} byte, men {file.size} antecknades."
    if file.extension == "json" and file.sha256 != document.digest:
        return "dess kontrollsumma är inte handlingens."
    return ""


def make_missing_files() -> Iterator[str]:
    """Make what ``adoption_faults`` misses, with a reason that is shown; a sentence for each. A file that comes out as
    it was is put back without one."""
    for report in Report.objects.filter(status=Status.ADOPTED).with_context().order_by("pk"):
        document = AdoptedDocument.objects.get(report=report).document()
        for file_format in proved_formats(document):
            file = adopted_file(report.pk, file_format.extension)
            if file is None or _damage(file, document):
                content = sealed_if_pdf(made(document, file_format), file_format)
                yield _keep_anew(report, file, file_format.extension, content)


@transaction.atomic
def _keep_anew(report: Report, file: AdoptedFile | None, extension: str, content: bytes) -> str:
    lock(report)
    if file and put_back(file, content):
        return f"{report.slug}.{extension}: lades tillbaka, med samma kontrollsumma."
    with journaling(report, by=None, how=How.IMPORTED) as batch:
        reason = FOUND_MISSING if file else NEVER_MADE
        batch.note(keep(report, extension, content, at=timezone.now(), reason=reason), {})
    return f"{report.slug}.{extension}: {reason}"
