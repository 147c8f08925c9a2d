"""Checks of tables of money: sums, arithmetic across a row, forecasts and variances. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reporting.document.amounts import rounded
from reporting.document.blocks import Column, Row
from reporting.review.facts import Facts, SectionTable, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import share_named, words

HALF = Decimal("0.5")
ROUNDING_NOTE = "Avrundningsdifferens"
# What a column of arithmetic is made of, by the keys of the columns.
DIFFERENCES = {
    "variance_forecast": ("budget", "forecast"),
    "variance_actual": ("budget", "actual"),
    "variance_period": ("period_budget", "actual"),
}
SHARES = {"percent_used": ("budget", "actual"), "percent_of_total": ("total_appropriation", "actual")}
ANY_DIFFERENCE = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")


def difference_of(column: Column) -> tuple[str, str] | None:
    """The two columns that a variance is the difference of."""
    if found := ANY_DIFFERENCE.match(column.key):
        return found[1], found[2]
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
    """What a sum is made of, with the sign it counts with. A variance is always added."""
    for key in (*row.adds, *row.subtracts):
        value = table.value(table.rows[key], column.key) if key in table.rows else None
        if value is not None:
            yield -value if key in row.subtracts and column.kind != "variance" else value


def _has_hidden_decimals(parts: list[Decimal], column: Column) -> bool:
    return any(part != rounded(part, column.decimals) for part in parts)


def _addition(parts: list[Decimal], column: Column, total: Decimal) -> str:
    """The sum as one writes it: 178 + 78 − 54 = 202."""
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
            first, second = table.value(row, pair[0]), table.value(row, pair[1])
            stands = table.printed(row, column)
            if first is None or second is None or stands is None:
                continue
            expected = (first - second) * usual * _side(table, row)
            step = Decimal(1).scaleb(-column.decimals)
            off = abs(stands - rounded(expected, column.decimals))
            if off == 0 or abs(expected - (table.value(row, column.key) or 0)) < step * HALF:
                continue
            yield self._finding(table, row, column, pair, expected, off <= step)

    def _finding(
        self,
        table: SectionTable,
        row: Row,
        column: Column,
        pair: tuple[str, str],
        expected: Decimal,
        is_near: bool,
    ) -> Finding:
        first, second, stands = (table.value(row, key) or Decimal(0) for key in (*pair, column.key))
        unit = table.table.unit
        headings = [table.table.columns[table.columns[key]].heading for key in pair]
        is_sign = abs(stands) == abs(expected)
        return self.at_table(
            Severity.ROUNDING if is_near and not is_sign else Severity.ERROR,
            table,
            f"{column.heading} för ”{row.label}” är {shown(stands, unit)}, men {headings[0]} och {headings[1]} ger "
            f"{shown(expected, unit)}. "
            + (
                "Tecknet är det omvända mot tabellens andra rader."
                if is_sign
                else "Rätta det belopp som är fel."
            ),
            row=row,
            column=column,
            computation=f"skillnaden mellan {shown(first)} och {shown(second)} är {shown(abs(first - second))}",
            evidence=(str(first), str(second), str(stands)),
        )


def _side(table: SectionTable, row: Row) -> int:
    """−1 for a row that is drawn from the total: its amounts have the other sign there."""
    return -1 if any(row.key in total.subtracts for total in table.sums) else 1


def _relation(table: SectionTable, row: Row, column: Column, pair: tuple[str, str]) -> int:
    first, second, stands = (table.value(row, key) for key in (*pair, column.key))
    if first is None or second is None or not stands or first == second:
        return 0
    return (1 if (first - second) * stands > 0 else -1) * _side(table, row)


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
        whole, part, stands = (table.value(row, key) for key in (*pair, column.key))
        if not row.cells or not whole or part is None or stands is None:
            return
        decimals = table.table.columns[table.columns[pair[1]]].decimals
        printed_whole, printed_part = rounded(whole, decimals), rounded(part, decimals)
        if not printed_whole:
            return
        expected = printed_part * 100 / printed_whole
        if rounded(expected, column.decimals) == rounded(stands, column.decimals):
            return
        slack = Decimal(1).scaleb(-column.decimals) * HALF + abs(
            Decimal(1).scaleb(-decimals) * 50 / printed_whole
        )
        is_rounding = abs(expected - rounded(stands, column.decimals)) <= slack
        yield self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            table,
            f"{column.heading} för ”{row.label}” är {shown(rounded(stands, column.decimals), '%', column.decimals)}, "
            f"men de tryckta beloppen ger {shown(expected, '%', 2)}. "
            + ("Skillnaden ryms i avrundningen." if is_rounding else "Rätta det tal som är fel."),
            row=row,
            column=column,
            computation=f"{shown(printed_part)} / {shown(printed_whole)} = {shown(expected, '%', 2)}",
            evidence=(str(whole), str(part), str(stands)),
        )


class ForecastBelowActual(Rule):
    code = "prognos-under-utfall"
    name = "Prognosen ligger under utfallet"
    help = "Utfallet hittills är redan större än prognosen för hela året."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            for row in () if table.is_of_results else table.lines:
                actual, forecast = table.value(row, "actual"), table.value(row, "forecast")
                if actual and forecast is not None and actual * forecast >= 0 and abs(actual) > abs(forecast):
                    unit = table.table.unit
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{row.label}” har redan utfallet {shown(actual, unit)}, men prognosen för året är "
                        f"{shown(forecast, unit)}. Kontrollera prognosen, eller skriv vad som ska komma tillbaka.",
                        row=row,
                        evidence=(str(actual), str(forecast)),
                    )


class UnmovedForecast(Rule):
    code = "prognos-lika-budget"
    name = "Prognosen är lika med budget trots ovanlig förbrukning"
    help = (
        "Prognosen är budgeten oförändrad, fast andelen som är förbrukad ligger långt från andelen av året."
    )
    gap, least = Decimal("0.25"), Decimal("0.01")  # of the year; of the table's whole budget

    def find(self, facts: Facts) -> Iterator[Finding]:
        passed = facts.share_of_year
        if passed == 1:
            return
        for table in facts.money:
            turnover = sum((abs(table.value(row, "budget") or Decimal(0)) for row in table.lines), Decimal(0))
            for row in table.lines:
                budget, actual, forecast = (table.value(row, key) for key in ("budget", "actual", "forecast"))
                if not budget or actual is None or budget != forecast:
                    continue
                used = actual / budget
                if abs(used - passed) > self.gap and abs(actual - budget * passed) >= turnover * self.least:
                    yield self.at_table(
                        Severity.ADVICE,
                        table,
                        f"”{row.label}” har förbrukat {shown(used * 100, '%', 0)} när {shown(passed * 100, '%', 0)} "
                        "av året har gått, men prognosen är lika med budget. Se över prognosen, eller skriv varför.",
                        row=row,
                        computation=f"{shown(actual)} / {shown(budget)} = {shown(used * 100, '%', 1)}",
                        evidence=(str(budget), str(actual), str(passed)),
                    )


class UnexplainedVariance(Rule):
    code = "avvikelse-utan-kommentar"
    name = "En stor avvikelse utan kommentar"
    help = "En avvikelse på minst 10 % av raden och 1 % av tabellen nämns inte i kommentar eller text."
    of_row, of_table = Decimal("0.10"), Decimal("0.01")

    def find(self, facts: Facts) -> Iterator[Finding]:
        texts: dict[str, list[str]] = {}
        for section, markdown in facts.prose:
            texts.setdefault(section.key, []).extend(words(markdown))
        for table in facts.money:
            turnover = sum((abs(table.value(row, "budget") or Decimal(0)) for row in table.lines), Decimal(0))
            for row in table.lines:
                budget, off = table.value(row, "budget"), table.value(row, "variance_forecast")
                if budget is None or not off or _has_comment(table, row):
                    continue
                is_large = abs(off) >= abs(budget) * self.of_row and abs(off) >= turnover * self.of_table
                if is_large and not share_named(row.label, texts.get(table.section_key, [])):
                    unit = table.table.unit
                    yield self.at_table(
                        Severity.ADVICE,
                        table,
                        f"”{row.label}” avviker med {shown(off, unit)} från budget {shown(budget, unit)}, "
                        "men texten i avsnittet nämner den inte. Skriv vad avvikelsen beror på.",
                        row=row,
                        evidence=(str(budget), str(off)),
                    )


def _has_comment(table: SectionTable, row: Row) -> bool:
    return any(
        column.kind == "text" and cell.text.strip()
        for column, cell in zip(table.table.columns, row.cells, strict=True)
    )


RULES: tuple[type[Rule], ...] = (
    PrintedTotal,
    RowDifference,
    RowPercent,
    ForecastBelowActual,
    UnmovedForecast,
    UnexplainedVariance,
)
