"""Column widths of a sheet in characters, so that its page is read without shrinking. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.document.blocks import Column, Table

WIDEST = 56.0
NARROWEST_LABEL, WIDEST_LABEL = 24.0, 46.0
NARROWEST = 13.0  # of a figure
READABLE = 14.0  # the narrowest for running text
LONGEST_WORD = 26.0  # what one word may widen a column to
BOLDER = 1.15  # how much wider a heading's letters are
AIR = 2.0  # beside the longest text of a figure
PIXELS, PADDING = 7, 5  # of a character of 11 pt and of a column, as Excel draws them
PORTRAIT, LANDSCAPE = 670, 990  # pixels of an A4 between its margins, rounded down


@dataclass(frozen=True)
class Need:
    """``least``: its longest word or figure; ``whole``: each text on one line, up to WIDEST."""

    least: float
    whole: float


def pixels(widths: Iterable[float]) -> float:
    return sum(PIXELS * width + PADDING for width in widths)


def is_wide(widths: Sequence[float]) -> bool:
    """Whether a page has to be landscape."""
    return pixels(widths) > PORTRAIT


def fitted(needs: Sequence[Need]) -> list[float]:
    """Whole, or narrowed to a landscape page: what each can spare, in proportion."""
    excess = (pixels(need.whole for need in needs) - LANDSCAPE) / PIXELS
    if excess <= 0:
        return [need.whole for need in needs]
    spare = sum(need.whole - need.least for need in needs)
    share = min(1.0, excess / spare) if spare else 0.0
    return [round(need.whole - (need.whole - need.least) * share, 1) for need in needs]


def column_widths(table: Table, headings: Sequence[str]) -> list[float]:
    """The label's first. ``headings``: of the other columns, as they are written."""
    rows = [row.cells for row in table.rows if row.cells]
    labels = [row.label for row in table.rows if row.cells]
    needs = [_text_need(table.label_heading, labels, NARROWEST_LABEL, WIDEST_LABEL)]
    for index, (column, heading) in enumerate(zip(table.columns, headings, strict=True)):
        texts = [cells[index].text for cells in rows]
        needs.append(_need(column, heading, texts))
    return fitted(needs)


def _need(column: Column, heading: str, texts: Sequence[str]) -> Need:
    if not column.is_figure:
        return _text_need(heading, texts, READABLE, WIDEST)
    words = max(_longest_word([heading]) * BOLDER, _longest_word(texts))
    whole = max(NARROWEST, _longest(texts) + AIR, words)
    return Need(min(whole, max(NARROWEST, words)), min(WIDEST, whole))


def _text_need(heading: str, texts: Sequence[str], narrowest: float, widest: float) -> Need:
    words = max(_longest_word([heading]) * BOLDER, _longest_word(texts))
    whole = min(widest, max(narrowest, _longest([heading, *texts]) + AIR))
    return Need(min(whole, max(READABLE, words)), whole)


def _longest(texts: Iterable[str]) -> float:
    return float(max((len(line) for text in texts for line in text.splitlines()), default=0))


def _longest_word(texts: Iterable[str]) -> float:
    return min(LONGEST_WORD, _longest(word for text in texts for word in text.split()) + AIR)
