"""Layout of a matrix's picture; the template writes it as SVG. Pure.

Lengths are in SVG units, about a pixel at full size. WeasyPrint ignores style sheets inside an SVG, so the template
uses presentation attributes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reporting.document.blocks import Matrix

WIDTH = 440
MARGIN = 1  # keeps outlines whole
LABEL_WIDTH = 92
TOP = 30  # the row heading's height
TEXT, SMALL = 14, 12  # sizes of type
TEXT_LINE, SMALL_LINE = 18, 15  # line heights
LETTER = 0.52  # mean width of a letter, as a share of the type's size
LOWEST_CELL = 62
SHADES = 5  # fills in the template, mildest first


@dataclass(frozen=True)
class Line:
    """A line of text; ``y`` is its baseline, ``width`` an estimate."""

    text: str
    x: int
    y: int
    width: int = 0


@dataclass(frozen=True)
class Plate:
    """White ground for a text on a pattern."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Box:
    """A cell. ``word`` names its level and starts at its x; ``lines`` are centred."""

    x: int
    y: int
    width: int
    height: int
    shade: int
    word: Line
    lines: tuple[Line, ...]

    @property
    def word_plate(self) -> Plate:
        return Plate(self.word.x - 3, self.word.y - SMALL, self.word.width + 6, SMALL_LINE + 1)

    @property
    def plates(self) -> list[Plate]:
        return [
            Plate(line.x - line.width // 2 - 5, line.y - TEXT, line.width + 10, TEXT_LINE + 1)
            for line in self.lines
        ]


@dataclass(frozen=True)
class Sample:
    """A level in the legend."""

    x: int
    y: int
    shade: int
    label: Line


@dataclass(frozen=True)
class Drawing:
    """``row_labels`` end at their x, ``column_labels`` are centred on it."""

    width: int
    height: int
    row_heading: Line
    column_heading: Line
    row_labels: tuple[Line, ...]
    column_labels: tuple[Line, ...]
    boxes: tuple[Box, ...]
    samples: tuple[Sample, ...]
    shades: tuple[int, ...]


def drawing(matrix: Matrix) -> Drawing:
    """Rows as high as their texts need, a legend below."""
    cell_width = (WIDTH - LABEL_WIDTH - MARGIN) // max(1, len(matrix.column_labels))
    heights = [_row_height(row, cell_width) for row in matrix.cells]
    tops = [TOP + sum(heights[:row]) for row in range(len(heights))]
    bottom = TOP + sum(heights)
    shade_of = shades([level.key for level in matrix.levels])
    boxes = tuple(_boxes(matrix, tops, heights, cell_width, shade_of))
    column_labels, below = _column_labels(matrix.column_labels, bottom, cell_width)
    samples, height = _samples(matrix, below + TEXT_LINE + 14, shade_of)
    return Drawing(
        width=WIDTH,
        height=height,
        row_heading=Line(matrix.row_heading, MARGIN, TOP - 12),
        column_heading=Line(matrix.column_heading, (LABEL_WIDTH + WIDTH) // 2, below + TEXT_LINE),
        row_labels=tuple(_row_labels(matrix.row_labels, tops, heights)),
        column_labels=column_labels,
        boxes=boxes,
        samples=samples,
        shades=tuple(dict.fromkeys(shade_of.values())),
    )


def shades(levels: Sequence[str]) -> dict[str, int]:
    """Level -> shade, evenly spread from 0 (mildest) to the last (most serious)."""
    last = max(1, len(levels) - 1)
    return {level: round(index * (SHADES - 1) / last) for index, level in enumerate(levels)}


def wrapped(text: str, width: int, size: int) -> list[str]:
    """Lines that fit a width; longer words are broken."""
    return textwrap.wrap(text, max(1, int(width / (size * LETTER))))


def _width(text: str, size: int) -> int:
    return round(len(text) * size * LETTER)


def _row_height(row: Iterable[object], cell_width: int) -> int:
    texts = [str(getattr(cell, "text", "")) for cell in row]
    most = max((len(wrapped(text, cell_width - 12, TEXT)) for text in texts), default=0)
    return max(LOWEST_CELL, most * TEXT_LINE + SMALL_LINE + 14)


def _boxes(
    matrix: Matrix, tops: list[int], heights: list[int], width: int, shade_of: dict[str, int]
) -> Iterator[Box]:
    for row, top, height in zip(matrix.cells, tops, heights, strict=True):
        for column, cell in enumerate(row):
            left = LABEL_WIDTH + column * width
            word = matrix.words[cell.level]
            yield Box(
                x=left,
                y=top,
                width=width,
                height=height,
                shade=shade_of[cell.level],
                word=Line(word, left + 6, top + height - 6, _width(word, SMALL)),
                lines=tuple(_centred(cell.text, left + width // 2, top, height - SMALL_LINE - 4, width - 12)),
            )


def _centred(text: str, middle: int, top: int, height: int, width: int) -> Iterator[Line]:
    lines = wrapped(text, width, TEXT)
    first = top + (height - len(lines) * TEXT_LINE) // 2 + TEXT
    for index, line in enumerate(lines):
        yield Line(line, middle, first + index * TEXT_LINE, _width(line, TEXT))


def _row_labels(labels: Iterable[str], tops: list[int], heights: list[int]) -> Iterator[Line]:
    for label, top, height in zip(labels, tops, heights, strict=True):
        lines = wrapped(label, LABEL_WIDTH - 10, TEXT)
        first = top + (height - len(lines) * TEXT_LINE) // 2 + TEXT
        for index, line in enumerate(lines):
            yield Line(line, LABEL_WIDTH - 8, first + index * TEXT_LINE)


def _column_labels(labels: Sequence[str], top: int, width: int) -> tuple[tuple[Line, ...], int]:
    """The lines below the columns, and the y where they end."""
    columns = [wrapped(label, width - 4, TEXT) for label in labels]
    lines = tuple(
        Line(line, LABEL_WIDTH + column * width + width // 2, top + TEXT_LINE * (index + 1))
        for column, texts in enumerate(columns)
        for index, line in enumerate(texts)
    )
    return lines, top + TEXT_LINE * max((len(texts) for texts in columns), default=0)


def _samples(matrix: Matrix, top: int, shade_of: dict[str, int]) -> tuple[tuple[Sample, ...], int]:
    """The legend, on as many lines as it needs, and the picture's height."""
    samples: list[Sample] = []
    left = LABEL_WIDTH
    for level in matrix.levels:
        needed = 30 + _width(level.label, TEXT) + 16
        if left + needed > WIDTH and left > LABEL_WIDTH:
            left, top = LABEL_WIDTH, top + 26
        label = Line(level.label, left + 30, top + 14)
        samples.append(Sample(left, top, shade_of[level.key], label))
        left += needed
    return tuple(samples), top + 20 + MARGIN
