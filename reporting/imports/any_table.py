"""Maps a table of any workbook to a grid, by the columns and rows that a nämnd has chosen once.

The grid's own form validates and saves the result, as it does a filled-in entry workbook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from reporting.document.ambiguity import DecimalComma, commas_are_decimal, has_decimal_commas, unmistakable
from reporting.document.parsing import AmountError
from reporting.entry.forms import AmountField, exact_text
from reporting.imports.entry_sheet import FilledGrid, Refusal
from reporting.imports.entry_workbook import WorkbookPlan
from reporting.imports.grids import EntryColumn, EntryGrid, row_key, submitted, typed
from reporting.imports.spreadsheets.cells import Sheet, SheetCell, shown_value
from reporting.imports.table_layout import find_columns, kronor, letter
from reporting.models import Report
from reporting.models.table_layout import ROW_NAME, Blank, RowPlacement, Signs, TableLayout, folded

MOST_SHOWN = 4  # values of an unknown row

Choices = Mapping[
    str, tuple[RowPlacement, str]
]  # folded name in the file -> where it belongs, and the row's key
Line = tuple[int, Mapping[int, SheetCell]]  # the sheet's row number and its cells


@dataclass(frozen=True)
class UnknownRow:
    """A row of the file that has not been assigned yet."""

    text: str
    line: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class ReadColumn:
    """For the preview: what a column of the file is read as."""

    letter: str
    heading: str
    used_for: str


@dataclass
class ReadTable:
    """One table of a file, mapped to its grid. ``source`` is the saved table it was read by."""

    source: Any
    layout: TableLayout
    sheet: Sheet
    result: FilledGrid
    columns: list[ReadColumn] = field(default_factory=list)
    unknown_rows: list[UnknownRow] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    summed: list[str] = field(default_factory=list)  # which rows of the file became one in the report


class TablePlan(WorkbookPlan):
    """What an import of a file's known tables would change."""

    def __init__(self, report: Report, grids: Iterable[EntryGrid], tables: list[ReadTable]) -> None:
        super().__init__(report, grids, [table.result for table in tables], [])
        self.tables = tables

    @property
    def is_ready(self) -> bool:
        """No row may be unknown: its values would be lost."""
        return super().is_ready and not any(table.unknown_rows for table in self.tables)


class TableReader:
    """Maps the rows of a sheet to the rows of a grid. Raises UploadRefused when a column is missing."""

    def __init__(
        self, source: Any, grid: EntryGrid, sheet: Sheet, layout: TableLayout, choices: Choices
    ) -> None:
        self.grid = grid
        self.layout = layout
        self.choices = choices
        self.header_row, places = find_columns(sheet, layout)
        self.names = [place for place, column in places.items() if column.use == ROW_NAME]
        known = {column.name: column for column in grid.columns}
        self.columns = {place: known[column.use] for place, column in places.items() if column.use in known}
        self.forms = {key: (number, form) for number, (key, form) in enumerate(grid.rows())}
        self.by_name = _keys_by_name(form for _, form in grid.rows())
        self.next_form = len(grid.formset.initial_forms)
        self.unknown: dict[str, UnknownRow] = {}  # by folded name
        self.table = ReadTable(
            source,
            layout,
            sheet,
            FilledGrid(grid, {}, source=sheet.name or str(source), notes=[*sheet.notes]),
        )
        self.with_decimals = self._with_decimals()
        self._list_columns()

    @property
    def sheet(self) -> Sheet:
        return self.table.sheet

    def _list_columns(self) -> None:
        header = self.sheet.rows.get(self.header_row, {})
        for place in sorted([*self.names, *self.columns]):
            column = self.columns.get(place)
            heading = shown_value(header.get(place))
            if column:
                self.table.result.headings[column.name] = heading or letter(place)
            self.table.columns.append(
                ReadColumn(letter(place), heading, column.heading if column else "Radens namn")
            )

    def read(self) -> ReadTable:
        groups: dict[tuple[RowPlacement, str], list[Line]] = defaultdict(list)
        for number in sorted(line for line in self.sheet.rows if line > self.header_row):
            cells = self.sheet.rows[number]
            text = " ".join(shown_value(cells.get(self.names[0])).split())
            where = self._where(text, number, cells)
            if where is not None:
                groups[where].append((number, cells))
        for (place, key), lines in groups.items():
            if place is RowPlacement.ROW:
                self._row(key, lines)
            else:
                self._new_row(key, lines)
        self.table.unknown_rows = list(self.unknown.values())
        result = self.table.result
        result.data[f"{self.grid.prefix}-TOTAL_FORMS"] = str(
            max(self.next_form, self.grid.formset.total_form_count())
        )
        self._note_rows_left_out({key for place, key in groups if place is RowPlacement.ROW})
        return self.table

    def _where(
        self, text: str, number: int, cells: Mapping[int, SheetCell]
    ) -> tuple[RowPlacement, str] | None:
        """The row a line belongs to; None when it is skipped or unknown."""
        place, key = self.choices.get(folded(text), (None, ""))
        if place is RowPlacement.SKIP:
            self.table.skipped.append(text or f"rad {number}")
            return None
        if place is RowPlacement.ROW and key in self.forms:
            return RowPlacement.ROW, key
        if text and len(alike := self.by_name.get(folded(text), [])) == 1:
            return RowPlacement.ROW, alike[0]
        if place is RowPlacement.NEW:
            return RowPlacement.NEW, folded(text)
        values = [shown_value(cells[place]) for place in self.columns if place in cells]
        if values:
            self.unknown.setdefault(folded(text), UnknownRow(text, number, tuple(values[:MOST_SHOWN])))
        return None

    def _row(self, key: str, lines: list[Line]) -> None:
        """One row of the report from one line, or the sum of several with different names."""
        number, form = self.forms[key]
        if self._is_repeated(lines):
            return
        if len(lines) > 1:
            texts = " + ".join(shown_value(cells.get(self.names[0])) for _, cells in lines)
            self.table.summed.append(f"{form.row_name} = {texts}")
        self.table.result.lines[number] = lines[0][0]
        for place, column in self.columns.items():
            self._put(number, column, form, place, lines)

    def _new_row(self, text: str, lines: list[Line]) -> None:
        if self._is_repeated(lines):
            return
        number, self.next_form = self.next_form, self.next_form + 1
        data, form = self.table.result.data, self.grid.formset.empty_form
        self.table.result.lines[number] = lines[0][0]
        for bound in form:
            name = bound.html_name.replace("__prefix__", str(number))
            data[name] = submitted(bound)
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name.replace("__prefix__", str(number))] = data[name] or ""
        label = f"{self.grid.prefix}-{number}-{self.grid.formset.label_field}"
        data[label] = " ".join(shown_value(lines[0][1].get(self.names[0])).split())
        for place, column in self.columns.items():
            self._put(number, column, form, place, lines)

    def _is_repeated(self, lines: list[Line]) -> bool:
        """Whether a name occurs twice, so that the row is ambiguous."""
        texts = [folded(shown_value(cells.get(self.names[0]))) for _, cells in lines]
        if len(set(texts)) == len(texts):
            return False
        rows = " och ".join(str(number) for number, _ in lines)
        self.table.result.unknown.append(
            f"”{shown_value(lines[0][1].get(self.names[0]))[:60]}” står på rad {rows} i {self.sheet.shown}. "
            "Ge raderna olika namn i filen, eller ta bort en av dem."
        )
        return True

    def _put(self, number: int, column: EntryColumn, form: Any, place: int, lines: list[Line]) -> None:
        name = f"{self.grid.prefix}-{number}-{column.name}"
        held = [(line, cells[place]) for line, cells in lines if place in cells]
        self.table.result.values[number, column.name] = " + ".join(shown_value(cell) for _, cell in held)[:80]
        if isinstance(column.field, AmountField):
            self._put_amount(name, column, form, held)
        elif len(held) > 1:
            self._refuse(
                held[1], column, "Flera av filens rader hör till samma rad, så bara belopp kan läsas här."
            )
        elif held or self.layout.blank is not Blank.KEEP:
            text, fault = typed(column, held[0][1] if held else None)
            self.table.result.data[name] = text
            if fault:
                self._refuse(held[0], column, fault)

    def _put_amount(
        self, name: str, column: EntryColumn, form: Any, held: list[tuple[int, SheetCell]]
    ) -> None:
        amounts: list[Decimal | Blank | None] = []
        for number, cell in held:
            try:
                amounts.append(kronor(cell, self.layout, self._decimal_comma(form, column)))
            except AmountError as error:
                self._refuse((number, cell), column, str(error))
                self.table.result.data[name] = shown_value(cell)
                return
        given = [amount for amount in amounts if not isinstance(amount, Blank)] or self._of_blank()
        if not given:
            return
        known = [amount for amount in given if amount is not None]
        assert isinstance(column.field, AmountField)
        data = self.table.result.data
        data[name] = ""
        if known:
            unit = column.field.unit
            data[name] = unmistakable(exact_text(self._printed(form, sum(known, Decimal(0))), unit), unit)

    def _decimal_comma(self, form: Any, column: EntryColumn) -> DecimalComma:
        if column.name in self.with_decimals:
            return commas_are_decimal
        return partial(form.is_decimal_comma, column.name)

    def _with_decimals(self) -> set[str]:
        """The columns whose commas are decimal, as other cells of theirs say."""
        lines = [cells for line, cells in self.sheet.rows.items() if line > self.header_row]
        return {
            column.name
            for place, column in self.columns.items()
            if has_decimal_commas(shown_value(cells.get(place)) for cells in lines)
        }

    def _of_blank(self) -> list[Decimal | None]:
        """The amounts of a row whose cells are all blank."""
        if self.layout.blank is Blank.KEEP:
            return []
        return [Decimal(0) if self.layout.blank is Blank.ZERO else None]

    def _printed(self, form: Any, amount: Decimal) -> Decimal:
        """Converts the file's sign to the one that the report's table is typed with."""
        if self.layout.signs is Signs.AS_REPORT:
            return amount
        if self.layout.signs is Signs.TURNED:
            return -amount
        is_cost = getattr(form.instance, "side", "cost") == "cost"
        stored = amount if self.layout.signs is Signs.LEDGER or is_cost else -amount
        return Decimal(form.as_printed(stored))

    def _refuse(self, held: tuple[int, SheetCell], column: EntryColumn, expected: str) -> None:
        number, cell = held
        result = self.table.result
        value = shown_value(cell)[:80]
        result.faults.append(Refusal(result.sheet, number, result.heading(column.name), value, expected))

    def _note_rows_left_out(self, in_file: set[str]) -> None:
        names = [f"”{form.row_name}”" for key, (_, form) in self.forms.items() if key not in in_file]
        if names:
            self.table.result.notes.append(
                f"Rapportens {', '.join(names)} finns inte i filen och står kvar oförändrat."
            )


def _keys_by_name(rows: Iterable[Any]) -> dict[str, list[str]]:
    """Row keys by key and by name; several rows may share a name."""
    found: dict[str, list[str]] = defaultdict(list)
    for form in rows:
        key = row_key(form.instance)
        for text in {folded(key), folded(str(form.row_name))}:
            found[text].append(key)
    return found
