"""Twice the rows take about twice the work in every reader of a document: no nested loops over rows."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from decimal import Decimal

import pytest

from reporting.comparison import comparison
from reporting.document.blocks import EMPTY, Cell, Column, Row, Table
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.document.live_figures import resolve
from reporting.renderers.comparison_page import shown
from reporting.renderers.excel.comparison import render_comparison
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.page import print_html
from reporting.renderers.word import render_word
from reporting.review.engine import review
from tests.reporting.documents import cell, document

COLUMNS = (
    Column(key="budget", heading="Budget"),
    Column(key="actual", heading="Utfall"),
    Column(key="variance", heading="Avvikelse", kind="variance"),
    Column(key="number", heading="Antal", kind="quantity"),
    Column(key="comment", heading="Kommentar", kind="text"),
)


def line(number: int, more: int) -> Row:
    comment = Cell(text=f"Kommentar om rad {number}, {more} tkr mer än i fjol.")
    figures = (cell(str(value)) for value in (1000 + number, 900 + number + more, 100 - more))
    quantity = cell(str(number), f"{number} st", unit="st")
    return Row(key=f"rad-{number}", label=f"Rad nummer {number}", cells=(*figures, quantity, comment))


def report(rows: int, more: int = 0) -> Document:
    """A table of rows and their sum, ``more`` tkr of actuals per row."""
    lines = [line(number, more) for number in range(rows)]
    sums = [
        sum((row.cells[place].number or Decimal(0) for row in lines), start=Decimal(0)) for place in range(3)
    ]
    total = Row(
        key="summa",
        label="Summa",
        kind="total",
        adds=tuple(row.key for row in lines),
        cells=(*(cell(str(value)) for value in sums), EMPTY, EMPTY),
    )
    about = {"key": "resultat", "title": "Resultat", "label_heading": "Rad", "unit": "tkr", "better": "+"}
    return document(Table(columns=COLUMNS, rows=(*lines, total), **about))  # type: ignore[arg-type]


READERS: dict[str, Callable[[int], object]] = {
    "workbook": lambda rows: render_workbook(report(rows)),
    "word": lambda rows: render_word(report(rows)),
    "page": lambda rows: print_html(report(rows)),
    "json": lambda rows: from_json(to_json(report(rows))),
    "live figures": lambda rows: resolve(report(rows)),
    "review": lambda rows: review(report(rows), report(rows, 3)),
    "comparison": lambda rows: shown(comparison(report(rows, 3), report(rows))),
    "comparison's workbook": lambda rows: render_comparison(comparison(report(rows, 3), report(rows))),
}


def calls(work: Callable[[], object]) -> int:
    """Number of function calls: the same on every machine, however busy."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", READERS)
def test_twice_the_rows_take_twice_the_work(name: str) -> None:
    read = READERS[name]
    read(1)  # loads and caches
    few, many = (calls(lambda rows=rows: read(rows)) for rows in (150, 300))  # type: ignore[misc]
    assert many < 2.2 * few


def test_many_tables_of_one_title_take_twice_the_work() -> None:
    """Each needs a unique sheet name."""

    def sheets(number: int) -> Callable[[], object]:
        tables = [
            Table(key=f"t{n}", title="Tabell", label_heading=str(n), columns=(), rows=())
            for n in range(number)
        ]
        return lambda: render_workbook(document(*tables))

    assert calls(sheets(120)) < 2.2 * calls(sheets(60))
