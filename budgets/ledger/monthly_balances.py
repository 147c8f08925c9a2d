"""A SIE file's rows by month (#PSALDO, #PBUDGET) as amounts of accounts, each counted once. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from budgets.ledger.account_amounts import ZERO, AccountAmounts, LedgerError, Sums, listed_amounts, of_those
from budgets.ledger.account_kinds import Accounts, is_result_account
from budgets.ledger.account_rules import Dimensions
from budgets.ledger.sie_fields import Objects
from budgets.ledger.sie_file import PeriodAmount, SieFile, Year, listed


def monthly_amounts(
    file: SieFile,
    rows: Iterable[PeriodAmount],
    year: Year,
    through: dt.date,
    dimensions: Dimensions,
    has_totals: bool,
    is_counted: Accounts = is_result_account,
) -> AccountAmounts:
    """``has_totals``: a row without objects is the month's total, not the part without an object."""
    label, kinds, doubled = _by_month(file, rows, year, through, is_counted)
    uncontrolled: set[str] = set()
    without_objects: set[str] = set()
    for (account, month), twice in doubled.items():
        of_month = kinds[account, month]
        if has_totals and () in of_month and () not in twice:
            kinds[account, month] = {(): of_month[()]}
            without_objects.add(account)
        elif is_result_account(file, account):
            raise LedgerError(
                f"Konto {account} har två rader för {month:%Y-%m} med samma objekt, "
                "så det går inte att veta vad som gäller. Exportera filen igen."
            )
        else:
            uncontrolled.add(account)
    sums: Sums = defaultdict(Decimal)
    lost: set[str] = set()
    for (account, _), of_month in sorted(kinds.items()):
        wanted = dimensions(account)
        found = one_kind(of_month, wanted, has_totals)
        for objects, amount in found.items():
            sums[account, objects] += amount
        lost |= {account for name in wanted if name in _names(of_month) and name not in _names(found)}
    notes = _not_crossed(lost) + _whole_alone(without_objects)
    return AccountAmounts(
        label, listed_amounts(sums), notes, has_totals=has_totals, uncontrolled=frozenset(uncontrolled)
    )


OfMonth = dict[tuple[str, dt.date], dict[Objects, Decimal]]  # by account and month


def _by_month(
    file: SieFile, rows: Iterable[PeriodAmount], year: Year, through: dt.date, is_counted: Accounts
) -> tuple[str, OfMonth, dict[tuple[str, dt.date], set[Objects]]]:
    """The rows' label, their amounts, and the objects that have more than one amount in a month."""
    first = year.starts.replace(day=1)
    kinds: OfMonth = defaultdict(dict)
    doubled: dict[tuple[str, dt.date], set[Objects]] = defaultdict(set)
    label = ""
    for row in rows:
        label = row.label
        if not first <= row.month <= through or not is_counted(file, row.account):
            continue
        of_month = kinds[row.account, row.month]
        if row.objects in of_month:
            doubled[row.account, row.month].add(row.objects)
        of_month[row.objects] = row.amount
    return label, kinds, doubled


def _whole_alone(accounts: set[str]) -> list[str]:
    if not accounts:
        return []
    return [
        f"Konto {listed(sorted(accounts))} har flera rader med samma objekt i samma månad. Kontots hela belopp är "
        "läst, men inte hur det fördelas på objekt."
    ]


def _names(rows: Iterable[Objects]) -> set[str]:
    return {name for objects in rows for name, _ in objects}


def _not_crossed(accounts: set[str]) -> list[str]:
    if not accounts:
        return []
    return [
        f"Konto {listed(sorted(accounts))} har regler för flera dimensioner, men filen säger inte vad som "
        "är bokfört på båda. Bara den ena används. En fil av typ 4 (med verifikat) har båda."
    ]


def one_kind(
    rows: Mapping[Objects, Decimal], dimensions: tuple[str, ...], has_totals: bool = True
) -> dict[Objects, Decimal]:
    """One account's month as amounts per objects of some dimensions, counted once.

    The row without objects is the total, and rows with objects repeat the same money. Where there is
    no total, the rows with objects are the total's parts, each booked on just those objects. Where there
    is one, they may be parts too, or the total once for each dimension: then the rows of the wanted
    dimensions are taken, and what is left of the total has no object. Without ``has_totals`` every row,
    that without objects too, is a part.
    """
    if not has_totals:
        rows = {objects or (("", ""),): amount for objects, amount in rows.items()}
    whole = rows.get(())
    parts = {objects: amount for objects, amount in rows.items() if objects}
    if whole is not None and sum(parts.values(), ZERO) != whole:
        parts = _of_dimensions(parts, dimensions)
    found: dict[Objects, Decimal] = defaultdict(Decimal)
    for objects, amount in parts.items():
        found[of_those(objects, dimensions)] += amount
    rest = ZERO if whole is None else whole - sum(found.values(), ZERO)
    if rest or not found:
        found[()] += rest
    return dict(found)


def _of_dimensions(parts: Mapping[Objects, Decimal], dimensions: tuple[str, ...]) -> dict[Objects, Decimal]:
    """The rows with most of the wanted dimensions and fewest others; maybe none."""
    having = {
        objects: tuple(pair[0] for pair in objects) for objects in parts if of_those(objects, dimensions)
    }
    chosen = min(
        having.values(),
        key=lambda names: (-len(set(names) & set(dimensions)), len(names), names),
        default=None,
    )
    return {objects: parts[objects] for objects, names in having.items() if names == chosen}
