"""Search for a cell to write about, and the wordings offered for its figure."""

from __future__ import annotations

import pytest

from reporting.document.blocks import Cell, Column
from reporting.document.document import Document
from reporting.document.figure_search import search
from tests.reporting.documents import cell, document, row, table

COLUMNS = (
    Column(key="forecast", heading="Prognos", group="2023"),
    Column(key="used", heading="Förbrukat", kind="percent", unit="%", decimals=1),
)


def given() -> Document:
    return document(
        table(
            row("avgifter", cell("1200"), cell("48.06")),
            row("hyror", cell("300"), cell("10"), label="Hyror enligt prognos"),
            row("summa", cell("1500"), Cell(text="saknas"), kind="total"),
            columns=COLUMNS,
        )
    )


def found(query: str) -> list[tuple[str, str]]:
    return [(each.cell.row.key, each.heading) for each in search(given(), query)]


def test_without_a_query_the_sums_are_offered() -> None:
    assert found("") == [("summa", "2023 Prognos")]


def test_a_missing_figure_is_never_offered() -> None:
    assert ("summa", "Förbrukat") not in found("summa")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("HYR", ["hyror", "hyror"]),
        ("prognos", ["hyror", "hyror", "avgifter", "summa"]),  # the row's words before the column's
        ("resultat hyr", ["hyror", "hyror"]),  # the table's title
        ("hyr 10", ["hyror"]),
        ("hyr vatten", []),
    ],
)
def test_every_word_is_found_somewhere_the_nearest_first(query: str, rows: list[str]) -> None:
    assert [row for row, _ in found(query)] == rows


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("avgifter 1", ["1 200 tkr", "1,2 mnkr", "1,20 mnkr"]),
        ("avgifter 48", ["48,1 %", "48,1 procent"]),
    ],
)
def test_each_wording_of_a_figure_is_offered_once(query: str, forms: list[str]) -> None:
    (cell_found,) = search(given(), query)
    assert [printed.replace("\u00a0", " ") for printed, _ in cell_found.forms] == forms
