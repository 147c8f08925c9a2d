"""Column widths of a printed table, and whether it needs small type or a landscape page. Pure.

In millimetres of the table's type (Source Sans 3 at 9.8 pt, print.css). Each column first gets room for its
longest word or figure, then a readable width; the rest goes, a millimetre at a time, to the column that makes
the rows tallest, then to air about the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reporting.document.amounts import NO_BREAK_SPACE
from reporting.document.blocks import Column, Table
from reporting.document.legend import result_words
from reporting.renderers.unbroken import PARTS

PORTRAIT, LANDSCAPE = 163.0, 253.0  # mm between the margins of an A4
PADDING = 4.4  # mm: both sides of a cell, rounded up
SMALLER = 8.5 / 9.77  # small type, beside ordinary
CROWDED = 0.9  # of a portrait page: a table that needs more has small type
FEW_ROWS = 3  # never turn a page
STATUS_SYMBOL = 4.6  # mm before the word of a status
LONGEST_WORD = 36.0  # a longer word is hyphenated
LONGEST_HEADING_WORD = 32.0  # of a figure's heading, above narrow cells
READABLE = 34.0  # the narrowest for running text
FIGURE = 19.0  # if there is room
HEADING_LINES = 3  # of a figure's heading, if there is room
QUANTITY = 24.0  # the narrowest for words about a figure ("minska från 125 st")

EM = 3.45  # mm
REGULAR = {**dict.fromkeys("iljI.,:;'|!·", 0.26), **dict.fromkeys(" ()-–−/t\u00a0\u202fr", 0.31)}
REGULAR |= {**dict.fromkeys("mwMW%@", 0.82), **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÅÄÖ&", 0.6)}
OTHER = 0.5  # the digits and most small letters
BOLDER = 1.06  # how much wider semibold is
NOTE_MARK = NO_BREAK_SPACE + "1"  # after the text of a cell
RESULT_WORD = 0.8  # size of the word under a result, to the figure's


@dataclass(frozen=True)
class Need:
    """Widths of a column in mm: unbroken words (least), readable, with air (ease), on one line (whole).

    ``typical``: the root mean square of its texts' widths, so that long rows count more.
    """

    least: float
    readable: float
    ease: float
    whole: float
    typical: float


def with_units(text: str) -> str:
    """A quantity whose units stay on the line of their figures."""
    return PARTS.sub(lambda part: part[0].replace(" ", NO_BREAK_SPACE), text)


def text_width(text: str) -> float:
    """Estimate, in mm."""
    return EM * sum(REGULAR.get(character, OTHER) for character in text)


def needs(table: Table) -> list[Need]:
    """The label's first, then the columns in order."""
    rows = [row for row in table.rows if row.cells]
    labels = _text_need(table.label_heading, [row.label for row in rows])
    marked = {(mark.row, mark.column) for mark in table.marks}
    cells = (
        [row.cells[index].text + (NOTE_MARK if (row.key, column.key) in marked else "") for row in rows]
        for index, column in enumerate(table.columns)
    )
    words = _result_widths(table)
    return [
        labels,
        *(
            _need(column, texts, word)
            for column, texts, word in zip(table.columns, cells, words, strict=True)
        ),
    ]


def _result_widths(table: Table) -> list[float]:
    """By column, the widest word under a figure of a result row."""
    words = result_words(table).values()
    return [
        max((text_width(row[index]) * RESULT_WORD for row in words), default=0.0)
        for index in range(len(table.columns))
    ]


@dataclass(frozen=True)
class Layout:
    """``is_wide``: on a landscape page; ``is_small``: in 8.5 pt; ``widths``: whole per cent, 100 in all, the label's
    first."""

    is_wide: bool
    is_small: bool
    widths: list[int]


def layout(table: Table) -> Layout:
    """Portrait in ordinary or small type if the words fit; of FEW_ROWS, also if running text is squeezed."""
    wanted = needs(table)
    readable, least = sum(need.readable for need in wanted), sum(need.least for need in wanted)
    is_small = readable > CROWDED * PORTRAIT
    has_few_rows = sum(bool(row.cells) for row in table.rows) <= FEW_ROWS
    is_wide = (least if has_few_rows else readable) * SMALLER > PORTRAIT
    if table.is_wide or is_wide:
        return Layout(is_wide=True, is_small=False, widths=_per_cent(_shared(wanted, LANDSCAPE)))
    page = PORTRAIT / SMALLER if is_small else PORTRAIT
    return Layout(is_wide=False, is_small=is_small, widths=_per_cent(_shared(wanted, page)))


def needs_landscape(table: Table) -> bool:
    """Whether a portrait page in ordinary type would break words or squeeze running text."""
    return sum(need.readable for need in needs(table)) > PORTRAIT


def column_widths(table: Table) -> list[int]:
    """Whole per cent of the table in ordinary type, 100 in all; the label's first."""
    page = LANDSCAPE if table.is_wide or needs_landscape(table) else PORTRAIT
    return _per_cent(_shared(needs(table), page))


def _shared(wanted: Sequence[Need], page: float) -> list[float]:
    widths = [need.least for need in wanted]
    sure = [
        need.least + page / 100 for need in wanted
    ]  # whole per cents take none of the longest word's room
    for targets in (sure, [need.readable for need in wanted]):
        widths = _filled(widths, targets, page)
    while sum(widths) + 1 <= page and (index := _tallest(widths, wanted)) is not None:
        widths[index] += 1
    widths = _filled(widths, [need.ease for need in wanted], page)
    widths[0] += max(0.0, page - sum(widths))
    return widths


def _need(column: Column, texts: Sequence[str], word: float = 0.0) -> Need:
    if column.kind == "text":
        return _text_need(column.heading, texts)
    if column.kind == "quantity":
        need = _text_need(column.heading, [with_units(text) for text in texts])
        readable = max(need.least, min(need.whole, QUANTITY))
        return replace(need, readable=readable, ease=max(readable, FIGURE))
    symbol = STATUS_SYMBOL if column.kind == "status" else 0.0
    cells = max(max(map(text_width, texts), default=0.0) * BOLDER + symbol, word) + PADDING
    least = max(cells, _longest_word([column.heading], LONGEST_HEADING_WORD))
    heading = text_width(column.heading) * BOLDER / HEADING_LINES + PADDING
    ease = max(least, FIGURE, heading)
    return Need(least=least, readable=least, ease=ease, whole=ease, typical=0.0)


def _text_need(heading: str, texts: Sequence[str]) -> Need:
    least = max(_longest_word(texts, LONGEST_WORD), _longest_word([heading], LONGEST_HEADING_WORD))
    widths = [text_width(text) * BOLDER + PADDING for text in texts] or [0.0]
    whole = max(least, *widths)
    typical = math.sqrt(sum(width * width for width in widths) / len(widths))
    readable = max(least, min(whole, READABLE))
    return Need(least=least, readable=readable, ease=readable, whole=whole, typical=typical)


def _longest_word(texts: Iterable[str], most: float) -> float:
    """Width of a column that breaks only words wider than ``most``."""
    words = (word for text in texts for word in text.replace("-", "- ").split(" "))
    return min(most, max(map(text_width, words), default=0.0) * BOLDER) + PADDING


def _filled(widths: Sequence[float], targets: Sequence[float], page: float) -> list[float]:
    """The widths raised to their targets, or by equal shares of what the page has left."""
    lacking = [max(0.0, target - width) for width, target in zip(widths, targets, strict=True)]
    left = max(0.0, page - sum(widths))
    share = min(1.0, left / sum(lacking)) if any(lacking) else 0.0
    return [width + share * lack for width, lack in zip(widths, lacking, strict=True)]


def _tallest(widths: Sequence[float], wanted: Sequence[Need]) -> int | None:
    """Index of the column whose typical text takes most lines; None if all fit on one."""
    lines = [
        need.typical / width if width < need.whole else 0.0
        for width, need in zip(widths, wanted, strict=True)
    ]
    return lines.index(max(lines)) if any(lines) else None


def _per_cent(widths: Sequence[float]) -> list[int]:
    """Whole per cents, 100 in all. Rounds up where rounding down loses most of the width, so that a narrow
    column keeps room for its longest word."""
    exact = [100 * width / sum(widths) for width in widths]
    shares = [math.floor(share) for share in exact]
    by_loss = sorted(
        range(len(exact)), key=lambda index: shares[index] / exact[index] if exact[index] else 1.0
    )
    for index in by_loss[: 100 - sum(shares)]:
        shares[index] += 1
    return shares
