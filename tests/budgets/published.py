"""The figures of the published reports, as stored (kronor, debit +) and as printed.

A printed figure is written with a hyphen and ordinary spaces and read by ``as_printed``. The two reports
of 2023 and 2024 stand here; the three others are ``PublishedMoney`` in modules of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Model

from budgets.models import BudgetLine, InvestmentProject, LineKind
from reporting.document.amounts import MINUS, NO_BREAK_SPACE
from reporting.models import Report
from tests.factories import make_report, section

FIGURE = re.compile(r"-?[0-9][0-9 ,]*")
AMOUNTS = ("budget", "actual", "forecast")

# Delårsrapport 2023-07-31: key, label, budget, actual, forecast in tkr.
LINES_2023 = [
    ("intakter", "Intäkter", -41391, -24199, -41891),
    ("personalkostnader", "Personalkostnader", 12730, 7159, 12480),
    ("datorer", "Datorer & basutrustning", 200, 30, 50),
    ("telekommunikation", "Tele- och datakommunikation", 1100, 1395, 2600),
    ("licenser", "Licenser & serviceavtal", 9400, 7152, 11800),
    ("tjanstekop", "Övrigt tjänsteköp", 3162, 1602, 3162),
    ("resor", "Resor & Kurser", 200, 107, 200),
    ("ovriga-kostnader", "Övriga kostnader", 400, 155, 400),
    ("lokalhyror", "Lokalhyror", 826, 558, 826),
    ("kapitalkostnader", "Kapitalkostnader", 13373, 7207, 12329),
]
PRINTED_2023 = [
    ("Intäkter", "-41 391", "-24 199", "-41 891", "500"),
    ("Personalkostnader", "12 730", "7 159", "12 480", "250"),
    ("Datorer & basutrustning", "200", "30", "50", "150"),
    ("Tele- och datakommunikation", "1 100", "1 395", "2 600", "-1 500"),
    ("Licenser & serviceavtal", "9 400", "7 152", "11 800", "-2 400"),
    ("Övrigt tjänsteköp", "3 162", "1 602", "3 162", "-"),
    ("Resor & Kurser", "200", "107", "200", "-"),
    ("Övriga kostnader", "400", "155", "400", "-"),
    ("Lokalhyror", "826", "558", "826", "-"),
    ("Kapitalkostnader", "13 373", "7 207", "12 329", "1 044"),
    ("Summa", "0", "1 166", "1 956", "-1 956"),
]

# Delårsrapport 2024-04-30.
LINES_2024 = [
    ("intakter", "Intäkter", -43306, -14286, -43706),
    ("personalkostnader", "Personalkostnader", 12106, 3463, 10906),
    ("datorer", "Datorer & basutrustning", 200, 90, 200),
    ("telekommunikation", "Tele- och datakommunikation", 1100, 830, 2600),
    ("licenser", "Licenser & serviceavtal", 11143, 3794, 12043),
    ("tjanstekop", "Övrigt tjänsteköp", 3200, 1542, 5700),
    ("resor", "Resor & Kurser", 100, 3, 100),
    ("ovriga-kostnader", "Övriga kostnader", 400, 156, 400),
    ("lokalhyror", "Lokalhyror", 798, 303, 839),
    ("kapitalkostnader", "Kapitalkostnader", 14259, 4016, 12118),
]
PRINTED_2024 = [
    ("Intäkter", "-43 306", "-14 286", "-43 706", "400"),
    ("Personalkostnader", "12 106", "3 463", "10 906", "1 200"),
    ("Datorer & basutrustning", "200", "90", "200", ""),
    ("Tele- och datakommunikation", "1 100", "830", "2 600", "-1 500"),
    ("Licenser & serviceavtal", "11 143", "3 794", "12 043", "-900"),
    ("Övrigt tjänsteköp", "3 200", "1 542", "5 700", "-2 500"),
    ("Resor & Kurser", "100", "3", "100", ""),
    ("Övriga kostnader", "400", "156", "400", ""),
    ("Lokalhyror", "798", "303", "839", "-41"),
    ("Kapitalkostnader", "14 259", "4 016", "12 118", "2 141"),
    ("Summa", "0", "-89", "1 200", "-1 200"),
]

# Laxå: 794 of 1 652 tkr is 48,06 %, printed 48,0. An actual of 793,6 tkr prints all five figures as published.
PROJECTS_2024 = [
    ("gemensamt", "IT-invest gemensamt", 3000, 417, 3000),
    ("lekeberg", "IT-invest Lekeberg", 2533, 126, 2533),
    ("laxa", "IT-invest Laxå", 1652, Decimal("793.6"), 1652),
    ("askersund", "IT-invest Askersund", 2196, 246, 2196),
    ("hallsberg", "IT-invest Hallsberg", 1953, 936, 1953),
]
PRINTED_PROJECTS_2024 = [
    ("IT-invest gemensamt", "3 000", "417", "2 583", "13,9", "3 000", "0"),
    ("IT-invest Lekeberg", "2 533", "126", "2 407", "5,0", "2 533", "0"),
    ("IT-invest Laxå", "1 652", "794", "858", "48,0", "1 652", "0"),
    ("IT-invest Askersund", "2 196", "246", "1 950", "11,2", "2 196", "0"),
    ("IT-invest Hallsberg", "1 953", "936", "1 017", "47,9", "1 953", "0"),
    ("Summa", "11 334", "2 519", "8 815", "22,2", "11 334", "0"),
]

STATEMENT_COLUMNS = ["budget", "actual", "forecast", {"key": "variance_forecast", "heading": "Avvikelse"}]


def statement(**options: Any) -> dict[str, Any]:
    return section(
        "ekonomi",
        "budgets.statement",
        heading="Ekonomisk rapport",
        options={"columns": STATEMENT_COLUMNS} | options,
    )


def investments(**options: Any) -> dict[str, Any]:
    return section("investeringar", "budgets.investments", options=options)


def add_lines(report: Report, lines: list[tuple[Any, ...]]) -> None:
    for position, (key, label, *tkr) in enumerate(lines, start=1):
        kind = LineKind.REVENUE if key == "intakter" else LineKind.COST
        BudgetLine.objects.create(
            report=report, key=key, label=label, kind=kind, position=position, **_kronor(tkr)
        )


def add_projects(report: Report, projects: list[tuple[Any, ...]]) -> None:
    for position, (key, label, *tkr) in enumerate(projects, start=1):
        InvestmentProject.objects.create(
            report=report, key=key, label=label, position=position, **_kronor(tkr)
        )


def _kronor(tkr: list[Any]) -> dict[str, Decimal]:
    return {name: Decimal(figure) * 1000 for name, figure in zip(AMOUNTS, tkr, strict=True)}


def as_printed(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The rows with Swedish signs; a lone hyphen is a dash, not a minus."""
    return [(label, *(_printed(text) for text in texts)) for label, *texts in rows]


def _printed(text: str) -> str:
    """A figure; any other text is as it is."""
    return text.replace("-", MINUS).replace(" ", NO_BREAK_SPACE) if FIGURE.fullmatch(text) else text


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """A table as published: the headings over the figures, and each row's label and texts."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    groups: Sequence[tuple[str, int]] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class PublishedMoney:
    """The money of one report. ``rows``: for each model its rows, amounts in tkr; ``tables`` by section key."""

    actuals_through: dt.date
    convention: Mapping[str, Any]
    sections: Sequence[dict[str, Any]]
    rows: Mapping[type[Model], Sequence[Mapping[str, Any]]]
    tables: Mapping[str, PrintedTable]
    kind: str = "interim"
    members: Sequence[str] = field(default_factory=tuple)

    def make(self, **more: Any) -> Report:
        """A saved report with its rows."""
        report = make_report(
            *self.sections,
            convention=dict(self.convention),
            actuals_through=self.actuals_through,
            **more,
        )
        self.fill(report)
        return report

    def fill(self, report: Report) -> None:
        for model, rows in self.rows.items():
            manager: Any = model._default_manager
            manager.bulk_create(
                model(report=report, position=position, **_in_kronor(model, row))
                for position, row in enumerate(rows, start=1)
            )


def _in_kronor(model: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's amounts, given in tkr; a weight is no amount."""
    amounts = {each.name for each in model._meta.get_fields() if isinstance(each, DecimalField)} - {"weight"}
    return {
        name: Decimal(value) * 1000 if name in amounts and value is not None else value
        for name, value in row.items()
    }
