"""Words no paper is wide enough for: a pasted key, an address, a row of signs. Pure.

WeasyPrint tries every place a word can be hyphenated at, which takes seconds for a word of a thousand
letters and minutes for ten thousand. A place to break now and then makes them short again.
"""

from __future__ import annotations

import re

LONGEST = 60  # signs; the longest Swedish words in use have about half as many
PLACE_TO_BREAK = "\u200b"  # zero width space

_TEXT = re.compile(r"(?<=>)[^<]+")
_LONG_WORD = re.compile(rf"[^\s&;{PLACE_TO_BREAK}]{{{LONGEST + 1},}}")
_PART = re.compile(rf".{{{LONGEST}}}(?=.)")


def breakable(html: str) -> str:
    """The HTML with places to break in words longer than LONGEST. Tags and entities are left alone."""
    return _TEXT.sub(lambda text: _LONG_WORD.sub(_with_breaks, text[0]), html)


def _with_breaks(word: re.Match[str]) -> str:
    return _PART.sub(lambda part: part[0] + PLACE_TO_BREAK, word[0])
