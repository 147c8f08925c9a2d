"""The entry workbook: the report's grids as sheets to fill in and send back.

Keys are locked, choices are drop-downs, and a hidden sheet remembers what every cell held, so that what
others save in the meantime is never undone.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from reporting.entry.forms import AmountField
from reporting.imports.grids import (
    KEY_HEADING,
    EntryColumn,
    EntryGrid,
    entry_grids,
    number_in,
    shown_text,
    submitted,
)
from reporting.models import Report
from reporting.renderers.excel.sheets import Formats, height, number_format, set_up_print

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

ORIGINALS = "_portal"
HEADER_ROW = 2
BLANK_ROWS = 10
HELP_WIDTH, KEY_WIDTH, NAME_WIDTH, CELL_WIDTH = 100, 22, 40, 18  # characters
LONGEST_TEXT = (
    32_000  # a cell takes a little more; what is not changed is not saved, so no text is cut by this
)
LONGEST_LIST = 255  # characters Excel takes in a drop-down's own list
HELP = (
    "Fyll i bladen och läs in boken igen i portalen: först visas vad som ändras, sedan sparas allt eller inget.",
    "Kolumnen Nyckel är låst: den säger vilken rad i portalen som menas. En ny rad skrivs under de andra, utan nyckel.",
    "En rad tas bort med Ja i kolumnen Ta bort. Att ta bort raden ur bladet ändrar ingenting i rapporten.",
    "En tom cell betyder att uppgiften saknas. Skriv 0 för noll. Belopp skrivs i den enhet som står i rubriken.",
)


def render_entry_workbook(report: Report) -> bytes:
    """An .xlsx file with one sheet per grid."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(report), "created": report.changed_at.replace(tzinfo=None)})
    formats = Formats(book)
    _write_help(book, report, formats)
    originals: list[list[str]] = []
    for grid in entry_grids(report):
        originals += _GridSheet(book, grid, formats).write(str(report))
    _write_originals(book, report, originals)
    book.close()
    return target.getvalue()


def _write_help(book: Workbook, report: Report, formats: Formats) -> None:
    sheet = book.add_worksheet("Läs mig")
    sheet.set_column(0, 0, HELP_WIDTH)
    sheet.write_string(0, 0, str(report), formats.get(bold=True, font_size=14))
    for row, text in enumerate(HELP, start=2):
        sheet.set_row(row, height([(text, HELP_WIDTH)]))
        sheet.write_string(row, 0, text, formats.get(text_wrap=True))
    set_up_print(sheet, str(report))


class _GridSheet:
    """The sheet of one grid."""

    def __init__(self, book: Workbook, grid: EntryGrid, formats: Formats) -> None:
        self.grid, self.formats = grid, formats
        self.sheet = book.add_worksheet(grid.sheet_name)
        self.widths = [_width(column, place) for place, column in enumerate(grid.columns)]

    def write(self, title: str) -> list[list[str]]:
        """Returns what each row held: the sheet's name, the row's key, then field and text of each cell."""
        self._write_headings()
        held, line = [], HEADER_ROW
        for line, (key, form) in enumerate(self.grid.rows(), start=HEADER_ROW + 1):
            held.append([self.grid.sheet_name, key, *self._write_row(line, key, form)])
        last = line + BLANK_ROWS
        for blank in range(line + 1, last + 1):
            self.sheet.write_blank(blank, 0, None, self._locked)
            for place, column in enumerate(self.grid.columns, start=1):
                self.sheet.write_blank(blank, place, None, self._open(column))
        _add_choices(self.sheet, self.grid.columns, last)
        self.sheet.freeze_panes(HEADER_ROW + 1, 2)
        self.sheet.protect(options={"format_columns": True, "format_rows": True, "sort": True})
        set_up_print(self.sheet, title)
        self.sheet.repeat_rows(HEADER_ROW)
        return held

    def _write_headings(self) -> None:
        headings = [KEY_HEADING, *(column.heading for column in self.grid.columns)]
        self.sheet.write_string(0, 0, self.grid.sheet_name, self.formats.get(bold=True, font_size=14))
        for place, (heading, width) in enumerate(zip(headings, [KEY_WIDTH, *self.widths], strict=True)):
            self.sheet.set_column(place, place, width)
            look = _placed(self.grid.columns[place - 1]) if place else {}
            head = self.formats.get(bold=True, bottom=1, text_wrap=True, bg_color="#e8eef4", **look)
            self.sheet.write_string(HEADER_ROW, place, heading, head)
        self.sheet.set_row(HEADER_ROW, height(zip(headings, [KEY_WIDTH, *self.widths], strict=True)))

    def _write_row(self, line: int, key: str, form: Any) -> list[str]:
        held, shown = [], [(key, KEY_WIDTH)]
        self.sheet.write_string(line, 0, key, self._locked)
        for place, (column, width) in enumerate(zip(self.grid.columns, self.widths, strict=True), start=1):
            bound = form[column.name]
            text = (submitted(bound) or "")[:LONGEST_TEXT]
            held += [column.name, text]
            if (number := number_in(column, bound)) is not None:
                look = self._open(column, number_format(_decimals(number)))
                self.sheet.write_number(line, place, float(number), look)
            elif text := shown_text(column, text):
                self.sheet.write_string(line, place, text, self._open(column))
                shown.append((text, width))
            else:
                self.sheet.write_blank(line, place, None, self._open(column))
        self.sheet.set_row(line, height(shown))
        return held

    @property
    def _locked(self) -> Format:
        return self.formats.get(bg_color="#f0f0f0", font_color="#595959", text_wrap=True)

    def _open(self, column: EntryColumn, number: str = "") -> Format:
        """Text is text, so that "3-5" does not become a date."""
        number = number or ("General" if isinstance(column.field, AmountField) else "@")
        return self.formats.get(locked=False, text_wrap=True, num_format=number, **_placed(column))


def _width(column: EntryColumn, place: int) -> int:
    """In characters: wide for the row's name, for texts of several lines and for long choices."""
    is_text = isinstance(column.field.widget, forms.Textarea)
    has_long_choices = any(len(label) > 2 * CELL_WIDTH for _, label in column.choices)
    return NAME_WIDTH if place == 0 or is_text or has_long_choices else CELL_WIDTH


def _placed(column: EntryColumn) -> dict[str, Any]:
    return {"align": "right"} if isinstance(column.field, AmountField) else {"align": "left", "indent": 1}


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _add_choices(sheet: Any, columns: list[EntryColumn], last: int) -> None:
    for place, column in enumerate(columns, start=1):
        labels = [label for _, label in column.choices]
        if labels and len(",".join(labels)) <= LONGEST_LIST and not any("," in label for label in labels):
            sheet.data_validation(
                HEADER_ROW + 1, place, last, place,
                {"validate": "list", "source": labels, "error_title": "Finns inte att välja",
                 "error_message": "Välj ett av värdena i listan."},
            )  # fmt: skip


def _write_originals(book: Workbook, report: Report, originals: list[list[str]]) -> None:
    sheet = book.add_worksheet(ORIGINALS)
    sheet.hide()
    sheet.protect()
    for place, text in enumerate(("rapport", report.slug, report.template.state)):
        sheet.write_string(0, place, text)
    for line, parts in enumerate(originals, start=1):
        for place, text in enumerate(parts):
            sheet.write_string(line, place, text)
