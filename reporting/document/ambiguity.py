"""A comma before three digits: "41,391" is forty-one in Swedish, forty-one thousand in English. Pure."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from reporting.document.amount_error import AmountError, quote, typed_text
from reporting.document.amounts import UNITS, format_number, money_unit
from reporting.document.signs import plain

# Given the smaller amount, in kronor, or the smaller number: whether that is the one meant.
DecimalComma = Callable[[Decimal], bool]

_EITHER = re.compile(r"[+\-(]?[1-9][0-9]{0,2},[0-9]{3}[\-)]?")
_THREE_DECIMALS = re.compile(r",[0-9]{3}\Z")
_DECIMAL = re.compile(
    r"[+\-(]?(?:[0-9]+(?: [0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]+ [0-9 ]*,[0-9]+)[\-)]?"
)

_ANY = re.compile(
    r"(?<![0-9.,])(?<![0-9] )(?P<whole>[1-9][0-9]{0,2}),(?P<part>[0-9]{3})(?![0-9.,])(?: ?(?P<unit>[^\W\d_]+))?"
)
_SHARES = ("%", "‰", "procent")  # of which nobody has a thousand times more


class Certain(str):
    """The text of a number: of a spreadsheet's cell, or one that was stored. Never asked about."""


def comma_is_unclear(smaller: Decimal) -> bool:  # noqa: ARG001
    """Nothing says which is meant."""
    return False


def commas_are_decimal(smaller: Decimal) -> bool:  # noqa: ARG001
    """Commas are known to be decimal."""
    return True


def has_decimal_commas(texts: Iterable[str]) -> bool:
    """Whether a column of a file has a figure that can only be read with a decimal comma ("0,5", "1 166,25")."""
    return any(_DECIMAL.fullmatch(plain(text)) for text in texts)


def unmistakable(text: str, unit: str) -> str:
    """An exact amount as it is typed without being asked about."""
    return f"{text} {unit}" if _THREE_DECIMALS.search(text) else text


def is_nearer(smaller: Decimal, groups: Iterable[Iterable[Decimal]]) -> bool:
    """Whether every group of known amounts, but for empty ones, is nearer to an amount than to a thousand times it."""
    known = [sizes for group in groups if (sizes := [abs(amount) for amount in group if amount])]
    return bool(known) and all(
        sum(size * size < 1000 * smaller * smaller for size in sizes) * 2 > len(sizes) for sizes in known
    )


def ask_which(written: str, value: Decimal, unit: str, text: str, decimal_comma: DecimalComma) -> None:
    """Refuse an amount without a unit that may be a thousand times larger, unless it is known which is meant."""
    if not _EITHER.fullmatch(written) or decimal_comma(abs(value) * UNITS[unit]):
        return
    thousands = value * 1000
    raise AmountError(
        f"{quote(text)} kan betyda {format_number(thousands)} {unit} eller {format_number(value, 3)} {unit}. "
        f"Skriv {typed_text(thousands)} om kommat skiljer tusental, annars {typed_text(value, 3)} {unit}."
    )


def is_share(text: str) -> bool:
    """Whether a text, or a unit, says per cent or per mille."""
    return any(share in text for share in _SHARES)


def ask_which_number(text: str, decimal_comma: DecimalComma) -> None:
    """As ``ask_which``, of each number of a text that is no money: "högst 1,234 st"."""
    written = plain(text)
    if isinstance(text, Certain) or is_share(written):
        return
    for found in _ANY.finditer(written):
        smaller = Decimal(f"{found['whole']}.{found['part']}")
        if money_unit(found["unit"] or "") in (None, "kr") and not decimal_comma(smaller):
            thousands = smaller * 1000
            raise AmountError(
                f"{quote(text)} kan betyda {format_number(thousands)} eller {format_number(smaller, 3)}. "
                f"Skriv {typed_text(thousands)} om kommat skiljer tusental, annars {typed_text(smaller, 4)}."
            )
