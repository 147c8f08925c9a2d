"""The entry workbook: the report's grids as sheets to fill in and send back.

Keys are locked, choices are drop-downs, and a hidden sheet remembers what every cell held, so that what
others save in the meantime is never undone.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

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
from reporting.renderers.excel.sheets import number_format

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

ORIGINALS = "_portal"
HEADER_ROW = 2
BLANK_ROWS = 10
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
    book.set_properties({"title": report.title, "created": report.changed_at.replace(tzinfo=None)})
    _write_help(book, report)
    originals: list[list[str]] = []
    for grid in entry_grids(report):
        _write_grid(book, grid, originals)
    _write_originals(book, report, originals)
    book.close()
    return target.getvalue()


def _write_help(book: Workbook, report: Report) -> None:
    sheet = book.add_worksheet("Läs mig")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, report.title, book.add_format({"bold": True, "font_size": 14}))
    for row, text in enumerate(HELP, start=2):
        sheet.write_string(row, 0, text, book.add_format({"text_wrap": True}))


def _write_grid(book: Workbook, grid: EntryGrid, originals: list[list[str]]) -> None:
    sheet = book.add_worksheet(grid.sheet_name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#e8eef4"})
    sheet.write_string(0, 0, grid.sheet_name, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(HEADER_ROW, 0, KEY_HEADING, head)
    sheet.set_column(0, 0, 22)
    for place, column in enumerate(grid.columns, start=1):
        sheet.write_string(HEADER_ROW, place, column.heading, head)
        sheet.set_column(place, place, 40 if place == 1 else 18)
    locked = book.add_format({"bg_color": "#f0f0f0", "font_color": "#595959"})
    open_cell = {"locked": False, "text_wrap": True, "valign": "top"}
    text_cell = book.add_format(open_cell | {"num_format": "@"})  # so that "3-5" does not become a date
    look_of = {
        place: book.add_format(open_cell) if isinstance(column.field, AmountField) else text_cell
        for place, column in enumerate(grid.columns, start=1)
    }
    line = HEADER_ROW
    for line, (key, form) in enumerate(grid.rows(), start=HEADER_ROW + 1):
        sheet.write_string(line, 0, key, locked)
        held = [grid.sheet_name, key]
        originals.append(held)
        for place, column in enumerate(grid.columns, start=1):
            bound = form[column.name]
            text = (submitted(bound) or "")[:LONGEST_TEXT]
            held += [column.name, text]
            number = number_in(column, bound)
            if number is not None:
                exponent = number.normalize().as_tuple().exponent
                decimals = max(0, -exponent) if isinstance(exponent, int) else 0
                look = book.add_format(open_cell | {"num_format": number_format(decimals)})
                sheet.write_number(line, place, float(number), look)
            else:
                _write_text(sheet, line, place, shown_text(column, text), look_of[place])
    for line in range(line + 1, line + 1 + BLANK_ROWS):  # noqa: B020
        for place in range(len(grid.columns) + 1):
            sheet.write_blank(line, place, None, look_of.get(place, locked))
    _add_choices(sheet, grid.columns, line)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.protect(options={"format_columns": True, "format_rows": True, "sort": True})


def _write_text(sheet: Any, line: int, place: int, text: str, look: Any) -> None:
    if text:
        sheet.write_string(line, place, text, look)
    else:
        sheet.write_blank(line, place, None, look)


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
