"""Every money table of the three other published reports, figure for figure, and what Excel makes of them."""

from __future__ import annotations

import io
from decimal import Decimal
from itertools import takewhile
from typing import Any

import pytest
from openpyxl import load_workbook

from reporting.assembly import document_of
from reporting.document.blocks import Row, Table
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.sections import section_of
from reporting.workflow.blockers import problems
from tests.budgets import herrljunga_2023, ludvika_2022, sydnarke_2020
from tests.budgets.published import PrintedTable, PublishedMoney, as_printed
from tests.factories import fresh
from tests.pdf_validation import assert_valid_pdf

pytestmark = pytest.mark.django_db

REPORTS = {
    "herrljunga-2023": herrljunga_2023.MONEY,
    "sydnarke-2020": sydnarke_2020.MONEY,
    "ludvika-2022": ludvika_2022.MONEY,
}
TABLES = [(name, key) for name, money in REPORTS.items() for key in money.tables]


@pytest.mark.parametrize(("name", "key"), TABLES)
def test_a_table_is_as_published(name: str, key: str) -> None:
    money = REPORTS[name]
    (table,) = section_of(fresh(money.make()), key).blocks()
    assert isinstance(table, Table)

    assert as_read(table, money.tables[key]) == money.tables[key]
    assert printed_rows(table) == as_printed(money.tables[key].rows)


def as_read(table: Table, published: PrintedTable) -> PrintedTable:
    """What surrounds the figures, with the published rows."""
    return PrintedTable(
        title=table.title,
        headings=type(published.headings)(column.heading for column in table.columns),  # type: ignore[call-arg]
        rows=published.rows,
        groups=tuple(table.column_groups()),
        notes=list(table.notes) or (),
    )


def printed_rows(table: Table) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]


@pytest.mark.parametrize("name", REPORTS)
def test_a_published_report_has_nothing_to_mend(name: str) -> None:
    assert problems(fresh(REPORTS[name].make())) == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_sum_is_what_its_rows_add_up_to(name: str) -> None:
    """As a workbook adds: amounts added or subtracted, variances always added; sums of sums too."""
    for table in document_of(fresh(REPORTS[name].make())).tables():
        by_key = {row.key: row for row in table.rows}
        assert len(by_key) == len(table.rows)
        for row in table.rows:
            if not row.adds and not row.subtracts:
                continue
            for place, column in enumerate(table.columns):
                if column.is_summed and isinstance(row.cells[place].value, Decimal):
                    assert row.cells[place].value == added(row, by_key, place, column.kind == "variance")


def added(row: Row, by_key: dict[str, Row], place: int, is_variance: bool) -> Decimal:
    sign = 1 if is_variance else -1
    return sum((figure(by_key[key], place) for key in row.adds), Decimal(0)) + sign * sum(
        (figure(by_key[key], place) for key in row.subtracts), Decimal(0)
    )


def figure(row: Row, place: int) -> Decimal:
    value = row.cells[place].value
    assert isinstance(value, Decimal)
    return value


def sheet_of(money: PublishedMoney, title: str, *, formulas: bool) -> list[list[Any]]:
    book = render_workbook(document_of(fresh(money.make())))
    sheet = load_workbook(io.BytesIO(book), data_only=not formulas)[title]
    rows = sheet.iter_rows(min_row=4, values_only=True)
    return [list(row) for row in takewhile(any, rows)]  # above the notes


def test_the_result_is_a_live_sum_of_sums() -> None:
    formulas = sheet_of(herrljunga_2023.MONEY, "Resultaträkning", formulas=True)

    assert [(row[0], row[3]) for row in formulas] == [
        ("Intäkter", -8013),
        ("Summa intäkter", "=SUM(D4)"),
        ("Personalkostnader", 12881),
        ("Lokalkostnader, energi, VA", 0),
        ("Övriga kostnader", 15530),
        ("Kapitalkostnad", 5614),
        ("Summa kostnader", "=SUM(D6:D9)"),
        ("Summa nettokostnader", "=SUM(D5,D10)"),
        ("Kommunbidrag", 26012),
        ("Resultat", "=SUM(D12)-SUM(D11)"),
    ]


def test_investments_add_their_subtotals() -> None:
    formulas = sheet_of(herrljunga_2023.MONEY, "Investeringar", formulas=True)

    assert formulas[-1][:3] == [
        "S:a investeringar Servicenämnd IT",
        "=SUM(B5,B8,B10)",
        "=SUM(C5,C8,C10)",
    ]


def test_hidden_decimals_are_in_the_workbook() -> None:
    """Ludvika: 50,4 less 43,0 is printed 7,3; the cells hold 50,36 and 43,04."""
    values = sheet_of(ludvika_2022.MONEY, "Intäkter och kostnader", formulas=False)

    assert values[1][:4] == ["Intäkter", 43.04, 50.36, 7.32]
    assert values[3][:4] == ["Netto", -0.04, -4.16, 4.12]


@pytest.mark.parametrize("name", REPORTS)
def test_the_pdf_is_accessible_and_archival(name: str) -> None:
    assert_valid_pdf(render_pdf(document_of(fresh(REPORTS[name].make()))))
