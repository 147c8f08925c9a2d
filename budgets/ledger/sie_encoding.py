"""Decode the lines of a SIE file. Pure.

#FORMAT is PC8 in nearly every file, even in UTF-8 or Latin-1: the bytes decide. Programs copy names from elsewhere
unconverted, so single lines may differ in encoding from the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

SWEDISH_CP437 = frozenset("åäöÅÄÖ".encode("cp437"))
SWEDISH_LATIN1 = frozenset("åäöÅÄÖ".encode("latin-1"))
SURE_CP437 = SWEDISH_CP437  # control characters in Latin-1, which no file has
_LATIN1_IN_A_WORD = re.compile(rb"[A-Za-z][\xe5\xe4\xf6\xc5\xc4\xd6]|[\xe5\xe4\xf6\xc5\xc4\xd6][A-Za-z]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_LINE_END = re.compile(rb"\r\n|\r|\n")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_LOST = "\ufffd"


@dataclass
class Decoded:
    """``others``: line number, from 1 -> encoding, of lines not in ``encoding``."""

    lines: list[str]
    encoding: str
    others: dict[int, str] = field(default_factory=dict)

    @property
    def has_lost_letters(self) -> bool:
        return any(_LOST in line for line in self.lines)


def decoded(content: bytes) -> Decoded:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_LINE_END.split(content.decode("utf-16", errors="replace")), "UTF-16")
    try:
        return Decoded(_LINE_END.split(content.decode("utf-8-sig")), "UTF-8")
    except UnicodeDecodeError:
        return _line_by_line(content.removeprefix(b"\xef\xbb\xbf"))


def _line_by_line(content: bytes) -> Decoded:
    lines = _BYTE_LINE_END.split(content)
    certain = {
        number: _encoding_of(line) for number, line in enumerate(lines, start=1) if _NOT_ASCII.search(line)
    }
    most = Counter(name for name in certain.values() if name).most_common(1)
    usual = most[0][0] if most else _by_share(content)
    names = {number: name or usual for number, name in certain.items()}
    texts = [
        line.decode(_codec(names[number]), errors="replace") if number in names else line.decode("ascii")
        for number, line in enumerate(lines, start=1)
    ]
    return Decoded(texts, usual, {number: name for number, name in names.items() if name != usual})


def _encoding_of(line: bytes) -> str:
    """The only encoding possible for a line; "" if several are."""
    try:
        line.decode("utf-8")
        return "UTF-8"
    except UnicodeDecodeError:
        pass
    if frozenset(line) & SURE_CP437:
        return "CP437"
    return "Latin-1" if _LATIN1_IN_A_WORD.search(line) else ""


def _by_share(content: bytes) -> str:
    cp437 = sum(byte in SWEDISH_CP437 for byte in content)
    latin1 = sum(byte in SWEDISH_LATIN1 for byte in content)
    return "Latin-1" if latin1 > cp437 else "CP437"


def _codec(name: str) -> str:
    return name.lower()
