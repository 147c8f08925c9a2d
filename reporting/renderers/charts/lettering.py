"""Widths of texts in a picture, and texts made to fit. Estimates in the picture's units. Pure."""

from __future__ import annotations

from functools import lru_cache

from reporting.renderers.widths import BOLDER, OTHER, REGULAR

TEXT, SMALL = 14, 12  # sizes of type
SAFETY = 1.09  # an estimate is never too narrow for a text of a report
ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    letters = sum(0.95 if letter == ELLIPSIS else REGULAR.get(letter, OTHER) for letter in text)
    return letters * size * SAFETY * (BOLDER if bold else 1)


def fitted(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> str:
    """The text, or as much of it as there is room for."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + ELLIPSIS, size, bold=bold) > room:
        text = text[:-1].rstrip(" -–,.")
    return text + ELLIPSIS


def wrapped(text: str, room: float, size: float = TEXT, *, most: int = 2, bold: bool = False) -> list[str]:
    """At most ``most`` lines; what is left over is cut from the last."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most - 1:
        taken, used = 1, width(words[0], size, bold=bold)
        for word in words[1:]:
            used += width(f" {word}", size, bold=bold)
            if used > room:
                break
            taken += 1
        lines.append(fitted(" ".join(words[:taken]), room, size, bold=bold))
        words = words[taken:]
    return [*lines, fitted(" ".join(words), room, size, bold=bold)] if words else lines
