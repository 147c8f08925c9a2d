"""Verify the journal: last entry = stored value, versions without gaps, chain unbroken, digests right."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from reporting.document.json_writing import digest
from reporting.journal import triggers as journal_guards
from reporting.models import AdoptedDocument, HandedInDocument, JournalEntry, JournalHead, Report
from reporting.models.choices import Status
from reporting.models.frozen import FrozenDocument
from reporting.models.journal import (
    CellKey,
    chained,
    is_parent,
    journal_key,
    journaled_models,
    snapshot,
)

ReportCell = tuple[int, CellKey]


def faults() -> tuple[int, list[str]]:
    """Number of cells checked, and a Swedish sentence for each fault."""
    found = guard_faults()
    last: dict[ReportCell, JournalEntry] = {}
    for entry in JournalEntry.objects.order_by(
        "report_id", "model", "row_key", "field", "version"
    ).iterator():
        found += _broken_link(last.get((entry.report_id, entry.cell)), entry)
        last[entry.report_id, entry.cell] = entry
    found += [*_broken_chains(), *_cut_chains(), *damaged_documents()]
    stored = {cell: value for cell, value in _stored() if cell in last or _first(cell[1]) is not None}
    for cell in sorted(stored.keys() | last.keys()):
        written = last[cell].new if cell in last else _first(cell[1])
        if stored.get(cell, "") != written:
            found.append(f"{_name(cell)}: värdet är ”{stored.get(cell, '')}”, journalen säger ”{written}”.")
    return len(stored.keys() | last.keys()), found


def guard_faults() -> list[str]:
    """Triggers that are missing, altered or none of ours."""
    return [
        *(f"Spärren {name} saknas i databasen." for name in journal_guards.missing(connection)),
        *(f"Spärren {name} är ändrad i databasen." for name in journal_guards.altered(connection)),
        *(f"Spärren {name} är ingen av portalens." for name in journal_guards.unknown(connection)),
    ]


def _broken_link(previous: JournalEntry | None, entry: JournalEntry) -> list[str]:
    version, value = (previous.version, previous.new) if previous else (0, _first(entry.cell))
    if entry.version == version + 1 and (value in (entry.old, None) or is_parent(entry.cell)):
        return []
    return [f"{_name((entry.report_id, entry.cell))}: post {entry.version} hänger inte ihop med den före."]


def _first(cell: CellKey) -> str | None:
    """A cell's value before its first entry: "", or "draft" for a report's status. None: unknown (its title, dates)."""
    model, _, name = cell
    if model != Report._meta.label_lower:
        return ""
    return Status.DRAFT if name == "status" else None


def _broken_chains(of_report: int | None = None) -> Iterator[str]:
    """Each report's first entry whose number or digest doesn't follow from the previous one."""
    broken: set[int] = set()
    number, before, report = 0, "", 0
    entries = JournalEntry.objects.order_by("report_id", "number")
    for entry in (entries.filter(report=of_report) if of_report else entries).iterator():
        if entry.report_id != report:
            number, before, report = 0, "", entry.report_id
        is_whole = entry.number == number + 1 and entry.digest == chained(entry, before)
        if not is_whole and report not in broken:
            broken.add(report)
            yield f"Rapport {report}: journalens kedja är bruten vid post {entry.number}."
        number, before = entry.number, entry.digest


def _cut_chains() -> Iterator[str]:
    """Journals that end before, or after, the head that the database keeps of them."""
    heads = {head.report_id: head for head in JournalHead.objects.iterator()}
    entries = JournalEntry.objects.order_by("report_id", "-number")
    last: dict[int, tuple[int, str]] = {}
    for report, number, sha256 in entries.values_list("report_id", "number", "digest").iterator():
        last.setdefault(report, (number, sha256))
    for report in sorted(heads.keys() | last.keys()):
        number, sha256 = last.get(report, (0, ""))
        head = heads.get(report)
        if head is None:
            yield f"Rapport {report}: databasen vet inte av journalens sista post."
        elif (head.number, head.digest) != (number, sha256):
            yield f"Rapport {report}: journalen slutar vid post {number}, men databasen vet av post {head.number}."


def damaged_documents() -> Iterator[str]:
    """Check frozen documents against their own digests and the journal's."""
    known = set(JournalEntry.objects.exclude(document="").values_list("report_id", "document"))
    kept: set[tuple[int, str]] = set()
    for model, name in (
        (AdoptedDocument, "fastställda handlingen"),
        (HandedInDocument, "inlämnade versionen"),
    ):
        for frozen in model.objects.iterator():
            kept.add((frozen.report_id, frozen.sha256))
            if digest(frozen.content) != frozen.sha256:
                yield f"Rapport {frozen.report_id}: den {name} stämmer inte med sin kontrollsumma."
            elif (frozen.report_id, frozen.sha256) not in known:
                yield f"Rapport {frozen.report_id}: den {name} är en annan än den som journalen vet av."
    changed = {report for report, sha256 in kept - known}
    for report, _ in sorted(known - kept):
        if report not in changed:
            yield f"Rapport {report}: en handling som journalen vet av saknas."


def _stored() -> Iterator[tuple[ReportCell, str]]:
    for report in Report.objects.select_related("period").iterator():
        for name, value in snapshot(report).items():
            yield (report.pk, (Report._meta.label_lower, report.slug, name)), value
    for model in journaled_models():
        rows = model._base_manager.all()
        if issubclass(model, FrozenDocument):
            rows = rows.defer("content")  # checked by its digest
        for row in rows.iterator():
            key = str(getattr(row, journal_key(model)))
            for name, value in snapshot(row).items():
                if value:
                    yield (row.report_id, (model._meta.label_lower, key, name)), value  # type: ignore[attr-defined]


def _name(cell: ReportCell) -> str:
    report, (model, row_key, name) = cell
    return f"Rapport {report}, {model} {row_key} {name}"


def place_in_chain(head: str) -> tuple[Report, int, int] | None:
    """The report whose journal has the head that was printed, the entry's number and the last one's; None if no
    journal has it, or if what comes before it has been changed."""
    entry = JournalEntry.objects.filter(digest=head.strip().lower()).select_related("report").first()
    if entry is None or any(_broken_chains(entry.report_id)):
        return None
    last = JournalEntry.objects.filter(report=entry.report_id).count()
    return entry.report, entry.number, last
