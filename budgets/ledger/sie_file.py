"""The parsed rows of a SIE file, and contradictions among them. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from budgets.ledger.sie_checksum import Checksum
from budgets.ledger.sie_fields import Objects

MOST_NAMED = 10  # lines or accounts in one sentence
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fault:
    """An unreadable line. ``is_figure``: a figure is lost, so the file must not be used."""

    line: int  # from 1; 0 for the whole file
    text: str
    is_figure: bool = True


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year; ``index`` 0 is the current one, −1 the one before."""

    index: int
    starts: dt.date
    ends: dt.date


@dataclass(slots=True)
class Account:
    number: str
    name: str = ""
    kind: str = ""  # T and S: balance sheet, K and I: result, "": not given


@dataclass(frozen=True, slots=True)
class Balance:
    """#IB, #UB or #RES (``label`` without #); per object #OIB, #OUB."""

    label: str
    year: int
    account: str
    amount: Decimal
    objects: Objects = ()


@dataclass(frozen=True, slots=True)
class PeriodAmount:
    """A month's change (PSALDO) or budget (PBUDGET). Without objects: the total."""

    label: str
    year: int
    month: dt.date  # its first day
    account: str
    amount: Decimal
    objects: Objects = ()


@dataclass(frozen=True, slots=True)
class Transaction:
    account: str
    amount: Decimal
    objects: Objects = ()


@dataclass(slots=True)
class Voucher:
    line: int
    series: str
    number: str
    date: dt.date
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def difference(self) -> Decimal:
        """Debit minus credit; zero when balanced."""
        return sum((row.amount for row in self.transactions), Decimal(0))


@dataclass(slots=True)
class SieFile:
    encoding: str
    sie_type: str = ""
    program: str = ""
    company: str = ""  # #FNAMN
    organisation: str = ""  # #ORGNR, as written
    covers_through: dt.date | None = None  # #OMFATTN
    years: dict[int, Year] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    period_amounts: list[PeriodAmount] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # importable once confirmed
    checksum: Checksum = Checksum.ABSENT

    @property
    def is_usable(self) -> bool:
        """No figure was lost."""
        return not any(fault.is_figure for fault in self.faults)

    def account_name(self, number: str) -> str:
        account = self.accounts.get(number)
        return account.name if account else ""


def repeated(items: Iterable[T]) -> list[T]:
    """Items that occur more than once, each once and in order."""
    return [item for item, times in Counter(items).items() if times > 1]


def doubled_rows(file: SieFile) -> list[str]:
    """Swedish warnings of accounts with two sums for a year, and of repeated vouchers."""
    sums = repeated((row.label, row.year, row.account, row.objects) for row in file.balances)
    found = [
        f"Konto {listed(accounts)} har mer än en rad #{label} för samma år, så dess årssumma är okänd."
        for label in dict.fromkeys(row[0] for row in sums)
        if (accounts := list(dict.fromkeys(row[2] for row in sums if row[0] == label)))
    ]
    vouchers = repeated(
        (voucher.series, voucher.number, voucher.date, tuple(voucher.transactions))
        for voucher in file.vouchers
        if voucher.number
    )
    if vouchers:
        names = [f"{series} {number}".strip() for series, number, *_ in vouchers]
        found.append(
            f"Verifikat {listed(names)} står mer än en gång, med samma rader, och räknas varje gång."
        )
    return found


def listed(items: Iterable[object]) -> str:
    texts = [str(item) for item in items]
    return ", ".join(texts[:MOST_NAMED]) + (" med flera" if len(texts) > MOST_NAMED else "")


def result_balances(file: SieFile, year: int) -> Iterator[Balance]:
    """The file's sums of a year's result accounts, as control totals."""
    return (row for row in file.balances if row.label == "RES" and row.year == year)
