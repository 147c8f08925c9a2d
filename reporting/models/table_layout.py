"""The layout of a nämnd's own table: sheet, rows and columns, unit and sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROW_NAME = "row"  # the use of the column with the rows' names; other uses are names of fields
LONGEST_TEXT = 200  # of a row's name


class Signs(StrEnum):
    """The signs of the table's amounts."""

    AS_REPORT = "report"
    TURNED = "turned"  # the opposite
    LEDGER = "ledger"  # cost +, revenue −
    PLAIN = "plain"  # all without a minus


class Blank(StrEnum):
    """What an empty cell or a dash means."""

    KEEP = "keep"
    MISSING = "missing"
    ZERO = "zero"


class Rounding(StrEnum):
    """In kronor; EXACT refuses parts of an öre."""

    EXACT = "exact"
    ORE = "0.01"
    KRONA = "1"
    THOUSAND = "1000"


class RowPlacement(StrEnum):
    """A person's choice for a row of the file."""

    ROW = "row"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True)
class ColumnUse:
    """``place``: the column's index from 0; ``use``: ROW_NAME or a field's name."""

    place: int
    heading: str
    use: str


@dataclass(frozen=True)
class TableLayout:
    sheet: str
    header_row: int
    columns: tuple[ColumnUse, ...]
    unit: str = "tkr"
    signs: Signs = Signs.AS_REPORT
    blank: Blank = Blank.KEEP
    dash: Blank = Blank.KEEP  # KEEP: unknown, so a dash is refused
    rounding: Rounding = Rounding.EXACT


def folded(text: str) -> str:
    """A row's name for comparison: without case, surplus space and NUL, which no database takes."""
    return " ".join(text.replace("\x00", "").split()).casefold()[:LONGEST_TEXT]
