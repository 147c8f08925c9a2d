"""What the figures of a SIE file change in a report, line by line: shown before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgets.ledger.account_amounts import SOURCES, AccountAmount, AccountAmounts, total
from budgets.ledger.account_rules import Assignment
from budgets.ledger.models import LedgerFigure
from budgets.models import BudgetLine
from reporting.document.amounts import format_number

LAST_YEAR = (LedgerFigure.ACTUAL_LAST_YEAR, LedgerFigure.RESULT_LAST_YEAR)


def counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


@dataclass(frozen=True)
class LineChange:
    """One figure of one line: kronor before and after; None is missing."""

    line: BudgetLine
    figure: LedgerFigure
    old: Decimal | None
    new: Decimal | None
    accounts: tuple[AccountAmount, ...]

    @property
    def is_change(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class AmountPlan:
    """One figure of all lines, with the file's own control sums."""

    figure: LedgerFigure
    figures: AccountAmounts
    assignment: Assignment
    changes: tuple[LineChange, ...]

    @property
    def source(self) -> str:
        return SOURCES[self.figures.source]

    @property
    def mapped(self) -> Decimal:
        return sum((total(amounts) for amounts in self.assignment.lines.values()), Decimal(0))

    @property
    def outside(self) -> Decimal:
        return total(self.assignment.outside)

    @property
    def unmapped(self) -> Decimal:
        return total(self.assignment.unmapped)

    @property
    def doubts(self) -> list[str]:
        name, found = self.figure.label, list(self.figures.notes)
        if self.figure in LAST_YEAR and (
            changed := [change for change in self.changes if change.is_change and change.old is not None]
        ):
            found.append(
                f"{name}: {counted(len(changed), 'uppgift', 'uppgifter')} som redan finns i rapporten ändras."
            )
        if self.assignment.unmapped:
            accounts = {row.account for row in self.assignment.unmapped}
            found.append(
                f"{name}: {counted(len(accounts), 'konto', 'konton')} saknar rad i rapporten och kommer inte med, "
                f"sammanlagt {format_number(self.unmapped, 2)} kr."
            )
        if faults := self.figures.control_faults:
            found.append(
                f"{name}: {counted(len(faults), 'konto', 'konton')} stämmer inte med filens egna årssummor (#RES, #UB)."
            )
        return found
