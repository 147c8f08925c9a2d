"""What a nämnd says of a table of its own: which sheet, row and columns, unit and sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROW_NAME = "row"  # what a column is used for that holds the row's name; else it is a field's name


LONGEST_TEXT = 200  # of a row's name


class Signs(StrEnum):
    """With which sign the table's amounts are written."""

    AS_REPORT = "report"
    TURNED = "turned"
    LEDGER = "ledger"  # cost +, revenue −
    PLAIN = "plain"  # costs and revenues both without a minus


class Blank(StrEnum):
    """What an empty cell, or a dash, says."""

    KEEP = "keep"
    MISSING = "missing"
    ZERO = "zero"


class Rounding(StrEnum):
    """To what an amount is rounded; exact amounts have at most two decimals of a krona."""

    EXACT = "exact"
    ORE = "0.01"
    KRONA = "1"
    THOUSAND = "1000"


class RowPlacement(StrEnum):
    """Where a row of the file belongs, when a person has said so."""

    ROW = "row"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True)
class ColumnUse:
    """A column (from 0) with its heading as it was, and what it is used for: ROW_NAME or a field's name."""

    place: int
    heading: str
    use: str


@dataclass(frozen=True)
class TableLayout:
    """What a nämnd has said of a table. ``rows``: folded name in the file -> (where, key of the row)."""

    sheet: str
    header_row: int
    columns: tuple[ColumnUse, ...]
    unit: str = "tkr"
    signs: Signs = Signs.AS_REPORT
    blank: Blank = Blank.KEEP
    dash: Blank = Blank.KEEP  # KEEP is here: not said, so a dash is refused
    rounding: Rounding = Rounding.EXACT


def folded(text: str) -> str:
    """A row's name as it is compared and kept: without case, surplus space and what no database takes."""
    return " ".join(text.replace("\x00", "").split()).casefold()[:LONGEST_TEXT]
