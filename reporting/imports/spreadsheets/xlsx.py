"""Reads .xlsx workbooks a row at a time. The package is checked before."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime, time
from typing import Any

from reporting.imports.spreadsheets.cells import (
    FORMULA_FAULT,
    MAX_STRINGS,
    TIME_FAULT,
    Book,
    CellCounter,
    Sheet,
    SheetCell,
    UploadRefused,
    error_cell,
    number_cell,
)


def read_xlsx(content: bytes, wanted: Collection[str] | None) -> Book:
    """The wanted sheets; with None just the names of all. A book's only sheet is always wanted."""
    import openpyxl

    _check_strings(content)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        names = [sheet.title for sheet in book.worksheets]
        if wanted is None:
            return Book([], names)
        wanted = names if len(names) == 1 else wanted
        formulas = _formula_cells(content, wanted)
        counter = CellCounter()
        sheets = [
            Sheet(sheet.title, dict(_rows(sheet, counter, formulas.get(sheet.title, {}))))
            for sheet in book.worksheets
            if sheet.title in wanted
        ]
        return Book(sheets, names)
    finally:
        book.close()


def _check_strings(content: bytes) -> None:
    """A million empty texts are 30 kB, and seconds to read, whether a cell has them or not."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        strings = (name for name in package.namelist() if name.lower() == "xl/sharedstrings.xml")
        texts = [package.read(name) for name in strings]
    count = sum(text.count(b"<si") + text.count(b":si") for text in texts)
    if count > MAX_STRINGS:
        raise UploadRefused(
            f"Arbetsboken har fler än {MAX_STRINGS} texter. Spara bara det blad som behövs i en ny bok."
        )


def _formula_cells(content: bytes, wanted: Collection[str]) -> dict[str, dict[int, set[int]]]:
    """Which cells hold formulas: one without a stored result would else look like an empty cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = (name for name in package.namelist() if name.lower().startswith("xl/worksheets/"))
        if not any(re.search(rb"<(\w+:)?f[\s/>]", package.read(name)) for name in sheets):
            return {}
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        counter = CellCounter()
        found: dict[str, dict[int, set[int]]] = {}
        for sheet in book.worksheets:
            if sheet.title in wanted:
                for number, row in _limited(sheet, counter):
                    places = {place for place, cell in enumerate(row) if cell.data_type == "f"}
                    if places:
                        found.setdefault(sheet.title, {})[number] = places
        return found
    finally:
        book.close()


def _limited(sheet: Any, counter: CellCounter) -> Iterator[tuple[int, Any]]:
    sheet.reset_dimensions()  # what a sheet says of its size may be anything
    for number, row in enumerate(sheet.iter_rows(), start=1):
        counter.add(sheet.title, number, len(row))
        yield number, row


def _rows(
    sheet: Any, counter: CellCounter, formulas: dict[int, set[int]]
) -> Iterator[tuple[int, dict[int, SheetCell]]]:
    for number, row in _limited(sheet, counter):
        with_formula = formulas.get(number, set())
        cells = {place: _cell(cell, place in with_formula) for place, cell in enumerate(row)}
        held = {place: cell for place, cell in cells.items() if cell is not None}
        if held:
            yield number, held


def _cell(cell: Any, is_formula: bool) -> SheetCell | None:
    """A cell as a value that can't be misread, or with the fault that makes it unusable."""
    value = cell.value
    if value is None or value == "":
        return SheetCell("", FORMULA_FAULT) if is_formula else None
    if cell.data_type == "e":
        return error_cell(str(value))
    if isinstance(value, bool):
        return SheetCell(value)
    if isinstance(value, int | float):
        return number_cell(value, cell.number_format or "")
    if isinstance(value, datetime) and value.time() == time():
        return SheetCell(value.date())
    if isinstance(value, str):
        return SheetCell(value.replace("\r\n", "\n").replace("_x000D_\n", "\n"))
    return SheetCell(str(value), TIME_FAULT)
