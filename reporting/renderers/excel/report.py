"""Document -> Excel: a sheet of facts, then one per table (a matrix is a grid).

Figures are numbers in the table's unit, text is always text. Sums are formulas stored with their value, for previews,
pandas and Power BI, which don't recalculate.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime

from reporting.document.amounts import NO_BREAK_SPACE, format_number
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.charts import Chart
from reporting.document.document import Document
from reporting.renderers.excel.charts import TableCharts
from reporting.renderers.excel.highlights import highlight_tables
from reporting.renderers.excel.sheets import (
    SHEET_NAME_LENGTH,
    WIDEST,
    Formats,
    height,
    number_format,
    set_up_print,
    sheet_names,
    write_text,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 2  # below the title and a blank row
PRINTED_DECIMALS = re.compile(r"\d,(\d+)")
LABEL_WIDTH = 46  # widths in characters
NARROWEST = 14


def render_workbook(document: Document) -> bytes:
    """An .xlsx file; the same document gives the same bytes."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": document.name,
            "author": document.committee,
            "company": document.municipality,
            "created": document.changed_at.replace(tzinfo=None),
        }
    )
    formats = Formats(book)
    tables = [*highlight_tables(document), *document.grids()]
    names = sheet_names(["Om rapporten", *(table.title for table in tables)])
    _write_about(book.add_worksheet(names[0]), document, zip(names[1:], tables, strict=True), formats)
    charts: dict[int, list[Chart]] = {}
    for chart, table in document.charts():
        charts.setdefault(id(table), []).append(chart)
    for name, table in zip(names[1:], tables, strict=True):
        sheet = _TableSheet(book.add_worksheet(name), table, formats)
        sheet.write(document)
        sheet.draw(book, charts.get(id(table), []))
    book.close()
    return target.getvalue()


def printed_decimals(cell: Cell) -> int:
    """2 for "19,50", whatever the value needs."""
    match = PRINTED_DECIMALS.search(cell.text)
    return len(match[1]) if match else 0


def _write_about(
    sheet: Worksheet, document: Document, tables: Iterable[tuple[str, Table]], formats: Formats
) -> None:
    facts = [
        ("Nämnd", document.committee),
        ("Kommun", document.municipality),
        ("Medlemskommuner", ", ".join(document.members)),
        ("Slag av rapport", document.kind),
        ("Period", f"{document.year}, utfall t.o.m. {document.actuals_through.isoformat()}"),
        ("Daterad", document.dated.isoformat()),
        ("Status", document.status_label),
        *([("Beslut", str(document.decision))] if document.decision else []),
        *([("Diarienummer", document.diary_number)] if document.diary_number else []),
        *document.correction,
        ("Enhet", document.unit),
        ("Tecken", document.sign_note),
        ("Rapportmall", f"{document.template}, version {document.template_version}"),
        ("Innehållet ändrat", localtime(document.changed_at).strftime("%Y-%m-%d %H:%M")),
    ]
    sheet.set_column(0, 0, SHEET_NAME_LENGTH)
    sheet.set_column(1, 1, WIDEST)
    write_text(sheet, 0, 0, document.name, formats, bold=True, font_size=15)
    for row, (name, value) in enumerate(facts, start=2):
        sheet.set_row(row, height([(value, WIDEST)]))
        write_text(sheet, row, 0, name, formats, bold=True)
        write_text(sheet, row, 1, value, formats, text_wrap=True)
    first = len(facts) + 3
    write_text(sheet, first, 0, "Blad", formats, bold=True, bottom=1)
    write_text(sheet, first, 1, "Tabell", formats, bold=True, bottom=1)
    for row, (name, table) in enumerate(tables, start=first + 1):
        link = formats.get(font_color="#0b4f8a", underline=1)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        write_text(sheet, row, 1, _titled(table), formats)
    set_up_print(sheet, document.name)


def _titled(table: Table) -> str:
    return f"{table.title} ({table.unit})" if table.unit else table.title


def column_widths(table: Table) -> list[float]:
    """In characters, by the longest text, between NARROWEST and WIDEST."""
    rows = [row.cells for row in table.rows if row.cells]
    longest = [
        max((len(cells[index].text) for cells in rows), default=0) for index in range(len(table.columns))
    ]
    return [float(min(WIDEST, max(NARROWEST, length + 2))) for length in longest]


class _TableSheet:
    def __init__(self, sheet: Worksheet, table: Table, formats: Formats) -> None:
        self.sheet = sheet
        self.table = table
        self.formats = formats
        self.header_row = HEADER_ROW + bool(table.column_groups())  # below the row of groups
        self.line_of = {row.key: self.header_row + 1 + index for index, row in enumerate(table.rows)}
        self.widths = column_widths(table)

    def write(self, document: Document) -> None:
        write_text(self.sheet, 0, 0, _titled(self.table), self.formats, bold=True, font_size=14)
        self._write_header()
        for row in self.table.rows:
            self._write_row(row)
        last = self.header_row + len(self.table.rows)
        for line, note in enumerate(self.table.notes, start=last + 2):
            self._write_across(line, note, italic=True)
        self.sheet.freeze_panes(self.header_row + 1, 1)
        self.sheet.repeat_rows(HEADER_ROW, self.header_row)
        set_up_print(self.sheet, document.name)

    def draw(self, book: Workbook, charts: Sequence[Chart]) -> None:
        """Charts below the notes."""
        made = TableCharts(book, self.sheet, self.table, self.line_of, self.header_row)
        made.insert(charts, self.header_row + len(self.table.rows) + len(self.table.notes) + 3)

    def _write_across(self, line: int, text: str, **look: Any) -> None:
        """A text across the table."""
        self.sheet.set_row(line, height([(text, LABEL_WIDTH + sum(self.widths))]))
        cell_format = self.formats.get(text_wrap=True, **look)
        if self.table.columns:
            self.sheet.merge_range(line, 0, line, len(self.table.columns), "", cell_format)
        self.sheet.write_string(line, 0, text, cell_format)

    def _write_header(self) -> None:
        look = {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#e8eef4"}
        self._write_groups(look)
        write_text(self.sheet, self.header_row, 0, self.table.label_heading, self.formats, **look)
        self.sheet.set_column(0, 0, LABEL_WIDTH)
        headings = zip(map(self._heading, self.table.columns), self.widths, strict=True)
        self.sheet.set_row(self.header_row, height([(self.table.label_heading, LABEL_WIDTH), *headings]))
        for place, column in enumerate(self.table.columns, start=1):
            heading_look = look | _alignment(column)
            write_text(
                self.sheet, self.header_row, place, self._heading(column), self.formats, **heading_look
            )
            self.sheet.set_column(place, place, self.widths[place - 1])

    def _write_groups(self, look: dict[str, Any]) -> None:
        """The row above the headings: each group across its columns."""
        place = 1
        for name, width in self.table.column_groups():
            if name and width > 1:
                cell_format = self.formats.get(**look, align="center")
                self.sheet.merge_range(HEADER_ROW, place, HEADER_ROW, place + width - 1, "", cell_format)
            if name:
                write_text(self.sheet, HEADER_ROW, place, name, self.formats, **look, align="center")
            place += width

    def _heading(self, column: Column) -> str:
        unit = column.unit or (self.table.unit if column.is_summed else "")
        return f"{column.heading} ({unit})" if unit else column.heading

    def _write_row(self, row: Row) -> None:
        line = self.line_of[row.key]
        look: dict[str, Any] = {}
        if row.kind != "line":
            look["bold"] = True
        if row.kind in {"subtotal", "total"}:
            look["top"] = 1
        if row.kind == "group":
            self._write_across(line, row.label, **look)
            return
        texts = zip((cell.text for cell in row.cells), self.widths, strict=True)
        self.sheet.set_row(line, height([(row.label, LABEL_WIDTH), *texts]))
        write_text(self.sheet, line, 0, row.label, self.formats, text_wrap=True, **look)
        for place, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=False), start=1):
            self._write_cell(line, place, row, column, cell, look)

    def _write_cell(
        self, line: int, place: int, row: Row, column: Column, cell: Cell, look: dict[str, Any]
    ) -> None:
        if not isinstance(cell.value, Decimal) or _says_more_than_its_figure(column, cell):
            write_text(self.sheet, line, place, cell.text, self.formats, **look, **_alignment(column))
            return
        code = (
            number_format(printed_decimals(cell), cell.unit)
            if column.kind == "quantity"
            else number_format(column.decimals)
        )
        cell_format = self.formats.get(num_format=code, **look)
        if column.is_summed and (row.adds or row.subtracts):
            formula = self._sum(row, column, place)
            self.sheet.write_formula(line, place, formula, cell_format, value=float(cell.value))
        else:
            self.sheet.write_number(line, place, float(cell.value), cell_format)

    def _sum(self, row: Row, column: Column, place: int) -> str:
        if column.kind == "variance":  # an effect on the result: always added
            return f"=SUM({self._ranges(row.adds + row.subtracts, place)})"
        added = f"SUM({self._ranges(row.adds, place)})" if row.adds else "0"
        return f"={added}-SUM({self._ranges(row.subtracts, place)})" if row.subtracts else f"={added}"

    def _ranges(self, keys: tuple[str, ...], place: int) -> str:
        """The cells of the rows; neighbours as one range."""
        from xlsxwriter.utility import xl_range

        runs: list[list[int]] = []
        for line in sorted(self.line_of[key] for key in keys):
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        return ",".join(xl_range(run[0], place, run[-1], place) for run in runs)


def _alignment(column: Column) -> dict[str, Any]:
    """Figures to the right; texts indented from the figures before them."""
    return {"align": "right", "text_wrap": True} if column.is_figure else {"text_wrap": True, "indent": 1}


def _says_more_than_its_figure(column: Column, cell: Cell) -> bool:
    """Whether a quantity has words ("högst 20 st") that a bare number would lose."""
    if column.kind != "quantity" or not isinstance(cell.value, Decimal):
        return False
    unit = f"{NO_BREAK_SPACE}{cell.unit.replace(' ', NO_BREAK_SPACE)}" if cell.unit else ""
    return cell.text != format_number(cell.value, printed_decimals(cell)) + unit
