"""The digits of a figure, with thousands and decimals as they are written. Pure."""

import re
from decimal import Decimal

from reporting.document.amount_error import AmountError, quote, typed_text
from reporting.document.amounts import NO_BREAK_SPACE, format_number

MAX_DIGITS = 15  # in any figure, decimals included

_FIGURE = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
    r"(?:,(?P<decimals>[0-9]+))?"
)
_DOT_DECIMALS = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+)\.(?P<decimals>[0-9]+)")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")


def read_digits(figure: str, text: str) -> Decimal:
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
            f"{quote(text)} har fler än {MAX_DIGITS} siffror och kan inte räknas exakt. "
            "Kontrollera antalet siffror."
        )
    return Decimal(f"{whole}.{decimals.rstrip('0')}" if decimals.rstrip("0") else whole)


def _either_or(whole: str, decimals: str, text: str) -> str:
    thousands, fraction = Decimal(whole + decimals), Decimal(f"{whole}.{decimals}")
    return (
        f"{quote(text)} kan betyda {format_number(thousands)} eller {format_number(fraction, 3)}. "
        f"Skriv {typed_text(thousands)} eller {typed_text(fraction, 3)}."
    )


def _why_not_a_figure(figure: str, text: str) -> str:
    if _ENGLISH.fullmatch(figure):
        swedish = figure.replace(",", "").replace(".", ",")
        return (
            f"{quote(text)} är skrivet på engelskt sätt, med komma mellan tusental. "
            f"Skriv {swedish} om det menas."
        )
    if figure.count(",") > 1:
        return f"{quote(text)} har fler än ett decimalkomma. Skriv ett tal i taget, med högst ett komma."
    grouped = "mellanslagen" if " " in figure else "punkterna"
    return (
        f"{quote(text)} är inte grupperat i tusental: {grouped} ska ha tre siffror mellan sig. "
        f"Skriv till exempel 1{NO_BREAK_SPACE}166, eller talet utan mellanslag. "
        "Är det två tal, skriv ett i taget."
    )
