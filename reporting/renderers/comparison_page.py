"""Comparison -> its page: tables of changed cells, texts with changed words marked."""

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
from reporting.document.document import SectionContent


@dataclass(frozen=True)
class ComparedColumn:
    """A column's changed cells. ``before``: its old name, "" if the same."""

    heading: str
    before: str
    cells: list[CellChange]


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
    """``figures`` have differences, ``verdicts`` do not; each is a table of its own on the page."""

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
    """Group cells, sorted by column."""
    columns = [list(run) for _, run in groupby(cells, key=lambda cell: (cell.old_column, cell.new_column))]
    return [ComparedColumn(column_name(run[0]), column_before(run[0]), run) for run in columns]


def column_name(cell: CellChange) -> str:
    """The heading, after its group's."""
    return ", ".join(filter(None, [cell.new_column.group, cell.new_column.heading]))


def column_before(cell: CellChange) -> str:
    """The column's old name if it differs ("Utfall 230731"), else ""."""
    before = ", ".join(filter(None, [cell.old_column.group, cell.old_column.heading]))
    return "" if plain(before) == plain(column_name(cell)) else before


def _marked(change: TextChange) -> list[Piece]:
    return pieces(change.old, change.new)
