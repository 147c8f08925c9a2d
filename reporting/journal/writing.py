"""Write the journal: changes noted row by row, written when their batch ends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from reporting.models import How, JournalEntry, Report, User
from reporting.models.journal import (
    CellKey,
    chained,
    heading_of,
    journal_key,
    journaled_fields,
    journaled_models,
    parents_of,
    snapshot,
)


@dataclass
class Change:
    """One cell before and after a batch."""

    label: str
    old: str
    new: str


@dataclass
class Batch:
    """Rows saved together. ``note`` each as it is saved."""

    report: Report
    by: User | None
    how: str
    uuid: uuid.UUID
    at: dt.datetime
    changes: dict[CellKey, Change] = field(default_factory=dict)
    document: str = ""  # SHA-256 of the document frozen with a status change
    is_repeated: bool = False  # already saved once
    rewritten: set[tuple[str, str]] = field(
        default_factory=set
    )  # rows of which more than the journal tells is changed

    @property
    def touched(self) -> set[tuple[str, str]]:
        """Model and key of each changed row."""
        return self.rewritten | {
            cell[:2] for cell, change in self.changes.items() if change.old != change.new
        }

    def note(
        self,
        row: models.Model,
        before: Mapping[str, str],
        *,
        labels: Mapping[str, str] | None = None,
        is_gone: bool = False,
    ) -> None:
        """Note a row's changes. ``before``: its snapshot, empty for a new row."""
        after = {} if is_gone else snapshot(row)
        parents = parents_of(row) if is_gone else {}
        before = {**before, **parents}
        key = str(getattr(row, journal_key(type(row))))
        for name in (*journaled_fields(type(row)), *parents):
            old, new = before.get(name, ""), after.get(name, "")
            cell = (row._meta.label_lower, key, name)
            if cell in self.changes:
                self.changes[cell].new = new
            elif old != new:
                heading = (labels or {}).get(name) or heading_of(row, name)
                self.changes[cell] = Change(f"{heading}, {row}"[:700], old, new)

    def write(self) -> None:
        """One entry per changed cell: its next version, chained to the report's last entry."""
        changes = {cell: change for cell, change in self.changes.items() if change.old != change.new}
        if not changes:
            return
        written = written_before(self.report, {row_key for _, row_key, _ in changes})
        entries, before = [], written.digest
        for number, (cell, change) in enumerate(changes.items(), start=written.number + 1):
            entry = self._entry(cell, change, written.versions.get(cell, 0) + 1, number)
            entry.digest = before = chained(entry, before)
            entries.append(entry)
        JournalEntry.objects.bulk_create(entries)

    def _entry(self, cell: CellKey, change: Change, version: int, number: int) -> JournalEntry:
        model, row_key, name = cell
        return JournalEntry(
            report_id=self.report.pk,
            model=model,
            row_key=row_key,
            field=name,
            label=change.label,
            version=version,
            old=change.old,
            new=change.new,
            by=self.by,
            at=self.at,
            how=self.how,
            batch=self.uuid,
            document=self.document,
            number=number,
        )


@dataclass(frozen=True)
class Written:
    """Number and digest of a report's last entry (0 and "" if none), and versions by cell; absent: 0."""

    number: int
    digest: str
    versions: dict[CellKey, int]


def written_before(report: Report, row_keys: set[str]) -> Written:
    """One query. Call under the report's lock: the next entry is chained to the last."""
    last = JournalEntry.objects.filter(report_id=report.pk).order_by("-number")[:1]
    rows_or_last = models.Q(row_key__in=row_keys) | models.Q(pk=models.Subquery(last.values("pk")))
    found = list(
        JournalEntry.objects.filter(rows_or_last, report_id=report.pk)
        .order_by()
        .values_list("model", "row_key", "field")
        .annotate(
            version=models.Max("version"),
            last_number=models.Subquery(last.values("number")),
            last_digest=models.Subquery(last.values("digest")),
        )
    )
    *_, number, digest = found[0] if found else (0, "")
    versions = {(model, row_key, name): version for model, row_key, name, version, *_ in found}
    return Written(number, digest, versions)


@contextmanager
def journaling(
    report: Report, *, by: User | None, how: str = How.TYPED, batch: uuid.UUID | None = None
) -> Iterator[Batch]:
    """A batch, written when the block ends. Call inside a transaction, under the report's lock."""
    opened = Batch(report, by, how, batch or uuid.uuid4(), timezone.now())
    yield opened
    opened.write()


def open_journal(report: Report, *, by: User | None = None, how: str = How.IMPORTED) -> int:
    """First entries for cells without any: fixtures, copies, reports older than the journal.

    Returns the number of cells.
    """
    with journaling(report, by=by, how=how) as batch:
        known = set(JournalEntry.objects.filter(report=report).values_list("model", "row_key", "field"))
        for model in journaled_models():
            for row in model._default_manager.filter(report_id=report.pk):
                key = str(getattr(row, journal_key(model)))
                held = snapshot(row)
                before = {n: v for n, v in held.items() if (model._meta.label_lower, key, n) in known}
                batch.note(row, before)
        return len(batch.changes)


def save_rows(batch: Batch, rows: list[Any]) -> None:
    """Save new and changed rows of one model, with their entries.

    Imports save in no other way: inside ``with writing(report, by=..., how=How.IMPORTED) as batch``.
    """
    if not rows:
        return
    stored = type(rows[0])._default_manager.in_bulk([row.pk for row in rows if row.pk])
    for row in rows:
        before = snapshot(stored[row.pk]) if row.pk in stored else {}
        row.save()
        batch.note(row, before)


def delete_rows(batch: Batch, rows: list[Any]) -> None:
    """Delete rows, with entries of what they held."""
    for row in rows:
        before = snapshot(type(row)._default_manager.get(pk=row.pk))
        batch.note(row, before, is_gone=True)
        row.delete()
