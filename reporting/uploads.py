"""What may be uploaded, and how workbooks and CSV files become rows. Hostile files end in a sentence that helps.

Everything is limited before it is read: the file, what it unpacks to, the number of its parts, and then
rows, columns and cells as they come. A 5 MB file stays below 300 MB of memory and five seconds.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from reporting.amounts import format_number

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_BYTES = 5_000_000
MAX_UNPACKED = 12_000_000
MAX_PARTS = 300
MAX_ROWS = 5_000
MAX_COLUMNS = 300
MAX_CELLS = 50_000
SIGNIFICANT_DIGITS = 15  # what Excel itself keeps
FORMULA_FAULT = "Cellen har en formel utan uträknat värde. Spara boken i Excel eller LibreOffice."
TIME_FAULT = "Cellen har en tid. Skriv värdet som text eller tal."

Value = str | Decimal | date | bool


class UploadRefused(ValueError):
    """The file can't be used; the message is Swedish and says what was expected and what to do."""


@dataclass(frozen=True)
class Cell:
    """What a cell holds; ``fault`` says in Swedish why it can't be used."""

    value: Value
    fault: str = ""


def shown_value(cell: Cell | None) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell.value, bool):
        return "SANT" if cell.value else "FALSKT"  # as the spreadsheet shows it
    if isinstance(cell.value, Decimal):
        exponent = cell.value.normalize().as_tuple().exponent
        return format_number(cell.value, max(0, -exponent) if isinstance(exponent, int) else 0)
    return cell.value.isoformat() if isinstance(cell.value, date) else cell.value


@dataclass
class Sheet:
    """The cells of a sheet that hold something, by row (from 1) and column (from 0)."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        return f"bladet ”{self.name}”" if self.name else "filen"


@dataclass
class Book:
    sheets: list[Sheet]
    unread: list[str] = field(default_factory=list)  # sheets that were not asked for


def received(upload: UploadedFile[Any]) -> bytes:
    """The content of an upload that is not too large and not empty."""
    size = upload.size or 0
    if size > MAX_BYTES:
        megabytes = format_number(
            Decimal(-(-size // 100_000)) / 10, 1
        )  # rounded up: never as small as the limit
        raise UploadRefused(
            f"Filen är {megabytes} MB, och portalen tar emot högst {MAX_BYTES // 1_000_000} MB. "
            "Ta bort blad och bilder som inte behövs, eller dela upp filen."
        )
    if not size:
        raise UploadRefused("Filen är tom. Spara den igen och välj den på nytt.")
    return upload.read()


def sheet_names(content: bytes) -> list[str]:
    """The sheets of an .xlsx or .ods file, unread. Raises UploadRefused."""
    return read_workbook(content, None).unread


def is_workbook(content: bytes) -> bool:
    return content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def read_workbook(content: bytes, wanted: Collection[str] | None) -> Book:
    """The wanted sheets of an .xlsx or .ods file; with None the names of all, as unread. Raises UploadRefused."""
    ending = check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of looks it does not keep
            if ending == ".ods":
                from reporting.ods import read_ods

                return read_ods(content, wanted)
            return _read_book(content, wanted or ())
    except UploadRefused:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the reader do
        raise UploadRefused(
            f"Arbetsboken går inte att läsa; den är skadad eller ingen riktig {ending}-fil. "
            f"Öppna den i Excel eller LibreOffice och spara den på nytt som {ending}."
        ) from error


def check_package(content: bytes) -> str:
    """Looks at the zip directory before anything is parsed; the ending it should have: .xlsx or .ods."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UploadRefused(
            "Filen är skyddad med lösenord eller sparad i det gamla formatet .xls. "
            "Ta bort lösenordet och spara den som .xlsx."
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:
        raise UploadRefused(_not_a_workbook(content)) from error
    with package:
        return _check_parts(package)


def _not_a_workbook(content: bytes) -> str:
    if content.lstrip()[:1] == b"<":
        return (
            "Filen är en webbsida eller XML som heter något annat. "
            "Öppna den i Excel eller LibreOffice och spara den som .xlsx."
        )
    return "Filen är ingen Excel-arbetsbok (.xlsx). Spara den som .xlsx eller .csv och välj den på nytt."


def _check_parts(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_PARTS:
        raise UploadRefused(
            f"Arbetsboken har {len(parts)} delar, fler än {MAX_PARTS}. Spara bara bladen som behövs."
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise UploadRefused(
            f"Arbetsboken blir {unpacked / 1_000_000:.0f} MB uppackad, mer än {MAX_UNPACKED // 1_000_000} MB. "
            "Ta bort blad, bilder och tomma formaterade rader, och spara den på nytt."
        )
    if any(part.flag_bits & 0x1 for part in parts) or _is_encrypted_ods(package, names):
        raise UploadRefused("Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara den på nytt.")
    if any(name.endswith(("vbaproject.bin", ".bas")) or "/macrosheets/" in name for name in names):
        raise UploadRefused("Arbetsboken har makron. Spara den som .xlsx, utan makron, och välj den på nytt.")
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "content.xml" in names and _is_ods(package, names):
        if any(name.startswith(("basic/", "scripts/")) for name in names):
            raise UploadRefused("Arbetsboken har makron. Ta bort dem, spara den på nytt och välj den igen.")
        return ".ods"
    raise UploadRefused("Filen är ett zip-arkiv men ingen Excel-arbetsbok. Spara den som .xlsx.")


def _is_ods(package: zipfile.ZipFile, names: Collection[str]) -> bool:
    return "mimetype" in names and _start_of(package, "mimetype").strip() == ODS_TYPE


def _is_encrypted_ods(package: zipfile.ZipFile, names: Collection[str]) -> bool:
    if "meta-inf/manifest.xml" not in names or not _is_ods(package, names):
        return False
    return "encrypted-package" in names or b"encryption-data" in _start_of(package, "META-INF/manifest.xml")


def _start_of(package: zipfile.ZipFile, name: str) -> bytes:
    """A part's first 100 000 bytes; nothing when it can't be read."""
    try:
        with package.open(name) as part:
            return part.read(100_000)
    except Exception:  # a broken part: reading the book then says so
        return b""


def _read_book(content: bytes, wanted: Collection[str]) -> Book:
    import openpyxl

    formulas = _formula_cells(content, wanted)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        counter = CellCounter()
        sheets = [
            Sheet(sheet.title, dict(_rows(sheet, counter, formulas.get(sheet.title, {}))))
            for sheet in book.worksheets
            if sheet.title in wanted
        ]
        unread = [sheet.title for sheet in book.worksheets if sheet.title not in wanted]
        return Book(sheets, unread)
    finally:
        book.close()


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


class CellCounter:
    """Counts the cells of a book as they are read, empty ones too."""

    def __init__(self) -> None:
        self.cells = 0

    def add(self, sheet: str, number: int, width: int) -> None:
        if number > MAX_ROWS:
            raise UploadRefused(
                f"Bladet ”{sheet}” har fler än {MAX_ROWS} rader. Ta bort de tomma raderna under tabellen."
            )
        if width > MAX_COLUMNS:
            raise UploadRefused(
                f"Bladet ”{sheet}” har {width} kolumner, fler än {MAX_COLUMNS}. "
                "Ta bort de tomma kolumnerna till höger om tabellen."
            )
        self.cells += width
        if self.cells > MAX_CELLS:
            raise UploadRefused(f"Arbetsboken har fler än {MAX_CELLS} celler. Dela upp den.")


def _limited(sheet: Any, counter: CellCounter) -> Iterator[tuple[int, Any]]:
    sheet.reset_dimensions()  # what a sheet says of its size may be anything
    for number, row in enumerate(sheet.iter_rows(), start=1):
        counter.add(sheet.title, number, len(row))
        yield number, row


def _rows(
    sheet: Any, counter: CellCounter, formulas: dict[int, set[int]]
) -> Iterator[tuple[int, dict[int, Cell]]]:
    for number, row in _limited(sheet, counter):
        with_formula = formulas.get(number, set())
        cells = {place: _cell(cell, place in with_formula) for place, cell in enumerate(row)}
        held = {place: cell for place, cell in cells.items() if cell is not None}
        if held:
            yield number, held


def _cell(cell: Any, is_formula: bool) -> Cell | None:
    """A cell as a value that can't be misread, or with the fault that makes it unusable."""
    value = cell.value
    if value is None or value == "":
        return Cell("", FORMULA_FAULT) if is_formula else None
    if cell.data_type == "e":
        return error_cell(str(value))
    if isinstance(value, bool):
        return Cell(value)
    if isinstance(value, int | float):
        return number_cell(value, cell.number_format or "")
    if isinstance(value, datetime) and value.time() == time():
        return Cell(value.date())
    if isinstance(value, str):
        return Cell(value.replace("\r\n", "\n").replace("_x000D_\n", "\n"))
    return Cell(str(value), TIME_FAULT)


def error_cell(shown: str) -> Cell:
    return Cell(shown, f"Cellen har felvärdet {shown}. Rätta formeln eller skriv värdet.")


def number_cell(value: int | float, number_format: str) -> Cell:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))
    if not exact.is_finite() or abs(exact.adjusted()) > SIGNIFICANT_DIGITS + 5:
        return Cell(str(value)[:40], "Talet är för stort eller för litet för att räknas exakt.")
    if "%" in number_format:
        return Cell(
            exact,
            "Cellen är formaterad som procent, så det går inte att veta om 0,5 eller 50 menas. Skriv som text.",
        )
    return Cell(exact)


# CSV ---------------------------------------------------------------------------------------------


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
        held = {place: Cell(text.replace("\r\n", "\n")) for place, text in enumerate(row) if text.strip()}
        if held:
            sheet.rows[number] = held
    return sheet
