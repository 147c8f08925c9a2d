"""The message about a text that is no figure, and how it is quoted. Pure."""

import unicodedata
from decimal import Decimal

from reporting.document.amounts import MINUS, NO_BREAK_SPACE, exact_decimals, format_number

HOW_TO_WRITE = f"Skriv siffror, till exempel 1{NO_BREAK_SPACE}166 eller {MINUS}1{NO_BREAK_SPACE}166,50."


class AmountError(ValueError):
    """Not a figure. The Swedish message says what was understood and what was expected."""


def typed_text(value: Decimal, decimals: int | None = None) -> str:
    """Printed as typed: without thousands spaces."""
    places = exact_decimals(value) if decimals is None else decimals
    return format_number(value, places).replace(NO_BREAK_SPACE, "")


def quote(text: str) -> str:
    return f"”{shorten(text.strip())}”"


def shorten(text: str) -> str:
    """Make untrusted text safe to repeat in a message."""
    shown = "".join(
        sign if sign.isprintable() or unicodedata.category(sign) == "Zs" else " " for sign in text
    )
    return shown if len(shown) <= 40 else shown[:39] + "…"
