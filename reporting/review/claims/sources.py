"""The cells of a document's tables that a figure of the text may come from. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reporting.document.blocks import Cell, Column, Row
from reporting.review.facts import Facts, SectionTable, kronor


@dataclass(frozen=True, kw_only=True)
class Source:
    """A cell that a figure may come from; ``exact``: in kronor, or in its own unit if not money."""

    table: SectionTable
    row: Row
    column: Column
    cell: Cell
    exact: Decimal

    @property
    def place(self) -> str:
        return f"{self.row.label}, {self.column.heading} i ”{self.table.title}”"


@dataclass(frozen=True)
class Sources:
    """The figures of a document's tables: money, and the rest."""

    money: list[Source]
    others: list[Source]


def sources(facts: Facts) -> Sources:
    money: list[Source] = []
    others: list[Source] = []
    for table in facts.tables:
        scale = kronor(table.table)
        for row in table.table.rows:
            for column, cell in zip(table.table.columns, row.cells, strict=False):
                value = cell.number
                if value is None or not table.is_whole(row, column.key):
                    continue  # the text may speak of a line that the sum lacks
                own = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}.get(cell.unit)
                unit = scale if scale and column.is_summed else Decimal(own) if own else None
                source = Source(table=table, row=row, column=column, cell=cell, exact=value * (unit or 1))
                (money if unit else others).append(source)
    return Sources(money, others)
