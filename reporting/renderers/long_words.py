"""Break words too long for any page: a pasted key, an address, a run of signs. Pure.

WeasyPrint tries every hyphenation of a word: seconds for a thousand letters, minutes for ten thousand.
"""

from __future__ import annotations

import re

LONGEST = 60  # characters; the longest Swedish words in use have about half as many
PLACE_TO_BREAK = "\u200b"  # zero width space

_TEXT = re.compile(r"(?<=>)[^<]+")
_LONG_WORD = re.compile(rf"[^\s&;{PLACE_TO_BREAK}]{{{LONGEST + 1},}}")
_PART = re.compile(rf".{{{LONGEST}}}(?=.)")


def breakable(html: str) -> str:
    """Add places to break in words longer than LONGEST, except in tags and entities."""
    return _TEXT.sub(lambda text: _LONG_WORD.sub(_with_breaks, text[0]), html)


def _with_breaks(word: re.Match[str]) -> str:
    return _PART.sub(lambda part: part[0] + PLACE_TO_BREAK, word[0])
