"""What differs between two tables. Pure.

Figures are compared as printed, rounded to what the column prints: what is compared is what two documents
said, and whoever holds both on paper must get the same difference.
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
from reporting.document.amounts import format_number, money_unit, rounded
from reporting.document.blocks import Cell, Column, Row, Table

DASHES = {"-", "−", "–", "—"}
MISSING = "saknas"


def compared_table(old: Table, new: Table, *, same_signs: bool = True) -> TableComparison:
    """``same_signs``: whether the two documents write plus and minus alike."""
    columns = matched(
        list(enumerate(old.columns)),
        list(enumerate(new.columns)),
        lambda placed: placed[1].key,
        lambda placed: f"{placed[1].group} {placed[1].heading}",
    )
    rows = matched(old.rows, new.rows, lambda row: row.key, lambda row: row.label)
    other_measure = _other_measure(old, new, columns.pairs, same_signs=same_signs)
    reader = _Reader(old, new, leaves_out_amounts=bool(other_measure))
    names = [(one.label, other.label) for one, other in rows.pairs]
    return TableComparison(
        old=old,
        new=new,
        cells=tuple(reader.changes(rows, columns)),
        renamed=tuple(
            TextChange(old=one, new=other)
            for one, other in [(old.title, new.title), *names]
            if plain(one) != plain(other)
        ),
        appeared_rows=tuple(rows.appeared),
        vanished_rows=tuple(rows.vanished),
        appeared_columns=tuple(column for _, column in columns.appeared),
        vanished_columns=tuple(column for _, column in columns.vanished),
        other_measure=other_measure,
    )


def holds_goals(table: Table) -> bool:
    """Whether the rows are indicators, under goals."""
    return any(_is_target(column) for column in table.columns)


def row_name(table: Table, row: Row) -> str:
    """What kind of row it is, for one that has appeared or vanished."""
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
    """Why amounts of the two tables can't be compared, as a Swedish sentence; "" when they can."""
    if not any(one.is_summed and other.is_summed for (_, one), (_, other) in pairs):
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
    """Reads the cells of two tables beside each other."""

    def __init__(self, old: Table, new: Table, *, leaves_out_amounts: bool) -> None:
        self.old = old
        self.new = new
        self.leaves_out_amounts = leaves_out_amounts

    def changes(self, rows: Matching[Row], columns: Matching[tuple[int, Column]]) -> Iterator[CellChange]:
        """Column by column, since a column is read down to its total."""
        for (old_place, before), (new_place, column) in columns.pairs:
            if self.leaves_out_amounts and before.is_summed and column.is_summed:
                continue
            for old_row, new_row in rows.pairs:
                if old_row.cells and new_row.cells:
                    cells = old_row.cells[old_place], new_row.cells[new_place]
                    yield from self._change((old_row, new_row), (before, column), cells)

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
        """A change of a figure. That of a target counts also where only its words differ."""
        units = _unit(self.old, columns[0], cells[0]), _unit(self.new, columns[1], cells[1])
        is_worded_otherwise = change.kind is CellKind.TARGET and words_of(cells[0]) != words_of(cells[1])
        if plain(units[0]) != plain(units[1]):
            yield replace(change, why_none="olika enhet")
        elif is_worded_otherwise:
            yield replace(change, why_none="annan lydelse")
        else:
            decimals = max(_decimals(*pair) for pair in zip(columns, cells, strict=True))
            one, other = (rounded(cell.number or Decimal(0), decimals) for cell in cells)
            shown_unit = units[1] if any(cell.unit for cell in cells) else ""
            unit = PERCENTAGE_POINTS if units[1] == "%" else shown_unit
            if one != other:
                yield replace(change, difference=other - one, decimals=decimals, unit=unit)


def _kind(column: Column) -> CellKind:
    if _is_target(column):
        return CellKind.TARGET
    if column.kind == "status":
        return CellKind.VERDICT
    return CellKind.FIGURE if column.is_figure else CellKind.TEXT


def _printed(column: Column, cell: Cell) -> str:
    """What a cell says; a zero that is printed as a dash or nothing is still 0."""
    value = cell.number
    if value is not None and not any(sign.isdigit() for sign in cell.text):
        return format_number(value, _decimals(column, cell))
    return cell.text if cell.text.strip() or not column.is_figure else MISSING


def _compared_text(text: str) -> str:
    """Words as they are compared: dashes and nothing say the same, and so do any spaces."""
    return "" if text.strip() in DASHES | {MISSING} else " ".join(text.split())


def words_of(cell: Cell) -> str:
    """What a target says beside its figure: "högst st" of "högst 20 st"."""
    return plain("".join(sign for sign in cell.text if not sign.isdigit() and sign not in ",."))


def _unit(table: Table, column: Column, cell: Cell) -> str:
    return cell.unit or column.unit or (table.unit if column.is_summed else "")


def _decimals(column: Column, cell: Cell) -> int:
    """How many decimals a figure is printed with. A quantity has as many as its value."""
    if column.kind != "quantity":
        return column.decimals
    exponent = (cell.number or Decimal(0)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
