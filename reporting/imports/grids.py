"""The grids of a report as sheets: one per formset of each section.

Rows are identified by key. A filled-in sheet replaces values in what a browser would send for the untouched
grid, so that the grid's own forms validate and save an import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from reporting.document.ambiguity import Certain, unmistakable
from reporting.document.amounts import UNITS
from reporting.entry.forms import AmountField
from reporting.entry.section_entry import formsets_of
from reporting.imports.choices import choices_meant
from reporting.imports.spreadsheets.cells import SheetCell, shown_value
from reporting.models import Report
from reporting.renderers.excel.sheets import sheet_names
from reporting.sections import Section, sections_of

KEY_HEADING = "Nyckel"
DELETE_FIELD = "DELETE"
DELETE_HEADING = "Ta bort"
YES, NO = "Ja", "Nej"


@dataclass(frozen=True)
class EntryColumn:
    """A field of the grid, under the heading it has in the sheet."""

    name: str
    heading: str
    field: forms.Field

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and label of each choice; none for a field that is typed."""
        if isinstance(self.field, forms.BooleanField):
            return [("on", YES), ("", NO)]
        if isinstance(self.field, forms.ChoiceField):  # a ModelChoiceField is one too
            listed: Any = self.field.choices
            return [
                (str(value), str(label)) for value, label in listed if not isinstance(label, list | tuple)
            ]
        return []


class EntryGrid:
    """One unbound formset of one section, with its current rows."""

    def __init__(self, section: Section, formset: Any, sheet_name: str = "") -> None:
        self.section = section
        self.formset = formset
        self.sheet_name = sheet_name
        self.columns = _columns(formset)

    @property
    def prefix(self) -> str:
        return str(self.formset.prefix)

    @property
    def can_delete(self) -> bool:
        return bool(self.formset.can_delete)

    def rows(self) -> list[tuple[str, Any]]:
        """The saved rows' keys and forms, in order."""
        return [(row_key(form.instance), form) for form in self.formset.initial_forms]

    def data(self) -> dict[str, str]:
        """What a browser would send if nothing were changed."""
        sent: dict[str, str] = {}
        for form in [self.formset.management_form, *self.formset.forms]:
            for bound in form:
                text = submitted(bound)
                if text is not None:
                    sent[bound.html_name] = text
                if bound.field.show_hidden_initial:
                    sent[bound.html_initial_name] = original(bound)
        return sent


def entry_grids(report: Report) -> list[EntryGrid]:
    """Every grid of a report, in the order of its sections, each with the name of its sheet."""
    found = [
        EntryGrid(section, formset)
        for section in sections_of(report)
        for formset in formsets_of(section.form())
    ]
    titles = [str(getattr(grid.formset, "title", "") or grid.section.title) for grid in found]
    titles = [title[:1].upper() + title[1:] for title in titles]
    for grid, name in zip(found, sheet_names(["Läs mig", *titles])[1:], strict=True):
        grid.sheet_name = name
    return found


def row_key(row: Any) -> str:
    return str(getattr(row, "key", "") or row.pk)


def _columns(formset: Any) -> list[EntryColumn]:
    """The visible fields under unique headings; deletion is the last."""
    form = formset.forms[0] if formset.forms else formset.empty_form
    columns: list[EntryColumn] = []
    for bound in form.visible_fields():
        heading = str(bound.label or bound.name)
        if isinstance(bound.field, AmountField):
            heading = f"{heading} ({bound.field.unit})"
        taken = {column.heading.casefold() for column in columns} | {KEY_HEADING.casefold()}
        if heading.casefold() in taken:
            heading = f"{heading} ({bound.name})"
        columns.append(EntryColumn(bound.name, heading, bound.field))
    return columns


def submitted(bound: forms.BoundField) -> str | None:
    """A field's value as the browser sends it; None for an unticked box."""
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "on" if value else None
    shown = bound.field.widget.format_value(bound.field.prepare_value(value))
    if isinstance(shown, list | tuple):
        shown = next(iter(shown), "")
    return "" if shown is None else str(shown)


def original(bound: forms.BoundField) -> str:
    """What the field's hidden copy holds."""
    shown = bound.field.hidden_widget().format_value(bound.field.prepare_value(bound.value()))
    return "" if shown is None else str(shown)


def shown_text(column: EntryColumn, text: str | None) -> str:
    """A submitted value as a person reads it."""
    return dict(column.choices).get(text or "", text or "")


def number_in(column: EntryColumn, bound: forms.BoundField) -> Decimal | None:
    """An amount as the number its cell holds, in the field's unit."""
    value = bound.initial  # value() is already printed
    if isinstance(column.field, AmountField) and isinstance(value, Decimal):
        assert isinstance(bound.field, AmountField)
        return value / UNITS[bound.field.unit]
    return None


def typed(column: EntryColumn, cell: SheetCell | None) -> tuple[str | None, str]:
    """The text to submit for a cell, and a Swedish fault or ""."""
    if cell is None:
        return (None if isinstance(column.field, forms.BooleanField) else ""), ""
    if column.choices:
        return _chosen(column, cell)
    if cell.fault:
        return shown_value(cell), cell.fault
    if isinstance(cell.value, bool):
        return shown_value(cell), "Cellen är sant eller falskt. Skriv värdet som text eller tal."
    if isinstance(cell.value, date) and not isinstance(column.field, forms.DateField):
        return shown_value(
            cell
        ), "Cellen är ett datum, kanske för att kalkylbladet gjorde om ett tal. Skriv värdet som text."
    if isinstance(column.field, AmountField) and isinstance(cell.value, Decimal):
        return unmistakable(shown_value(cell), column.field.unit), ""
    text = shown_value(cell)
    return Certain(text) if isinstance(cell.value, Decimal) else text, ""


def _chosen(column: EntryColumn, cell: SheetCell) -> tuple[str | None, str]:
    text = (YES if cell.value else NO) if isinstance(cell.value, bool) else shown_value(cell)
    meant = choices_meant(column.choices, text)
    if len(meant) == 1:
        value = meant[0][0]
        return (value or None if isinstance(column.field, forms.BooleanField) else value), ""
    labels = ", ".join(label for _, label in meant or column.choices)
    why = "kan betyda flera val" if meant else "finns inte att välja"
    return text, f"”{text[:40]}” {why}. Skriv ett av: {labels[:300]}."
