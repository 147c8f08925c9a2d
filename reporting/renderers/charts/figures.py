"""What a chart points at in its table: labels and cells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import NO_BREAK_SPACE, format_number
from reporting.document.blocks import EMPTY, Cell, Table
from reporting.document.charts import Chart, Direction


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A row of the table as its chart reads it. A column that the chart or table lacks gives EMPTY."""

    label: str
    value: Cell = EMPTY
    against: Cell = EMPTY
    forecast: Cell = EMPTY
    verdict: Cell = EMPTY
    direction: Direction = ""
    upper: Decimal | None = None


def figures_of(chart: Chart, table: Table) -> list[Figures]:
    """In the chart's order. Rows that the table lacks are left out."""
    columns = {column.key: index for index, column in enumerate(table.columns)}
    rows = {row.key: row for row in table.rows if row.cells}

    def cell(cells: Sequence[Cell], column: str) -> Cell:
        return cells[columns[column]] if column in columns else EMPTY

    return [
        Figures(
            label=row.label,
            value=cell(row.cells, chart.value),
            against=cell(row.cells, chart.against),
            forecast=cell(row.cells, chart.forecast),
            verdict=cell(row.cells, chart.verdict),
            direction=point.direction,
            upper=point.upper,
        )
        for point in chart.points
        if (row := rows.get(point.row)) is not None
    ]


def heading(table: Table, column: str) -> str:
    return next((each.heading for each in table.columns if each.key == column), "")


def decimals(table: Table, column: str) -> int:
    return next((each.decimals for each in table.columns if each.key == column), 0)


def printed(cell: Cell, places: int = 0) -> str:
    """As in the table; a zero that the table leaves blank as a figure."""
    if cell.number is not None and not any(letter.isdigit() for letter in cell.text):
        return format_number(cell.number, places)
    return cell.text


def with_unit(text: str, unit: str) -> str:
    return f"{text}{NO_BREAK_SPACE}{unit}" if unit else text


def share(part: Decimal, whole: Decimal) -> float:
    """For lengths alone; a whole of zero has no parts."""
    return float(part / whole) if whole else 0.0
