"""Comparison -> its page: a row for each changed row, from → to; texts with changed words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reporting.comparison.changes import (
    CellChange,
    CellKind,
    Comparison,
    SectionComparison,
    TableComparison,
    TextChange,
)
from reporting.comparison.matching import plain
from reporting.comparison.periods import OTHER_PERIOD
from reporting.comparison.texts import Piece, pieces
from reporting.comparison.wording import alone_in_new, alone_in_old
from reporting.document.blocks import Row
from reporting.document.document import SectionContent


@dataclass(frozen=True)
class ComparedColumn:
    """``before``: its old name, "" if the same."""

    heading: str
    before: str
    is_verdict: bool


@dataclass(frozen=True)
class ComparedRow:
    """``cells``: a column each; None where nothing has changed."""

    row: Row
    cells: list[tuple[ComparedColumn, CellChange | None]]


@dataclass(frozen=True)
class ComparedCells:
    """The changed rows of a table, in its order."""

    columns: list[ComparedColumn]
    rows: list[ComparedRow]


@dataclass(frozen=True)
class ShownComment:
    """A changed text cell."""

    row: str
    column: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownText:
    """A rewritten paragraph (``pieces``), or those removed and added at one place."""

    pieces: list[Piece]
    removed: list[str]
    added: list[str]


@dataclass(frozen=True)
class ShownTable:
    """``apart``: what is counted from the beginning of the year, in reports of different months."""

    table: TableComparison
    number: int
    changed: ComparedCells
    apart: ComparedCells
    comments: list[ShownComment]
    renamed: list[list[Piece]]
    alone_in_old: list[str]
    alone_in_new: list[str]

    @property
    def alone(self) -> int:
        return len(self.alone_in_old) + len(self.alone_in_new)


@dataclass(frozen=True)
class ShownSection:
    section: SectionContent
    renamed: list[Piece]
    texts: list[ShownText]
    tables: list[ShownTable]
    alone_in_old: list[str]
    alone_in_new: list[str]


def shown(comparison: Comparison) -> list[ShownSection]:
    """The sections that differ, in order. Tables are numbered through the page."""
    numbers = iter(range(1, 1 + sum(1 for _ in comparison.tables())))
    return [_section(section, [_table(table, next(numbers)) for table in section.tables])
            for section in comparison.sections]  # fmt: skip


def _section(section: SectionComparison, tables: list[ShownTable]) -> ShownSection:
    return ShownSection(
        section=section.new,
        renamed=_marked(section.renamed) if section.renamed else [],
        texts=list(_texts(section.texts)),
        tables=tables,
        alone_in_old=[f"Tabell: {table.title}" for table in section.vanished],
        alone_in_new=[f"Tabell: {table.title}" for table in section.appeared],
    )


def _texts(changes: tuple[TextChange, ...]) -> Iterator[ShownText]:
    """Paragraphs removed and added at one place are shown side by side."""
    for is_rewritten, run in groupby(changes, key=lambda change: bool(change.old and change.new)):
        if is_rewritten:
            yield from (ShownText(_marked(change), [], []) for change in run)
        else:
            unpaired = list(run)
            removed = [change.old for change in unpaired if change.old]
            added = [change.new for change in unpaired if change.new]
            yield ShownText([], removed, added)


def _table(table: TableComparison, number: int) -> ShownTable:
    cells = [cell for cell in table.cells if cell.kind is not CellKind.TEXT]
    return ShownTable(
        table=table,
        number=number,
        changed=_rows(table.new.rows, [cell for cell in cells if cell.why_none != OTHER_PERIOD]),
        apart=_rows(table.new.rows, [cell for cell in cells if cell.why_none == OTHER_PERIOD]),
        comments=[
            ShownComment(cell.new_row.label, cell.new_column.heading, pieces(cell.old_text, cell.new_text))
            for cell in table.of(CellKind.TEXT)
        ],
        renamed=[_marked(change) for change in table.renamed],
        alone_in_old=alone_in_old(table),
        alone_in_new=alone_in_new(table),
    )


def _rows(rows: Sequence[Row], cells: Iterable[CellChange]) -> ComparedCells:
    """Cells, sorted by column, as rows."""
    columns: list[ComparedColumn] = []
    by_row: dict[int, dict[int, CellChange]] = {}
    for place, (_, run) in enumerate(groupby(cells, key=lambda cell: (cell.old_column, cell.new_column))):
        for cell in run:
            by_row.setdefault(id(cell.new_row), {})[place] = cell
        columns.append(
            ComparedColumn(column_name(cell), column_before(cell), is_verdict=cell.kind is CellKind.VERDICT)
        )
    return ComparedCells(
        columns,
        [
            ComparedRow(row, [(column, by_row[id(row)].get(place)) for place, column in enumerate(columns)])
            for row in rows
            if id(row) in by_row
        ],
    )


def column_name(cell: CellChange) -> str:
    """The heading, after its group's."""
    return ", ".join(filter(None, [cell.new_column.group, cell.new_column.heading]))


def column_before(cell: CellChange) -> str:
    """The column's old name if it differs ("Utfall 230731"), else ""."""
    before = ", ".join(filter(None, [cell.old_column.group, cell.old_column.heading]))
    return "" if plain(before) == plain(column_name(cell)) else before


def _marked(change: TextChange) -> list[Piece]:
    return pieces(change.old, change.new)
