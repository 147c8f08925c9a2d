"""Kronor of accounts, debit +, and where in a SIE file they were read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.ledger.sie_fields import Objects

ZERO = Decimal(0)
Sums = dict[tuple[str, Objects], Decimal]  # (account, objects of the wanted dimensions) -> kronor
SOURCES = {
    "PSALDO": "periodsaldon (#PSALDO)",
    "VER": "verifikat (#VER)",
    "RES": "årets saldon (#RES)",
    "PBUDGET": "periodbudget (#PBUDGET)",
}


class LedgerError(ValueError):
    """The file can't be used for the report; the message is Swedish and says which file would do."""


@dataclass(frozen=True, slots=True)
class AccountAmount:
    """Kronor of one account, for its objects of the dimensions that the rules tell apart."""

    account: str
    objects: Objects
    amount: Decimal

    @property
    def object(self) -> str:
        """450; with several dimensions 1:450 6:P12."""
        if len(self.objects) == 1:
            return self.objects[0][1]
        return " ".join(f"{dimension}:{number}" for dimension, number in self.objects)


@dataclass(frozen=True, slots=True)
class ControlFault:
    """An account whose rows (with #IB) don't add up to its sum in the file (#RES or #UB)."""

    account: str
    counted: Decimal
    declared: Decimal


@dataclass
class AccountAmounts:
    """One figure (actual, budget or period_budget) of every result account, and where it was read."""

    source: str
    amounts: list[AccountAmount]
    notes: list[str] = field(default_factory=list)
    control_faults: list[ControlFault] = field(default_factory=list)
    has_totals: bool = True  # how monthly rows without objects were read
    uncontrolled: frozenset[str] = frozenset()  # balance accounts whose months are given in two ways

    @property
    def total(self) -> Decimal:
        return total(self.amounts)


def total(amounts: Iterable[AccountAmount]) -> Decimal:
    return sum((row.amount for row in amounts), ZERO)


def of_those(objects: Objects, dimensions: tuple[str, ...]) -> Objects:
    return tuple(pair for pair in objects if pair[0] in dimensions)


def listed_amounts(sums: Mapping[tuple[str, Objects], Decimal]) -> list[AccountAmount]:
    return [AccountAmount(account, objects, amount) for (account, objects), amount in sorted(sums.items())]
