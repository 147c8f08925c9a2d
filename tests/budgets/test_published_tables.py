"""The result tables of the two published reports and the investment table, figure for figure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from reporting.document.blocks import Row, Table
from reporting.models import Report
from reporting.sections import section_of
from tests.budgets.published import (
    LINES_2023,
    LINES_2024,
    PRINTED_2023,
    PRINTED_2024,
    PRINTED_PROJECTS_2024,
    PROJECTS_2024,
    add_lines,
    add_projects,
    as_printed,
    investments,
    statement,
)
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def table_of(report: Report, key: str) -> Table:
    (table,) = section_of(report, key).blocks()
    assert isinstance(table, Table)
    return table


def printed(table: Table) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]


def report_2023(**more: Any) -> Report:
    report = make_report(statement(), convention={"zero_variance": "-"}, **more)
    add_lines(report, LINES_2023)
    return report


def report_2024() -> Report:
    report = make_report(
        statement(),
        investments(convention={"zero_variance": "0"}),
        convention={"zero_variance": ""},
        actuals_through=dt.date(2024, 4, 30),
    )
    add_lines(report, LINES_2024)
    add_projects(report, PROJECTS_2024)
    return report


def test_result_table_of_2023() -> None:
    table = table_of(report_2023(), "ekonomi")

    assert [column.heading for column in table.columns] == [
        "Budget",
        "Utfall 230731",
        "Årsprognos",
        "Avvikelse",
    ]
    assert (table.title, table.unit, table.notes) == ("Ekonomiskt resultat", "tkr", ())
    assert printed(table) == as_printed(PRINTED_2023)


def test_result_table_of_2024() -> None:
    table = table_of(report_2024(), "ekonomi")

    assert [column.heading for column in table.columns] == [
        "Budget",
        "Utfall 240430",
        "Årsprognos",
        "Avvikelse",
    ]
    assert (table.unit, table.notes) == ("tkr", ())
    assert printed(table) == as_printed(PRINTED_2024)


def test_investment_table_of_2024() -> None:
    table = table_of(report_2024(), "investeringar")

    assert [column.heading for column in table.columns] == [
        "Budget",
        "Utfall 240430",
        "Avvikelse mot utfall",
        "Procent förbrukning",
        "Prognos helår",
        "Avvikelse mot prognos",
    ]
    assert (table.title, table.unit, table.notes) == ("Investeringsredovisning", "tkr", ())
    assert printed(table) == as_printed(PRINTED_PROJECTS_2024)


def test_whole_thousands_would_print_laxa_as_48_1() -> None:
    """The published 48,0 holds only if the actual has hidden decimals."""
    report = report_2024()
    report.investment_projects.filter(key="laxa").update(actual=Decimal(794_000))

    assert table_of(report, "investeringar").rows[2].cells[3].text == "48,1"


def test_cells_hold_exact_figures_and_the_sum_names_its_rows() -> None:
    table = table_of(report_2023(), "ekonomi")

    revenue, total = table.rows[0], table.rows[-1]
    assert [cell.value for cell in revenue.cells] == [-41391, -24199, -41891, 500]
    assert [cell.value for cell in table.rows[5].cells] == [3162, 1602, 3162, 0]
    assert total == Row(
        key="summa",
        label="Summa",
        kind="total",
        cells=total.cells,
        adds=tuple(key for key, *_ in LINES_2023),
        subtracts=(),
        better="-",
    )
    assert [cell.value for cell in total.cells] == [0, 1166, 1956, -1956]
