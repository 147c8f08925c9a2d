"""Sydnärkes IT-nämnd, årsredovisning 2020: its money.

The key that split the deficit is not published. These shares, of one decimal, give the published parts.
The investment table's last row says 2018 in the source; the report is for 2020.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from budgets.models import AllocationKey, BudgetLine, InvestmentProject, LineKind
from tests.budgets.published import PrintedTable, PublishedMoney
from tests.factories import section

COLUMNS = [
    {"key": "budget", "heading": "Budget {year}"},
    {"key": "actual", "heading": "Utfall {year}"},
    {"key": "variance_actual", "heading": "Avvikelse"},
]
HEADINGS = ("Budget 2020", "Utfall 2020", "Avvikelse")


def line(key: str, label: str, budget: int, actual: int, kind: LineKind = LineKind.COST) -> dict[str, Any]:
    return {"key": key, "label": label, "kind": kind, "budget": budget, "actual": actual}


def project(key: str, label: str, budget: int, actual: int) -> dict[str, Any]:
    return {"key": key, "label": label, "budget": budget, "actual": actual}


MONEY = PublishedMoney(
    actuals_through=dt.date(2020, 12, 31),
    kind="annual",
    convention={},
    members=("Askersund", "Hallsberg", "Laxå", "Lekeberg"),
    sections=[
        section(
            "drift",
            "budgets.statement",
            options={
                "title": "Driftredovisning",
                "columns": COLUMNS,
                "form": "subtotals",
                "labels": {"revenue": "Totalt intäkter", "cost": "Totalt kostnader", "net": ""},
                "total": "Nettoresultat",
            },
        ),
        section(
            "fordelning",
            "budgets.allocation",
            options={
                "title": "Fördelning av underskottet {year}",
                "columns": [{"key": "amount", "heading": "Underskott"}],
                "total": "Summa",
            },
        ),
        section(
            "investeringar",
            "budgets.investments",
            options={
                "title": "Investeringsredovisning",
                "columns": COLUMNS,
                "total": "Totalt investerat {year}",
            },
        ),
    ],
    rows={
        BudgetLine: [
            line("ovriga-avgifter", "Övriga avgifter och ersättningar", 0, -104, LineKind.REVENUE),
            line("driftbidrag", "Driftbidrag från kommuner", -34559, -34559, LineKind.REVENUE),
            line("personalkostnader", "Personalkostnader", 12337, 11091),
            line("utrustning", "Utrustning och datakommunikation", 2580, 1738),
            line("licenser", "Databehandling, licenser", 6000, 6229),
            line("tjanster", "Tjänster", 1015, 4985),
            line("resor", "Resor, kurser, tele, hyra", 899, 732),
            line("kapitalkostnader", "Kapitalkostnader", 11728, 10711),
        ],
        AllocationKey: [
            {"key": "askersund", "label": "Askersund", "weight": Decimal("27.6")},
            {"key": "hallsberg", "label": "Hallsberg", "weight": Decimal("38.9")},
            {"key": "laxa", "label": "Laxå", "weight": Decimal("13.7")},
            {"key": "lekeberg", "label": "Lekeberg", "weight": Decimal("19.8")},
        ],
        InvestmentProject: [
            project("lekeberg", "IT-invest Lekeberg", 1478, 2291),
            project("laxa", "IT-invest Laxå", 1336, 806),
            project("askersund", "IT-invest Askersund", 2773, 2736),
            project("hallsberg", "IT-invest Hallsberg", 2182, 2097),
            project("gemensamt", "IT-invest gemensamt", 3000, 3297),
        ],
    },
    tables={
        "drift": PrintedTable(
            title="Driftredovisning",
            headings=HEADINGS,
            rows=[
                ("Övriga avgifter och ersättningar", "0", "-104", "104"),
                ("Driftbidrag från kommuner", "-34 559", "-34 559", "0"),
                ("Totalt intäkter", "-34 559", "-34 663", "104"),
                ("Personalkostnader", "12 337", "11 091", "1 246"),
                ("Utrustning och datakommunikation", "2 580", "1 738", "842"),
                ("Databehandling, licenser", "6 000", "6 229", "-229"),
                ("Tjänster", "1 015", "4 985", "-3 970"),
                ("Resor, kurser, tele, hyra", "899", "732", "167"),
                ("Kapitalkostnader", "11 728", "10 711", "1 017"),
                ("Totalt kostnader", "34 559", "35 486", "-927"),
                ("Nettoresultat", "0", "823", "-823"),
            ],
        ),
        "fordelning": PrintedTable(
            title="Fördelning av underskottet 2020",
            headings=("Underskott",),
            rows=[
                ("Askersund", "227"),
                ("Hallsberg", "320"),
                ("Laxå", "113"),
                ("Lekeberg", "163"),
                ("Summa", "823"),
            ],
        ),
        "investeringar": PrintedTable(
            title="Investeringsredovisning",
            headings=HEADINGS,
            rows=[
                ("IT-invest Lekeberg", "1 478", "2 291", "-813"),
                ("IT-invest Laxå", "1 336", "806", "530"),
                ("IT-invest Askersund", "2 773", "2 736", "37"),
                ("IT-invest Hallsberg", "2 182", "2 097", "85"),
                ("IT-invest gemensamt", "3 000", "3 297", "-297"),
                ("Totalt investerat 2020", "10 769", "11 227", "-458"),
            ],
        ),
    },
)
