"""Verdicts: how many there are of each as one stacked bar, or one tile each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reporting.document.blocks import Cell
from reporting.document.highlights import Share, shares_of
from reporting.renderers.charts.figures import Figures
from reporting.renderers.charts.lettering import width, wrapped
from reporting.renderers.charts.svg import WIDTH, Picture, Rect, Shape, Text, Tone, box, plate, symbol

ORDER: tuple[Tone, ...] = ("good", "partly", "bad", "neutral")
BAR, LOW_BAR, BETWEEN = (
    32,
    16,
    2,
)  # heights of the stacked bar with and without counts in it; between its parts
LEGEND_LINE = 22
TILE, STRIPE, ABREAST = 196, 12, 2  # a tile's width, its stripe's; tiles side by side
INSIDE = 14  # from the stripe to the text
LABEL_LINE = 17


def statuses(rows: Sequence[Figures], *, title: str) -> Picture:
    parts = counted([row.verdict for row in rows])
    shapes = [*_bar(parts), *(legend := list(_legend(parts)))] if parts else []
    said = [f"{part.label}: {part.count}" for part in parts]
    bottom = max((text.y for text in legend if isinstance(text, Text)), default=0) + 6 if parts else 2
    return Picture(
        height=bottom,
        shapes=shapes,
        title=f"{title}. {'. '.join(said) or 'Inga bedömningar'}.",
        description=". ".join(said) + "." if said else "Inga bedömningar.",
    )


def counted(verdicts: Sequence[Cell]) -> tuple[Share, ...]:
    """The best first."""
    return shares_of([(cell.text, cell.tone) for cell in verdicts if cell.tone], ORDER)


def stacked(shares: Sequence[Share], words: str) -> Picture:
    """The bar alone, for where its counts stand beside it. ``words``: the same, read aloud."""
    boxes = [box(left, 1, length, LOW_BAR, part.tone or "neutral") for part, left, length in _placed(shares)]
    return Picture(height=LOW_BAR + 2, shapes=boxes, title=words, description="")


def _bar(parts: Sequence[Share]) -> Iterator[Shape]:
    for part, left, length in _placed(parts):
        yield box(left, 1, length, BAR, part.tone or "neutral")
        yield from _inside(part, left + length / 2, length)


def _placed(parts: Sequence[Share]) -> Iterator[tuple[Share, float, float]]:
    """Each part with its left edge and its length."""
    room = WIDTH - 2 - BETWEEN * (len(parts) - 1)
    whole = sum(part.count for part in parts)
    left = 1.0
    for part in parts:
        length = room * part.count / whole
        yield part, left, length
        left += length + BETWEEN


def _inside(part: Share, middle: float, length: float) -> Iterator[Shape]:
    """The count, after its sign if there is room: light on the full colour, else dark on a plate."""
    text = Text(middle, BAR / 2 + 6, str(part.count), "middle", bold=True)
    has_sign = text.width + 30 <= length
    if text.width + 8 > length:
        return
    if has_sign:
        text = replace(text, x=middle + 7)
    left = text.left - (14 if has_sign else 0)
    is_light = part.tone == "good"
    if not is_light:
        ground = plate(text)
        yield Rect(left - 3, ground.y, text.left + text.width - left + 6, ground.height, fill="paper")
    if has_sign:
        yield from symbol(part.tone or "neutral", left, text.y - 10, "paper" if is_light else None)
    yield replace(text, colour="paper") if is_light else text


def _legend(parts: Sequence[Share]) -> Iterator[Shape]:
    """On as many lines as it needs."""
    x, y = 0.0, BAR + 22.0
    for part in parts:
        said = f"{part.label} {part.count}"
        needed = 15 + width(said)
        if x and x + needed > WIDTH:
            x, y = 0.0, y + LEGEND_LINE
        yield from symbol(part.tone or "neutral", x, y - 10)
        yield Text(x + 15, y, said)
        x += needed + 16


def tiles(rows: Sequence[Figures], *, title: str) -> Picture:
    shown = [row for row in rows if row.verdict.tone]
    lines = [wrapped(row.label, TILE - STRIPE - INSIDE - 8, most=3) for row in shown]
    shapes: list[Shape] = []
    top = 1.0
    for first in range(0, len(shown), ABREAST):
        height = 34.0 + LABEL_LINE * max(len(texts) for texts in lines[first : first + ABREAST])
        for place, row in enumerate(shown[first : first + ABREAST]):
            x = 1.0 if place == 0 else WIDTH - TILE - 1.0
            shapes += _tile(row.verdict, lines[first + place], x, top, height)
        top += height + 8
    said = [f"{row.label}: {row.verdict.text.lower()}." for row in shown]
    met = sum(row.verdict.tone == "good" for row in shown)
    return Picture(
        height=max(2.0, top - 6),
        shapes=shapes,
        title=f"{title}. {met} av {len(shown)} uppnås.",
        description=" ".join(said) or "Inga bedömningar.",
    )


def _tile(verdict: Cell, label: Sequence[str], x: float, top: float, height: float) -> Iterator[Shape]:
    assert verdict.tone
    yield Rect(x, top, TILE, height, fill="paper", stroke="field")
    yield box(x, top, STRIPE, height, verdict.tone)
    left = x + STRIPE + INSIDE
    yield from symbol(verdict.tone, left, top + 11)
    yield Text(left + 15, top + 21, verdict.text, bold=True, colour=verdict.tone)
    for index, line in enumerate(label):
        yield Text(left, top + 21 + LABEL_LINE * (index + 1), line)
