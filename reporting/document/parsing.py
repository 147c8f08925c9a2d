"""Figures as Swedes and their spreadsheets write them. Decimal only, never float. Pure.

Accepted is whatever has one meaning only:

* minus: ``-``, ``−``, ``–`` or a hyphen, also after the figure (``41 391-``) or as parentheses (``(41 391)``)
* thousands: a space of any width, or dots before a decimal comma (``1.166,50``) or in more than one place
  (``1.166.500``)
* decimals: a comma; also a single dot, as SIE and English spreadsheets write (``1166.5``), unless exactly
  three digits follow: ``1.166`` may be one thousand or one, so it is refused
* money: its unit after the figure or before (``kr 41 391``)

Signs without a width, as pages and programs put around a copied figure, are passed over.
At most 15 digits are accepted, which is what JSON readers and Excel keep exactly.
"""

import re
from decimal import Decimal
from typing import Literal

from reporting.document.ambiguity import DecimalComma, ask_which, comma_is_unclear
from reporting.document.amount_error import HOW_TO_WRITE, AmountError, quote, shorten, typed_text
from reporting.document.amounts import MINUS, UNITS, Quantity, exact_decimals, format_number, money_unit
from reporting.document.digits import read_digits
from reporting.document.signs import EM_DASH, foreign, plain

__all__ = ["AmountError", "parse_amount", "parse_number", "parse_quantity"]

MAX_DECIMALS = 6  # in a plain number or quantity
MAX_KRONOR = Decimal("9999999999999.99")  # 15 digits, two of them öre

Dash = Literal["refuse", "zero", "missing"]

_MAX_TEXT = 60
_SHAPE = re.compile(
    r"(?P<open>\( ?)?(?P<sign>[+\-±]{0,2}) ?"
    r"(?P<figure>[0-9](?:[0-9 .,]*[0-9])?)"
    r" ?(?P<after>-)?(?P<close>\))? ?(?P<unit>[^()]*?)(?P<last> ?\))?"
)
_THREE_DECIMALS = re.compile(r",[0-9]{3}(?![0-9])")
_DIGIT = re.compile(r"[0-9]")
_EXPONENT = re.compile(r"[0-9] ?[eE] ?[+\-]?[0-9]")
_UNIT_FIRST = re.compile(
    r"(?P<before>\(? ?[+\-]? ?)(?P<unit>[A-Za-z]+\.?) ?(?P<rest>[^A-Za-zÅÄÖåäö%‰:]*[0-9][^A-Za-zÅÄÖåäö%‰:]*)"
)
_NOTE_MARKS = frozenset("*†‡")
_UNIT_WORD = r"(?:[A-Za-zÅÄÖÉÜåäöéüµ°]+[²³]?\.?|m2|m3|CO2|[%‰])"
_UNIT = re.compile(rf"{_UNIT_WORD}(?:[ /]{_UNIT_WORD}){{0,3}}")
# Words that make a text more than a value and its unit ("7 eller högre", "3 av 5").
_NOT_UNITS = frozenset(
    {
        "av",
        "ca",
        "cirka",
        "eller",
        "från",
        "högre",
        "högst",
        "lägre",
        "mellan",
        "mer",
        "mindre",
        "minst",
        "minus",
    }
    | {"och", "plus", "till", "under", "än", "över"}
)


def parse_amount(
    text: str, *, unit: str = "kr", dash: Dash = "refuse", decimal_comma: DecimalComma = comma_is_unclear
) -> Decimal | None:
    """Money in kronor; None for a blank text (missing). Raises AmountError.

    ``unit`` (a key of UNITS) is used unless the text has its own. ``dash``: what a lone dash means.
    ``decimal_comma``: whether "41,391" without a unit is 41,391 and not 41 391.
    """
    quantity = _read(text, dash)
    if quantity is None:
        return None
    written = money_unit(quantity.unit) if quantity.unit else unit
    if written is None:
        raise AmountError(
            f"{quote(text)} är inte ett belopp: ”{quantity.unit}” är ingen enhet för pengar. "
            f"Skriv talet utan enhet eller med kr, tkr, mnkr eller mdkr."
        )
    if written == "kr":
        _refuse_three_decimals(quantity.value, text)
    elif not quantity.unit:
        ask_which(plain(text), quantity.value, written, text, decimal_comma)
    return _kronor(quantity.value * UNITS[written], text)


def parse_number(text: str, *, dash: Dash = "refuse") -> Decimal | None:
    """A number without a unit; None for a blank text. Raises AmountError."""
    quantity = _read(text, dash)
    if quantity is None:
        return None
    if quantity.unit:
        raise AmountError(
            f"{quote(text)} har enheten ”{quantity.unit}”, men här väntas ett tal utan enhet. "
            f"Skriv {typed_text(quantity.value)}."
        )
    return _within_decimals(quantity.value, text)


def parse_quantity(text: str, *, dash: Dash = "refuse") -> Quantity | None:
    """A value with any unit, kept as written: "2,1 mSEK" is Quantity(2.1, "mSEK"); without a closing full stop.

    None for a blank text. Raises AmountError.
    """
    quantity = _read(text, dash)
    if quantity is not None:
        _within_decimals(quantity.value, text)
    return quantity


def _read(text: str, dash: Dash) -> Quantity | None:
    """None for a blank text, or a dash that means missing."""
    written = plain(text)
    if not written:
        return None
    if written in ("-", EM_DASH):
        return _read_dash(text, dash)
    _refuse_what_is_no_figure(written, text)
    match = _SHAPE.fullmatch(_unit_last(written))
    if match is None:
        raise AmountError(f"{quote(text)} går inte att läsa som ett tal. {HOW_TO_WRITE}")
    value = read_digits(match["figure"], text)
    if _is_negative(match, value, text):
        value = -value
    return Quantity(value, _read_unit(match["unit"], value, text))


def _unit_last(written: str) -> str:
    """ "kr 41 391" as "41 391 kr": money alone has its unit first."""
    match = _UNIT_FIRST.fullmatch(written)
    if match is None or money_unit(match["unit"]) is None:
        return written
    return f"{match['before']}{match['rest']} {match['unit']}"


def _read_dash(text: str, dash: Dash) -> Quantity | None:
    if dash == "zero":
        return Quantity(Decimal(0))
    if dash == "missing":
        return None
    raise AmountError(
        f"{quote(text)} är bara ett streck, som kan betyda noll eller att värdet saknas. "
        "Skriv 0 för noll, eller lämna fältet tomt om värdet saknas."
    )


def _refuse_what_is_no_figure(written: str, text: str) -> None:
    """Raise AmountError with a message of its own for each common mistake."""
    if len(written) > _MAX_TEXT:
        raise AmountError(f"{quote(text)} är för långt för att vara ett tal. {HOW_TO_WRITE}")
    if written.startswith("="):
        raise AmountError(f"{quote(text)} är en formel. Skriv värdet som formeln ger, till exempel 1166.")
    if written.startswith("#"):
        raise AmountError(
            f"{quote(text)} är ett felmeddelande från ett kalkylblad. Rätta formeln där, eller skriv värdet."
        )
    if any(sign.isnumeric() and sign not in "0123456789²³" for sign in written):
        raise AmountError(f"{quote(text)} har andra siffertecken än 0–9. Skriv om talet med siffrorna 0–9.")
    if _EXPONENT.search(written):
        raise AmountError(
            f"{quote(text)} är skrivet med exponent. Skriv ut alla siffror, till exempel 120000."
        )
    if _DIGIT.search(written) and (sign := foreign(written)):
        raise AmountError(f"{quote(text)} har {sign}, som inte kan stå i ett tal. {HOW_TO_WRITE}")
    if money_unit(written):
        raise AmountError(f"{quote(text)} är en enhet utan tal. Skriv talet, eller lämna fältet tomt.")


def _is_negative(match: re.Match[str], value: Decimal, text: str) -> bool:
    """By minus signs and parentheses. Raises AmountError for signs that contradict each other."""
    closings = bool(match["close"]) + bool(match["last"])
    if closings != bool(match["open"]):
        raise AmountError(f"{quote(text)} har en parentes utan motsvarighet. {HOW_TO_WRITE}")
    sign = match["sign"]
    if sign in ("+-", "-+", "±"):
        if value or closings or match["after"]:
            raise AmountError(f"{quote(text)} har både plus och minus. Skriv ett av dem, eller 0.")
        return False
    signs = len(sign) + closings + bool(match["after"])
    if signs > 1:
        raise AmountError(
            f"{quote(text)} har fler än ett tecken för plus eller minus. Skriv ett minus före talet: "
            f"{MINUS}{typed_text(value)}."
        )
    return signs == 1 and sign != "+" and value != 0


def _read_unit(unit: str, value: Decimal, text: str) -> str:
    if unit in ("", ":-", ",-"):
        return "kr" if unit else ""
    if _NOTE_MARKS.issuperset(unit):
        raise AmountError(
            f"{quote(text)} har ”{unit}” efter talet, som en hänvisning till en not. "
            f"Skriv talet ensamt, {typed_text(value)}, och noten i texten."
        )
    words = unit.lower().replace("/", " ").replace(".", "").split(" ")
    if not _UNIT.fullmatch(unit) or not _NOT_UNITS.isdisjoint(words):
        raise AmountError(
            f"{quote(text)} börjar med talet {typed_text(value)}, men ”{shorten(unit.strip())}” efter det "
            "är ingen enhet. Skriv talet ensamt eller med en enhet, till exempel tkr, % eller st."
        )
    return unit.rstrip(".")


def _refuse_three_decimals(value: Decimal, text: str) -> None:
    """Refuse "1,500" kronor: nobody writes thousandths of a krona, so it is probably 1 500."""
    if _THREE_DECIMALS.search(plain(text)):
        raise AmountError(
            f"{quote(text)} har tre decimaler, men kronor har högst två (öre). "
            f"Skriv {typed_text(value * 1000)} om kommat skiljer tusental, annars {typed_text(value, 2)}."
        )


def _kronor(value: Decimal, text: str) -> Decimal:
    """Refuse what kronor and öre can't hold."""
    if exact_decimals(value) > 2:
        raise AmountError(
            f"{quote(text)} blir {format_number(value, exact_decimals(value))} kr, och delar av ett öre går inte "
            f"att spara. Skriv högst två decimaler i kronor, till exempel {typed_text(value, 2)} kr."
        )
    if abs(value) > MAX_KRONOR:
        raise AmountError(
            f"{quote(text)} blir {format_number(value)} kr, mer än portalen kan räkna exakt. "
            "Kontrollera antalet siffror och enheten."
        )
    return _plain_decimal(value)


def _within_decimals(value: Decimal, text: str) -> Decimal:
    if exact_decimals(value) > MAX_DECIMALS:
        raise AmountError(
            f"{quote(text)} har fler än {MAX_DECIMALS} decimaler. "
            f"Avrunda, till exempel till {typed_text(value, 2)}."
        )
    return value


def _plain_decimal(value: Decimal) -> Decimal:
    """Without trailing zeros or exponent: 2.10 becomes 2.1, 1E+3 becomes 1000."""
    return value.quantize(Decimal(1).scaleb(-exact_decimals(value)))
