"""The running words of a text, and where a place of its Markdown stands in them. Pure.

Each place gets an invisible mark, the marked text is read as any other, and the marks are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reporting.document.prose import to_text

PIPE_TABLE = re.compile(r"^\s*\|")
FIRST_MARK = 0xF0000  # a private plane: no script has letters there
MOST_MARKS = 0xFFF0
MOST_READINGS = 64  # of one text, to find the marks that change how it is read
MARKS = re.compile(r"[\U000F0000-\U000FFFFD]")


def running_text(markdown: str, places: Sequence[int] = ()) -> tuple[str, list[int | None]]:
    """The words outside tables, a line per block, and where each place stands in them.

    A place is None where it stands in no words, or where a mark would change how the text is read.
    """
    plain = _plain(MARKS.sub("", markdown))
    found: dict[int, int] = {}
    waiting = [range(len(places[:MOST_MARKS]))] if places else []
    for _ in range(MOST_READINGS):
        if not waiting:
            break
        numbers = waiting.pop()
        marked, stands = _read_marks(_running(_mark(markdown, [places[number] for number in numbers])))
        if marked == plain:
            found |= {numbers[which]: place for which, place in stands.items()}
        elif len(numbers) > 1:  # one of them changes how the text is read: which half is it in?
            half = len(numbers) // 2
            waiting += [numbers[half:], numbers[:half]]
    return plain, [found.get(number) for number in range(len(places))]


@lru_cache(maxsize=64)
def _plain(markdown: str) -> str:
    """The words of a text, which is asked for once for each of its figures."""
    return _running(markdown)


def _running(markdown: str) -> str:
    return to_text("\n".join(line for line in markdown.split("\n") if not PIPE_TABLE.match(line)))


def _mark(markdown: str, places: Sequence[int]) -> str:
    """The text with a mark of its own at each place, and none that someone has typed."""
    parts: list[str] = []
    done = 0
    for place, number in sorted(zip(places, range(len(places)), strict=True)):
        parts += [MARKS.sub("", markdown[done:place]), chr(FIRST_MARK + number)]
        done = place
    return "".join([*parts, MARKS.sub("", markdown[done:])])


def _read_marks(text: str) -> tuple[str, dict[int, int]]:
    """The text without its marks, and where each stood."""
    parts: list[str] = []
    found: dict[int, int] = {}
    length = done = 0
    for mark in MARKS.finditer(text):
        parts.append(text[done : mark.start()])
        length += mark.start() - done
        found[ord(mark[0]) - FIRST_MARK] = length
        done = mark.end()
    return "".join([*parts, text[done:]]), found
