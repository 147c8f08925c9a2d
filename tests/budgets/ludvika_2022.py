"""Gemensamma servicenämnden (Ludvika, Smedjebacken), rapportering januari–augusti 2022: its money, in mnkr.

The period's figures have hidden decimals: 43 040 and 50 360, 43 000 and 46 200 tkr print as published.
"""

from __future__ import annotations

import datetime as dt

from budgets.models import BudgetLine, InvestmentProject, LineKind
from budgets.sections.money_table import ROUNDING_NOTE
from tests.budgets.published import PrintedTable, PublishedMoney
from tests.factories import section

PERIOD, YEAR = "Januari–{month} {year}", "Helår {year}"
GROUPS = (("Januari–augusti 2022", 3), ("Helår 2022", 3))

MONEY = PublishedMoney(
    actuals_through=dt.date(2022, 8, 31),
    kind="follow_up",
    convention={"unit": "mnkr", "decimals": 1, "revenue": "+"},
    members=("Ludvika", "Smedjebacken"),
    sections=[
        section(
            "drift",
            "budgets.statement",
            options={
                "title": "Intäkter och kostnader",
                "columns": [
                    {"key": "period_budget", "heading": "Budget", "group": PERIOD},
                    {"key": "actual", "heading": "Utfall", "group": PERIOD},
                    {"key": "variance_period", "heading": "Avvikelse", "group": PERIOD},
                    {"key": "budget", "heading": "Budget", "group": YEAR},
                    {"key": "forecast", "heading": "Prognos", "group": YEAR},
                    {"key": "variance_forecast", "heading": "Avvikelse", "group": YEAR},
                ],
                "form": "net",
            },
        ),
        section(
            "investeringar",
            "budgets.investments",
            options={
                "title": "Investeringar",
                "columns": [
                    {"key": "budget", "heading": "Årsbudget", "group": PERIOD},
                    {"key": "additions", "heading": "Extra beviljat och överfört under året", "group": PERIOD},
                    {"key": "total_appropriation", "heading": "Totalt anslag för året", "group": PERIOD},
                    {"key": "actual", "heading": "Utfall för perioden", "group": PERIOD},
                    {
                        "key": "variance:total_appropriation:actual",
                        "heading": "Periodens avvikelse mot totalt anslag",
                        "group": PERIOD,
                    },
                    {"key": "forecast", "heading": "Prognos", "group": YEAR},
                    {
                        "key": "variance:total_appropriation:forecast",
                        "heading": "Prognosens avvikelse mot totalt anslag",
                        "group": YEAR,
                    },
                ],
                "total": "",
                "convention": {"better": "-"},
            },
        ),
        section(
            "handlingsplan",
            "budgets.measures",
            options={
                "title": "Handlingsplan med åtgärder",
                "areas": ["IT-center"],
                "total": "Totalt",
                "convention": {"decimals": 2},
            },
        ),
    ],
    rows={
        BudgetLine: [
            {
                "key": "intakter",
                "label": "Intäkter",
                "kind": LineKind.REVENUE,
                "period_budget": -43040,
                "actual": -50360,
                "budget": -64500,
                "forecast": -63500,
            },
            {
                "key": "kostnader",
                "label": "Kostnader",
                "kind": LineKind.COST,
                "period_budget": 43000,
                "actual": 46200,
                "budget": 64500,
                "forecast": 61400,
            },
        ],
        InvestmentProject: [
            {
                "key": "servicenamnden",
                "label": "Gemensamma servicenämnden",
                "budget": 4900,
                "carried_over": 7700,
                "extra_appropriation": 0,
                "actual": 3400,
                "forecast": 8600,
            },
        ],
    },
    tables={
        "drift": PrintedTable(
            title="Intäkter och kostnader",
            headings=("Budget", "Utfall", "Avvikelse", "Budget", "Prognos", "Avvikelse"),
            groups=GROUPS,
            rows=[
                ("Intäkter", "43,0", "50,4", "7,3", "64,5", "63,5", "-1,0"),
                ("Kostnader", "43,0", "46,2", "-3,2", "64,5", "61,4", "3,1"),
                ("Netto", "0,0", "-4,2", "4,1", "0,0", "-2,1", "2,1"),
            ],
            notes=[ROUNDING_NOTE],
        ),
        "investeringar": PrintedTable(
            title="Investeringar",
            headings=(
                "Årsbudget",
                "Extra beviljat och överfört under året",
                "Totalt anslag för året",
                "Utfall för perioden",
                "Periodens avvikelse mot totalt anslag",
                "Prognos",
                "Prognosens avvikelse mot totalt anslag",
            ),
            groups=(("Januari–augusti 2022", 5), ("Helår 2022", 2)),
            rows=[("Gemensamma servicenämnden", "4,9", "7,7", "12,6", "3,4", "-9,2", "8,6", "-4,0")],
        ),
        "handlingsplan": PrintedTable(
            title="Handlingsplan med åtgärder",
            headings=(
                "Mål", "Beslutad av", "Datum", "Status", "Startdatum",
                "Utfall", "Prognos helår", "Ja/nej", "Belopp",
            ),
            groups=(
                ("", 1), ("Beslut om åtgärd", 2), ("", 2), ("Ekonomisk effekt", 2), ("Ingår i prognosen", 2),
            ),
            rows=[
                ("IT-center",),
                ("Inga åtgärder", "", "", "", "", "", "", "", "", ""),
                ("Delsumma", "", "", "", "", "", "0,00", "0,00", "", "0,00"),
                ("Totalt", "", "", "", "", "", "0,00", "0,00", "", "0,00"),
            ],
        ),
    },
)  # fmt: skip
