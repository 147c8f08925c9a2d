"""The running text of Markdown, and the offsets in it of places in the Markdown. Pure.

Each place gets an invisible mark; the marked text is converted, and the marks are taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reporting.document.prose import to_text

PIPE_TABLE = re.compile(r"^\s*\|")
FIRST_MARK = 0xF0000  # a private plane: no script has letters there
MOST_MARKS = 0xFFF0
MOST_READINGS = 64  # conversions of one text in search of marks that change it
MARKS = re.compile(r"[\U000F0000-\U000FFFFD]")


def running_text(markdown: str, places: Sequence[int] = ()) -> tuple[str, list[int | None]]:
    """The text outside tables, a line per block, and the offset of each place in it.

    The offset is None for a place outside the text, or where a mark would change how the Markdown is read.
    """
    text, offsets = _running_text(markdown, tuple(places))
    return text, list(offsets)


@lru_cache(maxsize=256)
def _running_text(markdown: str, places: tuple[int, ...]) -> tuple[str, tuple[int | None, ...]]:
    """Cached: asked for once per figure of a text, and again at every amount typed."""
    plain = _plain(MARKS.sub("", markdown))
    offset_of: dict[int, int] = {}
    waiting = [range(len(places[:MOST_MARKS]))] if places else []
    for _ in range(MOST_READINGS):
        if not waiting:
            break
        numbers = waiting.pop()
        marked, offsets = _read_marks(_running(_mark(markdown, [places[number] for number in numbers])))
        if marked == plain:
            offset_of |= {numbers[index]: offset for index, offset in offsets.items()}
        elif len(numbers) > 1:  # one mark changes the text: halve to find it
            half = len(numbers) // 2
            waiting += [numbers[half:], numbers[:half]]
    return plain, tuple(offset_of.get(number) for number in range(len(places)))


@lru_cache(maxsize=64)
def _plain(markdown: str) -> str:
    """Cached: asked for once per figure of the text."""
    return _running(markdown)


def _running(markdown: str) -> str:
    return to_text("\n".join(line for line in markdown.split("\n") if not PIPE_TABLE.match(line)))


def _mark(markdown: str, places: Sequence[int]) -> str:
    """The text with a mark at each place, and without marks that were typed."""
    parts: list[str] = []
    done = 0
    for place, number in sorted(zip(places, range(len(places)), strict=True)):
        parts += [MARKS.sub("", markdown[done:place]), chr(FIRST_MARK + number)]
        done = place
    return "".join([*parts, MARKS.sub("", markdown[done:])])


def _read_marks(text: str) -> tuple[str, dict[int, int]]:
    """The text without marks, and the offset of each by its number."""
    parts: list[str] = []
    offset_of: dict[int, int] = {}
    length = done = 0
    for mark in MARKS.finditer(text):
        parts.append(text[done : mark.start()])
        length += mark.start() - done
        offset_of[ord(mark[0]) - FIRST_MARK] = length
        done = mark.end()
    return "".join([*parts, text[done:]]), offset_of
