"""What the journal says, in the words and signs of the report's own tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reporting.comparison.texts import Piece, pieces, text_changes
from reporting.document.amounts import format_number
from reporting.entry.forms import CellForm
from reporting.entry.section_entry import SectionEntry, cell_forms
from reporting.models import How, JournalEntry, Report, User
from reporting.models.choices import Status
from reporting.models.journal import CellKey, stored_value
from reporting.sections import sections_of
from reporting.workflow.writing import writing

MOST_CHANGES = 500  # on one page
SHORT = 60  # characters that are shown whole


class Editors:
    """Where each cell of a report is typed: its section's entry and its row's form."""

    def __init__(self, report: Report) -> None:
        self.rows: dict[tuple[str, str], tuple[SectionEntry, CellForm]] = {}
        for section in sections_of(report):
            entry = SectionEntry(section)
            for form in (row for part in entry.forms() for row in cell_forms(part)):
                if form.instance.pk:
                    self.rows.setdefault(form.row_key, (entry, form))

    def find(self, cell: CellKey) -> tuple[SectionEntry, CellForm] | None:
        entry, form = self.rows.get(cell[:2], (None, None))
        return (entry, form) if entry and form and cell[2] in form.fields else None

    def words(self, cell: CellKey, text: str) -> str:
        """A journaled value as its field shows it; as it is stored where no field shows it any more."""
        if text == "":
            return "saknas"
        if cell[0] == Report._meta.label_lower:
            return str(Status(text).label) if cell[2] == "status" else text
        found = self.find(cell)
        if found is not None:
            return found[1].words(cell[2], text)
        value = stored_value(cell, text)
        return f"{format_number(value, 2)} (som lagrat)" if hasattr(value, "quantize") else text


def rewritten(old: str, new: str) -> list[list[Piece]]:
    """The paragraphs of a long text that differ, word by word. None of a value that is shown whole."""
    if max(len(old), len(new)) <= SHORT:
        return []
    return [pieces(change.old, change.new) for change in text_changes(old.split("\n\n"), new.split("\n\n"))]


@dataclass
class ChangedCell:
    """One cell's way from what it was then to what it is now."""

    label: str
    old: str
    new: str
    last: JournalEntry
    times: int

    @property
    def rewritten(self) -> list[list[Piece]]:
        return rewritten(self.old, self.new)


def changes_since(report: Report, since: dt.datetime) -> list[ChangedCell]:
    """What is not as it was, the latest change first, at most MOST_CHANGES. What was changed back is left out."""
    editors = Editors(report)
    changed: dict[CellKey, tuple[JournalEntry, int, JournalEntry]] = {}
    entries = JournalEntry.objects.filter(report=report, at__gte=since).select_related("by").order_by("pk")
    entries = entries.exclude(by=None).exclude(how=How.COPIED)  # what a report began with is no change of it
    for entry in entries:
        first, times = changed.get(entry.cell, (entry, 0, entry))[:2]
        changed[entry.cell] = (first, times + 1, entry)
    latest = sorted(changed.values(), key=lambda found: found[2].pk, reverse=True)
    return [
        ChangedCell(
            last.label,
            editors.words(last.cell, first.old),
            editors.words(last.cell, last.new),
            last,
            times,
        )
        for first, times, last in latest
        if first.old != last.new
    ][:MOST_CHANGES]


def restore(report: Report, cell: CellKey, version: int, *, by: User) -> list[str]:
    """Puts back what a cell held at a version, through its own form. Returns what stands in the way."""
    earlier = JournalEntry.objects.of_cell(cell).get(report=report, version=version)
    with writing(report, by=by, how=How.RESTORED):
        found = Editors(report).find(cell)
        if found is None:
            return ["Raden finns inte längre, eller så visas uppgiften inte i rapporten."]
        shown, form = found
        data = shown.as_posted()
        name = form.add_prefix(cell[2])
        typed = form.typed_text(cell[2], earlier.new)
        if typed in ("False", ""):
            data.pop(name, None)
        if typed != "False":
            data[name] = "on" if typed == "True" else typed
        entry = SectionEntry(shown.section, data)
        if not entry.is_valid():
            return entry.messages()
        entry.save()
    return []
