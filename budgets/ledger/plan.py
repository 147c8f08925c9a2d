"""Plans the import of a SIE file into a report: previewed, then applied as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from budgets.ledger.account_amounts import AccountAmount, AccountAmounts, LedgerError, total
from budgets.ledger.account_kinds import is_closing_account
from budgets.ledger.account_rules import AccountPrefix, Dimensions, assign, dimensions_of, names_closing
from budgets.ledger.changes import LAST_YEAR, AmountPlan, LineChange
from budgets.ledger.figures import actuals, budgets, last_year
from budgets.ledger.kommun_bas import proposed_rules
from budgets.ledger.models import AccountRule, LedgerAmount, LedgerFigure
from budgets.ledger.owners import owner_doubts, remember_owner
from budgets.ledger.sie_checksum import Checksum
from budgets.ledger.sie_file import Fault, SieFile
from budgets.models import AMOUNT_LIMIT, BudgetLine
from budgets.sections.columns import stored_figures
from reporting.document.amounts import format_number
from reporting.journal.writing import Batch
from reporting.models import Report
from reporting.models.imported_file import ImportedFile
from reporting.models.journal import snapshot
from reporting.sections import sections_of

OBJECT_LENGTH = 60
CHECKSUM_DOUBTS = {
    Checksum.WRONG: [
        "Filens kontrollsumma (#KSUMMA) stämmer inte med dess innehåll: filen är ändrad efter exporten."
    ],
    Checksum.CUT_OFF: [
        "Filens avslutande kontrollsumma (#KSUMMA) saknas: slutet av filen kan ha kommit bort."
    ],
}


class LedgerPlan:
    """What an import would change. Nothing is written before ``apply``."""

    def __init__(self, report: Report, file: SieFile) -> None:
        self.report = report
        self.file = file
        self.stored_rules = list(AccountRule.objects.filter(committee=report.committee))
        self.owner_doubts = owner_doubts(file, report.committee)
        self.plans: list[AmountPlan] = []
        self.refusals = [fault.text for fault in self.file.faults if fault.is_figure and not fault.line]
        if self.file.is_usable:
            self._plan()

    @property
    def row_faults(self) -> list[Fault]:
        """Unreadable rows, those that lose a figure first."""
        found = [fault for fault in self.file.faults if fault.line or not fault.is_figure]
        return sorted(found, key=lambda fault: not fault.is_figure)

    @property
    def is_ready(self) -> bool:
        return bool(self.plans) and self.file.is_usable and not self.refusals

    @property
    def changes(self) -> list[LineChange]:
        return [change for plan in self.plans for change in plan.changes]

    @property
    def changes_nothing(self) -> bool:
        """Whether the report already has the file's figures and their accounts."""
        return not self._changes_figures and self._accounts() == self._known_accounts()

    @property
    def changes_accounts_alone(self) -> bool:
        return self.is_ready and not self._changes_figures and not self.changes_nothing

    @property
    def _changes_figures(self) -> bool:
        return any(change.is_change for change in self.changes)

    def _accounts(self) -> set[tuple[str, str, str, str, Decimal]]:
        """What is stored: figure, line, account, object and kronor."""
        return {
            (plan.figure.value, key, row.account, self._object_text(row), row.amount)
            for plan in self.plans
            for key, rows in plan.assignment.lines.items()
            for row in rows
        }

    def _known_accounts(self) -> set[tuple[str, str, str, str, Decimal]]:
        figures = [plan.figure for plan in self.plans]
        kept = LedgerAmount.objects.filter(report=self.report, figure__in=figures)
        return set(kept.values_list("figure", "line_key", "account", "object_number", "amount"))

    @property
    def digest(self) -> str:
        """Digest of the previewed changes, checked again on confirm."""
        parts = [(c.line.key, c.figure.value, str(c.old), str(c.new)) for c in self.changes]
        unmapped = [(plan.figure.value, str(plan.unmapped), str(plan.outside)) for plan in self.plans]
        return hashlib.sha256(repr((parts, unmapped, self.doubts)).encode()).hexdigest()

    @property
    def doubts(self) -> list[str]:
        """Warnings that a person has to accept before the import."""
        of_figures = [text for plan in self.plans for text in plan.doubts]
        of_file = CHECKSUM_DOUBTS.get(self.file.checksum, []) + self.owner_doubts + self.file.doubts
        return of_file + list(dict.fromkeys(of_figures))

    def account_name(self, number: str) -> str:
        return self.file.account_name(number)

    def _plan(self) -> None:
        lines = list(BudgetLine.objects.filter(report=self.report))
        rules = self._rules(lines)
        try:
            found = self._figures(dimensions_of(rules))
        except LedgerError as error:
            self.refusals.append(str(error))
            return
        self.plans = [self._figure_plan(figure, figures, lines, rules) for figure, figures in found]
        self.refusals += [
            f"Konto {row.account} kan inte sparas: objektet är för långt eller beloppet för stort."
            for plan in self.plans
            for row in plan.figures.amounts
            if abs(row.amount) >= AMOUNT_LIMIT
            or len(self._object_text(row)) > OBJECT_LENGTH
            or not self._object_text(row).isprintable()
        ]
        self.refusals += [
            f"{change.line.label}: {change.new} kr är hundra miljarder kronor eller mer. Kontrollera filen."
            for change in self.changes
            if change.new is not None and abs(change.new) >= AMOUNT_LIMIT
        ]

    @property
    def is_proposal(self) -> bool:
        """Whether Kommun-Bas is used because the nämnd has no rules yet."""
        return not self.stored_rules

    def _rules(self, lines: list[BudgetLine]) -> list[AccountPrefix]:
        """Rules for lines that the report lacks are dropped: their accounts show as unmapped."""
        if self.is_proposal:
            return proposed_rules(lines)
        known = {line.key for line in lines} | {""}
        return [
            AccountPrefix(rule.prefix, rule.line_key, rule.object_prefix, rule.dimension)
            for rule in self.stored_rules
            if rule.line_key in known
        ]

    def _object_text(self, row: AccountAmount) -> str:
        """The object as stored: 450, or 1:450 when the rules use several dimensions."""
        if len({rule.dimension for rule in self.stored_rules if rule.dimension}) < 2:
            return row.object
        return " ".join(f"{dimension}:{number}" for dimension, number in row.objects)

    def _figures(self, dimensions: Dimensions) -> list[tuple[LedgerFigure, AccountAmounts]]:
        through = self.report.period.actuals_through
        found = [(LedgerFigure.ACTUAL, actuals(self.file, through, dimensions))]
        if budgeted := budgets(self.file, through, dimensions):
            found += list(zip((LedgerFigure.BUDGET, LedgerFigure.PERIOD_BUDGET), budgeted, strict=True))
        shown = _shown_figures(self.report)
        then = last_year(self.file, through, dimensions)
        return found + [
            (figure, then[figure.value]) for figure in LAST_YEAR if figure in shown and figure in then
        ]

    def _figure_plan(
        self,
        figure: LedgerFigure,
        figures: AccountAmounts,
        lines: Iterable[BudgetLine],
        rules: list[AccountPrefix],
    ) -> AmountPlan:
        assignment = assign(figures.amounts, rules, is_closing=partial(is_closing_account, self.file))
        figures.notes += _closing_note(figures, self.file, rules)
        came_before = set(
            LedgerAmount.objects.filter(report=self.report, figure=figure).values_list("line_key", flat=True)
        )
        changes = tuple(
            LineChange(line, figure, old, self._new(line, old, accounts, came_before), tuple(accounts))
            for line in lines
            for old, accounts in [(getattr(line, figure.value), assignment.lines.get(line.key, []))]
        )
        return AmountPlan(figure, figures, assignment, changes)

    def _new(
        self, line: BudgetLine, old: Decimal | None, accounts: list[AccountAmount], came_before: set[str]
    ) -> Decimal | None:
        """The accounts' sum. A line that had its figure from an earlier file and now has no account is zero;
        any other line without accounts is left as it is."""
        if accounts:
            return total(accounts)
        return Decimal(0) if line.key in came_before else old

    def apply(self, file: ImportedFile, batch: Batch) -> int:
        """Writes figures, journal and accounts; returns the number of changed figures."""
        changed = [change for change in self.changes if change.is_change]
        for change in changed:
            write_figure(batch, change.line, change.figure.value, change.new)
        of_other_accounts = {line for _, line, *_ in self._accounts() ^ self._known_accounts()}
        batch.rewritten |= {(BudgetLine._meta.label_lower, line) for line in of_other_accounts}
        self._keep_accounts(file)
        remember_owner(self.file, self.report.committee)
        return len(changed)

    def _keep_accounts(self, file: ImportedFile) -> None:
        figures = [plan.figure for plan in self.plans]
        LedgerAmount.objects.filter(report=self.report, figure__in=figures).delete()
        LedgerAmount.objects.bulk_create(
            LedgerAmount(
                report=self.report,
                file=file,
                figure=plan.figure,
                line_key=key,
                account=row.account,
                account_name=self.account_name(row.account)[:200].replace("\x00", ""),
                object_number=self._object_text(row),
                amount=row.amount,
            )
            for plan in self.plans
            for key, rows in plan.assignment.lines.items()
            for row in rows
        )


def _shown_figures(report: Report) -> set[str]:
    """The stored figures that the report's statement has columns for."""
    sections: list[Any] = [
        section for section in sections_of(report) if getattr(section, "model", None) is BudgetLine
    ]
    return {name for section in sections for name in stored_figures(section.table.columns)}


def _closing_note(figures: AccountAmounts, file: SieFile, rules: list[AccountPrefix]) -> list[str]:
    left_out = [
        row
        for row in figures.amounts
        if row.amount and is_closing_account(file, row.account) and not names_closing(rules, row)
    ]
    if not left_out:
        return []
    accounts = ", ".join(dict.fromkeys(row.account for row in left_out))
    return [
        f"Konto {accounts} (årets resultat) bokar bort resultatet när året avslutas och räknas inte: "
        f"{format_number(total(left_out), 2)} kr."
    ]


def write_figure(batch: Batch, row: Any, name: str, value: Decimal | None) -> None:
    """Writes a figure past the forms, journaled."""
    before = snapshot(row)
    setattr(row, name, value)
    row.save(update_fields=[name])
    batch.note(row, before)
