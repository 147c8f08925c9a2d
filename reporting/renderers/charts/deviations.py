"""Deviation bars: right of the axis better than budget, left and hatched worse. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import format_number
from reporting.document.blocks import Sign
from reporting.document.naming import some_in_words
from reporting.renderers.charts.figures import Figures, printed, with_unit
from reporting.renderers.charts.lettering import SMALL, fitted, width
from reporting.renderers.charts.svg import WIDTH, Line, Path, Picture, Shape, Text, box

MOST = 6  # rows with a bar of their own
ROW, BAR = 44, 15  # heights
DOWN = 19  # from a row's top to its bar
TOP = 22  # of the first row
GAP = 6  # between a bar and its figure
SLIVER = 2.0  # the shortest bar of a figure that is not zero


@dataclass(frozen=True)
class Bar:
    """``effect``: + is better."""

    label: str
    effect: Decimal
    text: str


def deviations(rows: Sequence[Figures], *, title: str, unit: str, places: int, better: Sign) -> Picture:
    sign = -1 if better == "-" else 1
    known = [
        Bar(row.label, sign * row.value.number, printed(row.value, places))
        for row in rows
        if row.value.number is not None
    ]
    missing = [row.label for row in rows if row.value.number is None and row.value.text]
    bars = largest([bar for bar in known if bar.effect], sign=sign, places=places)
    zeros = len([bar for bar in known if not bar.effect])
    words = [f"{bar.label}: {with_unit(bar.text, unit)}, {_word(bar)}." for bar in bars]
    first = f"Störst är {words[0][:1]}{words[0][1:]}" if words else "Ingen rad avviker."
    return Picture(
        height=TOP + ROW * len(bars) + 2,
        shapes=list(_shapes(bars)),
        title=f"{title}. {first}",
        description=" ".join(words) or "Ingen rad avviker.",
        notes=tuple(_notes(bool(bars), zeros, missing)),
    )


def largest(bars: Sequence[Bar], *, sign: int, places: int, most: int = MOST) -> list[Bar]:
    """The largest first, the rest added up in one bar last."""
    by_size = sorted(bars, key=lambda bar: -abs(bar.effect))
    if len(by_size) <= most + 1:
        return by_size
    rest = by_size[most:]
    effect = sum((bar.effect for bar in rest), Decimal(0))
    label = f"Övriga {len(rest)} rader"
    return [*by_size[:most], Bar(label, effect, format_number(sign * effect, places))]


def _word(bar: Bar) -> str:
    return "bättre" if bar.effect > 0 else "sämre" if bar.effect else "varken bättre eller sämre"


def _notes(has_bars: bool, zeros: int, missing: Sequence[str]) -> Iterator[str]:
    if not has_bars:
        yield "Ingen rad avviker." if zeros else "Det finns inga avvikelser att visa."
    elif zeros:
        yield f"{'En rad' if zeros == 1 else f'{zeros} rader'} avviker inte och är inte med i bilden."
    if missing:
        yield f"Avvikelse saknas för {some_in_words(list(missing))}."


def _shapes(bars: Sequence[Bar]) -> Iterator[Shape]:
    if not bars:
        return
    axis, scale = _scale(bars)
    if any(bar.effect < 0 for bar in bars):
        yield Path(((0, 8), (7, 4), (7, 12)), fill="muted")
        yield Text(12, 12, "sämre", size=SMALL, colour="muted")
    if any(bar.effect > 0 for bar in bars):
        yield Path(((WIDTH, 8), (WIDTH - 7, 4), (WIDTH - 7, 12)), fill="muted")
        yield Text(WIDTH - 12, 12, "bättre", "end", size=SMALL, colour="muted")
    for index, bar in enumerate(bars):
        yield from _bar(bar, TOP + ROW * index, axis, scale)
    for index in range(len(bars)):  # the axis stands between the labels, never through them
        top = TOP + ROW * index + DOWN
        yield Line(axis, top - 2, axis, top + BAR + 2, width=1.5)


def _bar(bar: Bar, top: float, axis: float, scale: float) -> Iterator[Shape]:
    length = max(SLIVER, abs(float(bar.effect)) * scale) if bar.effect else 0.0
    base = top + DOWN + BAR - 3
    yield Text(0, top + 12, fitted(bar.label, WIDTH))
    if bar.effect < 0:
        yield box(axis - length, top + DOWN, length, BAR, "bad")
        yield Text(axis - length - GAP, base, bar.text, "end", bold=True)
    else:
        if length:
            yield box(axis, top + DOWN, length, BAR, "good")
        yield Text(axis + length + GAP, base, bar.text, bold=True)


def _scale(bars: Sequence[Bar]) -> tuple[float, float]:
    """The axis' x, and units of length per unit of money: every bar has room for its figure at its end."""
    worst = max((-float(bar.effect) for bar in bars), default=0.0)
    best = max((float(bar.effect) for bar in bars), default=0.0)
    left = max((width(bar.text, bold=True) + GAP for bar in bars if bar.effect < 0), default=1.0)
    right = max((width(bar.text, bold=True) + GAP for bar in bars if bar.effect >= 0), default=1.0)
    room = WIDTH - left - right - 2 * SLIVER
    scale = room / (max(0.0, worst) + max(0.0, best) or 1.0)
    return left + SLIVER + max(0.0, worst) * scale, scale
