"""What a spreadsheet holds, cell by cell, and how much of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reporting.document.amounts import format_number

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


MAX_BYTES = 5_000_000


MAX_UNPACKED = 12_000_000


MAX_PARTS = 300


MAX_ROWS = 5_000


MAX_COLUMNS = 300


MAX_CELLS = 50_000


MAX_STRINGS = 100_000  # texts that the cells of all sheets share


SIGNIFICANT_DIGITS = 15  # what Excel itself keeps


FORMULA_FAULT = "Cellen har en formel utan uträknat värde. Spara boken i Excel eller LibreOffice."


TIME_FAULT = "Cellen har en tid. Skriv värdet som text eller tal."


Value = str | Decimal | date | bool


class UploadRefused(ValueError):
    """The file can't be used; the message is Swedish and says what was expected and what to do."""


@dataclass(frozen=True)
class SheetCell:
    """What a cell holds; ``fault`` says in Swedish why it can't be used."""

    value: Value
    fault: str = ""


def shown_value(cell: SheetCell | None) -> str:
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
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # what was guessed when it was read, in Swedish

    @property
    def shown(self) -> str:
        return f"bladet ”{self.name}”" if self.name else "filen"


@dataclass
class Book:
    sheets: list[Sheet]
    names: list[str] = field(default_factory=list)  # of all its sheets, in order

    @property
    def unread(self) -> list[str]:
        """The sheets that were not asked for."""
        held = {sheet.name for sheet in self.sheets}
        return [name for name in self.names if name not in held]


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


def error_cell(shown: str) -> SheetCell:
    return SheetCell(shown, f"Cellen har felvärdet {shown}. Rätta formeln eller skriv värdet.")


def number_cell(value: int | float, number_format: str) -> SheetCell:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))
    if not exact.is_finite() or abs(exact.adjusted()) > SIGNIFICANT_DIGITS + 5:
        return SheetCell(str(value)[:40], "Talet är för stort eller för litet för att räknas exakt.")
    if "%" in number_format:
        return SheetCell(
            exact,
            "Cellen är formaterad som procent, så det går inte att veta om 0,5 eller 50 menas. Skriv som text.",
        )
    return SheetCell(exact)
