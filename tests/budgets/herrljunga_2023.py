"""Servicenämnden IT, Växel och Telefoni (Herrljunga, Vårgårda), delårsrapport 2023-08-31: its money.

The statement's net cost and the sum of the members are published one tkr apart: they are stored as published.
The row Lokalkostnader, energi, VA is blank in the source and stored as zeros: the sums hold without it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from budgets.models import BudgetChange, BudgetLine, InvestmentProject, LineKind, MemberResult
from tests.budgets.published import PrintedTable, PublishedMoney
from tests.factories import section

COLUMNS: list[dict[str, str]] = [
    {"key": "actual_last_year", "heading": "Utfall {last_period}"},
    {"key": "actual", "heading": "Utfall {period}"},
    {"key": "budget", "heading": "Budget {year}"},
    {"key": "forecast", "heading": "Prognos {year}"},
    {"key": "variance_forecast", "heading": "Avvikelse helår"},
]
HEADINGS = ("Utfall 202208", "Utfall 202308", "Budget 2023", "Prognos 2023", "Avvikelse helår")


def line(key: str, label: str, kind: LineKind, *tkr: int) -> dict[str, Any]:
    return {"key": key, "label": label, "kind": kind} | figures(*tkr)


def figures(last_year: int, actual: int, budget: int, forecast: int) -> dict[str, int]:
    return {"actual_last_year": last_year, "actual": actual, "budget": budget, "forecast": forecast}


def project(key: str, label: str, group: str, *tkr: int) -> dict[str, Any]:
    names = ("actual", "budget", "carried_over", "forecast")
    return {"key": key, "label": label, "group": group} | dict(zip(names, tkr, strict=True))


MONEY = PublishedMoney(
    actuals_through=dt.date(2023, 8, 31),
    convention={"surplus": "+"},
    members=("Herrljunga", "Vårgårda"),
    sections=[
        section(
            "drift",
            "budgets.statement",
            options={
                "title": "Resultaträkning",
                "columns": COLUMNS,
                "form": "subtotals",
                "labels": {"net": "Summa nettokostnader"},
                "variance_below_net": False,
                "zero_row": "",
            },
        ),
        section(
            "medlemmar",
            "budgets.members",
            options={"title": "Resultat netto", "columns": COLUMNS, "total": "Summa verksamhet"},
        ),
        section(
            "forandringar",
            "budgets.changes",
            options={
                "columns": [
                    {"key": "amount", "heading": "Summa"},
                    {"key": "comment", "heading": "Ev. förtydligande"},
                ],
                "total": "Totalt",
            },
        ),
        section(
            "investeringar",
            "budgets.investments",
            options={
                "title": "Investeringar",
                "columns": [
                    {"key": "actual", "heading": "Utfall {period}"},
                    {"key": "budget", "heading": "Budget {year}"},
                    {"key": "carried_over", "heading": "Ombudgetering"},
                    {"key": "total_appropriation", "heading": "S:a budget {year}"},
                    {"key": "forecast", "heading": "Prognos {year}"},
                    {"key": "variance:total_appropriation:forecast", "heading": "Avvikelse helår"},
                ],
                "groups": "subtotals",
                "subtotal": "S:a investeringar {group}",
                "total": "S:a investeringar Servicenämnd IT",
            },
        ),
    ],
    rows={
        BudgetLine: [
            line("intakter", "Intäkter", LineKind.REVENUE, -4457, -5131, -8013, -8213),
            line("personalkostnader", "Personalkostnader", LineKind.COST, 6193, 8908, 12881, 12881),
            line("lokalkostnader", "Lokalkostnader, energi, VA", LineKind.COST, 0, 0, 0, 0),
            line("ovriga-kostnader", "Övriga kostnader", LineKind.COST, 8915, 9930, 15530, 15730),
            line("kapitalkostnad", "Kapitalkostnad", LineKind.COST, 3735, 3872, 5614, 5614),
            line("kommunbidrag", "Kommunbidrag", LineKind.APPROPRIATION, -12741, -17177, -26012, -26012),
        ],
        MemberResult: [
            {"key": "herrljunga", "label": "Herrljunga"} | figures(6220, 7712, 12279, 12079),
            {"key": "vargarda", "label": "Vårgårda"} | figures(8165, 9866, 13732, 13932),
        ],
        BudgetChange: [
            {
                "key": "lonerevidering",
                "label": "Lönerevidering 2023",
                "amount": 268,
                "comment": "avser löner april-dec 2023 Hlj",
            },
            {
                "key": "kapitalkostnader",
                "label": "Förändring kapitalkostnader",
                "amount": 383,
                "comment": "avser kapitalkostn tom aug Vga+Hlj",
            },
        ],
        InvestmentProject: [
            project("reinvestering", "Reinvestering IT", "gemensamma", 238, 2350, 0, 2350),
            project("wifi", "Ombyggnation Wifi Bildning", "Herrljungaspec", 0, 0, 400, 400),
            project("tradlost", "Reinv trådlöst nätverk Hlj", "Herrljungaspec", 0, 500, 0, 500),
            project("natverk", "Nätverk", "Vårgårdaspec", 0, 500, 0, 500),
        ],
    },
    tables={
        "drift": PrintedTable(
            title="Resultaträkning",
            headings=HEADINGS,
            rows=[
                ("Intäkter", "-4 457", "-5 131", "-8 013", "-8 213", "200"),
                ("Summa intäkter", "-4 457", "-5 131", "-8 013", "-8 213", "200"),
                ("Personalkostnader", "6 193", "8 908", "12 881", "12 881", "0"),
                ("Lokalkostnader, energi, VA", "", "", "", "", ""),
                ("Övriga kostnader", "8 915", "9 930", "15 530", "15 730", "-200"),
                ("Kapitalkostnad", "3 735", "3 872", "5 614", "5 614", "0"),
                ("Summa kostnader", "18 843", "22 710", "34 025", "34 225", "-200"),
                ("Summa nettokostnader", "14 386", "17 579", "26 012", "26 012", "0"),
                ("Kommunbidrag", "12 741", "17 177", "26 012", "26 012", ""),
                ("Resultat", "-1 645", "-402", "0", "0", ""),
            ],
        ),
        "medlemmar": PrintedTable(
            title="Resultat netto",
            headings=HEADINGS,
            rows=[
                ("Herrljunga", "6 220", "7 712", "12 279", "12 079", "200"),
                ("Vårgårda", "8 165", "9 866", "13 732", "13 932", "-200"),
                ("Summa verksamhet", "14 385", "17 578", "26 011", "26 011", "0"),
            ],
            notes=[
                "Avrundningsdifferens: summan av medlemskommunerna skiljer sig från nettokostnaden "
                "för hela nämnden med högst 1\u00a0tkr."
            ],
        ),
        "forandringar": PrintedTable(
            title="Budgetförändringar under 2023",
            headings=("Summa", "Ev. förtydligande"),
            rows=[
                ("Lönerevidering 2023", "268", "avser löner april-dec 2023 Hlj"),
                ("Förändring kapitalkostnader", "383", "avser kapitalkostn tom aug Vga+Hlj"),
                ("Totalt", "651", ""),
            ],
        ),
        "investeringar": PrintedTable(
            title="Investeringar",
            headings=(
                "Utfall 202308", "Budget 2023", "Ombudgetering", "S:a budget 2023", "Prognos 2023",
                "Avvikelse helår",
            ),
            rows=[
                ("Reinvestering IT", "238", "2 350", "0", "2 350", "2 350", "0"),
                ("S:a investeringar gemensamma", "238", "2 350", "0", "2 350", "2 350", "0"),
                ("Ombyggnation Wifi Bildning", "0", "0", "400", "400", "400", "0"),
                ("Reinv trådlöst nätverk Hlj", "0", "500", "0", "500", "500", "0"),
                ("S:a investeringar Herrljungaspec", "0", "500", "400", "900", "900", "0"),
                ("Nätverk", "0", "500", "0", "500", "500", "0"),
                ("S:a investeringar Vårgårdaspec", "0", "500", "0", "500", "500", "0"),
                ("S:a investeringar Servicenämnd IT", "238", "3 350", "400", "3 750", "3 750", "0"),
            ],
        ),
    },
)  # fmt: skip
