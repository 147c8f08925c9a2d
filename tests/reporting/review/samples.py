"""Small documents for rules, and what a rule finds in them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reporting.document.amounts import format_number
from reporting.document.blocks import Block, Cell, Column, Prose, Row, Table
from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.rule import Rule
from tests.reporting.documents import document

SIGN_NOTE = (
    "Intäkter skrivs med minus och kostnader med plus. Ett överskott skrivs med minus på resultatraden. "
    "En avvikelse som är bättre än budget skrivs med plus."
)
AMOUNTS = ("budget", "actual", "forecast")
STATUSES = {
    "met": "Uppnås",
    "partial": "Uppnås delvis",
    "not_met": "Uppnås inte",
    None: "Bedömning saknas",
}


def figure(value: Any, unit: str = "", decimals: int = 0) -> Cell:
    """A cell with a figure; None is a missing one."""
    if value is None:
        return Cell(text="saknas")
    number = Decimal(str(value))
    text = format_number(number, decimals)
    return Cell(value=number, text=f"{text}\u00a0{unit}" if unit else text, unit=unit)


def result(*lines: tuple[str, Any, Any, Any], total: tuple[Any, ...] | None = None, **more: Any) -> Table:
    """A result table in tkr: label, budget, actual, forecast; the variance and the total are computed."""
    rows, sums = [], [Decimal(0)] * 4
    for place, (label, *amounts) in enumerate(lines):
        numbers = [Decimal(str(amount)) for amount in amounts]
        numbers.append(numbers[0] - numbers[2])
        sums = [one + other for one, other in zip(sums, numbers, strict=True)]
        rows.append(Row(key=f"rad-{place}", label=label, cells=tuple(map(figure, numbers))))
    cells = tuple(figure(value) for value in (sums if total is None else total))
    keys = tuple(row.key for row in rows)
    rows.append(Row(key="summa", label="Summa", kind="total", adds=keys, cells=cells))
    columns = (
        Column(key="budget", heading="Budget"),
        Column(key="actual", heading="Utfall 230731"),
        Column(key="forecast", heading="Årsprognos"),
        Column(key="variance_forecast", heading="Avvikelse", kind="variance"),
    )
    about = {"key": "resultat", "title": "Ekonomiskt resultat", "label_heading": "Post", "unit": "tkr"}
    return Table(columns=columns, rows=tuple(rows), **about | more)


LINES = (
    ("Intäkter", -1000, -600, -1100),
    ("Personalkostnader", 700, 400, 680),
    ("Licenser & serviceavtal", 300, 290, 470),
)

# By the forecast 1 956 tkr deficit, by the actual 89 tkr surplus.
SYD_IT = (
    ("Intäkter", -41391, -24199, -41891),
    ("Personalkostnader", 12730, 7159, 12480),
    ("Tele- och datakommunikation", 1100, 1395, 2600),
    ("Licenser & serviceavtal", 9400, 7152, 11800),
    ("Kapitalkostnader", 18161, 8404, 16967),
)


def indicators(*rows: tuple[str, Cell, Cell, Cell, str | None], **more: Any) -> Table:
    """A table of indicators: label, current, forecast, target, assessment."""
    columns = (
        *(Column(key=key, heading=heading, kind="quantity") for key, heading in
          (("current", "Nuvärde"), ("forecast", "Prognos"), ("target", "Målvärde"))),
        Column(key="assessment", heading="Bedömning", kind="status"),
    )  # fmt: skip
    made = tuple(
        Row(key=f"rad-{place}", label=label, cells=(*cells, Cell(text=STATUSES[verdict], value=verdict)))
        for place, (label, *cells, verdict) in enumerate(rows)
    )
    about = {"key": "mal", "title": "Mål och indikatorer", "label_heading": "Indikator"}
    return Table(columns=columns, rows=made, **about | more)


def with_status(status: str, comment: str = "") -> Table:
    """A table of one decision with its status and comment."""
    columns = (
        Column(key="status", heading="Status", kind="status"),
        Column(key="comment", heading="Kommentar", kind="text"),
    )
    one = Row(key="ett", label="Att se över lokalerna", cells=(Cell(text=status), Cell(text=comment)))
    return Table(key="beslut", title="Beslut", label_heading="Beslut", columns=columns, rows=(one,))


def target(text: str, value: Any) -> Cell:
    return Cell(text=text, value=Decimal(str(value)))


def doc(*blocks: Block | str, **more: Any) -> Document:
    """A document of one chapter; a string is its prose."""
    made = [Prose(markdown=block) if isinstance(block, str) else block for block in blocks]
    return document(*made, **{"sign_note": SIGN_NOTE} | more)


def found(rule: type[Rule], given: Document, previous: Document | None = None) -> list[tuple[str, str, str]]:
    """A rule's findings: severity, row and column."""
    return [
        (str(finding.severity), finding.row, finding.column)
        for finding in rule().find(Facts(given, previous))
    ]


def severities(rule: type[Rule], given: Document, previous: Document | None = None) -> list[str]:
    return [severity for severity, _, _ in found(rule, given, previous)]
