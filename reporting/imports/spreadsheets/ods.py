"""Reads .ods workbooks (OpenDocument) a row at a time. The package is checked before (``package.py``).

A cell and a row may each say that they are repeated a million times; empty repeats are stepped over, and
those that hold something count against the same limits as in any other file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from defusedxml.ElementTree import iterparse

from reporting.imports.spreadsheets.cells import (
    FORMULA_FAULT,
    MAX_CELLS,
    MAX_COLUMNS,
    TIME_FAULT,
    Book,
    CellCounter,
    Sheet,
    SheetCell,
    UploadRefused,
    error_cell,
    number_cell,
)

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
GROUPS = {f"{TABLE}{name}" for name in ("table-row-group", "table-header-rows", "table-rows")}
MOST_EVENTS = 8 * MAX_CELLS  # starts and ends of elements: a cell with a text has four
MOST_BLANKS = 1_000  # that one element may stand for inside a text
MOST_BLANKS_IN_ALL = 1_000_000
DEEPEST = 100  # elements inside each other; a spreadsheet program writes a dozen


def read_ods(content: bytes, wanted: Collection[str] | None) -> Book:
    """The wanted sheets; with None just the names of all. Raises UploadRefused, or what XML raises."""
    counter, book = CellCounter(), Book([])
    for name, rows in _tables(content):
        book.names.append(name)
        if wanted is None or name not in wanted:
            for _ in rows:
                pass
        else:
            book.sheets.append(Sheet(name, dict(_numbered(name, rows, counter))))
    return book


def _tables(content: bytes) -> Iterator[tuple[str, Iterator[Any]]]:
    """The name of each sheet with its rows, which must be gone through before the next is asked for."""
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("content.xml") as source:
        path: list[str] = []
        events = _counted(iterparse(source, events=("start", "end"), forbid_dtd=True))
        for event, element in events:
            if event == "end":
                path.pop()
                continue
            path.append(element.tag)
            if element.tag == f"{TABLE}table" and path[-2:-1] == [f"{OFFICE}spreadsheet"]:
                yield str(element.get(f"{TABLE}name", "")), _rows(events, path)


def _counted(events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Stops at what no spreadsheet program writes: it writes what is alike once, with the number of times."""
    depth = blanks = 0
    for number, (event, element) in enumerate(events):
        if number > MOST_EVENTS:
            raise UploadRefused(
                "Arbetsboken har för många rader och celler. Ta bort blad och tomma formaterade rader, "
                "och spara den på nytt."
            )
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValueError("Elements inside each other beyond any spreadsheet")
        if event == "start" and element.tag == f"{TEXT}s":
            blanks += min(_blanks(element), MOST_BLANKS)
            if blanks > MOST_BLANKS_IN_ALL:
                raise UploadRefused(
                    f"Arbetsbokens celler har mer än {MOST_BLANKS_IN_ALL} blanksteg i rad. Ta bort dem och "
                    "spara boken på nytt."
                )
        yield event, element


def _rows(events: Any, path: list[str]) -> Iterator[Any]:
    """The rows of the table that was just opened, to its end; each is emptied when it has been read."""
    depth = len(path)
    for event, element in events:
        if event == "start":
            path.append(element.tag)
            continue
        if element.tag == f"{TABLE}table-row" and set(path[depth:-1]) <= GROUPS:
            yield element
            element.clear()
        path.pop()
        if len(path) < depth:
            return


def _numbered(
    name: str, rows: Iterator[Any], counter: CellCounter
) -> Iterator[tuple[int, dict[int, SheetCell]]]:
    number = 0
    for row in rows:
        times = _repeated(row, "rows")
        held = _cells(name, row)
        if held:
            counter.add(name, number + times, 0)  # refuses at once what ends below the last row
            for line in range(number + 1, number + times + 1):
                counter.add(name, line, max(held) + 1)
                yield line, dict(held)
        number += times


def _repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{TABLE}number-{what}-repeated", "1")))


def _cells(name: str, row: Any) -> dict[int, SheetCell]:
    held: dict[int, SheetCell] = {}
    place = 0
    for element in row:
        if element.tag not in CELLS:
            continue
        times = _repeated(element, "columns")
        cell = _cell(element)
        if cell is not None:
            if place + times > MAX_COLUMNS:
                CellCounter().add(name, 1, place + times)
            held |= dict.fromkeys(range(place, place + times), cell)
        place += times
    return held


def _cell(element: Any) -> SheetCell | None:
    kind = element.get(f"{OFFICE}value-type", "")
    text = "\n".join(_text(part) for part in element if part.tag == f"{TEXT}p")
    if element.get(f"{CALC}value-type") == "error":
        return error_cell(text)
    if kind in {"float", "currency", "percentage"}:
        value = float(element.get(f"{OFFICE}value"))
        return number_cell(value, "%" if kind == "percentage" else "")
    if kind == "boolean":
        return SheetCell(element.get(f"{OFFICE}boolean-value") == "true")
    if kind == "date":
        return _date(element.get(f"{OFFICE}date-value", ""))
    if kind == "time":
        return SheetCell(text, TIME_FAULT)
    if kind == "string":
        text = element.get(f"{OFFICE}string-value", text)
        return SheetCell(text) if text else None
    if text:
        return SheetCell(text)
    return SheetCell("", FORMULA_FAULT) if element.get(f"{TABLE}formula") else None


def _date(written: str) -> SheetCell:
    day, _, time = written.partition("T")
    if time.strip("0:."):
        return SheetCell(written, TIME_FAULT)
    return SheetCell(date.fromisoformat(day))


def _blanks(element: Any) -> int:
    """Number of blanks that an element encodes."""
    return int(element.get(f"{TEXT}c", "1"))


def _text(part: Any) -> str:
    """A paragraph's text; runs of blanks, tabs and line breaks are separate elements."""
    if part.tag == f"{TEXT}s":
        blanks = _blanks(part)
        if blanks > MOST_BLANKS:
            raise UploadRefused(f"En cell har {blanks} blanksteg i rad. Ta bort dem och spara boken på nytt.")
        text = " " * blanks
    elif part.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
        text = "\t" if part.tag == f"{TEXT}tab" else "\n"
    elif part.tag == f"{OFFICE}annotation":
        text = ""
    else:
        text = (part.text or "") + "".join(_text(child) + (child.tail or "") for child in part)
    return text
