"""The marks that mean the same in every chart, and a legend of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from reporting.renderers.charts.lettering import SMALL, fitted, width
from reporting.renderers.charts.svg import WIDTH, Circle, Path, Rect, Shape, Text

SAMPLE, BETWEEN = 19, 14  # of the legend
LEGEND = 26  # its height

Mark = Callable[[float, float], Iterable[Shape]]  # at its middle


def value_mark(x: float, y: float) -> Iterator[Shape]:
    yield Circle(x, y, 4.5, fill="accent", stroke="paper", width=1.2)


def forecast_mark(x: float, y: float) -> Iterator[Shape]:
    yield Path(((x, y - 7), (x + 6.5, y), (x, y + 7), (x - 6.5, y)), fill="paper", stroke="ink", width=1.8)


def used_sample(x: float, y: float) -> Iterator[Shape]:
    yield Rect(x - 7, y - 5, 14, 10, fill="accent")


def ground_sample(x: float, y: float) -> Iterator[Shape]:
    yield Rect(x - 7, y - 5, 14, 10, fill="surface", stroke="field")


def legend(entries: Sequence[tuple[Mark, str]], y: float = 8) -> Iterator[Shape]:
    """On one line; long names are cut when not all have the room they need."""
    needed = sum(SAMPLE + width(name, SMALL) + BETWEEN for _, name in entries) - BETWEEN
    room = WIDTH if needed <= WIDTH else WIDTH / max(1, len(entries)) - SAMPLE - BETWEEN
    x = 0.0
    for mark, name in entries:
        text = Text(x + SAMPLE, y + 4, fitted(name, room, SMALL), size=SMALL, colour="muted")
        yield from mark(x + 7.5, y)
        yield text
        x += SAMPLE + text.width + BETWEEN
