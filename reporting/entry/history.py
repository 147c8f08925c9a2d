"""The journal in the words and signs of the report's own tables, and values restored from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone

from reporting.comparison.texts import Piece, pieces, text_changes
from reporting.document.ambiguity import Certain, unmistakable
from reporting.document.amounts import NO_BREAK_SPACE, exact_decimals, format_number
from reporting.entry.forms import AmountField, CellForm, exact_text
from reporting.entry.removed import RemovedRow, RowKey, forms_of, removed_rows
from reporting.entry.rows import RowForm
from reporting.entry.section_entry import SectionEntry, cell_forms, formsets_of
from reporting.models import (
    AcceptedFinding,
    AdoptedDocument,
    AdoptedFile,
    Comment,
    DoneMark,
    HandedInDocument,
    HandInAnswer,
    How,
    JournalEntry,
    Report,
    ReturnAnswer,
    SectionAssignment,
    StatusChange,
    User,
)
from reporting.models.choices import Status
from reporting.models.journal import CellKey, heading_of, is_parent, journaled_fields, stored_value
from reporting.sections import sections_of
from reporting.workflow.writing import writing

MOST_CHANGES = 500  # on one page
SHORT = 60  # characters shown whole
# No changes of what the report says; the workspace, the review and the comments say it in their own words.
SAID_ELSEWHERE = [
    model._meta.label_lower
    for model in (
        *(StatusChange, HandedInDocument, AdoptedDocument, AdoptedFile, AcceptedFinding),
        *(SectionAssignment, DoneMark, ReturnAnswer, HandInAnswer, Comment),
    )
]
TIMES = {"published_from", "withdrawn_at"}


class Editors:
    """Each row's form in a report, with its section's entry."""

    def __init__(self, report: Report) -> None:
        self.rows: dict[RowKey, tuple[SectionEntry, CellForm]] = {}
        grids = []
        for section in sections_of(report):
            entry = SectionEntry(section)
            grids += formsets_of(entry.form)
            for form in (row for part in entry.forms() for row in cell_forms(part)):
                if form.instance.pk:
                    self.rows.setdefault(form.row_key, (entry, form))
        self.removed = {row.row_key: row for row in removed_rows(report)}
        self.removed_forms = forms_of(grids, self.removed.values())

    def find(self, cell: CellKey) -> tuple[SectionEntry, CellForm] | None:
        entry, form = self.rows.get(cell[:2], (None, None))
        return (entry, form) if entry and form and cell[2] in form.fields else None

    def words(self, cell: CellKey, text: str) -> str:
        """A journaled value as its field shows it; of one that no field shows any more, as its row would."""
        form = self.form(cell)
        if text == "" and not (form and isinstance(form.fields[cell[2]], forms.BooleanField)):
            return "saknas"
        if cell[0] == Report._meta.label_lower:
            return _report_words(cell[2], text)
        return form.words(cell[2], text) if form else _unseen_words(self._row_form(cell), cell, text)

    def form(self, cell: CellKey) -> CellForm | None:
        """The form that shows a cell, or showed it before its row was removed."""
        form = self._row_form(cell)
        return form if form is not None and cell[2] in form.fields else None

    def _row_form(self, cell: CellKey) -> CellForm | None:
        """The form of a cell's row, though it may not show the cell."""
        found = self.rows.get(cell[:2])
        return found[1] if found else self.removed_forms.get(cell[:2])

    def held(self, row: RemovedRow) -> list[tuple[str, str]]:
        """A removed row's headings and values, as in its table."""
        form = self.removed_forms.get(row.row_key)
        names = form.fields if form else journaled_fields(row.model)
        cells = [(*row.row_key, name) for name in names if row.held.get(name) and name != "label"]
        return [(self.heading(cell), self.words(cell, row.held[cell[2]])) for cell in cells]

    def heading(self, cell: CellKey) -> str:
        form = self.form(cell)
        return str(form.fields[cell[2]].label) if form else heading_of(self.removed[cell[:2]].row, cell[2])


def _report_words(field: str, text: str) -> str:
    """A journaled fact of a report as its pages say it; times in Swedish time."""
    if field == "status":
        return str(Status(text).label)
    if field in TIMES:
        return f"{timezone.localtime(dt.datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    return text


def _unseen_words(form: CellForm | None, cell: CellKey, text: str) -> str:
    """A value of a column that the rapportmall has left out."""
    field: Any = apps.get_model(cell[0])._meta.get_field(cell[2])
    value = stored_value(cell, text)
    if isinstance(value, Decimal) and isinstance(form, RowForm) and cell[2] in form.amount_fields:
        unit = form.convention.unit
        return f"{exact_text(form.as_printed(value), unit)}{NO_BREAK_SPACE}{unit}"
    if isinstance(value, Decimal):
        return f"{format_number(value, exact_decimals(value))} (som lagrat)"
    return {str(choice): str(label) for choice, label in field.flatchoices}.get(text, text)


def rewritten(old: str, new: str) -> list[list[Piece]]:
    """Changed paragraphs of a long text, word by word; [] for a short value."""
    if max(len(old), len(new)) <= SHORT:
        return []
    return [pieces(change.old, change.new) for change in text_changes(old.split("\n\n"), new.split("\n\n"))]


@dataclass
class ChangedCell:
    """A cell's old and current value; ``times``: how often it changed."""

    label: str
    old: str
    new: str
    last: JournalEntry
    times: int

    @property
    def rewritten(self) -> list[list[Piece]]:
        return rewritten(self.old, self.new)


@dataclass
class Changes:
    """``removed``: removed rows, each with its headings and values."""

    cells: list[ChangedCell]
    removed: list[tuple[RemovedRow, list[tuple[str, str]]]]


def changes_since(report: Report, since: dt.datetime) -> Changes:
    """What differs from then, latest change first, at most MOST_CHANGES of each."""
    editors = Editors(report)
    removed = [row for row in editors.removed.values() if row.last.at >= since][:MOST_CHANGES]
    return Changes(_changed_cells(report, since, editors), [(row, editors.held(row)) for row in removed])


def _changed_cells(report: Report, since: dt.datetime, editors: Editors) -> list[ChangedCell]:
    changed: dict[CellKey, tuple[JournalEntry, int, JournalEntry]] = {}
    entries = JournalEntry.objects.filter(report=report, at__gte=since).select_related("by").order_by("pk")
    entries = entries.exclude(by=None).exclude(how=How.COPIED)  # its initial values
    entries = entries.exclude(model__in=SAID_ELSEWHERE)
    for entry in entries:
        first, times = changed.get(entry.cell, (entry, 0, entry))[:2]
        changed[entry.cell] = (first, times + 1, entry)
    latest = sorted(changed.values(), key=lambda change: change[2].pk, reverse=True)
    return [
        ChangedCell(
            last.label,
            editors.words(last.cell, first.old),
            editors.words(last.cell, last.new),
            last,
            times,
        )
        for first, times, last in latest
        if first.old != last.new and last.cell[:2] not in editors.removed and not is_parent(last.cell)
    ][:MOST_CHANGES]


def restore(report: Report, cell: CellKey, version: int, *, by: User) -> list[str]:
    """Restore a cell's value at a version, through its own form. Returns errors in Swedish."""
    earlier = JournalEntry.objects.of_cell(cell).get(report=report, version=version)
    with writing(report, by=by, how=How.RESTORED) as batch:
        editor = Editors(report).find(cell)
        if editor is None:
            return ["Raden finns inte längre, eller så visas uppgiften inte i rapporten."]
        stored, form = editor
        data = stored.as_posted()
        name = form.add_prefix(cell[2])
        typed, field = form.typed_text(cell[2], earlier.new), form.fields[cell[2]]
        if isinstance(field, AmountField):
            typed = unmistakable(typed, field.unit)
        typed = Certain(typed)
        if typed in ("False", ""):
            data.pop(name, None)
        if typed != "False":
            data[name] = "on" if typed == "True" else typed
        entry = SectionEntry(stored.section, data, batch=batch)
        if not entry.is_valid():
            return entry.messages()
        entry.save()
    return []
