"""Maps one sheet of the entry workbook to its grid, with refused values and unknown rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from reporting.entry.exchanged_names import folded_name
from reporting.imports.grids import DELETE_HEADING, KEY_HEADING, EntryColumn, EntryGrid, submitted, typed
from reporting.imports.spreadsheets.cells import Sheet, SheetCell, shown_value

MOST_NAMED = 5  # rows in one sentence
HEADER_WITHIN = 10  # the row of headings is one of the first
Originals = Mapping[
    tuple[str, str, str], str
]  # (sheet, row's key, field) -> what the cell held when exported


@dataclass(frozen=True)
class PlannedChange:
    sheet: str
    row: str  # what the row is called
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Refusal:
    """A value that can't be saved. ``row`` is the sheet's row number, ``column`` its heading."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str


@dataclass
class FilledGrid:
    """One sheet mapped to its grid."""

    grid: EntryGrid
    data: dict[str, str | None]  # None is a box that is not ticked: a browser sends nothing
    source: str = ""  # the sheet in the file, when it is called something else there
    headings: dict[str, str] = field(default_factory=dict)  # field -> the file's heading, when it is another
    values: dict[tuple[int, str], str] = field(
        default_factory=dict
    )  # (form's number, field) -> as in the file
    lines: dict[int, int] = field(default_factory=dict)  # form's number -> sheet's row
    faults: list[Refusal] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # to correct before anything is imported
    notes: list[str] = field(default_factory=list)  # worth knowing
    form: Any = None

    @property
    def sheet(self) -> str:
        """The sheet's name in the file."""
        return self.source or self.grid.sheet_name

    def heading(self, name: str) -> str:
        known = {column.name: column.heading for column in self.grid.columns}
        return self.headings.get(name) or known.get(name, "")


def header_of(sheet: Sheet) -> tuple[int, dict[int, SheetCell]] | None:
    for number in sorted(sheet.rows):
        if number > HEADER_WITHIN:
            return None
        first = sheet.rows[number].get(0)
        if first and str(first.value).strip().casefold() == KEY_HEADING.casefold():
            return number, sheet.rows[number]
    return None


class SheetReader:
    """Maps one sheet to the form data of its grid."""

    def __init__(
        self, grid: EntryGrid, sheet: Sheet, header: tuple[int, dict[int, SheetCell]], originals: Originals
    ) -> None:
        self.grid = grid
        self.sheet = sheet
        self.header_row = header[0]
        self.originals = originals
        self.result = FilledGrid(grid, {}, notes=[*sheet.notes])
        self.columns = self._columns(header[1])
        self.forms = {key: (number, form) for number, (key, form) in enumerate(grid.rows())}
        self.next_form = len(grid.formset.initial_forms)

    def _columns(self, header: Mapping[int, SheetCell]) -> dict[int, EntryColumn]:
        known = {column.heading.casefold(): column for column in self.grid.columns}
        found: dict[int, EntryColumn] = {}
        for place, cell in sorted(header.items()):
            heading = str(cell.value).strip()
            if place == 0:
                continue
            if heading.casefold() not in known:
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”: kolumnen ”{heading[:60]}” finns inte i tabellen."
                )
            elif known[heading.casefold()] in found.values():
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”: kolumnen ”{heading[:60]}” står två gånger."
                )
            else:
                found[place] = known[heading.casefold()]
        return found

    def read(self) -> FilledGrid:
        seen: set[str] = set()
        keys = self._keys()
        for line in sorted(keys):
            cells = self.sheet.rows[line]
            self._check_width(line, cells)
            key = keys[line]
            if not key:
                self._new_row(line, cells)
            elif key in seen or key not in self.forms:
                why = "står två gånger" if key in seen else "finns inte i rapporten"
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”, rad {line}: nyckeln ”{key[:60]}” {why}."
                )
            else:
                seen.add(key)
                self._row(line, key, cells)
        self._note_rows_left_out(seen)
        self.result.data[f"{self.grid.prefix}-TOTAL_FORMS"] = str(
            max(self.next_form, self.grid.formset.total_form_count())
        )
        return self.result

    def _keys(self) -> dict[int, str]:
        """Line -> key. In a sheet sorted without its locked first column a row is the one its name says."""
        lines = {line: cells for line, cells in self.sheet.rows.items() if line > self.header_row}
        written = {line: str(cells[0].value).strip() if 0 in cells else "" for line, cells in lines.items()}
        keyed = {line: key for line, key in written.items() if key}
        by_name = self._keys_by_name({line: lines[line] for line in keyed})
        if by_name == keyed or sorted(by_name.values()) != sorted(keyed.values()):
            return written
        self.result.notes.append(
            f"Bladet ”{self.sheet.name}” är sorterat utan kolumnen {KEY_HEADING}. Varje rad är läst efter sitt namn."
        )
        return written | by_name

    def _keys_by_name(self, lines: Mapping[int, Mapping[int, SheetCell]]) -> dict[int, str]:
        """Line -> key of the row that is called so; none if two rows have one name."""
        label = self.grid.formset.label_field
        key_of = {folded_name(form.initial.get(label)): key for key, (_, form) in self.forms.items()}
        place = next((place for place, column in self.columns.items() if column.name == label), None)
        if place is None or len(key_of) < len(self.forms):
            return {}
        names = {line: folded_name(shown_value(cells.get(place))) for line, cells in lines.items()}
        return {line: key_of[name] for line, name in names.items() if name in key_of}

    def _note_rows_left_out(self, seen: set[str]) -> None:
        """Removing a row from the sheet does not delete it from the report."""
        names = [f"”{form.row_name}”" for key, (_, form) in self.forms.items() if key not in seen]
        if not names:
            return
        listed = ", ".join(names[:MOST_NAMED]) + (" med flera" if len(names) > MOST_NAMED else "")
        how = f" En rad tas bort med Ja under {DELETE_HEADING}." if self.grid.can_delete else ""
        self.result.notes.append(
            f"Bladet ”{self.sheet.name}” saknar {listed}. Det står kvar oförändrat i rapporten.{how}"
        )

    def _check_width(self, line: int, cells: Mapping[int, SheetCell]) -> None:
        for place in sorted(set(cells) - set(self.columns) - {0}):
            value = str(cells[place].value)[:40]
            self.result.faults.append(
                Refusal(
                    self.sheet.name,
                    line,
                    f"kolumn {place + 1}",
                    value,
                    "Kolumnen saknar känd rubrik. Ta bort värdet.",
                )
            )

    def _row(self, line: int, key: str, cells: Mapping[int, SheetCell]) -> None:
        number, form = self.forms[key]
        self.result.lines[number] = line
        for place, column in self.columns.items():
            bound = form[column.name]
            self._put(line, column, bound.html_name, cells.get(place))
            opened_with = self.originals.get((self.sheet.name, key, column.name))
            if opened_with is not None and bound.field.show_hidden_initial:
                self.result.data[bound.html_initial_name] = self._as_original(column, opened_with)

    def _as_original(self, column: EntryColumn, text: str) -> str:
        return str(text == "on") if isinstance(column.field, forms.BooleanField) else text

    def _new_row(self, line: int, cells: Mapping[int, SheetCell]) -> None:
        if not {place for place in cells if place in self.columns}:
            return
        number, self.next_form = self.next_form, self.next_form + 1
        self.result.lines[number] = line
        for bound in self.grid.formset.empty_form:
            name = bound.html_name.replace("__prefix__", str(number))
            text = submitted(bound)
            if text is not None:
                self.result.data[name] = text
            if bound.field.show_hidden_initial:
                self.result.data[bound.html_initial_name.replace("__prefix__", str(number))] = text or ""
        for place, column in self.columns.items():
            if place in cells:
                self._put(line, column, f"{self.grid.prefix}-{number}-{column.name}", cells[place])

    def _put(self, line: int, column: EntryColumn, name: str, cell: SheetCell | None) -> None:
        text, fault = typed(column, cell)
        self.result.data[name] = text
        if fault:
            self.result.faults.append(
                Refusal(self.sheet.name, line, column.heading, (text or "")[:80], fault)
            )
