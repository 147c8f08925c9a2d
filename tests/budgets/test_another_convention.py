"""A shape none of the published reports has, by template alone: revenue +, cost −, variance = actual − budget.

In the same report an investment table whose variance is actual − appropriation. Read back from the
document, the workbook and the text of the PDF.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from budgets.models import BudgetLine, InvestmentProject, LineKind
from reporting.assembly import document_of
from reporting.document.amounts import MINUS
from reporting.models import Report
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from tests.budgets.published import PublishedMoney, as_printed
from tests.budgets.test_published_money import printed_rows
from tests.factories import fresh, section
from tests.reporting.test_workbook import convert

pytestmark = pytest.mark.django_db

PERIOD, YEAR = "Januari–{month} {year}", "Helår {year}"


def line(key: str, kind: LineKind, **tkr: int) -> dict[str, Any]:
    return {"key": key, "label": key.capitalize(), "kind": kind} | tkr


MONEY = PublishedMoney(
    actuals_through=dt.date(2025, 8, 31),
    convention={
        "unit": "mnkr", "decimals": 1, "revenue": "+", "cost": "-", "surplus": "+", "better": "+",
    },
    sections=[
        section(
            "ekonomi",
            "budgets.statement",
            options={
                "form": "subtotals",
                "columns": [
                    {"key": "actual", "heading": "Utfall", "group": PERIOD},
                    {"key": "period_budget", "heading": "Budget", "group": PERIOD},
                    {"key": "variance_period", "heading": "Avvikelse", "group": PERIOD},
                    {"key": "actual_last_year", "heading": "Utfall fg år", "group": PERIOD},
                    {"key": "forecast", "heading": "Prognos", "group": YEAR},
                    {"key": "previous_forecast", "heading": "Föregående prognos", "group": YEAR},
                    {"key": "budget", "heading": "Budget", "group": YEAR},
                    {"key": "result_last_year", "heading": "Bokslut fg år", "group": YEAR},
                ],
            },
        ),
        section(
            "investeringar",
            "budgets.investments",
            options={
                "columns": [
                    "total_appropriation",
                    {"key": "actual", "heading": "Utfall"},
                    {"key": "variance:total_appropriation:actual", "heading": "Avvikelse mot anslag"},
                    "percent_of_total",
                ],
                "convention": {"cost": "+", "better": "-"},
            },
        ),
    ],
    rows={
        BudgetLine: [
            line("avgifter", LineKind.REVENUE, actual=-8120, period_budget=-8000, actual_last_year=-7650,
                 forecast=-12300, previous_forecast=-12100, budget=-12000, result_last_year=-11500),
            line("personal", LineKind.COST, actual=20410, period_budget=19900, actual_last_year=18800,
                 forecast=30600, previous_forecast=30200, budget=29900, result_last_year=28700),
            line("hyror", LineKind.COST, actual=3260, period_budget=3400, actual_last_year=3300,
                 forecast=5000, previous_forecast=5100, budget=5100, result_last_year=4950),
            line("kommunbidrag", LineKind.APPROPRIATION, actual=-15333, period_budget=-15333,
                 actual_last_year=-14500, forecast=-23000, previous_forecast=-23000, budget=-23000,
                 result_last_year=-22000),
        ],
        InvestmentProject: [
            {"key": "skola", "label": "Skola", "budget": 10000, "carried_over": 2500,
             "extra_appropriation": 0, "actual": 4600},
            {"key": "vagar", "label": "Vägar", "budget": 3000, "carried_over": 0,
             "extra_appropriation": 1000, "actual": 4900},
        ],
    },
    tables={},
)  # fmt: skip

STATEMENT = [
    ("Avgifter", "8,1", "8,0", "0,1", "7,7", "12,3", "12,1", "12,0", "11,5"),
    ("Summa intäkter", "8,1", "8,0", "0,1", "7,7", "12,3", "12,1", "12,0", "11,5"),
    ("Personal", "-20,4", "-19,9", "-0,5", "-18,8", "-30,6", "-30,2", "-29,9", "-28,7"),
    ("Hyror", "-3,3", "-3,4", "0,1", "-3,3", "-5,0", "-5,1", "-5,1", "-5,0"),
    ("Summa kostnader", "-23,7", "-23,3", "-0,4", "-22,1", "-35,6", "-35,3", "-35,0", "-33,7"),
    ("Nettokostnad", "-15,6", "-15,3", "-0,3", "-14,5", "-23,3", "-23,2", "-23,0", "-22,2"),
    ("Kommunbidrag", "15,3", "15,3", "0,0", "14,5", "23,0", "23,0", "23,0", "22,0"),
    ("Resultat", "-0,2", "0,0", "-0,3", "0,1", "-0,3", "-0,2", "0,0", "-0,2"),
]
INVESTMENTS = [
    ("Skola", "12,5", "4,6", "-7,9", "36,8"),
    ("Vägar", "4,0", "4,9", "0,9", "122,5"),
    ("Summa", "16,5", "9,5", "-7,0", "57,6"),
]


@pytest.fixture
def report() -> Report:
    return fresh(MONEY.make())


def test_the_document(report: Report) -> None:
    statement, investments = document_of(report).tables()

    assert printed_rows(statement) == as_printed(STATEMENT)
    assert statement.column_groups() == [("Januari–augusti 2025", 4), ("Helår 2025", 4)]
    assert printed_rows(investments) == as_printed(INVESTMENTS)
    assert [column.heading for column in investments.columns] == [
        "Totalt anslag", "Utfall", "Avvikelse mot anslag", "Procent av totalt anslag",
    ]  # fmt: skip


def test_the_workbook_has_real_figures_and_live_sums(report: Report) -> None:
    sheet = load_workbook(io.BytesIO(render_workbook(document_of(report))))["Ekonomiskt resultat"]

    assert [sheet.cell(row, 2).value for row in range(5, 13)] == [
        8.12, "=SUM(B5)", -20.41, -3.26, "=SUM(B7:B8)", "=SUM(B6,B9)", 15.333, "=SUM(B10:B11)",
    ]  # fmt: skip


@pytest.mark.libreoffice
def test_libreoffice_counts_the_same_sums(report: Report, tmp_path: Path) -> None:
    """Computed sums: the workbook's cached ones are removed first."""
    document = document_of(report)
    source = tmp_path / "rapport.xlsx"
    load_workbook(io.BytesIO(render_workbook(document))).save(source)
    book = load_workbook(convert(source, "xlsx", tmp_path / "out"), data_only=True)

    for table in document.tables():
        first = 5 if table.column_groups() else 4
        for number, row in enumerate(table.rows, start=first):
            figures = [cell.value for cell in book[table.title][number]][1 : len(row.cells) + 1]
            assert figures == pytest.approx([float(str(cell.value)) for cell in row.cells], abs=1e-9)


@pytest.mark.poppler
def test_the_pdf(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(render_pdf(document_of(report)))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    lines = [" ".join(line.split()) for line in text.replace("\u00a0", " ").splitlines()]

    for row in [*STATEMENT, *INVESTMENTS]:
        assert lines.count(" ".join(row).replace("-", MINUS)) == 1, row
