"""Rules on the signs of revenue and cost in money tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reporting.document.blocks import Row
from reporting.review.facts import Facts, SectionTable
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

SIGNS_NOTE = re.compile(r"Intäkter skrivs med (?P<revenue>plus|minus) och kostnader med (?P<cost>plus|minus)")
# Words of one side only. "Avgifter" and "bidrag" can be either.
REVENUE = re.compile(r"\bintäkt|intäkter\b|försäljning", re.IGNORECASE)
COST = re.compile(r"kostnad|hyror\b|\blöner\b|tjänsteköp|avskrivning|\blicens|\bresor\b", re.IGNORECASE)


class SignOfRow(Rule):
    code = "tecken-rad"
    name = "En rad byter tecken"
    help = "En rads belopp har samma tecken i budget, utfall och prognos; en kostnad blir sällan en intäkt."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            for row in () if table.is_of_results else table.lines:
                amounts = [
                    (column, value)
                    for column in table.table.columns
                    if column.kind == "amount" and (value := table.value(row, column.key))
                ]
                minus = [column.heading for column, value in amounts if value < 0]
                if minus and len(minus) < len(amounts):
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{row.label}” har minus i {', '.join(minus)} men inte i de andra kolumnerna. "
                        "Kontrollera tecknet.",
                        row=row,
                        evidence=[str(value) for _, value in amounts],
                    )


class UnusualSign(Rule):
    code = "ovanligt-tecken"
    name = "En kostnad eller intäkt har ovanligt tecken"
    help = "Rader som heter kostnad eller intäkt ska ha det tecken som rapporten skriver kostnader och intäkter med."

    def find(self, facts: Facts) -> Iterator[Finding]:
        note = SIGNS_NOTE.search(facts.document.sign_note)
        for table in facts.money if note else ():
            assert note is not None
            judged = [
                (row, side, amounts, 1 if note[side] == "plus" else -1)
                for row in table.lines
                if (side := _side(row)) and (amounts := _amounts(table, row))
            ]
            odd = [
                (row, side, amounts, usual)
                for row, side, amounts, usual in judged
                if all(value * usual < 0 for value in amounts)
            ]
            if len(odd) * 2 >= len(judged):
                continue  # the table has signs of its own
            for row, side, amounts, usual in odd:
                yield self._finding(table, row, side, amounts, usual)

    def _finding(
        self, table: SectionTable, row: Row, side: str, amounts: list[Decimal], usual: int
    ) -> Finding:
        sign, expected = ("minus", "plus") if usual > 0 else ("plus", "minus")
        what = "intäkter" if side == "revenue" else "kostnader"
        return self.at_table(
            Severity.WARNING,
            table,
            f"”{row.label}” har {sign} i alla kolumner, men rapporten skriver {what} med {expected}. Rätta tecknet, "
            "eller skriv i en kommentar varför det är omvänt.",
            row=row,
            evidence=[str(value) for value in amounts],
        )


def _side(row: Row) -> str:
    """The side a label states: "revenue", "cost", or "" for neither or both."""
    is_revenue, is_cost = bool(REVENUE.search(row.label)), bool(COST.search(row.label))
    return "" if is_revenue == is_cost else "revenue" if is_revenue else "cost"


def _amounts(table: SectionTable, row: Row) -> list[Decimal]:
    """The row's amounts, but for missing and zero."""
    return [
        value
        for column in table.table.columns
        if column.kind == "amount" and (value := table.value(row, column.key))
    ]


RULES: tuple[type[Rule], ...] = (SignOfRow, UnusualSign)
