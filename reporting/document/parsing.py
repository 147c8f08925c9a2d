"""Figures as Swedes and their spreadsheets write them. Decimal only, never float. Pure.

Accepted is whatever has one meaning only:

* minus: ``-``, ``−``, ``–``, also after the figure (``41 391-``) or as parentheses (``(41 391)``)
* thousands: ordinary, no-break, narrow no-break, thin or figure space, or dots before a decimal comma
  (``1.166,50``) or in more than one place (``1.166.500``)
* decimals: a comma; also a single dot, as SIE and English spreadsheets write (``1166.5``), unless exactly
  three digits follow: ``1.166`` may be one thousand or one, so it is refused

At most 15 digits are accepted, which is what JSON readers and Excel keep exactly.
"""

import re
from decimal import Decimal
from typing import Literal

from reporting.document.amounts import (
    MINUS,
    NO_BREAK_SPACE,
    UNITS,
    Quantity,
    exact_decimals,
    format_number,
    money_unit,
)

MAX_DIGITS = 15  # in any figure, decimals included
MAX_DECIMALS = 6  # in a plain number or quantity
MAX_KRONOR = Decimal("9999999999999.99")  # 15 digits, two of them öre

Dash = Literal["refuse", "zero", "missing"]

_MAX_TEXT = 60
_PLAIN = str.maketrans(
    {
        MINUS: "-",
        "\u2013": "-",  # en dash
        NO_BREAK_SPACE: " ",
        "\u202f": " ",  # narrow no-break space
        "\u2009": " ",  # thin space
        "\u2007": " ",  # figure space
    }
)
_SHAPE = re.compile(
    r"(?P<open>\( ?)?(?P<sign>[+\-±]{0,2}) ?"
    r"(?P<figure>[0-9](?:[0-9 .,]*[0-9])?)"
    r" ?(?P<after>-)?(?P<close>\))? ?(?P<unit>[^()]*?)(?P<last> ?\))?"
)
_FIGURE = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
    r"(?:,(?P<decimals>[0-9]+))?"
)
_DOT_DECIMALS = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+)\.(?P<decimals>[0-9]+)")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_THREE_DECIMALS = re.compile(r",[0-9]{3}(?![0-9])")
_EXPONENT = re.compile(r"[0-9] ?[eE] ?[+\-]?[0-9]")
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


class AmountError(ValueError):
    """Not a figure. The Swedish message says what was understood and what was expected."""


def parse_amount(text: str, *, unit: str = "kr", dash: Dash = "refuse") -> Decimal | None:
    """Money in kronor; None for a blank text (missing). Raises AmountError.

    ``unit`` (a key of UNITS) is used unless the text has its own. ``dash``: what a lone dash means.
    """
    quantity = _read(text, dash)
    if quantity is None:
        return None
    written = money_unit(quantity.unit) if quantity.unit else unit
    if written is None:
        raise AmountError(
            f"{_quote(text)} är inte ett belopp: ”{quantity.unit}” är ingen enhet för pengar. "
            f"Skriv talet utan enhet eller med kr, tkr, mnkr eller mdkr."
        )
    if written == "kr":
        _refuse_three_decimals(quantity.value, text)
    return _kronor(quantity.value * UNITS[written], text)


def parse_number(text: str, *, dash: Dash = "refuse") -> Decimal | None:
    """A number without a unit; None for a blank text. Raises AmountError."""
    quantity = _read(text, dash)
    if quantity is None:
        return None
    if quantity.unit:
        raise AmountError(
            f"{_quote(text)} har enheten ”{quantity.unit}”, men här väntas ett tal utan enhet. "
            f"Skriv {_typed(quantity.value)}."
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
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return None
    if plain in ("-", "\u2014"):
        return _read_dash(text, dash)
    _refuse_what_is_no_figure(plain, text)
    match = _SHAPE.fullmatch(plain)
    if match is None:
        raise AmountError(f"{_quote(text)} går inte att läsa som ett tal. {_HOW_TO_WRITE}")
    value = _read_figure(match["figure"], text)
    if _is_negative(match, value, text):
        value = -value
    return Quantity(value, _read_unit(match["unit"], value, text))


_HOW_TO_WRITE = f"Skriv siffror, till exempel 1{NO_BREAK_SPACE}166 eller {MINUS}1{NO_BREAK_SPACE}166,50."


def _read_dash(text: str, dash: Dash) -> Quantity | None:
    if dash == "zero":
        return Quantity(Decimal(0))
    if dash == "missing":
        return None
    raise AmountError(
        f"{_quote(text)} är bara ett streck, som kan betyda noll eller att värdet saknas. "
        "Skriv 0 för noll, eller lämna fältet tomt om värdet saknas."
    )


def _refuse_what_is_no_figure(plain: str, text: str) -> None:
    """Raise AmountError with a message of its own for each common mistake."""
    if len(plain) > _MAX_TEXT:
        raise AmountError(f"{_quote(text)} är för långt för att vara ett tal. {_HOW_TO_WRITE}")
    if plain.startswith("="):
        raise AmountError(f"{_quote(text)} är en formel. Skriv värdet som formeln ger, till exempel 1166.")
    if plain.startswith("#"):
        raise AmountError(
            f"{_quote(text)} är ett felmeddelande från ett kalkylblad. Rätta formeln där, eller skriv värdet."
        )
    if any(sign.isnumeric() and sign not in "0123456789²³" for sign in plain):
        raise AmountError(f"{_quote(text)} har andra siffertecken än 0–9. Skriv om talet med siffrorna 0–9.")
    if _EXPONENT.search(plain):
        raise AmountError(
            f"{_quote(text)} är skrivet med exponent. Skriv ut alla siffror, till exempel 120000."
        )


def _read_figure(figure: str, text: str) -> Decimal:
    """Digits with grouping and decimals, without sign and unit."""
    match = _FIGURE.fullmatch(figure)
    if match is None:
        match = _DOT_DECIMALS.fullmatch(figure)
    elif figure.count(".") == 1 and match["decimals"] is None:
        match = _DOT_DECIMALS.fullmatch(figure)  # one dot may be either: settled below
    if match is None:
        raise AmountError(_why_not_a_figure(figure, text))
    whole = match["whole"].replace(" ", "").replace(".", "")
    decimals = match["decimals"] or ""
    if match.re is _DOT_DECIMALS and len(decimals) == 3:
        raise AmountError(_either_or(whole, decimals, text))
    if len(whole.lstrip("0")) + len(decimals.rstrip("0")) > MAX_DIGITS:
        raise AmountError(
            f"{_quote(text)} har fler än {MAX_DIGITS} siffror och kan inte räknas exakt. "
            "Kontrollera antalet siffror."
        )
    return Decimal(f"{whole}.{decimals.rstrip('0')}" if decimals.rstrip("0") else whole)


def _either_or(whole: str, decimals: str, text: str) -> str:
    thousands, fraction = Decimal(whole + decimals), Decimal(f"{whole}.{decimals}")
    return (
        f"{_quote(text)} kan betyda {format_number(thousands)} eller {format_number(fraction, 3)}. "
        f"Skriv {_typed(thousands)} eller {_typed(fraction, 3)}."
    )


def _why_not_a_figure(figure: str, text: str) -> str:
    if _ENGLISH.fullmatch(figure):
        swedish = figure.replace(",", "").replace(".", ",")
        return (
            f"{_quote(text)} är skrivet på engelskt sätt, med komma mellan tusental. "
            f"Skriv {swedish} om det menas."
        )
    if figure.count(",") > 1:
        return f"{_quote(text)} har fler än ett decimalkomma. Skriv ett tal i taget, med högst ett komma."
    grouped = "mellanslagen" if " " in figure else "punkterna"
    return (
        f"{_quote(text)} är inte grupperat i tusental: {grouped} ska ha tre siffror mellan sig. "
        f"Skriv till exempel 1{NO_BREAK_SPACE}166, eller talet utan mellanslag. "
        "Är det två tal, skriv ett i taget."
    )


def _is_negative(match: re.Match[str], value: Decimal, text: str) -> bool:
    """By minus signs and parentheses. Raises AmountError for signs that contradict each other."""
    closings = bool(match["close"]) + bool(match["last"])
    if closings != bool(match["open"]):
        raise AmountError(f"{_quote(text)} har en parentes utan motsvarighet. {_HOW_TO_WRITE}")
    sign = match["sign"]
    if sign in ("+-", "-+", "±"):
        if value or closings or match["after"]:
            raise AmountError(f"{_quote(text)} har både plus och minus. Skriv ett av dem, eller 0.")
        return False
    signs = len(sign) + closings + bool(match["after"])
    if signs > 1:
        raise AmountError(
            f"{_quote(text)} har fler än ett tecken för plus eller minus. Skriv ett minus före talet: "
            f"{MINUS}{_typed(value)}."
        )
    return signs == 1 and sign != "+" and value != 0


def _read_unit(unit: str, value: Decimal, text: str) -> str:
    if unit in ("", ":-", ",-"):
        return "kr" if unit else ""
    words = unit.lower().replace("/", " ").replace(".", "").split(" ")
    if not _UNIT.fullmatch(unit) or not _NOT_UNITS.isdisjoint(words):
        raise AmountError(
            f"{_quote(text)} börjar med talet {_typed(value)}, men ”{_shorten(unit.strip())}” efter det "
            "är ingen enhet. Skriv talet ensamt eller med en enhet, till exempel tkr, % eller st."
        )
    return unit.rstrip(".")


def _refuse_three_decimals(value: Decimal, text: str) -> None:
    """Refuse "1,500" kronor: nobody writes thousandths of a krona, so it is probably 1 500."""
    if _THREE_DECIMALS.search(text):
        raise AmountError(
            f"{_quote(text)} har tre decimaler, men kronor har högst två (öre). "
            f"Skriv {_typed(value * 1000)} om kommat skiljer tusental, annars {_typed(value, 2)}."
        )


def _kronor(value: Decimal, text: str) -> Decimal:
    """Refuse what kronor and öre can't hold."""
    if exact_decimals(value) > 2:
        raise AmountError(
            f"{_quote(text)} blir {format_number(value, exact_decimals(value))} kr, och delar av ett öre går inte "
            f"att spara. Skriv högst två decimaler i kronor, till exempel {_typed(value, 2)} kr."
        )
    if abs(value) > MAX_KRONOR:
        raise AmountError(
            f"{_quote(text)} blir {format_number(value)} kr, mer än portalen kan räkna exakt. "
            "Kontrollera antalet siffror och enheten."
        )
    return _plain_decimal(value)


def _within_decimals(value: Decimal, text: str) -> Decimal:
    if exact_decimals(value) > MAX_DECIMALS:
        raise AmountError(
            f"{_quote(text)} har fler än {MAX_DECIMALS} decimaler. "
            f"Avrunda, till exempel till {_typed(value, 2)}."
        )
    return value


def _plain_decimal(value: Decimal) -> Decimal:
    """Without trailing zeros or exponent: 2.10 becomes 2.1, 1E+3 becomes 1000."""
    return value.quantize(Decimal(1).scaleb(-exact_decimals(value)))


def _typed(value: Decimal, decimals: int | None = None) -> str:
    """Printed as typed: without thousands spaces."""
    places = exact_decimals(value) if decimals is None else decimals
    return format_number(value, places).replace(NO_BREAK_SPACE, "")


def _quote(text: str) -> str:
    return f"”{_shorten(text.strip())}”"


def _shorten(text: str) -> str:
    """Make untrusted text safe to repeat in a message."""
    shown = "".join(
        sign if sign.isprintable() or sign in "\u00a0\u202f\u2009\u2007" else " " for sign in text
    )
    return shown if len(shown) <= 40 else shown[:39] + "…"
