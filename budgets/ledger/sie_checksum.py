"""The control sum of a SIE file (#KSUMMA): CRC-32 of the labels and fields between its two rows. Pure.

Blanks between fields, quotes around them, braces and line ends are left out. The sum is made of the bytes
in PC8; some programs make it of the bytes they wrote, so either will do. Worked out against real files.
"""

from __future__ import annotations

import re
import zlib
from enum import Enum

LABEL = re.compile(r"[ \t]*#KSUMMA(?:[ \t]+\"?(-?[0-9]{1,10})\"?)?[ \t]*", re.IGNORECASE)


class Checksum(Enum):
    """What the file's own control sum says of it."""

    ABSENT = "absent"
    RIGHT = "right"
    WRONG = "wrong"
    CUT_OFF = "cut off"  # begun but not ended


def checksum_of(lines: list[str], encoding: str, token: re.Pattern[str]) -> Checksum:
    """``token`` finds the fields of a row: (quoted, brace, bare)."""
    marks = [(number, match) for number, line in enumerate(lines) if (match := LABEL.fullmatch(line))]
    if not marks:
        return Checksum.ABSENT
    start, last = marks[0][0], marks[-1]
    if last[1][1] is None:
        return Checksum.CUT_OFF
    if len(marks) == 1:
        return Checksum.WRONG
    declared = int(last[1][1]) & 0xFFFFFFFF
    text = "".join(_fields(line, token) for line in lines[start + 1 : last[0]])
    sums = {zlib.crc32(text.encode(name, errors="replace")) for name in ("cp437", encoding)}
    return Checksum.RIGHT if declared in sums else Checksum.WRONG


def _fields(line: str, token: re.Pattern[str]) -> str:
    return "".join(
        bare or quoted.replace('\\"', '"') for quoted, brace, bare in token.findall(line) if not brace
    )
