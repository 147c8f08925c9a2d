"""Signs in figures: which mean the same, which can't be seen, which don't belong. Pure."""

from __future__ import annotations

import unicodedata

from reporting.document.visible import TURNING

# Read as minus. The ASCII one is first, where a pattern's class takes it as it is.
DASHES = "-\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"
EM_DASH = "\u2014"  # alone a dash, but no minus
BELONGS = frozenset("°")  # of the signs whose kind is refused
FOREIGN = {"Pd", "Sc", "So", "Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"}
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"}


def plain(text: str) -> str:
    """With one minus and one space, without signs that have no width, trimmed."""
    if text.isascii():
        return text.strip()
    return "".join(map(_plain_sign, text)).strip()


def _plain_sign(sign: str) -> str:
    if sign in DASHES:
        return "-"
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    return "" if category == "Cf" and sign not in TURNING else sign


def foreign(text: str) -> str:
    """The first sign of a plain text that can't be part of a figure, in Swedish words; else ""."""
    for sign in text:
        category = unicodedata.category(sign)
        if sign == "-" or sign in BELONGS or category not in FOREIGN:
            continue
        code = f"U+{ord(sign):04X}"
        return f"ett tecken som inte syns ({code})" if category in UNSEEN else f"tecknet ”{sign}” ({code})"
    return ""
