"""One row of a table through a nämnd's reports, as a table with a row for each report. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.comparison.matching import plain
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import EMPTY, Cell, Column, Row, Table
from reporting.document.charts import Chart, ChartPoint, chart_key
from reporting.document.document import Document
from reporting.document.months import year_so_far
from reporting.document.naming import in_words

KEY = "over-tid"
DATE = re.compile(r"\s*\b\d{4,8}\b")  # of a period, in a heading: "Utfall 240430"
DRAWN = ("forecast", "current", "actual", "score")  # the year's figure before that of a part of it
SHOWN = {"amount", "variance", "percent", "quantity", "status"}


@dataclass(frozen=True)
class Appearance:
    """A row where it stands in one report."""

    document: Document
    table: Table
    row: Row

    def cell(self, column: Column) -> Cell | None:
        keys = [each.key for each in self.table.columns]
        return self.row.cells[keys.index(column.key)] if column.key in keys else None


def over_time(documents: Sequence[Document], table_key: str, row_key: str) -> Table | None:
    """The figures and verdicts of a row of the last document, in it and in the earlier ones, the earliest first.

    Amounts are in the last document's unit. None if it has no such row with figures.
    """
    appearances = list(_appearances(documents, table_key, row_key))
    if not appearances or appearances[-1].document is not documents[-1]:
        return None
    last = appearances[-1]
    columns = tuple(column for column in last.table.columns if column.kind in SHOWN)
    if not columns:
        return None
    return Table(
        key=KEY,
        title=last.row.label,
        label_heading="Rapport",
        columns=tuple(replace(column, heading=DATE.sub("", column.heading), group="") for column in columns),
        rows=tuple(_row(each, columns, last, number) for number, each in enumerate(appearances, start=1)),
        unit=last.table.unit,
        notes=tuple(_notes(appearances, last)),
    )


def course(table: Table) -> Chart | None:
    """A line through the reports; None with less than two figures.

    Actuals of different parts of a year don't compare: the forecasts of the whole year are drawn if there are any.
    """
    for key in (*DRAWN, *(column.key for column in table.columns if column.is_figure)):
        place = next((place for place, column in enumerate(table.columns) if column.key == key), None)
        if place is None:
            continue
        points = tuple(ChartPoint(row=row.key) for row in table.rows if row.cells[place].number is not None)
        if len(points) > 1:
            return Chart(
                key=chart_key(table.key, "line"),
                title=f"{table.columns[place].heading} i varje rapport",
                form="line",
                table=table.key,
                points=points,
                value=key,
            )
    return None


def rows_with_figures(document: Document) -> Iterator[tuple[Table, list[Row]]]:
    """The tables of a document that have rows to follow, with those rows."""
    for table in document.tables():
        rows = [row for row in table.rows if row.cells]
        if rows and any(column.kind in SHOWN for column in table.columns):
            yield table, rows


def _appearances(documents: Iterable[Document], table_key: str, row_key: str) -> Iterator[Appearance]:
    """By key; where a report has no such key, by the name that the row has in the last one."""
    documents = list(documents)
    last = _find(documents[-1], table_key, row_key, "")
    for document in documents:
        found = _find(document, table_key, row_key, last.row.label if last else "")
        if found is not None:
            yield found


def _find(document: Document, table_key: str, row_key: str, label: str) -> Appearance | None:
    tables = [table for table in document.tables() if table.key == table_key]
    rows = [(table, row) for table in tables for row in table.rows if row.cells]
    by_key = next((Appearance(document, table, row) for table, row in rows if row.key == row_key), None)
    return by_key or next(
        (
            Appearance(document, table, row)
            for table, row in rows
            if label and plain(row.label) == plain(label)
        ),
        None,
    )


def _row(each: Appearance, columns: Sequence[Column], last: Appearance, number: int) -> Row:
    document = each.document
    status = "" if document.status == "adopted" else f", {document.status_label}"
    return Row(
        key=f"rapport-{number}",
        label=f"{document.kind} {year_so_far(document.actuals_through)}{status}",
        cells=tuple(_cell(each, column, last) for column in columns),
    )


def _cell(each: Appearance, column: Column, last: Appearance) -> Cell:
    cell = each.cell(column)
    if cell is None or (column.is_summed and not _has_same_signs(each, last)):
        return EMPTY
    if not column.is_summed or cell.number is None or each.table.unit == last.table.unit:
        return cell
    value = cell.number * _unit(each.table) / _unit(last.table)
    return replace(cell, text=format_number(value, column.decimals), value=value)


def _unit(table: Table) -> Decimal:
    return UNITS.get(table.unit, Decimal(1))


def _has_same_signs(each: Appearance, last: Appearance) -> bool:
    return each.document.sign_note == last.document.sign_note


def _notes(appearances: Sequence[Appearance], last: Appearance) -> Iterator[str]:
    others = [each for each in appearances if not _has_same_signs(each, last)]
    if others and any(column.is_summed for column in last.table.columns):
        names = in_words([each.document.name for each in others])
        yield f"Beloppen i {names} visas inte: där skrivs plus och minus på ett annat sätt."
    renamed = {each.row.label for each in appearances if plain(each.row.label) != plain(last.row.label)}
    if renamed:
        yield f"Raden har också hetat {in_words(sorted(renamed))}."
