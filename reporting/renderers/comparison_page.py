"""Comparison -> its page: tables of changed cells, texts with the changed words marked."""

from __future__ import annotations

from collections.abc import Iterator
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
from reporting.comparison.texts import Piece, pieces
from reporting.comparison.wording import alone_in_new, alone_in_old
from reporting.document.blocks import SectionContent


@dataclass(frozen=True)
class ComparedColumn:
    """The changed cells of a column; ``before`` is its old name, "" when the same."""

    heading: str
    before: str
    cells: list[CellChange]


@dataclass(frozen=True)
class ShownComment:
    """A text cell that has changed."""

    row: str
    column: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownText:
    """A paragraph that was rewritten (``pieces``), or some that were removed beside what was added there."""

    pieces: list[Piece]
    removed: list[str]
    added: list[str]


@dataclass(frozen=True)
class ShownTable:
    """``figures`` and ``verdicts`` are two tables on the page: what is subtracted, and what is not."""

    table: TableComparison
    number: int
    figures: list[ComparedColumn]
    verdicts: list[ComparedColumn]
    comments: list[ShownComment]
    renamed: list[list[Piece]]
    alone_in_old: list[str]
    alone_in_new: list[str]


@dataclass(frozen=True)
class ShownSection:
    section: SectionContent
    renamed: list[Piece]
    texts: list[ShownText]
    tables: list[ShownTable]
    alone_in_old: list[str]
    alone_in_new: list[str]


def shown(comparison: Comparison) -> list[ShownSection]:
    """The sections where something differs, in order. Tables are numbered through the page."""
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
    """What was removed and added at one place together, to be shown side by side."""
    for is_rewritten, run in groupby(changes, key=lambda change: bool(change.old and change.new)):
        if is_rewritten:
            yield from (ShownText(_marked(change), [], []) for change in run)
        else:
            alone = list(run)
            removed, added = [one.old for one in alone if one.old], [one.new for one in alone if one.new]
            yield ShownText([], removed, added)


def _table(table: TableComparison, number: int) -> ShownTable:
    return ShownTable(
        table=table,
        number=number,
        figures=_columns(table.of(CellKind.FIGURE, CellKind.TARGET)),
        verdicts=_columns(table.of(CellKind.VERDICT)),
        comments=[
            ShownComment(cell.new_row.label, cell.new_column.heading, pieces(cell.old_text, cell.new_text))
            for cell in table.of(CellKind.TEXT)
        ],
        renamed=[_marked(change) for change in table.renamed],
        alone_in_old=alone_in_old(table),
        alone_in_new=alone_in_new(table),
    )


def _columns(cells: list[CellChange]) -> list[ComparedColumn]:
    """Cells of one column together; they come column by column."""
    columns = [list(run) for _, run in groupby(cells, key=lambda cell: (cell.old_column, cell.new_column))]
    return [ComparedColumn(column_name(run[0]), column_before(run[0]), run) for run in columns]


def column_name(cell: CellChange) -> str:
    """A column's heading after that of its group."""
    return ", ".join(filter(None, [cell.new_column.group, cell.new_column.heading]))


def column_before(cell: CellChange) -> str:
    """The column's old name, if it was another ("Utfall 230731")."""
    before = ", ".join(filter(None, [cell.old_column.group, cell.old_column.heading]))
    return "" if plain(before) == plain(column_name(cell)) else before


def _marked(change: TextChange) -> list[Piece]:
    return pieces(change.old, change.new)
