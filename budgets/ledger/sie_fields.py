"""Parse the fields of a row of a SIE file. Pure; raises Unreadable."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

# A quoted field ends with a quote before a blank, a brace or the line's end: in real files names have stray quotes
# ("leverant"r") and texts lack their last one.
TOKEN = re.compile(r'"((?:\\"|"(?![\s{}]|$)|[^"])*)"?|([{}])|([^\s"{}]+)')
_AMOUNT = re.compile(r"[+-]?[0-9]{1,13}(?:[.,][0-9]{1,2}0*)?")
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # they would turn the names of a page around
_YEAR = re.compile(r"-?[0-9]{1,2}")
_FIRST_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}")
_THOUSANDS = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2})?")

Objects = tuple[tuple[str, str], ...]  # (dimension, object) pairs, sorted
Fields = list[str | Objects]


class Unreadable(ValueError):
    """The Swedish message says which field of the row, and what was expected."""


def fields_of(line: str) -> Fields:
    """The fields after the label: texts, and object lists as pairs."""
    fields: Fields = []
    group: list[str] | None = None
    for quoted, brace, bare in TOKEN.findall(line):
        if brace == "{":
            if group is not None:
                raise Unreadable("objektlistan har en klammer för mycket")
            group = []
        elif brace == "}":
            if group is None:
                raise Unreadable("objektlistan slutar utan att ha börjat")
            fields.append(_pairs(group))
            group = None
        else:
            text = bare or quoted.replace('\\"', '"')
            (fields if group is None else group).append(text)
    if group is not None:
        raise Unreadable("objektlistan saknar sin sista klammer")
    return fields


def _pairs(group: list[str]) -> Objects:
    if not group:
        return ()
    if len(group) % 2:
        raise Unreadable("objektlistan ska ha par av dimension och objekt")
    pairs = zip(group[::2], group[1::2], strict=True)
    return tuple(sorted((dimension, number) for dimension, number in pairs if number))


def text_in(fields: Fields, place: int, name: str) -> str:
    value = fields[place] if place < len(fields) else None
    if not isinstance(value, str):
        raise Unreadable(f"fältet {name} saknas")
    return _UNSEEN.sub("", value).strip()


def account_number(fields: Fields, place: int) -> str:
    number = text_in(fields, place, "konto")
    if not number or len(number) > 20 or not number.isprintable():
        raise Unreadable(f"”{number[:30]}” är inget kontonummer")
    return number


def objects_in(fields: Fields, place: int) -> Objects:
    value = fields[place] if place < len(fields) else None
    if not isinstance(value, tuple):
        raise Unreadable("objektlistan inom { } saknas")
    return value


def year_index(fields: Fields) -> int:
    text = text_in(fields, 0, "år")
    if not _YEAR.fullmatch(text):
        raise Unreadable(f"”{text[:30]}” är inget årsnummer (0 är innevarande år, -1 det förra)")
    return int(text)


def date_in(fields: Fields, place: int) -> dt.date:
    text = text_in(fields, place, "datum")
    try:
        if len(text) != 8 or not text.isascii() or not text.isdigit():
            raise ValueError
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise Unreadable(f"”{text[:30]}” är inget datum; det skrivs ÅÅÅÅMMDD") from None


def month_in(fields: Fields, place: int) -> dt.date:
    text = text_in(fields, place, "period")
    try:
        if len(text) != 6 or not text.isascii() or not text.isdigit():
            raise ValueError
        return dt.date(int(text[:4]), int(text[4:]), 1)
    except ValueError:
        raise Unreadable(f"”{text[:30]}” är ingen period; den skrivs ÅÅÅÅMM") from None


def amount_in(fields: Fields, place: int) -> Decimal:
    text = text_in(fields, place, "belopp")
    if not _AMOUNT.fullmatch(text):
        raise Unreadable(f"”{text[:30]}” är inget belopp; det skrivs som 1234.50 med högst två decimaler")
    return Decimal(text.replace(",", "."))


def thousands_after(fields: Fields, place: int) -> list[str]:
    """The fields that may belong to the amount before them, written with blanks: 1 234 567.00."""
    if not _FIRST_THOUSANDS.fullmatch(text_in(fields, place, "belopp")):
        return []
    found: list[str] = []
    for value in fields[place + 1 :]:
        if not isinstance(value, str) or not _THOUSANDS.fullmatch(value):
            break
        found.append(value)
    return found
