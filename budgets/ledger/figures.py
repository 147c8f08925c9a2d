"""The actuals and budgets of a SIE file through a date. Pure: kronor, debit +, exact."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

from budgets.ledger.account_amounts import AccountAmounts, LedgerError, Sums, listed_amounts, of_those
from budgets.ledger.account_kinds import Accounts, any_account, is_result_account
from budgets.ledger.account_rules import Dimensions, no_dimensions
from budgets.ledger.control_sums import control_faults
from budgets.ledger.monthly_balances import monthly_amounts
from budgets.ledger.sie_file import SieFile, Year, listed, repeated, result_balances
from reporting.document.headings import a_year_before


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
            figures = monthly_amounts(file, monthly, year, through, dimensions, has_totals)
            whole = monthly_amounts(file, monthly, year, year.ends, no_dimensions, has_totals, any_account)
        except LedgerError as error:
            refusals.append(error)
            continue
        figures.control_faults = control_faults(file, year, whole)
        found.append(figures)
    if any(year.starts <= voucher.date <= year.ends for voucher in file.vouchers):
        figures = _booked(file, year, through, dimensions)
        figures.control_faults = control_faults(
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
        monthly_amounts(file, rows, year, year.ends, dimensions, has_totals),
        monthly_amounts(file, rows, year, through, dimensions, has_totals),
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
    return AccountAmounts("VER", listed_amounts(sums), _unbalanced(file))


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
    return AccountAmounts("RES", listed_amounts(sums), notes)


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
