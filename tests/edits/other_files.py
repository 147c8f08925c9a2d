"""Files that are not the portal's own: ledgers (SIE), and tables whose columns are explained once and saved."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import openpyxl
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from budgets.models import AccountRule, BudgetLine
from reporting.imports.grids import entry_grids
from reporting.models import Report
from reporting.models.choices import Status
from tests.edits.files import Files
from tests.edits.malls import MONEY, figures_of
from tests.edits.memory import Line, Mall
from tests.edits.portal import NUMBERS, pick
from tests.edits.typing import AMOUNTS, KRONOR, Typed

BOOKED = st.decimals(-(10**8), 10**8, places=2)
SIGNS = st.sampled_from(["report", "turned", "ledger", "plain"])


@dataclass(frozen=True)
class SavedTable:
    """Explained in some report of the nämnd: what a column of it is, its unit and signs."""

    name: str
    section: str
    figure: str
    unit: str
    signs: str

    @property
    def heading(self) -> str:
        return f"Belopp {self.name}"

    def kronor(self, number: Decimal, line: Line, mall: Mall) -> Decimal:
        amount = number * KRONOR[self.unit]
        printed = amount * mall.signs[line.kind]
        is_cost = line.kind == "cost"
        return {
            "report": printed,
            "turned": -printed,
            "ledger": amount,
            "plain": amount if is_cost else -amount,
        }[self.signs]


class OtherFiles(Files):
    @precondition(lambda self: self.status == Status.DRAFT and self.steps % 5 == 1)
    @rule(
        amounts=st.lists(st.tuples(NUMBERS, BOOKED), min_size=1, max_size=4),
        budget=st.none() | st.tuples(BOOKED, BOOKED),
    )
    def import_ledger(
        self, amounts: list[tuple[int, Decimal]], budget: tuple[Decimal, Decimal] | None
    ) -> None:
        """An account for each line; a line whose account is no longer in the file has no amount left."""
        report = self.now
        lines = self.memory.lines_of(report.pk, BudgetLine)
        if not lines or not is_month_end(report):
            return
        booked = {pick(lines, number).key: amount for number, amount in amounts}
        if not self.imported(self.ledger(report, booked, budget), "bok.se"):
            return
        self.done["ledger imported"] += 1
        self.remember_booked(report, "actual", booked)
        if budget is not None:
            early, late = budget
            at_end = report.period.actuals_through.month == 12
            self.remember_booked(report, "budget", dict.fromkeys(booked, early + late))
            self.remember_booked(report, "period_budget", dict.fromkeys(booked, early + late * at_end))

    def ledger(
        self, report: Report, booked: dict[str, Decimal], budget: tuple[Decimal, Decimal] | None
    ) -> bytes:
        through = report.period.actuals_through
        rows = ["#FLAGGA 0", "#FNAMN Provby", "#SIETYP 4", f"#RAR 0 {through.year}0101 {through.year}1231"]
        for key, amount in booked.items():
            account = self.account(key)
            rows.append(f"#PSALDO 0 {through:%Y%m} {account} {{}} {amount}")
            for month, planned in zip(("01", "12"), budget or (), strict=False):
                rows.append(f"#PBUDGET 0 {through.year}{month} {account} {{}} {planned}")
        return "\r\n".join([*rows, ""]).encode("cp437")

    def account(self, key: str) -> str:
        """A line's own, by a rule of the nämnd."""
        made = AccountRule.objects.filter(committee=self.committee)
        found = made.filter(line_key=key).first() or AccountRule.objects.create(
            committee=self.committee, line_key=key, prefix=str(4000 + made.count())
        )
        return str(found.prefix)

    def remember_booked(self, report: Report, figure: str, booked: dict[str, Decimal]) -> None:
        for line in self.memory.lines_of(report.pk, BudgetLine):
            fact = (report.pk, line.key, figure)
            if line.key in booked:
                self.memory.change(line, **{figure: booked[line.key]})
            elif fact in self.memory.booked:
                self.memory.change(line, **{figure: Decimal(0)})
        kept = {fact for fact in self.memory.booked if (fact[0], fact[2]) != (report.pk, figure)}
        self.memory.booked = kept | {(report.pk, key, figure) for key in booked}

    @precondition(lambda self: self.status == Status.DRAFT and self.steps % 5 == 3)
    @rule(
        which=NUMBERS, column=NUMBERS, unit=st.sampled_from(sorted(KRONOR)), signs=SIGNS, is_new=st.booleans(),
        figures=st.lists(AMOUNTS, min_size=1, max_size=4),
    )  # fmt: skip
    def import_table(
        self, which: int, column: int, unit: str, signs: str, is_new: bool, figures: list[Typed]
    ) -> None:
        """A saved table is read as it was explained, whatever the report's own unit and signs have become."""
        report = self.now
        grids = {grid.section.key: grid for grid in entry_grids(report) if grid.section.key in MONEY}
        if is_new or not self.tables:
            section = pick(sorted(grids), which) if grids else ""
            shown = (
                [c.name for c in grids[section].columns if c.name in figures_of(MONEY[section])]
                if grids
                else []
            )
            if not shown:
                return
            name = chr(ord("a") + len(self.tables)) * 3
            self.tables.append(SavedTable(name, section, pick(shown, column), unit, signs))
            table = self.tables[-1]
        else:
            table = pick(self.tables, which)
        if table.section not in grids or table.figure not in [c.name for c in grids[table.section].columns]:
            return
        mall = Mall.of(report, table.section)
        assert mall is not None
        lines = self.memory.lines_of(report.pk, MONEY[table.section])
        typed = [
            (line, each.number) for line, each in zip(lines, figures, strict=False) if each.number is not None
        ]
        explained = {
            "blad": table.name, "rad": "1", "mal": f"{table.section}:{grids[table.section].prefix}",
            "name": table.name, "unit": table.unit, "signs": table.signs, "blank_means": "keep", "dash": "keep",
            "rounding": "exact", "column_0": "row", "column_1": table.figure,
        }  # fmt: skip
        if typed and self.imported(table_file(table, typed), "tabell.xlsx", explained):
            self.done["saved table imported"] += 1
            for line, number in typed:
                self.memory.change(line, **{table.figure: table.kronor(number, line, mall)})


def table_file(table: SavedTable, typed: list[tuple[Line, Decimal]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = table.name
    sheet.append(["Post", table.heading])
    for line, number in typed:
        sheet.append([line.label, number])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def is_month_end(report: Report) -> bool:
    return bool((report.period.actuals_through + timedelta(days=1)).day == 1)
