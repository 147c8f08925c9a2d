"""What a reader of a comparison wants first: the main facts, what is judged otherwise, the largest changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.comparison.changes import CellChange, CellKind, Comparison, TableComparison
from reporting.document.amounts import UNITS, money_unit
from reporting.document.highlights import Highlight, Highlights
from reporting.document.tones import Tone

MOST = 5  # changes told of first
RANKS: dict[Tone, int] = {"bad": 0, "partly": 1, "good": 2}
BETTER, WORSE, SAME = "bättre", "sämre", "oförändrat"


@dataclass(frozen=True)
class Fact:
    """A main fact in both reports. ``old``: "" if only the new one has it; ``word``: BETTER, WORSE, SAME or ""."""

    heading: str
    old: str
    new: str
    word: str
    table: str


@dataclass(frozen=True)
class RowChange:
    """A changed cell, with the number of its table on the page. ``unit``: of an amount, a key of UNITS."""

    table: int
    cell: CellChange
    word: str = ""
    unit: str = "kr"


@dataclass(frozen=True)
class Summary:
    """``verdicts``: every row that is judged otherwise; ``largest``: in amounts for the whole year."""

    facts: list[Fact]
    verdicts: list[RowChange]
    largest: list[RowChange]

    @property
    def better(self) -> int:
        return sum(change.word == BETTER for change in self.verdicts)

    @property
    def worse(self) -> int:
        return sum(change.word == WORSE for change in self.verdicts)


def summary(found: Comparison, old: Highlights, new: Highlights) -> Summary:
    tables = [table for _, table in found.tables()]
    verdicts = [change for number, table in enumerate(tables, start=1) for change in _verdicts(number, table)]
    amounts = [change for number, table in enumerate(tables, start=1) for change in _amounts(number, table)]
    return Summary(
        facts=list(_facts(old, new)),
        verdicts=verdicts,
        largest=sorted(amounts, key=_kronor, reverse=True)[:MOST],
    )


def _facts(old: Highlights, new: Highlights) -> Iterator[Fact]:
    before = {item.key: item for item in old.items}
    for item in new.items:
        then = before.get(item.key)
        yield Fact(
            item.heading, then.statement if then else "", item.statement, _word(then, item), item.table
        )


def _word(then: Highlight | None, now: Highlight) -> str:
    if then is None:
        return ""
    if then.statement == now.statement:
        return SAME
    if then.score is None or now.score is None or then.score == now.score:
        return ""
    return BETTER if now.score > then.score else WORSE


def _verdicts(number: int, table: TableComparison) -> Iterator[RowChange]:
    """A row's last verdict: the one that holds."""
    last = {id(cell.new_row): cell for cell in table.of(CellKind.VERDICT)}
    for cell in last.values():
        yield RowChange(number, cell, _turn(cell.old.tone, cell.new.tone))


def _turn(old: Tone, new: Tone) -> str:
    ranks = RANKS.get(old), RANKS.get(new)
    if ranks[0] is None or ranks[1] is None or ranks[0] == ranks[1]:
        return ""
    return BETTER if ranks[1] > ranks[0] else WORSE


def _amounts(number: int, table: TableComparison) -> Iterator[RowChange]:
    """A line's largest change."""
    largest: dict[int, CellChange] = {}
    for cell in table.of(CellKind.FIGURE):
        is_amount = cell.new_column.kind == "amount" and money_unit(table.new.unit)
        if not is_amount or cell.difference is None or cell.new_row.kind != "line":
            continue
        known = largest.get(id(cell.new_row))
        if known is None or abs(cell.difference) > abs(known.difference or Decimal(0)):
            largest[id(cell.new_row)] = cell
    unit = money_unit(table.new.unit) or "kr"
    for cell in largest.values():
        yield RowChange(number, cell, unit=unit)


def _kronor(change: RowChange) -> Decimal:
    return abs(change.cell.difference or Decimal(0)) * UNITS[change.unit]
