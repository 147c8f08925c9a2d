"""Each row's part of a sum, such as the member kommuner's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reporting.document.naming import some_in_words
from reporting.renderers.charts.deviations import Bar, largest
from reporting.renderers.charts.figures import Figures, printed, share, with_unit
from reporting.renderers.charts.lettering import fitted
from reporting.renderers.charts.svg import WIDTH, Line, Picture, Rect, Shape, Text

ROW, BAR = 42, 14
MOST = 11
SLIVER = 2.0  # the shortest bar of a figure that is not zero


def shares(rows: Sequence[Figures], *, title: str, unit: str, places: int) -> Picture:
    bars = [
        Bar(row.label, row.value.number, printed(row.value, places))
        for row in rows
        if row.value.number is not None
    ]
    missing = [row.label for row in rows if row.value.number is None]
    if len(bars) > MOST + 1:
        bars = largest(bars, sign=1, places=places, most=MOST)
    words = [with_unit(bar.text, unit) + percent for bar, percent in zip(bars, _per_cents(bars), strict=True)]
    return Picture(
        height=max(2.0, ROW * len(bars) - 6),
        shapes=list(_shapes(bars)),
        title=f"{title}. {'En stapel' if len(bars) == 1 else f'{len(bars)} staplar'}.",
        description=" ".join(f"{bar.label}: {said}." for bar, said in zip(bars, words, strict=True))
        or "Inga belopp.",
        notes=(f"Belopp saknas för {some_in_words(missing)}.",) if missing else (),
    )


def _per_cents(bars: Sequence[Bar]) -> list[str]:
    """Of the sum, where all pull the same way; else nothing."""
    whole = sum((bar.effect for bar in bars), Decimal(0))
    if len(bars) < 2 or not whole or any(bar.effect * whole < 0 for bar in bars):
        return [""] * len(bars)
    return [f" · {round(share(bar.effect, whole) * 100)}\u00a0%" for bar in bars]


def _shapes(bars: Sequence[Bar]) -> Iterator[Shape]:
    if not bars:
        return
    low = min(0.0, *(float(bar.effect) for bar in bars), 0.0)
    high = max(0.0, *(float(bar.effect) for bar in bars), 0.0)
    if high == 0 and low < 0:  # all below zero: as long to the right, their signs are in the figures
        low, high = 0.0, -low
        bars = [Bar(bar.label, -bar.effect, bar.text) for bar in bars]
    scale = (WIDTH - 2 * SLIVER) / (high - low or 1.0)
    zero = SLIVER - low * scale
    for index, (bar, percent) in enumerate(zip(bars, _per_cents(bars), strict=True)):
        top = ROW * index
        said = Text(WIDTH, top + 12, bar.text + percent, "end", bold=True)
        length = max(SLIVER, abs(float(bar.effect)) * scale) if bar.effect else 0.0
        yield Text(0, top + 12, fitted(bar.label, WIDTH - said.width - 10))
        yield said
        if length:
            yield Rect(zero if bar.effect > 0 else zero - length, top + 17, length, BAR)
        yield Line(zero, top + 15, zero, top + 17 + BAR + 2, width=1.5)
