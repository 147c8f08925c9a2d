"""Reads SIE files, types 1–4 (SIE 4B, 2008). Pure: bytes in, rows out; a fault never stops the reading.

Amounts are kronor with the ledger's sign, debit +. Unknown labels and surplus fields are ignored, as the
format says. A voucher's #RTRANS (a row added later) is always followed by the same row as #TRANS, and
#BTRANS is a row that was struck: #TRANS alone is what the ledger holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.ledger.sie_checksum import Checksum, checksum_of

MAX_FAULTS = 100  # the rest are counted
SWEDISH_CP437 = frozenset("åäöÅÄÖ".encode("cp437"))
SWEDISH_LATIN1 = frozenset("åäöÅÄÖ".encode("latin-1"))

_LINE_END = re.compile(r"\r\n|\r|\n")
# A quoted field ends with a quote before a blank, a brace or the line's end: real files have names with
# a stray quote inside ("leverant"r") and texts that are cut off before their last one.
_TOKEN = re.compile(r'"((?:\\"|"(?![\s{}]|$)|[^"])*)"?|([{}])|([^\s"{}]+)')
_AMOUNT = re.compile(r"[+-]?[0-9]{1,13}(?:[.,][0-9]{1,2}0*)?")
_YEAR = re.compile(r"-?[0-9]{1,2}")
_LABEL = re.compile(r"[ \t]*#[A-Za-z0-9]+")

Objects = tuple[tuple[str, str], ...]  # (dimension, object) pairs, sorted


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read. ``is_figure``: a figure is lost by it, so the file must not be used."""

    line: int  # from 1; 0 is the file as a whole
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
    kind: str = ""  # T and S stand in the balance, K and I in the result; "" is not said


@dataclass(frozen=True, slots=True)
class Balance:
    """#IB, #UB or #RES (``label`` without #) and the same per object: #OIB, #OUB."""

    label: str
    year: int
    account: str
    amount: Decimal
    objects: Objects = ()


@dataclass(frozen=True, slots=True)
class PeriodAmount:
    """What one month changed (PSALDO) or was budgeted to (PBUDGET). Without objects it is the total."""

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
        """Zero when debit and credit are the same."""
        return sum((row.amount for row in self.transactions), Decimal(0))


@dataclass(slots=True)
class SieFile:
    """What a SIE file says."""

    encoding: str
    sie_type: str = ""
    program: str = ""
    company: str = ""
    covers_through: dt.date | None = None  # #OMFATTN
    years: dict[int, Year] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    period_amounts: list[PeriodAmount] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    checksum: Checksum = Checksum.ABSENT

    @property
    def is_usable(self) -> bool:
        """Whether no figure was lost in the reading."""
        return not any(fault.is_figure for fault in self.faults)

    def account_name(self, number: str) -> str:
        account = self.accounts.get(number)
        return account.name if account else ""


def read_sie(content: bytes) -> SieFile:
    """All that is known from a file. Never raises: what can't be read is a fault with its line."""
    text, encoding = decode(content)
    reader = _Reader(SieFile(encoding))
    if refusal := _not_sie(text):
        reader.file.faults.append(Fault(0, refusal))
        return reader.file
    if "\ufffd" in text:
        reader.fault(
            0, "Några bokstäver (troligen å, ä, ö) gick förlorade innan filen kom hit.", is_figure=False
        )
    lines = _LINE_END.split(text)
    reader.file.checksum = checksum_of(lines, encoding.lower(), _TOKEN)
    reader.read(lines)
    return reader.file


def is_sie(content: bytes) -> bool:
    """Whether a file has the labels of a SIE file."""
    return not _not_sie(decode(content)[0])


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was written in.

    #FORMAT says PC8 in nearly every file, also those that are UTF-8 or Latin-1: the bytes decide.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    cp437 = sum(byte in SWEDISH_CP437 for byte in content)
    latin1 = sum(byte in SWEDISH_LATIN1 for byte in content)
    name = "Latin-1" if latin1 > cp437 else "CP437"
    return content.decode(name.lower()), name


def _not_sie(text: str) -> str:
    """Why the text is no SIE file at all; empty when it is one."""
    start = text.lstrip("\ufeff \t\r\n\x1a")
    if not start:
        return "Filen är tom. Exportera den igen ur ekonomisystemet."
    if start[:1] == "<":
        return "Filen är en webbsida eller XML, inte en SIE-fil. Ladda ner den igen ur ekonomisystemet."
    if not re.search(r"^[ \t]*#(FLAGGA|SIETYP|RAR|KONTO|VER|PROGRAM)\b", text, re.MULTILINE):
        return (
            "Filen är ingen SIE-fil: den saknar rader som #FLAGGA, #SIETYP och #RAR. Välj en fil av typ 1–4."
        )
    return ""


class _Unreadable(ValueError):
    """One row can't be read; the message says which field and what was expected."""


def fields_of(line: str) -> list[str | Objects]:
    """The fields after the label: texts, and an object list as pairs. Raises _Unreadable."""
    fields: list[str | Objects] = []
    group: list[str] | None = None
    for quoted, brace, bare in _TOKEN.findall(line):
        if brace == "{":
            if group is not None:
                raise _Unreadable("objektlistan har en klammer för mycket")
            group = []
        elif brace == "}":
            if group is None:
                raise _Unreadable("objektlistan slutar utan att ha börjat")
            fields.append(_pairs(group))
            group = None
        else:
            text = bare or quoted.replace('\\"', '"')
            (fields if group is None else group).append(text)
    if group is not None:
        raise _Unreadable("objektlistan saknar sin sista klammer")
    return fields


def _pairs(group: list[str]) -> Objects:
    if not group:
        return ()
    if len(group) % 2:
        raise _Unreadable("objektlistan ska ha par av dimension och objekt")
    pairs = zip(group[::2], group[1::2], strict=True)
    return tuple(sorted((dimension, number) for dimension, number in pairs if number))


class _Reader:
    """Goes through the lines once, and puts each row where it belongs."""

    def __init__(self, file: SieFile) -> None:
        self.file = file
        self.voucher: Voucher | None = None
        self.more_faults = 0
        self.number = 0
        self.handlers: dict[str, tuple[Callable[[list[str | Objects]], None], bool]] = {
            "SIETYP": (self._sie_type, False),
            "PROGRAM": (self._program, False),
            "FNAMN": (self._company, False),
            "OMFATTN": (self._covers, False),
            "DIM": (self._dimension, False),
            "UNDERDIM": (self._dimension, False),
            "OBJEKT": (self._object, False),
            "KONTO": (self._account, False),
            "KTYP": (self._account_kind, False),
            "RAR": (self._year, False),
            "TRANS": (self._transaction, True),
            "VER": (self._voucher, True),
            **dict.fromkeys(("IB", "UB", "RES"), (self._balance, True)),
            **dict.fromkeys(("OIB", "OUB"), (self._object_balance, True)),
            **dict.fromkeys(("PSALDO", "PBUDGET"), (self._period_amount, True)),
        }
        self.label = ""

    def read(self, lines: list[str]) -> None:
        for self.number, line in enumerate(lines, start=1):
            match = _LABEL.match(line)
            if match is None:
                if line.strip().startswith("}"):
                    self.voucher = None
                continue
            self._read_row(match[0].strip()[1:].upper(), line[match.end() :])
        if self.more_faults:
            self.file.faults.append(Fault(0, f"Ytterligare {self.more_faults} rader gick inte att läsa."))

    def _read_row(self, label: str, rest: str) -> None:
        if label not in self.handlers:
            return
        handle, is_figure = self.handlers[label]
        self.label = label
        try:
            handle(fields_of(rest))
        except _Unreadable as error:
            self.fault(self.number, f"#{label}: {error}.", is_figure=is_figure)

    def fault(self, line: int, text: str, *, is_figure: bool = True) -> None:
        if len(self.file.faults) < MAX_FAULTS:
            self.file.faults.append(Fault(line, text, is_figure))
        else:
            self.more_faults += 1

    # Facts about the file --------------------------------------------------------------------

    def _sie_type(self, fields: list[str | Objects]) -> None:
        self.file.sie_type = _text(fields, 0, "typ")

    def _program(self, fields: list[str | Objects]) -> None:
        self.file.program = _text(fields, 0, "program")

    def _company(self, fields: list[str | Objects]) -> None:
        self.file.company = _text(fields, 0, "namn")

    def _covers(self, fields: list[str | Objects]) -> None:
        self.file.covers_through = _date(fields, 0)

    def _dimension(self, fields: list[str | Objects]) -> None:
        self.file.dimensions[_text(fields, 0, "dimension")] = _text(fields, 1, "namn")

    def _object(self, fields: list[str | Objects]) -> None:
        place = _text(fields, 0, "dimension"), _text(fields, 1, "objekt")
        self.file.objects[place] = _text(fields, 2, "namn")

    def _account(self, fields: list[str | Objects]) -> None:
        self._known_account(fields, 0).name = _text(fields, 1, "kontonamn")

    def _account_kind(self, fields: list[str | Objects]) -> None:
        self._known_account(fields, 0).kind = _text(fields, 1, "kontotyp").upper()

    def _known_account(self, fields: list[str | Objects], place: int) -> Account:
        number = _text(fields, place, "konto")
        return self.file.accounts.setdefault(number, Account(number))

    def _year(self, fields: list[str | Objects]) -> None:
        index = _year_index(fields)
        self.file.years[index] = Year(index, _date(fields, 1), _date(fields, 2))

    # Figures ---------------------------------------------------------------------------------

    def _balance(self, fields: list[str | Objects]) -> None:
        year, account = _year_index(fields), _account_number(fields, 1)
        self.file.balances.append(Balance(self.label, year, account, _amount(fields, 2)))

    def _object_balance(self, fields: list[str | Objects]) -> None:
        year, account, objects = _year_index(fields), _account_number(fields, 1), _objects(fields, 2)
        self.file.balances.append(Balance(self.label, year, account, _amount(fields, 3), objects))

    def _period_amount(self, fields: list[str | Objects]) -> None:
        """#PSALDO year period account {objects} amount. Some programs leave the object list out."""
        year, month, account = _year_index(fields), _month(fields, 1), _account_number(fields, 2)
        has_objects = len(fields) > 3 and isinstance(fields[3], tuple)
        objects = _objects(fields, 3) if has_objects else ()
        amount = _amount(fields, 4 if has_objects else 3)
        self.file.period_amounts.append(PeriodAmount(self.label, year, month, account, amount, objects))

    def _voucher(self, fields: list[str | Objects]) -> None:
        self.voucher = None
        made = Voucher(self.number, _text(fields, 0, "serie"), _text(fields, 1, "nummer"), _date(fields, 2))
        self.voucher = made
        self.file.vouchers.append(made)

    def _transaction(self, fields: list[str | Objects]) -> None:
        if self.voucher is None:
            raise _Unreadable("raden hör inte till något läsbart verifikat")
        account, objects = _account_number(fields, 0), _objects(fields, 1)
        self.voucher.transactions.append(Transaction(account, _amount(fields, 2), objects))


def _text(fields: list[str | Objects], place: int, name: str) -> str:
    value = fields[place] if place < len(fields) else None
    if not isinstance(value, str):
        raise _Unreadable(f"fältet {name} saknas")
    return value.strip()


def _account_number(fields: list[str | Objects], place: int) -> str:
    number = _text(fields, place, "konto")
    if not number or len(number) > 20 or not number.isprintable():
        raise _Unreadable(f"”{number[:30]}” är inget kontonummer")
    return number


def _objects(fields: list[str | Objects], place: int) -> Objects:
    value = fields[place] if place < len(fields) else None
    if not isinstance(value, tuple):
        raise _Unreadable("objektlistan inom { } saknas")
    return value


def _year_index(fields: list[str | Objects]) -> int:
    text = _text(fields, 0, "år")
    if not _YEAR.fullmatch(text):
        raise _Unreadable(f"”{text[:30]}” är inget årsnummer (0 är innevarande år, -1 det förra)")
    return int(text)


def _date(fields: list[str | Objects], place: int) -> dt.date:
    text = _text(fields, place, "datum")
    try:
        if len(text) != 8 or not text.isascii() or not text.isdigit():
            raise ValueError
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise _Unreadable(f"”{text[:30]}” är inget datum; det skrivs ÅÅÅÅMMDD") from None


def _month(fields: list[str | Objects], place: int) -> dt.date:
    text = _text(fields, place, "period")
    try:
        if len(text) != 6 or not text.isascii() or not text.isdigit():
            raise ValueError
        return dt.date(int(text[:4]), int(text[4:]), 1)
    except ValueError:
        raise _Unreadable(f"”{text[:30]}” är ingen period; den skrivs ÅÅÅÅMM") from None


def _amount(fields: list[str | Objects], place: int) -> Decimal:
    text = _text(fields, place, "belopp")
    if not _AMOUNT.fullmatch(text):
        raise _Unreadable(f"”{text[:30]}” är inget belopp; det skrivs som 1234.50 med högst två decimaler")
    return Decimal(text.replace(",", "."))


def result_balances(file: SieFile, year: int) -> Iterator[Balance]:
    """The file's own sums of a year's result accounts: the control totals."""
    return (row for row in file.balances if row.label == "RES" and row.year == year)
