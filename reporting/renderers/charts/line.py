"""A value over periods: full line for what was, dashed on to the forecast. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reporting.document.blocks import Cell
from reporting.renderers.charts.figures import Figures, printed, with_unit
from reporting.renderers.charts.lettering import SMALL, fitted, width
from reporting.renderers.charts.marks import forecast_mark, value_mark
from reporting.renderers.charts.svg import WIDTH, Line, Path, Picture, Shape, Text, plate

TOP, PLOT, FOOT = 24, 110, 48  # heights: above the highest, the plot, the periods' names
SPARK_WIDTH, SPARK_HEIGHT, SPARK_AIR = 120.0, 28.0, 7.0


@dataclass(frozen=True)
class Period:
    """``cell``: the value, or the forecast where there is no value; None when both are missing."""

    label: str
    cell: Cell | None
    is_forecast: bool

    @property
    def number(self) -> Decimal | None:
        return self.cell.number if self.cell else None


def periods(rows: Sequence[Figures]) -> list[Period]:
    found = []
    for row in rows:
        has_value = row.value.number is not None
        cell = row.value if has_value else row.forecast
        found.append(Period(row.label, cell if cell.number is not None else None, not has_value))
    return found


def line(rows: Sequence[Figures], *, title: str, unit: str, places: int) -> Picture:
    over = periods(rows)
    points = _points(over, width(_widest(over, places), bold=True) / 2 + 2, WIDTH, TOP, PLOT)
    return Picture(
        height=TOP + PLOT + FOOT if points else 2,
        shapes=[*_grid(points), *_curve(points), *_words(points, places)] if points else [],
        title=f"{title}. {_first_and_last(points, unit, places)}",
        description=" ".join(
            f"{each.label}: {_said(each, unit, places)}{', prognos' if each.is_forecast and each.cell else ''}."
            for each in over
        )
        or "Inga perioder.",
    )


def sparkline(rows: Sequence[Figures], *, title: str, unit: str, places: int) -> Picture:
    """A line without words, as small as a line of text."""
    over = periods(rows)
    points = _points(over, SPARK_AIR, SPARK_WIDTH, SPARK_AIR, SPARK_HEIGHT - 2 * SPARK_AIR)
    whole = line(rows, title=title, unit=unit, places=places)
    return Picture(
        height=SPARK_HEIGHT,
        width=SPARK_WIDTH,
        shapes=list(_curve(points, has_marks=False)),
        title=whole.title,
        description=whole.description,
    )


Point = tuple[float, float, Period]


def _said(each: Period, unit: str, places: int) -> str:
    return with_unit(printed(each.cell, places), unit) if each.cell else "saknas"


def _widest(over: Sequence[Period], places: int) -> str:
    return max((printed(each.cell, places) for each in over if each.cell), key=width, default="")


def _first_and_last(points: Sequence[Point], unit: str, places: int) -> str:
    if not points:
        return "Inga värden."
    first, last = points[0][2], points[-1][2]
    ends = [f"{each.label}: {_said(each, unit, places)}" for each in (first, last)]
    return ". ".join(dict.fromkeys(ends)) + "."


def _points(over: Sequence[Period], air: float, wide: float, top: float, high: float) -> list[Point]:
    """Where each known value stands; equal steps between the periods, known or not."""
    numbers = [each.number for each in over if each.number is not None]
    if not numbers:
        return []
    least, most = min(numbers), max(numbers)
    step = (wide - 2 * air) / max(1, len(over) - 1)
    return [
        (
            air + step * index if len(over) > 1 else wide / 2,
            top + high * (float((most - each.number) / (most - least)) if most > least else 0.5),
            each,
        )
        for index, each in enumerate(over)
        if each.number is not None
    ]


def _grid(points: Sequence[Point]) -> Iterator[Shape]:
    """The line of zero, where the values are on both sides of it."""
    numbers = [number for *_, each in points if (number := each.number) is not None]
    least, most = min(numbers), max(numbers)
    if least < 0 < most:
        y = TOP + PLOT * float(most / (most - least))
        yield Line(0, y, WIDTH, y, stroke="field", dashes="1 3")


def _curve(points: Sequence[Point], *, has_marks: bool = True) -> Iterator[Shape]:
    for one, other in pairwise(points):
        is_ahead = one[2].is_forecast or other[2].is_forecast
        yield Path((one[:2], other[:2]), stroke="accent", width=2.2, dashes="5 4" if is_ahead else "")
    for x, y, each in points if has_marks else points[-1:]:
        yield from (forecast_mark if each.is_forecast else value_mark)(x, y)


def _words(points: Sequence[Point], places: int) -> Iterator[Shape]:
    """Every figure if there is room for them, else those of the ends; the names of the periods likewise."""
    step = min((other[0] - one[0] for one, other in pairwise(points)), default=WIDTH)
    widest = width(_widest([each for *_, each in points], places), bold=True)
    last = len(points) - 1
    for index, (x, y, each) in enumerate(points):
        if each.cell and (widest + 6 <= step or index in {0, last}):
            below = _is_lowest(points[max(0, index - 1) : index + 2], y)
            text = Text(x, y + (22 if below else -11), printed(each.cell, places), "middle", bold=True)
            yield plate(text, 1)
            yield text
    yield from _names(points, step)


def _is_lowest(around: Sequence[Point], y: float) -> bool:
    """Whether the line comes down to it from its neighbours."""
    return max(at for _, at, _ in around) == y and len({at for _, at, _ in around}) > 1


def _names(points: Sequence[Point], step: float) -> Iterator[Shape]:
    """As many periods as there is room for, counted from the last."""
    y = TOP + PLOT + FOOT - 4
    longest = max(width(each.label, SMALL) for *_, each in points)
    stride = max(1, -(-int(longest + 10) // max(1, int(step))))
    for x, _, each in list(reversed(points))[::stride]:
        name = fitted(each.label, WIDTH / 2 - 8, SMALL)
        half = width(name, SMALL) / 2
        yield Text(min(max(x, half), WIDTH - half), y, name, "middle", size=SMALL, colour="muted")
