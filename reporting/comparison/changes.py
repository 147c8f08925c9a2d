"""What a comparison of two documents says. Plain and frozen; ``old`` and ``new`` stand for the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reporting.comparison.matching import plain
from reporting.document.amounts import format_number
from reporting.document.blocks import Cell, Column, Document, Row, SectionContent, Table

PERCENTAGE_POINTS = "procentenheter"


class CellKind(StrEnum):
    """What a changed cell is, told from its column."""

    FIGURE = "figure"
    TARGET = "target"
    VERDICT = "verdict"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """A paragraph, a comment or a name: ``old`` is "" when it has appeared, ``new`` when it has vanished."""

    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """A cell that says something else.

    ``difference`` is new − old of what is printed, in ``unit`` (percentage points between per cents). Where it
    is None, ``why_none`` says why in Swedish, or is "" where a reader sees it: a figure is missing, or words.
    """

    kind: CellKind
    old_row: Row
    new_row: Row
    old_column: Column
    new_column: Column
    old: Cell
    new: Cell
    old_text: str
    new_text: str
    difference: Decimal | None = None
    decimals: int = 0
    unit: str = ""
    why_none: str = ""

    @property
    def difference_text(self) -> str:
        """The difference in Swedish print, always with its sign: "+1 915", "−3,2 procentenheter"."""
        if self.difference is None:
            return self.why_none
        sign = "+" if self.difference > 0 else ""
        figure = sign + format_number(self.difference, self.decimals)
        space = (
            " " if self.unit == PERCENTAGE_POINTS else "\u00a0"
        )  # a word that long may need a line of its own
        return f"{figure}{space}{self.unit}" if self.unit else figure


@dataclass(frozen=True, kw_only=True)
class TableComparison:
    """Two tables; ``other_measure`` is why their amounts are not compared, "" when they are."""

    old: Table
    new: Table
    cells: tuple[CellChange, ...] = ()
    renamed: tuple[TextChange, ...] = ()
    appeared_rows: tuple[Row, ...] = ()
    vanished_rows: tuple[Row, ...] = ()
    appeared_columns: tuple[Column, ...] = ()
    vanished_columns: tuple[Column, ...] = ()
    other_measure: str = ""

    @property
    def is_empty(self) -> bool:
        rows_or_columns = (
            self.appeared_rows or self.vanished_rows or self.appeared_columns or self.vanished_columns
        )
        return not (self.cells or self.renamed or rows_or_columns or self.other_measure)

    def of(self, *kinds: CellKind) -> list[CellChange]:
        return [cell for cell in self.cells if cell.kind in kinds]


@dataclass(frozen=True, kw_only=True)
class SectionComparison:
    """Two sections; ``appeared`` and ``vanished`` are tables without a counterpart anywhere.

    ``old`` is ``new`` for a section without a counterpart that holds a table which stood elsewhere.
    """

    old: SectionContent
    new: SectionContent
    texts: tuple[TextChange, ...] = ()
    tables: tuple[TableComparison, ...] = ()
    appeared: tuple[Table, ...] = ()
    vanished: tuple[Table, ...] = ()

    @property
    def renamed(self) -> TextChange | None:
        """What the section was called and is called, if that differs."""
        if plain(self.old.title) == plain(self.new.title):
            return None
        return TextChange(old=self.old.title, new=self.new.title)

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.tables or self.appeared or self.vanished or self.renamed)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """``sections`` are those where something differs; ``appeared`` and ``vanished`` have no counterpart."""

    old: Document
    new: Document
    sections: tuple[SectionComparison, ...]
    appeared: tuple[SectionContent, ...]
    vanished: tuple[SectionContent, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.appeared or self.vanished)

    def tables(self) -> Iterator[tuple[SectionComparison, TableComparison]]:
        for section in self.sections:
            for table in section.tables:
                yield section, table

    def cells(self) -> list[CellChange]:
        """The changed cells of the whole document."""
        return [cell for _, table in self.tables() for cell in table.cells]
