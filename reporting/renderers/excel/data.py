"""The sheet *Data*: the rows of the report's CSV as an Excel table (docs/oppen-namndrapport.md)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from reporting.document.document import Document
from reporting.renderers.excel.names import DATA
from reporting.renderers.excel.sheets import Formats, add_excel_table, set_up_print, write_text
from reporting.renderers.open_data import FIELDS, Field, places

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = {
    "kommun": 18, "namnd": 22, "rapport": 22, "tabell": 14, "radnyckel": 14, "rad": 34, "radtyp": 9, "kolumnnyckel": 12,
    "kolumn": 18, "slag": 10, "enhet": 7, "battre": 7, "kod": 8, "text": 20,
}  # fmt: skip
WIDTH = 13  # of the others
PRINTED = ("tabell", "text")  # the first and last column: the others say the same in every row


def write_data(sheet: Worksheet, document: Document, formats: Formats) -> None:
    names = [field.name for field in FIELDS]
    for column, field in enumerate(FIELDS):
        sheet.set_column(column, column, WIDTHS.get(field.name, WIDTH))
    cells = 0
    for line, place in enumerate(places(document), start=1):
        for column, field in enumerate(FIELDS):
            _write(sheet, line, column, field, field.value(place), formats)
        cells = line
    add_excel_table(sheet, 0, cells, names, DATA, filtered=True)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, names.index(PRINTED[0]), max(1, cells), names.index(PRINTED[1]))
    set_up_print(sheet, document.name)


def _write(sheet: Worksheet, line: int, column: int, field: Field, value: str, formats: Formats) -> None:
    if not value:
        return
    match field.datatype:
        case "decimal" | "gYear":
            sheet.write_number(line, column, float(value), formats.get())
        case "date":
            date = dt.date.fromisoformat(value)
            sheet.write_datetime(line, column, date, formats.get(num_format="yyyy-mm-dd"))
        case _:
            write_text(sheet, line, column, value, formats)
