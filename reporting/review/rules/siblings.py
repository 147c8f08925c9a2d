"""Rules on amounts that two tables share: the members' parts of a whole, and investments. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import rounded
from reporting.document.blocks import Column, Row
from reporting.review.facts import OF_RESULTS, Facts, SectionTable, kronor, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import stem, words

INVESTMENT = re.compile(r"invest", re.IGNORECASE)
ROUNDING_NOTE = "Avrundningsdifferens"
NEAR = Decimal("0.1")  # how far two sums may differ and still be the same amount


@dataclass(frozen=True, kw_only=True)
class TableAmount:
    """An amount of a table, in kronor; ``step``: the value of its last printed digit."""

    table: SectionTable
    row: Row
    column: Column
    kronor: Decimal
    step: Decimal

    @property
    def text(self) -> str:
        return shown(self.kronor / _scale(self.table), self.table.table.unit, self.column.decimals)


def _scale(table: SectionTable) -> Decimal:
    return kronor(table.table) or Decimal(1)


def _amount(table: SectionTable, row: Row, column: Column) -> TableAmount | None:
    """None for a sum that lacks one of its lines: it is held against nothing."""
    value = table.value(row, column.key)
    if value is None or not table.is_whole(row, column.key):
        return None
    scale, step = _scale(table), Decimal(1).scaleb(-column.decimals)
    printed = rounded(value, column.decimals)
    return TableAmount(table=table, row=row, column=column, kronor=printed * scale, step=step * scale)


def member_of(facts: Facts, label: str) -> str:
    """The member kommun a label names ("IT-invest Laxå", "Herrljungaspec"); "" for none or several."""
    label_words = words(label)
    named = [
        name
        for name in facts.document.members
        if any(word.startswith(stem(words(name)[0])) for word in label_words if words(name))
    ]
    return named[0] if len(named) == 1 else ""


class MemberSplit(Rule):
    code = "fordelning"
    name = "Medlemmarnas delar ger inte det hela"
    help = (
        "Summan av medlemskommunernas delar ska vara samma belopp som resultattabellen har för hela nämnden."
    )

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            if table == facts.result or table.total is None or not self._is_split(facts, table):
                continue
            for column in table.table.columns:
                if column.kind == "amount" and (whole := _amount(table, table.total, column)):
                    yield from self._check(facts, whole)

    def _is_split(self, facts: Facts, table: SectionTable) -> bool:
        """Whether each line is another member."""
        named = [member_of(facts, row.label) for row in table.lines]
        return len(named) > 1 and all(named) and len(set(named)) == len(named)

    def _check(self, facts: Facts, whole: TableAmount) -> Iterator[Finding]:
        others = [
            other for table in facts.money if table != whole.table for other in _comparable(table, whole)
        ]
        if not others or any(abs(other.kronor) == abs(whole.kronor) for other in others):
            return
        counterpart = self._counterpart(facts, whole, others)
        if counterpart is None:
            return
        off = abs(abs(counterpart.kronor) - abs(whole.kronor))
        is_rounding = off <= (counterpart.step + whole.step) / 2 * (len(whole.table.lines) + 1)
        if is_rounding and any(note.startswith(ROUNDING_NOTE) for note in whole.table.table.notes):
            return
        yield self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            whole.table,
            f"Medlemmarnas delar är tillsammans {whole.text} i {whole.column.heading}, men ”{counterpart.row.label}” i "
            f"”{counterpart.table.title}” är {counterpart.text}. "
            + (
                "Skillnaden ryms i avrundningen."
                if is_rounding
                else "De ska vara lika: rätta den som är fel."
            ),
            row=whole.row,
            column=whole.column,
            computation=f"skillnaden är {shown(off / _scale(whole.table), whole.table.table.unit)}",
            evidence=(str(whole.kronor), str(counterpart.kronor)),
        )

    def _counterpart(self, facts: Facts, whole: TableAmount, others: list[TableAmount]) -> TableAmount | None:
        """The sum the parts belong to: the nearest, or the result if the table says so."""
        sums = [other for other in others if other.row.kind != "line" and other.kronor]
        near = [other for other in sums if _distance(other, whole) <= abs(other.kronor) * NEAR]
        if near:
            return min(near, key=lambda other: _distance(other, whole))
        is_of_result = OF_RESULTS.search(f"{whole.table.title} {whole.column.heading}")
        results = [other for other in sums if other.table == facts.result and other.row == other.table.total]
        return min(results, key=lambda other: _distance(other, whole), default=None) if is_of_result else None


def _distance(one: TableAmount, other: TableAmount) -> Decimal:
    return abs(abs(one.kronor) - abs(other.kronor))


def _comparable(table: SectionTable, whole: TableAmount) -> Iterator[TableAmount]:
    """Amounts comparable to a sum: of the same column in the other table, else its actual and forecast."""
    keys = [whole.column.key] if whole.column.key in table.columns else ["actual", "forecast"]
    for column in table.table.columns:
        if column.key in keys:
            for row in table.table.rows:
                if row.cells and (amount := _amount(table, row, column)):
                    yield amount


class SameInvestments(Rule):
    code = "samma-investering"
    name = "Samma investeringar i två tabeller"
    help = (
        "En investering, eller en medlems investeringar, som står i två tabeller ska ha samma belopp i båda."
    )

    def find(self, facts: Facts) -> Iterator[Finding]:
        seen: dict[tuple[str, str, str], TableAmount] = {}
        for table in facts.money:
            if not _is_of_investments(table):
                continue
            for name, row in _investments(facts, table):
                for column in table.table.columns:
                    figure = _amount(table, row, column) if column.kind == "amount" else None
                    if figure is None:
                        continue
                    other = seen.setdefault((name, column.group, column.key), figure)
                    if (
                        other.table != table
                        and abs(other.kronor - figure.kronor) > max(other.step, figure.step) / 2
                    ):
                        yield self._finding(figure, other)

    def _finding(self, figure: TableAmount, other: TableAmount) -> Finding:
        is_rounding = abs(figure.kronor - other.kronor) <= max(figure.step, other.step)
        return self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            figure.table,
            f"”{figure.row.label}” är {figure.text} i {figure.column.heading} här, men ”{other.row.label}” är "
            f"{other.text} i ”{other.table.title}”. "
            + ("Skillnaden ryms i avrundningen." if is_rounding else "Rätta den som är fel."),
            row=figure.row,
            column=figure.column,
            evidence=(str(figure.kronor), str(other.kronor)),
        )


def _is_of_investments(table: SectionTable) -> bool:
    return table.is_about(INVESTMENT) or all(INVESTMENT.search(row.label) for row in table.lines)


def _investments(facts: Facts, table: SectionTable) -> Iterator[tuple[str, Row]]:
    """Rows by member, where one row names it (a sum before a line), else by label."""
    rows = [row for row in table.table.rows if row.cells and row.kind != "total"]
    members: dict[str, list[Row]] = {}
    for row in rows:
        if member := member_of(facts, row.label):
            members.setdefault(member, []).append(row)
    for member, named in members.items():
        if (only := _only(named)) is not None:
            yield member, only
    for row in rows:
        if not member_of(facts, row.label):
            yield row.label.casefold(), row


def _only(rows: list[Row]) -> Row | None:
    """The one subtotal, or the one row; None if there are more."""
    sums = [row for row in rows if row.kind == "subtotal"]
    return sums[0] if len(sums) == 1 else rows[0] if len(rows) == 1 else None


RULES: tuple[type[Rule], ...] = (MemberSplit, SameInvestments)
