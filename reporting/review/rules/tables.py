"""Rules on the arithmetic of money tables: sums, variances, per cents. Pure.

Which columns a variance or a share is computed from is written here a second time, on purpose: a rule that asked
the chapter would repeat its mistakes. A test holds the two lists against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reporting.document.amounts import rounded
from reporting.document.blocks import Column, Row
from reporting.review.facts import Facts, SectionTable, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

HALF = Decimal("0.5")
ROUNDING_NOTE = "Avrundningsdifferens"
# Column key -> the keys of the two columns it is computed from.
DIFFERENCES = {
    "variance_forecast": ("budget", "forecast"),
    "variance_actual": ("budget", "actual"),
    "variance_period": ("period_budget", "actual"),
}
SHARES = {"percent_used": ("budget", "actual"), "percent_of_total": ("total_appropriation", "actual")}
ANY_DIFFERENCE = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")


def difference_of(column: Column) -> tuple[str, str] | None:
    """The keys of the two columns whose difference a variance is; None if unknown."""
    if match := ANY_DIFFERENCE.match(column.key):
        return match[1], match[2]
    return DIFFERENCES.get(column.key)


class PrintedTotal(Rule):
    code = "summa"
    name = "Summan stämmer inte med raderna"
    help = "Lägger ihop raderna så som de är tryckta och jämför med den tryckta summan."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            for row in table.sums:
                if row.adds or row.subtracts:
                    for column in table.table.columns:
                        if column.is_summed:
                            yield from self._check(table, row, column)

    def _check(self, table: SectionTable, row: Row, column: Column) -> Iterator[Finding]:
        parts = list(_parts(table, row, column))
        total = table.value(row, column.key)
        if total is None or not parts:
            return
        step = Decimal(1).scaleb(-column.decimals)
        printed = sum((rounded(part, column.decimals) for part in parts), Decimal(0))
        printed_total = rounded(total, column.decimals)
        if printed == printed_total:
            return
        exact = sum(parts, Decimal(0))
        is_rounding = abs(exact - total) < step * HALF or (
            _has_hidden_decimals(parts, column) and abs(printed - printed_total) <= step * len(parts) * HALF
        )
        if is_rounding and any(note.startswith(ROUNDING_NOTE) for note in table.table.notes):
            return
        unit = column.unit or table.table.unit
        yield self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            table,
            f"”{row.label}” i {column.heading} är {shown(printed_total, unit)}, men raderna ger "
            f"{shown(printed, unit)}. "
            + (_ROUNDED if is_rounding else "Rätta raden eller summan som är fel."),
            row=row,
            column=column,
            computation=_addition(parts, column, printed),
            evidence=(str(printed_total), *map(str, parts)),
        )


_ROUNDED = "Skillnaden ryms i avrundningen; en not om avrundning räcker."


def _parts(table: SectionTable, row: Row, column: Column) -> Iterator[Decimal]:
    """The addends of a sum, signed. A variance is always added."""
    for key in (*row.adds, *row.subtracts):
        value = table.value(table.rows[key], column.key) if key in table.rows else None
        if value is not None:
            yield -value if key in row.subtracts and column.kind != "variance" else value


def _has_hidden_decimals(parts: list[Decimal], column: Column) -> bool:
    return any(part != rounded(part, column.decimals) for part in parts)


def _addition(parts: list[Decimal], column: Column, total: Decimal) -> str:
    """178 + 78 − 54 = 202"""
    written = ""
    for part in parts:
        value = rounded(part, column.decimals)
        sign = "−" if value < 0 else "+"
        if written or value < 0:
            written += f" {sign} " if written else sign
        written += shown(abs(value), decimals=column.decimals)
    return f"{written} = {shown(total, decimals=column.decimals)}"


class RowDifference(Rule):
    code = "avvikelse"
    name = "Avvikelsen stämmer inte med raden"
    help = "Räknar ut avvikelsen av radens egna belopp, till storlek och tecken."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            for column in table.table.columns:
                pair = difference_of(column)
                if column.kind == "variance" and pair and set(pair) <= set(table.columns):
                    yield from self._check(table, column, pair)

    def _check(self, table: SectionTable, column: Column, pair: tuple[str, str]) -> Iterator[Finding]:
        rows = [row for row in table.table.rows if row.cells]
        relations = {row.key: _relation(table, row, column, pair) for row in rows}
        usual = 1 if sum(relations.values()) >= 0 else -1
        for row in rows:
            amounts, stated = table.amounts(row, *pair), table.printed(row, column)
            if amounts is None or stated is None:
                continue
            expected = (amounts[0] - amounts[1]) * usual * _side(table, row)
            step = Decimal(1).scaleb(-column.decimals)
            off = abs(stated - rounded(expected, column.decimals))
            if off == 0 or abs(expected - (table.value(row, column.key) or 0)) < step * HALF:
                continue
            yield self._finding(table, row, column, amounts, expected, off <= step)

    def _finding(
        self,
        table: SectionTable,
        row: Row,
        column: Column,
        amounts: tuple[Decimal, ...],
        expected: Decimal,
        is_near: bool,
    ) -> Finding:
        first, second = amounts
        stated, unit = table.value(row, column.key) or Decimal(0), table.table.unit
        pair = difference_of(column) or ()
        headings = [table.table.columns[table.columns[key]].heading for key in pair]
        is_wrong_sign = abs(stated) == abs(expected)
        return self.at_table(
            Severity.ROUNDING if is_near and not is_wrong_sign else Severity.ERROR,
            table,
            f"{column.heading} för ”{row.label}” är {shown(stated, unit)}, men {headings[0]} och {headings[1]} ger "
            f"{shown(expected, unit)}. "
            + (
                "Tecknet är det omvända mot tabellens andra rader."
                if is_wrong_sign
                else "Rätta det belopp som är fel."
            ),
            row=row,
            column=column,
            computation=f"skillnaden mellan {shown(first)} och {shown(second)} är {shown(abs(first - second))}",
            evidence=(str(first), str(second), str(stated)),
        )


def _side(table: SectionTable, row: Row) -> int:
    """−1 for a row that the total, or a sum within it, subtracts; else 1. A variance is always + where better."""
    subtracted = -1 if any(row.key in total.subtracts for total in table.sums) else 1
    return table.signs_in_total.get(row.key, subtracted)


def _relation(table: SectionTable, row: Row, column: Column, pair: tuple[str, str]) -> int:
    """1 where the variance has the sign of first − second, −1 where the opposite, 0 if unknown."""
    first, second, stated = (table.value(row, key) for key in (*pair, column.key))
    if first is None or second is None or not stated or first == second:
        return 0
    return (1 if (first - second) * stated > 0 else -1) * _side(table, row)


class RowPercent(Rule):
    code = "procent"
    name = "Procenttalet stämmer inte med raden"
    help = "Räknar ut procenttalet av radens egna tryckta belopp."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            for column in table.table.columns:
                pair = SHARES.get(column.key)
                if pair and set(pair) <= set(table.columns):
                    for row in table.table.rows:
                        yield from self._check(table, row, column, pair)

    def _check(
        self, table: SectionTable, row: Row, column: Column, pair: tuple[str, str]
    ) -> Iterator[Finding]:
        amounts, stated = table.amounts(row, *pair), table.value(row, column.key)
        if not row.cells or amounts is None or not amounts[0] or stated is None:
            return
        whole, part = amounts
        decimals = table.table.columns[table.columns[pair[1]]].decimals
        printed_whole, printed_part = rounded(whole, decimals), rounded(part, decimals)
        if not printed_whole:
            return
        expected = printed_part * 100 / printed_whole
        if rounded(expected, column.decimals) == rounded(stated, column.decimals):
            return
        slack = Decimal(1).scaleb(-column.decimals) * HALF + abs(
            Decimal(1).scaleb(-decimals) * 50 / printed_whole
        )
        is_rounding = abs(expected - rounded(stated, column.decimals)) <= slack
        yield self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            table,
            f"{column.heading} för ”{row.label}” är {shown(rounded(stated, column.decimals), '%', column.decimals)}, "
            f"men de tryckta beloppen ger {shown(expected, '%', 2)}. "
            + ("Skillnaden ryms i avrundningen." if is_rounding else "Rätta det tal som är fel."),
            row=row,
            column=column,
            computation=f"{shown(printed_part)} / {shown(printed_whole)} = {shown(expected, '%', 2)}",
            evidence=(str(whole), str(part), str(stated)),
        )


RULES: tuple[type[Rule], ...] = (PrintedTotal, RowDifference, RowPercent)
