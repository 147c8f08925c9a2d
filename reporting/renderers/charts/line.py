"""A value over periods: full line for what was, dashed on to the forecast. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reporting.document.blocks import Cell
from reporting.renderers.charts.figures import Figures, printed, with_unit
from reporting.renderers.charts.lettering import SMALL, fitted, width, wrapped
from reporting.renderers.charts.marks import forecast_mark, value_mark
from reporting.renderers.charts.svg import WIDTH, Line, Path, Picture, Shape, Text, plate

TOP, PLOT, FOOT = 24, 110, 30  # heights: above the highest, the plot, between it and the periods' names
NAME_LINE, MOST_NAMES = 15, 5  # more periods than that have their names on one line, some left out
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
    if rows and rows[-1].value.number is not None and rows[-1].forecast.number is not None:
        found.append(Period("Prognos", rows[-1].forecast, is_forecast=True))
    return found


def line(rows: Sequence[Figures], *, title: str, unit: str, places: int) -> Picture:
    over = periods(rows)
    names = _names(over)
    points = _points(over, _air(over, names, places), WIDTH, TOP, PLOT)
    depth = max((len(lines) for lines in names), default=0)
    return Picture(
        height=TOP + PLOT + FOOT + NAME_LINE * depth if points else 2,
        shapes=[*_grid(points), *_curve(points), *_words(points, places), *_named(points, over, names)],
        title=f"{title}. {_first_and_last(points, unit, places)}",
        description=" ".join(f"{each.label}: {_said(each, unit, places)}{_mark(each)}." for each in over)
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


def _mark(each: Period) -> str:
    return ", prognos" if each.is_forecast and each.cell and each.label != "Prognos" else ""


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
    least, most = min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0))
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


def _is_lowest(around: Sequence[Point], y: float) -> bool:
    """Whether the line comes down to it from its neighbours."""
    return max(at for _, at, _ in around) == y and len({at for _, at, _ in around}) > 1


def _air(over: Sequence[Period], names: Sequence[Sequence[str]], places: int) -> float:
    """At both ends, for half of what is written at a point."""
    written = [width(_widest(over, places), bold=True) + 4]
    if len(over) <= MOST_NAMES:
        written += [width(name, SMALL) for lines in names for name in lines]
    return max(written) / 2


def _names(over: Sequence[Period]) -> list[list[str]]:
    """Each period's name, on lines below one another where there is room to wrap."""
    if len(over) > MOST_NAMES:
        return [[fitted(each.label, WIDTH / 3, SMALL)] for each in over]
    return [wrapped(each.label, WIDTH / len(over) - 12, SMALL, most=3) for each in over]


def _named(
    points: Sequence[Point], over: Sequence[Period], names: Sequence[Sequence[str]]
) -> Iterator[Shape]:
    """As many periods as there is room for, counted from the last."""
    lines_of = {id(each): lines for each, lines in zip(over, names, strict=True)}
    left = float("inf")
    for x, _, each in reversed(points):
        lines = lines_of[id(each)]
        half = max(width(line, SMALL) for line in lines) / 2
        at = min(max(x, half), WIDTH - half)
        if at + half + 8 > left:
            continue
        left = at - half
        for index, name in enumerate(lines):
            y = TOP + PLOT + FOOT + NAME_LINE * index + 8
            yield Text(at, y, name, "middle", size=SMALL, colour="muted")
