"""Find characters that are invisible or reverse the reading direction. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LAYOUT = frozenset("\t\n\r")
SHAPING = frozenset("\u00ad\u200c\u200d")  # soft hyphen; joiner and non-joiner
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols drawn as nothing
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
REWRITE = "Skriv om texten i stället för att klistra in den."


def problem(text: str, *, is_long: bool = False) -> str:
    """Why a text can't be read as stored, in Swedish; "" if it can. ``is_long``: of several lines, where zero-width
    characters do no harm."""
    if text.strip() and all(_is_unseen(sign) for sign in text):
        return "Texten består bara av tecken som inte syns. Skriv något som går att läsa."
    for sign in text:
        if sign in TURNING:
            return f"Texten har ett tecken som vänder läsriktningen ({_code(sign)}). {REWRITE}"
        if _is_hidden(sign, is_long=is_long):
            return f"Texten har ett tecken som inte syns ({_code(sign)}). {REWRITE}"
    return ""


def only_seen(text: str) -> str:
    """A name that someone else's computer has given, without what can't be seen or turns the reading order."""
    return "".join(sign for sign in text if sign not in TURNING and not _is_hidden(sign, is_long=False))


def _is_unseen(sign: str) -> bool:
    return sign in BLANK or unicodedata.category(sign) in UNSEEN


def _is_hidden(sign: str, *, is_long: bool) -> bool:
    category = unicodedata.category(sign)
    return (category == "Cc" and sign not in LAYOUT) or (
        not is_long and category == "Cf" and sign not in SHAPING
    )


def _code(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def validate_line(text: str) -> None:
    """For a name or another short text. Raises ValidationError."""
    if found := problem(text):
        raise ValidationError(found)


def validate_lines(text: str) -> None:
    """For a text of several lines. Raises ValidationError."""
    if found := problem(text, is_long=True):
        raise ValidationError(found)


def texts_in(data: Any) -> Iterator[str]:
    """Every string in JSON-like data, keys excluded."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for value in data.values() for text in texts_in(value))
    elif isinstance(data, list | tuple):
        yield from (text for value in data for text in texts_in(value))
