"""From a SIE file to the lines of a statement. Pure: kronor, debit +, exact; nothing is left out unseen.

Every account (and object, where the rules tell objects apart) lands in exactly one place: a line, what
does not belong to the nämnd, or the unmapped.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.ledger.sie_fields import Objects
from budgets.ledger.sie_file import PeriodAmount, SieFile, Year, listed, repeated, result_balances
from reporting.document.headings import a_year_before

ZERO = Decimal(0)
Sums = dict[tuple[str, Objects], Decimal]  # (account, objects of the wanted dimensions) -> kronor
BALANCE_KINDS = {"T", "S"}
RESULT_KINDS = {"K", "I"}
BALANCE_CLASSES = ("1", "2")
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


@dataclass(frozen=True)
class AccountPrefix:
    """Accounts beginning with ``prefix`` go to ``line``; "" is outside.

    With a dimension only what is booked on its objects beginning with ``object_prefix``.
    """

    prefix: str
    line: str
    object_prefix: str = ""
    dimension: str = ""

    def matches(self, account: str, objects: Objects) -> bool:
        if not account.startswith(self.prefix):
            return False
        if not self.dimension:
            return True
        return any(d == self.dimension and n.startswith(self.object_prefix) for d, n in objects)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Lowest rank first: longest account, longest object, lowest dimension."""
        return -len(self.prefix), -len(self.object_prefix), self.dimension


Dimensions = Callable[[str], tuple[str, ...]]  # account -> the dimensions its rules tell apart


def no_dimensions(_account: str) -> tuple[str, ...]:
    return ()


def dimensions_of(rules: Iterable[AccountPrefix]) -> Dimensions:
    """The dimensions of the rules that match an account."""
    with_dimension = [rule for rule in rules if rule.dimension]
    return lambda account: tuple(
        sorted({r.dimension for r in with_dimension if account.startswith(r.prefix)})
    )


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


@dataclass
class Assignment:
    """Where the amounts of one figure went. The three together are the file's total."""

    lines: dict[str, list[AccountAmount]]
    outside: list[AccountAmount]
    unmapped: list[AccountAmount]


def total(amounts: Iterable[AccountAmount]) -> Decimal:
    return sum((row.amount for row in amounts), ZERO)


def is_result_account(file: SieFile, number: str) -> bool:
    """By the file (#KTYP), else by class: 1 and 2 are balance accounts."""
    account = file.accounts.get(number)
    if account and account.kind in BALANCE_KINDS | RESULT_KINDS:
        return account.kind in RESULT_KINDS
    return not number.startswith(BALANCE_CLASSES)


Accounts = Callable[[SieFile, str], bool]  # which accounts are counted


def any_account(_file: SieFile, _number: str) -> bool:
    return True


def year_of(file: SieFile, through: dt.date) -> Year:
    """The file's year that holds a date. LedgerError when it has none."""
    for year in file.years.values():
        if year.starts <= through <= year.ends:
            return year
    covered = ", ".join(f"{year.starts}–{year.ends}" for year in file.years.values()) or "inget läsbart år"
    raise LedgerError(
        f"Filen gäller {covered}, men rapporten har utfall till och med {through}. "
        "Exportera en fil för rapportens år."
    )


def actuals(file: SieFile, through: dt.date, dimensions: Dimensions = no_dimensions) -> AccountAmounts:
    """What was booked from the year's start through a date.

    From the monthly balances or the vouchers, whichever agrees best with the file's own sums: some files
    hold a few of the one and all of the other, and in some a monthly balance without objects is the
    account's total, in others just the part that has no object. From the sums alone where there is neither.
    """
    year = year_of(file, through)
    monthly = [row for row in file.period_amounts if row.label == "PSALDO" and row.year == year.index]
    found: list[AccountAmounts] = []
    refusals: list[LedgerError] = []
    for has_totals in (True, False) if monthly else ():
        try:
            figures = _monthly(file, monthly, year, through, dimensions, has_totals)
            whole = _monthly(file, monthly, year, year.ends, no_dimensions, has_totals, any_account)
        except LedgerError as error:
            refusals.append(error)
            continue
        figures.control_faults = _control(file, year, whole)
        found.append(figures)
    if any(year.starts <= voucher.date <= year.ends for voucher in file.vouchers):
        figures = _booked(file, year, through, dimensions)
        figures.control_faults = _control(
            file, year, _booked(file, year, year.ends, no_dimensions, any_account)
        )
        found.append(figures)
    if found:
        best = min(found, key=lambda figures: len(figures.control_faults))
        best.notes += _ends_early(file, year, through)
        return best
    if refusals:
        raise refusals[0]
    return _declared(file, year, through, dimensions)


def _ends_early(file: SieFile, year: Year, through: dt.date) -> list[str]:
    """A note when the file ends before the report's last month."""
    end = file.covers_through if year.index == 0 else None
    if end and end < through:
        return [
            f"Filen omfattar bara till och med {end} (#OMFATTN), men rapporten gäller till och med {through}."
        ]
    booked = [row.month for row in file.period_amounts if row.label == "PSALDO" and row.year == year.index]
    booked += [voucher.date for voucher in file.vouchers]
    last = max((day for day in booked if year.starts.replace(day=1) <= day <= through), default=through)
    if last >= through.replace(day=1):
        return []
    return [f"Filen har inget bokfört efter {last:%Y-%m}, men rapporten gäller till och med {through}."]


def budgets(
    file: SieFile, through: dt.date, dimensions: Dimensions = no_dimensions
) -> tuple[AccountAmounts, AccountAmounts] | None:
    """The year's budget and the budget through a date; None when the file has no budget."""
    year = year_of(file, through)
    rows = [row for row in file.period_amounts if row.label == "PBUDGET" and row.year == year.index]
    if not rows:
        return None
    has_totals = actuals(file, through, dimensions).has_totals
    return (
        _monthly(file, rows, year, year.ends, dimensions, has_totals),
        _monthly(file, rows, year, through, dimensions, has_totals),
    )


def last_year(
    file: SieFile, through: dt.date, dimensions: Dimensions = no_dimensions
) -> dict[str, AccountAmounts]:
    """What the file says of the year before (#RAR -1): through the same date, and the whole of it."""
    this = year_of(file, through)
    year = file.years.get(this.index - 1)
    if year is None:
        return {}
    found: dict[str, AccountAmounts] = {}
    for name, end in (("actual_last_year", a_year_before(through)), ("result_last_year", year.ends)):
        with suppress(LedgerError):  # a file need say nothing of it
            figures = actuals(file, end, dimensions)
            if figures.source != "RES" or end == year.ends:
                found[name] = figures
    return found


def _monthly(
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
        label, _listed(sums), notes, has_totals=has_totals, uncontrolled=frozenset(uncontrolled)
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


def of_those(objects: Objects, dimensions: tuple[str, ...]) -> Objects:
    return tuple(pair for pair in objects if pair[0] in dimensions)


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


def _booked(
    file: SieFile,
    year: Year,
    through: dt.date,
    dimensions: Dimensions,
    is_counted: Accounts = is_result_account,
) -> AccountAmounts:
    sums: Sums = defaultdict(Decimal)
    for voucher in file.vouchers:
        if not year.starts <= voucher.date <= through:
            continue
        for row in voucher.transactions:
            if is_counted(file, row.account):
                sums[row.account, of_those(row.objects, dimensions(row.account))] += row.amount
    return AccountAmounts("VER", _listed(sums), _unbalanced(file))


def _unbalanced(file: SieFile) -> list[str]:
    return [
        f"Verifikat {voucher.series} {voucher.number} på rad {voucher.line} går inte jämnt upp: "
        f"{voucher.difference} kr skiljer."
        for voucher in file.vouchers
        if voucher.difference
    ]


def _declared(file: SieFile, year: Year, through: dt.date, dimensions: Dimensions) -> AccountAmounts:
    """#RES: the year's sums. Right only when the file ends on the report's date."""
    rows = [row for row in result_balances(file, year.index) if is_result_account(file, row.account)]
    if not rows:
        raise LedgerError(
            "Filen har inga saldon för rapportens år: varken #PSALDO, #VER eller #RES. "
            "Exportera en SIE-fil av typ 1–4 med saldon."
        )
    if twice := repeated(row.account for row in rows):
        raise LedgerError(
            f"Konto {listed(twice)} har mer än en rad #RES för samma år, så det går inte att veta vad som gäller. "
            "Exportera filen igen."
        )
    end = (file.covers_through or year.ends) if year.index == 0 else year.ends
    notes = _unequal(file, year)
    if end != through:
        notes.append(
            f"Filen har bara hela årets saldo (#RES), till och med {end}, inte per månad. Rapporten gäller "
            f"till och med {through}. En fil av typ 2, 3 eller 4 har saldo per månad."
        )
    if any(dimensions(row.account) for row in rows):
        notes.append("#RES delar inte upp på objekt, så reglernas objekt kan inte användas.")
    sums: Sums = defaultdict(Decimal)
    for row in rows:
        sums[row.account, ()] += row.amount
    return AccountAmounts("RES", _listed(sums), notes)


def _unequal(file: SieFile, year: Year) -> list[str]:
    """A note when sums and opening balances disagree, as when rows are missing."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in file.balances:
        if row.year == year.index:
            sums[row.label] += row.amount
    if "UB" not in sums:
        return []
    difference = sums["UB"] + sums["RES"] - sums["IB"]
    if not difference:
        return []
    return [
        f"Årets saldon går inte jämnt upp: {difference} kr skiljer mellan #IB och #UB med #RES. "
        "Rader kan ha kommit bort."
    ]


def _listed(sums: Mapping[tuple[str, Objects], Decimal]) -> list[AccountAmount]:
    return [AccountAmount(account, objects, amount) for (account, objects), amount in sorted(sums.items())]


def _control(file: SieFile, year: Year, whole: AccountAmounts) -> list[ControlFault]:
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


CLOSING = "899"  # Årets resultat, in BAS and Kommun-Bas


def is_closing_account(file: SieFile, number: str) -> bool:
    """Whether the account closes the year: with it every result is zero."""
    return number.startswith(CLOSING) or file.account_name(number).casefold().startswith("årets resultat")


def names_closing(rules: Iterable[AccountPrefix], row: AccountAmount) -> bool:
    """Whether a rule is for the closing account itself, not just for its class."""
    return any(len(rule.prefix) >= len(CLOSING) and rule.matches(row.account, row.objects) for rule in rules)


def no_closing(_number: str) -> bool:
    return False


def assign(
    amounts: Iterable[AccountAmount],
    rules: Iterable[AccountPrefix],
    is_closing: Callable[[str], bool] = no_closing,
) -> Assignment:
    """Each amount to exactly one place: that of the rule with the lowest rank.

    A closing account is outside, unless a rule names it.
    """
    ordered = sorted(rules, key=lambda rule: rule.rank)
    done = Assignment(defaultdict(list), [], [])
    for row in amounts:
        rule = next((rule for rule in ordered if rule.matches(row.account, row.objects)), None)
        if is_closing(row.account) and not names_closing(ordered, row):
            done.outside.append(row)
        elif rule is None:
            done.unmapped.append(row)
        elif rule.line:
            done.lines[rule.line].append(row)
        else:
            done.outside.append(row)
    return done
