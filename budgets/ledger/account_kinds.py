"""What an account is of: the result, the balance sheet or the closing of the year. Pure."""

from __future__ import annotations

from collections.abc import Callable

from budgets.ledger.sie_file import SieFile

BALANCE_KINDS = {"T", "S"}
RESULT_KINDS = {"K", "I"}
BALANCE_CLASSES = ("1", "2")
CLOSING = "899"  # Årets resultat, in BAS and Kommun-Bas
Accounts = Callable[[SieFile, str], bool]  # which accounts are counted


def is_result_account(file: SieFile, number: str) -> bool:
    """By the file (#KTYP), else by class: 1 and 2 are balance accounts."""
    account = file.accounts.get(number)
    if account and account.kind in BALANCE_KINDS | RESULT_KINDS:
        return account.kind in RESULT_KINDS
    return not number.startswith(BALANCE_CLASSES)


def any_account(_file: SieFile, _number: str) -> bool:
    return True


def is_closing_account(file: SieFile, number: str) -> bool:
    """Whether the account closes the year: with it every result is zero."""
    return number.startswith(CLOSING) or file.account_name(number).casefold().startswith("årets resultat")
