"""Reads SIE files, types 1–4 (SIE 4B, 2008). Pure: bytes in, rows out; a fault never stops the reading.

Amounts are kronor with the ledger's sign, debit +. Unknown labels are ignored, as the format says, and so are surplus
fields, but for a doubt. A voucher's #RTRANS (a row added later) is always followed by the same row as #TRANS, and
#BTRANS is a row that was struck: #TRANS alone is what the ledger holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from budgets.ledger.sie_checksum import LABEL as CHECKSUM_ROW
from budgets.ledger.sie_checksum import checksum_of
from budgets.ledger.sie_encoding import Decoded, decoded
from budgets.ledger.sie_fields import (
    TOKEN,
    Fields,
    Unreadable,
    account_number,
    amount_in,
    date_in,
    fields_of,
    month_in,
    objects_in,
    text_in,
    thousands_after,
    year_index,
)
from budgets.ledger.sie_file import (
    Account,
    Balance,
    Fault,
    PeriodAmount,
    SieFile,
    Transaction,
    Voucher,
    Year,
    doubled_rows,
    listed,
)

START = 20_000  # bytes that tell whether a file is a SIE file
MAX_FAULTS = 100  # the rest are counted

_LABEL = re.compile(r"[ \t]*#[A-Za-z0-9]+")
_DATE_OR_NONE = re.compile(r"(?:[0-9]{8})?")
_READ_WRONGLY = re.compile(
    r"[ÃÂ][\x80-\xbf]|[├┬][\u2500-\u25a0ñÑÅ╢]"
)  # UTF-8 that somebody has read as something else

# How many fields a row has when it has all of them; quantities and signs at its end included.
MOST_FIELDS = {
    "DIM": 2, "UNDERDIM": 3, "OBJEKT": 3, "KONTO": 2, "KTYP": 2, "RAR": 3, "IB": 4, "UB": 4, "RES": 4,
    "OIB": 5, "OUB": 5, "PSALDO": 6, "PBUDGET": 6, "VER": 6, "TRANS": 7,
}  # fmt: skip


def read_sie(content: bytes) -> SieFile:
    """Reads a whole file. Never raises: an unreadable row is a fault with its line."""
    text = decoded(content)
    reader = _Reader(SieFile(text.encoding))
    if refusal := _not_sie("\n".join(text.lines)):
        reader.file.faults.append(Fault(0, refusal))
        return reader.file
    if text.has_lost_letters:
        reader.fault(
            0, "Några bokstäver (troligen å, ä, ö) gick förlorade innan filen kom hit.", is_figure=False
        )
    reader.file.checksum = checksum_of(text.lines, text.encoding.lower(), TOKEN)
    reader.read(text)
    return reader.file


def is_sie(content: bytes) -> bool:
    """Whether a file has the labels of a SIE file."""
    return not _not_sie("\n".join(decoded(content[:START]).lines))


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


class _Reader:
    """Reads the lines once, each row by the handler of its label."""

    def __init__(self, file: SieFile) -> None:
        self.file = file
        self.voucher: Voucher | None = None
        self.is_voucher_open = False  # between its { and }
        self.more_faults = 0
        self.number = 0
        self.surplus: list[int] = []  # lines with more fields than the format has
        self.maybe_thousands: list[int] = []  # lines where an amount and a quantity may be one amount
        self.others: dict[int, str] = {}
        self.handlers: dict[str, tuple[Callable[[Fields], None], bool]] = {
            "SIETYP": (self._sie_type, False),
            "PROGRAM": (self._program, False),
            "FNAMN": (self._company, False),
            "ORGNR": (self._organisation, False),
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

    def read(self, text: Decoded) -> None:
        self.others = text.others
        for self.number, line in enumerate(text.lines, start=1):
            match = _LABEL.match(line)
            if match is None:
                self._read_brace(line.strip())
                continue
            self._read_row(match[0].strip()[1:].upper(), line[match.end() :])
        if self.more_faults:
            self.file.faults.append(Fault(0, f"Ytterligare {self.more_faults} rader gick inte att läsa."))
        self.file.doubts = [*self._doubts_of_the_end(text), *self._doubts_of_rows(), *doubled_rows(self.file)]

    def _read_brace(self, line: str) -> None:
        if line.startswith("{"):
            self.is_voucher_open = True
        elif line.startswith("}"):
            self.voucher, self.is_voucher_open = None, False

    def _read_row(self, label: str, rest: str) -> None:
        if label not in self.handlers:
            return
        handle, is_figure = self.handlers[label]
        self.label = label
        try:
            fields = fields_of(rest)
            handle(fields)
            self._look_for_surplus(fields)
        except Unreadable as error:
            self.fault(self.number, f"#{label}: {error}.", is_figure=is_figure)
        self._look_at_letters(rest)

    def _look_for_surplus(self, fields: Fields) -> None:
        held = next((place for place in range(len(fields), 0, -1) if fields[place - 1]), 0)
        if held > MOST_FIELDS.get(self.label, held):
            self.surplus.append(self.number)

    def _look_at_letters(self, rest: str) -> None:
        if self.number in self.others:
            self.fault(
                self.number,
                f"#{self.label} är skriven i en annan teckenkodning ({self.others[self.number]}) än resten av filen "
                f"({self.file.encoding}), och läst efter den:{rest[:60]}",
                is_figure=False,
            )
        elif _READ_WRONGLY.search(rest):
            self.fault(
                self.number,
                f"#{self.label}: några bokstäver (troligen å, ä, ö) är fel redan i filen:{rest[:60]}",
                is_figure=False,
            )

    def _doubts_of_the_end(self, text: Decoded) -> list[str]:
        """Every program ends its last row with a line end, or the last voucher with its brace."""
        last = next((line.strip() for line in reversed(text.lines) if line.strip(" \t\x1a")), "")
        is_ended = not text.lines[-1].strip() or last == "}" or CHECKSUM_ROW.fullmatch(last)
        if self.is_voucher_open:
            return [
                "Filens sista verifikat saknar sin avslutande klammer: slutet av filen kan ha kommit bort."
            ]
        if is_ended:
            return []
        return [
            f"Filens sista rad saknar radslut: slutet av filen kan ha kommit bort, och beloppet på raden vara "
            f"avhugget: ”{last[:80]}”."
        ]

    def _doubts_of_rows(self) -> list[str]:
        found = []
        if self.surplus:
            found.append(
                f"Rad {listed(self.surplus)} har fler fält än SIE har där. De sista fälten läses inte. Kontrollera "
                "att belopp och namn är rätt."
            )
        if self.maybe_thousands:
            found.append(
                f"Rad {listed(self.maybe_thousands)} kan ha ett belopp skrivet med mellanslag, som 1 234. Då är bara "
                "det före mellanslaget läst, och resten är tagen för ett antal."
            )
        return found

    def fault(self, line: int, text: str, *, is_figure: bool = True) -> None:
        if len(self.file.faults) < MAX_FAULTS:
            self.file.faults.append(Fault(line, text, is_figure))
        else:
            self.more_faults += 1

    # Facts about the file --------------------------------------------------------------------

    def _sie_type(self, fields: Fields) -> None:
        self.file.sie_type = text_in(fields, 0, "typ")

    def _program(self, fields: Fields) -> None:
        self.file.program = text_in(fields, 0, "program")

    def _company(self, fields: Fields) -> None:
        self.file.company = text_in(fields, 0, "namn")

    def _organisation(self, fields: Fields) -> None:
        if fields:  # some programs leave it blank
            self.file.organisation = text_in(fields, 0, "organisationsnummer")

    def _covers(self, fields: Fields) -> None:
        self.file.covers_through = date_in(fields, 0)

    def _dimension(self, fields: Fields) -> None:
        self.file.dimensions[text_in(fields, 0, "dimension")] = text_in(fields, 1, "namn")

    def _object(self, fields: Fields) -> None:
        place = text_in(fields, 0, "dimension"), text_in(fields, 1, "objekt")
        self.file.objects[place] = text_in(fields, 2, "namn")

    def _account(self, fields: Fields) -> None:
        self._known_account(fields, 0).name = text_in(fields, 1, "kontonamn")

    def _account_kind(self, fields: Fields) -> None:
        self._known_account(fields, 0).kind = text_in(fields, 1, "kontotyp").upper()

    def _known_account(self, fields: Fields, place: int) -> Account:
        number = text_in(fields, place, "konto")
        return self.file.accounts.setdefault(number, Account(number))

    def _year(self, fields: Fields) -> None:
        index = year_index(fields)
        year = Year(index, date_in(fields, 1), date_in(fields, 2))
        if self.file.years.setdefault(index, year) != year:
            self.fault(self.number, f"#RAR: år {index} står två gånger, med olika datum.")

    # Figures ---------------------------------------------------------------------------------

    def _amount(self, fields: Fields, place: int) -> Decimal:
        """After an amount comes a quantity, in a voucher a date."""
        rest = thousands_after(fields, place)
        if len(rest) > 1 or (rest and self.label == "TRANS"):
            written = " ".join([str(fields[place]), *rest])
            raise Unreadable(f"”{written[:30]}” är inget belopp; det skrivs utan mellanslag, som 1234567.00")
        amount = amount_in(fields, place)
        if rest:
            self.maybe_thousands.append(self.number)
        return amount

    def _balance(self, fields: Fields) -> None:
        year, account = year_index(fields), account_number(fields, 1)
        self.file.balances.append(Balance(self.label, year, account, self._amount(fields, 2)))

    def _object_balance(self, fields: Fields) -> None:
        year, account, objects = year_index(fields), account_number(fields, 1), objects_in(fields, 2)
        self.file.balances.append(Balance(self.label, year, account, self._amount(fields, 3), objects))

    def _period_amount(self, fields: Fields) -> None:
        """#PSALDO year period account {objects} amount. Some programs leave the object list out."""
        year, month, account = year_index(fields), month_in(fields, 1), account_number(fields, 2)
        has_objects = len(fields) > 3 and isinstance(fields[3], tuple)
        objects = objects_in(fields, 3) if has_objects else ()
        amount = self._amount(fields, 4 if has_objects else 3)
        self.file.period_amounts.append(PeriodAmount(self.label, year, month, account, amount, objects))

    def _voucher(self, fields: Fields) -> None:
        self.voucher = None
        made = Voucher(
            self.number, text_in(fields, 0, "serie"), text_in(fields, 1, "nummer"), date_in(fields, 2)
        )
        self.voucher = made
        self.file.vouchers.append(made)

    def _transaction(self, fields: Fields) -> None:
        if self.voucher is None:
            raise Unreadable("raden hör inte till något läsbart verifikat")
        account, objects = account_number(fields, 0), objects_in(fields, 1)
        self.voucher.transactions.append(Transaction(account, self._amount(fields, 2), objects))
