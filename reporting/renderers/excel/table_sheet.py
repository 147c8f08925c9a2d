"""One or more tables on a sheet, each an Excel table with fixed names.

Above an Excel table stand the headings as the report prints them. Its own row of headings, with the fixed names of its
columns, and its last two columns, which say which row it is, are folded: a plus sign in the margin shows them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.document.amounts import NO_BREAK_SPACE, format_number
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.charts import Chart
from reporting.document.legend import signs_in_words
from reporting.renderers.excel.charts import TableCharts
from reporting.renderers.excel.formulas import Formulas
from reporting.renderers.excel.names import column_names
from reporting.renderers.excel.sheets import (
    HEADING,
    Formats,
    add_excel_table,
    height,
    number_format,
    set_up_print,
    write_text,
)
from reporting.renderers.excel.widths import column_widths, is_wide

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 1  # below the title
TITLE_SIZE, TITLE_ROOM = 14, 7.0  # points: of its letters, below it
FIGURE = {"align": "right", "text_wrap": True}
TEXT = {"align": "left", "text_wrap": True, "indent": 1}  # an indent counts only where the side is told
RULE, GREY = "#d5dce3", "#5b6770"
KEY_WIDTH = 24.0  # characters
FOLDED = {"level": 1, "hidden": True}
PRINTED_DECIMALS = re.compile(r"\d,(\d+)")


@dataclass(frozen=True)
class NamedTable:
    """``name``: of its Excel table."""

    table: Table
    name: str
    charts: Sequence[Chart] = ()

    @property
    def title(self) -> str:
        table = self.table
        return f"{table.title} ({table.unit})" if table.unit else table.title

    @property
    def headings(self) -> list[str]:
        return [self._heading(column) for column in self.table.columns]

    def _heading(self, column: Column) -> str:
        unit = column.unit or (self.table.unit if column.is_summed else "")
        return f"{column.heading} ({unit})" if unit else column.heading


def write_tables(
    book: Workbook, sheet: Worksheet, tables: Sequence[NamedTable], formats: Formats, footer: str
) -> None:
    """Several tables have the same columns, and stand below each other."""
    each = [column_widths(named.table, named.headings) for named in tables]
    widths = [max(column) for column in zip(*each, strict=True)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_column(len(widths), len(widths) + 1, KEY_WIDTH, None, FOLDED)
    sheet.set_column(len(widths) + 2, len(widths) + 2, None, None, {"collapsed": True})
    line = 0
    for named in tables:
        written = _WrittenTable(sheet, named, line, widths, formats)
        line = written.write()
        if named.charts:
            made = TableCharts(book, sheet, named.table, written.line_of, written.header_row)
            made.insert(named.charts, line, wide=is_wide(widths), used=written.points)
    if len(tables) == 1:
        sheet.freeze_panes(written.first_row, 1)
        sheet.repeat_rows(HEADER_ROW, written.header_row)
    else:
        sheet.freeze_panes(0, 1)
    set_up_print(sheet, footer, wide=is_wide(widths))


class _WrittenTable:
    """``top``: the line of its title. ``points``: the height of what is written."""

    def __init__(
        self, sheet: Worksheet, named: NamedTable, top: int, widths: Sequence[float], formats: Formats
    ) -> None:
        self.sheet, self.named, self.table, self.formats = sheet, named, named.table, formats
        self.top, self.widths = top, widths
        self.header_row = top + HEADER_ROW + bool(self.table.column_groups())  # below the row of groups
        self.first_row = self.header_row + 2  # below the names of the columns
        self.line_of = {row.key: self.first_row + index for index, row in enumerate(self.table.rows)}
        self.formulas = Formulas(self.table, self.line_of)
        self.points = 0.0

    def write(self) -> int:
        """Returns the line after it and a blank one."""
        self._write_across(self.top, self.named.title, size=TITLE_SIZE, bold=True)
        self._write_headings()
        self._add_excel_table()
        for line, row in enumerate(self.table.rows, start=self.first_row):
            self._write_row(line, row)
        after = self.first_row + max(1, len(self.table.rows)) + 1  # a blank line between
        notes = (*signs_in_words(self.table), *self.table.notes)
        for line, note in enumerate(notes, start=after):
            self._write_across(line, note, italic=True)
        return after + len(notes) + bool(notes)

    def _set_height(self, line: int, points: float, **options: Any) -> None:
        self.sheet.set_row(line, points, None, options)
        self.points += points

    def _write_across(self, line: int, text: str, size: int = 11, **look: Any) -> None:
        """A text across the table, outside the Excel table: no cells are merged within one."""
        larger = size / 11
        lines = height([(text, sum(self.widths) / larger)]) * larger
        self._set_height(line, lines + (TITLE_ROOM if size == TITLE_SIZE else 0))
        look |= {"text_wrap": True, "font_size": size}
        if self.table.columns:
            cell_format = self.formats.get(**look)
            self.sheet.merge_range(line, 0, line, len(self.table.columns), "", cell_format)
        write_text(self.sheet, line, 0, text, self.formats, **look)

    def _write_headings(self) -> None:
        self._write_groups()
        texts = [self.table.label_heading, *self.named.headings]
        self._set_height(self.header_row, height(zip(texts, self.widths, strict=True)))
        looks = [{}, *map(_alignment, self.table.columns)]
        for place, (text, look) in enumerate(zip(texts, looks, strict=True)):
            write_text(self.sheet, self.header_row, place, text, self.formats, **HEADING | look)

    def _write_groups(self) -> None:
        """The row above the headings: each group across its columns."""
        place, line = 1, self.top + HEADER_ROW
        for name, width in self.table.column_groups():
            look = HEADING | {"align": "center"}
            if name and width > 1:
                self.sheet.merge_range(line, place, line, place + width - 1, "", self.formats.get(**look))
            if name:
                write_text(self.sheet, line, place, name, self.formats, **look)
            place += width

    def _add_excel_table(self) -> None:
        names = column_names(self.table)
        self.sheet.set_row(self.header_row + 1, None, None, FOLDED)
        if not self.table.rows:
            self.sheet.set_row(self.first_row, None, None, {"collapsed": True})
        add_excel_table(self.sheet, self.header_row + 1, len(self.table.rows), names, self.named.name)

    def _write_row(self, line: int, row: Row) -> None:
        look: dict[str, Any] = {"bottom": 1, "bottom_color": RULE} if row.kind != "group" else {}
        if row.kind != "line":
            look["bold"] = True
        if row.kind in {"subtotal", "total"}:
            look["top"] = 1
        is_group = row.kind == "group"
        texts = [row.label, *(cell.text for cell in row.cells)]
        widths = [sum(self.widths)] if is_group else self.widths
        lines = height(zip(texts, widths, strict=False))
        self._set_height(line, lines, collapsed=line == self.first_row)
        write_text(self.sheet, line, 0, row.label, self.formats, text_wrap=not is_group, **look)
        for place, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=False), start=1):
            self._write_cell(line, place, row, column, cell, look)
        for place, text in enumerate((row.key, row.kind), start=len(self.table.columns) + 1):
            write_text(self.sheet, line, place, text, self.formats, font_color=GREY)

    def _write_cell(
        self, line: int, place: int, row: Row, column: Column, cell: Cell, look: dict[str, Any]
    ) -> None:
        formula = self.formulas.of(row, column, cell)
        is_number = cell.number is not None and not _says_more_than_its_figure(column, cell)
        if not is_number and not formula:
            write_text(self.sheet, line, place, cell.text, self.formats, **look, **_alignment(column))
            return
        code = (
            number_format(printed_decimals(cell), cell.unit)
            if column.kind == "quantity"
            else number_format(column.decimals)
        )
        cell_format = self.formats.get(num_format=code, **look, align="right")
        if formula:
            value = cell.text if cell.number is None else float(cell.number)
            self.sheet.write_formula(line, place, formula, cell_format, value=value)
        else:
            self.sheet.write_number(line, place, float(cell.number or 0), cell_format)


def printed_decimals(cell: Cell) -> int:
    """2 for "19,50", whatever the value needs."""
    match = PRINTED_DECIMALS.search(cell.text)
    return len(match[1]) if match else 0


def _alignment(column: Column) -> dict[str, Any]:
    """Figures to the right; texts indented from the figures before them."""
    return FIGURE if column.is_figure else TEXT


def _says_more_than_its_figure(column: Column, cell: Cell) -> bool:
    """Whether a quantity has words ("högst 20 st") that a bare number would lose."""
    if column.kind != "quantity" or cell.number is None:
        return False
    unit = f"{NO_BREAK_SPACE}{cell.unit.replace(' ', NO_BREAK_SPACE)}" if cell.unit else ""
    return cell.text != format_number(cell.number, printed_decimals(cell)) + unit
