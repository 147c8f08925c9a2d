"""What differs between two tables. Pure.

Figures are compared as printed, so that a reader of both documents gets the same difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from reporting.comparison.changes import (
    PERCENTAGE_POINTS,
    CellChange,
    CellKind,
    TableComparison,
    TextChange,
)
from reporting.comparison.matching import Matching, matched, plain
from reporting.comparison.periods import OTHER_PERIOD, is_to_date
from reporting.document.amounts import format_number, money_unit, rounded
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.signs import DASHES, EM_DASH

LONE_DASHES = {*DASHES, EM_DASH}
MISSING = "saknas"


def compared_table(
    old: Table, new: Table, *, same_signs: bool = True, same_months: bool = True
) -> TableComparison:
    """``same_signs``: whether both documents write signs alike; ``same_months``: whether of as many months."""
    columns = matched(
        list(enumerate(old.columns)),
        list(enumerate(new.columns)),
        lambda indexed: indexed[1].key,
        lambda indexed: f"{indexed[1].group} {indexed[1].heading}",
    )
    rows = matched(old.rows, new.rows, lambda row: row.key, lambda row: row.label)
    other_measure = _other_measure(old, new, columns.pairs, same_signs=same_signs)
    reader = _Reader(old, new, leaves_out_amounts=bool(other_measure), same_months=same_months)
    labels = [(before.label, after.label) for before, after in rows.pairs]
    return TableComparison(
        old=old,
        new=new,
        cells=tuple(reader.changes(rows, columns)),
        renamed=tuple(
            TextChange(old=before, new=after)
            for before, after in [(old.title, new.title), *labels]
            if plain(before) != plain(after)
        ),
        appeared_rows=tuple(rows.appeared),
        vanished_rows=tuple(rows.vanished),
        appeared_columns=tuple(column for _, column in columns.appeared),
        vanished_columns=tuple(column for _, column in columns.vanished),
        other_measure=other_measure,
    )


def holds_goals(table: Table) -> bool:
    """Whether the rows are goals and indicators."""
    return any(_is_target(column) for column in table.columns)


def row_name(table: Table, row: Row) -> str:
    """The kind of a row, in Swedish."""
    if row.kind in {"subtotal", "total"}:
        return "Summarad"
    if holds_goals(table):
        return "Mål" if row.kind == "group" else "Indikator"
    return "Grupp" if row.kind == "group" else "Rad"


def _is_target(column: Column) -> bool:
    return column.key == "target" and column.kind == "quantity"


def _other_measure(
    old: Table, new: Table, pairs: list[tuple[tuple[int, Column], tuple[int, Column]]], *, same_signs: bool
) -> str:
    """Why the amounts can't be compared, as a Swedish sentence; "" if they can."""
    if not any(before.is_summed and after.is_summed for (_, before), (_, after) in pairs):
        return ""
    if plain(old.unit) != plain(new.unit):
        return (
            f"Beloppen jämförs inte: tabellen är i {old.unit or 'okänd enhet'} i den ena rapporten och i "
            f"{new.unit or 'okänd enhet'} i den andra."
        )
    if not same_signs and money_unit(new.unit):
        return "Beloppen jämförs inte: rapporterna skriver plus och minus på olika sätt."
    return ""


class _Reader:
    def __init__(self, old: Table, new: Table, *, leaves_out_amounts: bool, same_months: bool) -> None:
        self.old = old
        self.new = new
        self.leaves_out_amounts = leaves_out_amounts
        self.same_months = same_months

    def changes(self, rows: Matching[Row], columns: Matching[tuple[int, Column]]) -> Iterator[CellChange]:
        """Column by column: a column is read down to its total."""
        for (old_index, before), (new_index, after) in columns.pairs:
            if self.leaves_out_amounts and before.is_summed and after.is_summed:
                continue
            for old_row, new_row in rows.pairs:
                if old_row.cells and new_row.cells:
                    cells = old_row.cells[old_index], new_row.cells[new_index]
                    yield from self._change((old_row, new_row), (before, after), cells)

    def _change(
        self, rows: tuple[Row, Row], columns: tuple[Column, Column], cells: tuple[Cell, Cell]
    ) -> Iterator[CellChange]:
        kinds = {_kind(column) for column in columns}
        texts = tuple(_printed(column, cell) for column, cell in zip(columns, cells, strict=True))
        change = CellChange(
            kind=kinds.pop() if len(kinds) == 1 else CellKind.TEXT,
            old_row=rows[0],
            new_row=rows[1],
            old_column=columns[0],
            new_column=columns[1],
            old=cells[0],
            new=cells[1],
            old_text=texts[0],
            new_text=texts[1],
        )
        if all(column.is_figure for column in columns) and None not in [cell.number for cell in cells]:
            yield from self._figure(change, columns, cells)
        elif _compared_text(texts[0]) != _compared_text(texts[1]):
            yield change

    def _figure(
        self, change: CellChange, columns: tuple[Column, Column], cells: tuple[Cell, Cell]
    ) -> Iterator[CellChange]:
        """The change of a figure; of a target also if only its words differ."""
        units = _unit(self.old, columns[0], cells[0]), _unit(self.new, columns[1], cells[1])
        has_other_words = change.kind is CellKind.TARGET and words_of(cells[0]) != words_of(cells[1])
        if plain(units[0]) != plain(units[1]):
            yield replace(change, why_none="olika enhet")
        elif has_other_words:
            yield replace(change, why_none="annan lydelse")
        else:
            decimals = max(_decimals(*pair) for pair in zip(columns, cells, strict=True))
            before, after = (rounded(cell.number or Decimal(0), decimals) for cell in cells)
            shown_unit = units[1] if any(cell.unit for cell in cells) else ""
            unit = PERCENTAGE_POINTS if units[1] == "%" else shown_unit
            if before == after:
                return
            if not self.same_months and any(map(is_to_date, columns, cells)):
                yield replace(change, why_none=OTHER_PERIOD)
            else:
                yield replace(change, difference=after - before, decimals=decimals, unit=unit)


def _kind(column: Column) -> CellKind:
    if _is_target(column):
        return CellKind.TARGET
    if column.kind == "status":
        return CellKind.VERDICT
    return CellKind.FIGURE if column.is_figure else CellKind.TEXT


def _printed(column: Column, cell: Cell) -> str:
    """The text of a cell; 0 for a zero printed as a dash or blank."""
    value = cell.number
    if value is not None and not any(character.isdigit() for character in cell.text):
        return format_number(value, _decimals(column, cell))
    return cell.text if cell.text.strip() or not column.is_figure else MISSING


def _compared_text(text: str) -> str:
    """A text as compared: dashes and "saknas" are blank, any spaces alike."""
    return "" if text.strip() in LONE_DASHES | {MISSING} else " ".join(text.split())


def words_of(cell: Cell) -> str:
    """The words of a target without its figure: "högst st" of "högst 20 st"."""
    return plain(
        "".join(character for character in cell.text if not character.isdigit() and character not in ",.")
    )


def _unit(table: Table, column: Column, cell: Cell) -> str:
    return cell.unit or column.unit or (table.unit if column.is_summed else "")


def _decimals(column: Column, cell: Cell) -> int:
    """The printed decimals: the column's, but of a quantity its own."""
    if column.kind != "quantity":
        return column.decimals
    exponent = (cell.number or Decimal(0)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
