"""The formulas of a table: its sums, variances and per cents. Pure.

A formula is written only where it gives the cell's own value, so that recalculating never changes a report. Where a
figure is missing, what is computed from it says so until the figure is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from reporting.document.blocks import Cell, Column, Row, Table

CLOSE = Decimal("1e-9")  # relative: a per cent is kept with 15 digits
OPERANDS = {"amount": 1, "variance": 2, "percent": 2}
NO_SHARE = "–"  # of a budget of zero


class Formulas:
    """``line_of``: the line of each row of the table by its key; its columns stand from place 1 on."""

    def __init__(self, table: Table, line_of: dict[str, int]) -> None:
        self.table = table
        self.line_of = line_of
        self.places = {column.key: place for place, column in enumerate(table.columns, start=1)}
        self.rows = {row.key: row for row in table.rows}

    def of(self, row: Row, column: Column, cell: Cell) -> str:
        """With its "="; "" for a cell that is not computed from others in the table."""
        if cell.number is None and (cell.value is not None or not cell.text):
            return ""
        if column.is_summed and (row.adds or row.subtracts):
            return self._sum(row, column, cell)
        is_known = all(keys and self.places.keys() >= set(keys) for keys in column.operands)
        if is_known and len(column.operands) == OPERANDS.get(column.kind):
            return self._across(row, column, cell)
        return ""

    def _sum(self, row: Row, column: Column, cell: Cell) -> str:
        added, subtracted = row.adds, row.subtracts
        if column.kind == "variance":  # an effect on the result: always added
            added, subtracted = added + subtracted, ()
        place = self.places[column.key]
        signed = [(1, key) for key in added] + [(-1, key) for key in subtracted]
        values = [(sign, self._value(self.rows[key], place)) for sign, key in signed]
        known = [sign * value for sign, value in values if value is not None]
        if not _gives(sum(known, Decimal(0)) if known else None, cell):
            return ""
        sums = f"SUM({self._ranges(added, place)})" if added else "0"
        if subtracted:
            sums += f"-SUM({self._ranges(subtracted, place)})"
        if cell.number is None:
            return f"=IF(COUNT({self._ranges(added + subtracted, place)})=0,{_quoted(cell.text)},{sums})"
        return f"={sums}"

    def _across(self, row: Row, column: Column, cell: Cell) -> str:
        """Of the row's own cells."""
        values = [self._operand_value(row, keys) for keys in column.operands]
        first, *others = [self._operand(row, keys) for keys in column.operands]
        known = [value for value in values if value is not None]
        is_known = len(known) == len(values)
        match column.kind:
            case "amount":
                written, given = first, known[0] if is_known else None
            case "variance" if row.better and self.table.better:
                turned = (self.table.better == "+") == (row.better == "+")
                written = f"{others[0]}-{first}" if turned else f"{first}-{others[0]}"
                given = (known[1] - known[0] if turned else known[0] - known[1]) if is_known else None
            case "percent":
                written = f"IF({first}=0,{_quoted(NO_SHARE)},{others[0]}/{first}*100)"
                given = known[1] * 100 / known[0] if is_known and known[0] else None
            case _:
                return ""
        if not _gives(given, cell):
            return ""
        if is_known:
            return f"={written}"
        cells = [self._cell(row, key) for keys in column.operands for key in keys]
        return f"=IF(COUNT({','.join(cells)})<{len(cells)},{_quoted(cell.text)},{written})"

    def _operand(self, row: Row, keys: tuple[str, ...]) -> str:
        cells = [self._cell(row, key) for key in keys]
        return cells[0] if len(cells) == 1 else f"SUM({','.join(cells)})"

    def _operand_value(self, row: Row, keys: tuple[str, ...]) -> Decimal | None:
        """Missing if any of the figures is."""
        values = [self._value(row, self.places[key]) for key in keys]
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if len(known) == len(values) else None

    def _value(self, row: Row, place: int) -> Decimal | None:
        return row.cells[place - 1].number if row.cells else None

    def _cell(self, row: Row, key: str) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(self.line_of[row.key], self.places[key]))

    def _ranges(self, keys: Iterable[str], place: int) -> str:
        """The cells of the rows; neighbours as one range."""
        from xlsxwriter.utility import xl_range

        lines = sorted(self.line_of[key] for key in keys)
        return ",".join(xl_range(first, place, last, place) for first, last in runs(lines))


def runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbours of sorted lines as first and last."""
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index] != lines[index - 1] + 1:
            yield lines[start], lines[index - 1]
            start = index


def _gives(value: Decimal | None, cell: Cell) -> bool:
    if value is None or cell.number is None:
        return value is None and cell.number is None
    return abs(value - cell.number) <= CLOSE * max(abs(cell.number), Decimal(1))


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
