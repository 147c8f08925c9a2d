"""Reads CSV files: every value is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reporting.imports.spreadsheets.cells import CellCounter, Sheet, SheetCell, UploadRefused


def decode_text(content: bytes) -> str:
    """UTF-8 with or without a BOM, else Windows' Latin-1."""
    if b"\x00" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UploadRefused("Filen är ingen textfil. Spara tabellen som CSV (semikolon) eller .xlsx.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_csv(content: bytes, name: str) -> Sheet:
    """A table with ``;`` or tabs between the columns. Every value is text. Raises UploadRefused."""
    text = decode_text(content)
    if text.lstrip()[:1] == "<":
        raise UploadRefused(
            "Filen är en webbsida eller XML, inte en CSV-fil. Spara tabellen som CSV (semikolon)."
        )
    first = next((line for line in text[:20_000].splitlines() if "\t" in line or ";" in line), "")
    delimiter = "\t" if first.count("\t") > first.count(";") else ";"
    try:
        return _csv_sheet(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    except csv.Error as error:
        raise UploadRefused(
            "CSV-filen går inte att läsa: ett citattecken saknar sitt slut eller ett fält är för långt. "
            "Spara tabellen på nytt som CSV (semikolon)."
        ) from error


def _csv_sheet(lines: Iterable[list[str]], name: str) -> Sheet:
    sheet, counter = Sheet(name), CellCounter()
    for number, row in enumerate(lines, start=1):
        counter.add(name, number, len(row))
        held = {
            place: SheetCell(text.replace("\r\n", "\n")) for place, text in enumerate(row) if text.strip()
        }
        if held:
            sheet.rows[number] = held
    return sheet
