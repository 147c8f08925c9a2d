"""A file's rows against its own sums (#IB, #UB, #RES). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from budgets.ledger.account_amounts import ZERO, AccountAmounts, ControlFault
from budgets.ledger.account_kinds import is_result_account
from budgets.ledger.sie_file import SieFile, Year


def control_faults(file: SieFile, year: Year, whole: AccountAmounts) -> list[ControlFault]:
    """The accounts where the year's rows don't add up to what the file itself says (#RES, #UB).

    Some programs leave out all rows of the balance accounts; those are then not controlled.
    """
    counted: dict[str, Decimal] = defaultdict(Decimal)
    for row in whole.amounts:
        if row.account not in whole.uncontrolled:
            counted[row.account] += row.amount
    results = {account: sum_ for account, sum_ in counted.items() if is_result_account(file, account)}
    balances = {account: sum_ for account, sum_ in counted.items() if account not in results}
    faults = _differences(results, _sums_in_file(file, year, "RES"))
    if balances:
        for account, opening in _sums_in_file(file, year, "IB").items():
            if account not in whole.uncontrolled:
                balances[account] = balances.get(account, ZERO) + opening
        declared = {
            account: sum_
            for account, sum_ in _sums_in_file(file, year, "UB").items()
            if account not in whole.uncontrolled
        }
        faults += _differences(balances, declared)
    return faults


def _sums_in_file(file: SieFile, year: Year, label: str) -> dict[str, Decimal]:
    """The file's own sum of each account the label is about."""
    declared: dict[str, Decimal] = defaultdict(Decimal)
    for row in file.balances:
        is_right_kind = is_result_account(file, row.account) == (label == "RES")
        if (row.label, row.year) == (label, year.index) and is_right_kind:
            declared[row.account] += row.amount
    return declared


def _differences(counted: Mapping[str, Decimal], declared: Mapping[str, Decimal]) -> list[ControlFault]:
    if not declared:
        return []
    return [
        ControlFault(account, counted.get(account, ZERO), declared.get(account, ZERO))
        for account in sorted(counted.keys() | declared.keys())
        if counted.get(account, ZERO) != declared.get(account, ZERO)
    ]
