"""The parts of a comparison, plain and frozen. ``old`` and ``new``: of the two documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reporting.comparison.matching import plain
from reporting.document.amounts import format_number
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.document import Document, SectionContent

PERCENTAGE_POINTS = "procentenheter"


class CellKind(StrEnum):
    """The kind of a changed cell, by its column."""

    FIGURE = "figure"
    TARGET = "target"
    VERDICT = "verdict"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """A paragraph, comment or name. ``old`` is "" if it has appeared, ``new`` if it has vanished."""

    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """``difference``: new − old as printed, in ``unit`` (percentage points between per cents).

    If it is None, ``why_none`` says why in Swedish; "" if that is plain: a figure is missing, or the cell is text.
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
        """Signed, in Swedish: "+1 915", "−3,2 procentenheter"."""
        if self.difference is None:
            return self.why_none
        sign = "+" if self.difference > 0 else ""
        figure = sign + format_number(self.difference, self.decimals)
        # A unit as long as that may need a line of its own.
        space = " " if self.unit == PERCENTAGE_POINTS else "\u00a0"
        return f"{figure}{space}{self.unit}" if self.unit else figure


@dataclass(frozen=True, kw_only=True)
class TableComparison:
    """``other_measure``: why the amounts are not compared, in Swedish; "" if they are."""

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
    """``appeared`` and ``vanished``: tables without a counterpart anywhere.

    A section without a counterpart is here if one of its tables was elsewhere before; its ``old`` is its ``new``.
    """

    old: SectionContent
    new: SectionContent
    texts: tuple[TextChange, ...] = ()
    tables: tuple[TableComparison, ...] = ()
    appeared: tuple[Table, ...] = ()
    vanished: tuple[Table, ...] = ()

    @property
    def renamed(self) -> TextChange | None:
        """The old title and the new, if they differ."""
        if plain(self.old.title) == plain(self.new.title):
            return None
        return TextChange(old=self.old.title, new=self.new.title)

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.tables or self.appeared or self.vanished or self.renamed)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """``sections``: those that differ; ``appeared`` and ``vanished`` have no counterpart."""

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
        return [cell for _, table in self.tables() for cell in table.cells]
