"""What is used of each budget, the forecast, and how much of the year has gone. Pure.

Every row is drawn as shares of its own budget, so that a small project is seen as well as a large one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reporting.document.naming import some_in_words
from reporting.renderers.charts.figures import Figures, printed, share, with_unit
from reporting.renderers.charts.lettering import SMALL, fitted, width
from reporting.renderers.charts.marks import LEGEND, forecast_mark, ground_sample, legend, used_sample
from reporting.renderers.charts.svg import WIDTH, Colour, Line, Path, Picture, Rect, Shape, Text

ROW, BAR = 44, 14
BELOW = 20  # the word at the mark of the year
EDGE = 7.0  # room for half a forecast's mark
FURTHEST, LEAST = 2.0, -0.5  # shares of a budget; a bar beyond is cut and has an arrow


def progress(
    rows: Sequence[Figures],
    *,
    title: str,
    unit: str,
    places: tuple[int, int],
    words: tuple[str, str, str],
    elapsed: Decimal | None,
) -> Picture:
    """``places``: decimals of what is used, of the budget; ``words``: headings of used, budget and forecast."""
    shown = [row for row in rows if _has_share(row)]
    rest = [row.label for row in rows if not _has_share(row)]
    has_forecast = any(row.forecast.number is not None for row in shown)
    is_within = elapsed is not None and 0 < elapsed < 1
    gone = elapsed if is_within else None
    year = [f"{_percent(float(gone))} av året har gått."] if gone is not None else []
    return Picture(
        height=(LEGEND + ROW * len(shown) + (BELOW if gone is not None else 2)) if shown else 2,
        shapes=list(_shapes(shown, places, words, gone, has_forecast=has_forecast)) if shown else [],
        title=" ".join([f"{title}.", *year, "En rad." if len(shown) == 1 else f"{len(shown)} rader."]),
        description=" ".join(_sentence(row, unit, places, words) for row in shown) or "Inga belopp.",
        notes=tuple(_notes(shown, rest)),
    )


def gauge(used: Decimal, whole: Decimal, elapsed: Decimal) -> Picture:
    """One bar without words, which stand beside it. ``elapsed``: the share of the year gone."""
    part = share(used, whole)
    scale = (WIDTH - 2) / max(1.0, _cut(part))
    shapes = list(_track(4, 1, scale, part))
    said = f"{_percent(part)} använt"
    if elapsed < 1:
        shapes += _mark(1 + float(elapsed) * scale, 4)
        said += f", {_percent(float(elapsed))} av året har gått"
    return Picture(height=BAR + 8, shapes=shapes, title=f"{said}.", description="")


def _notes(shown: Sequence[Figures], rest: Sequence[str]) -> Iterator[str]:
    if any(part is not None and part != _cut(part) for row in shown for part in _shares(row)):
        yield "En pil betyder att beloppet ligger utanför bilden."
    if rest:
        yield f"Inte i bilden, utan budget eller utfall: {some_in_words(rest)}."


def _has_share(row: Figures) -> bool:
    return row.value.number is not None and bool(row.against.number)


def _percent(part: float) -> str:
    return f"{round(part * 100)}\u00a0%".replace("-", "−")


def _of(row: Figures, places: tuple[int, int]) -> str:
    return f"{printed(row.value, places[0])} av {printed(row.against, places[1])}"


def _sentence(row: Figures, unit: str, places: tuple[int, int], words: tuple[str, str, str]) -> str:
    forecast = row.forecast
    ending = f", {words[2].lower()} {printed(forecast, places[1])}" if forecast.number is not None else ""
    return f"{row.label}: {with_unit(_of(row, places), unit)}{ending}."


def _shares(row: Figures) -> tuple[float, float | None]:
    """Of its budget: what is used, the forecast."""
    used, budget, forecast = row.value.number, row.against.number or Decimal(0), row.forecast.number
    return share(used or Decimal(0), budget), None if forecast is None else share(forecast, budget)


def _cut(part: float) -> float:
    return min(FURTHEST, max(LEAST, part))


def _shapes(
    rows: Sequence[Figures],
    places: tuple[int, int],
    words: tuple[str, str, str],
    elapsed: Decimal | None,
    *,
    has_forecast: bool,
) -> Iterator[Shape]:
    shares = [_shares(row) for row in rows]
    ends = [_cut(part) for pair in shares for part in pair if part is not None]
    low, high = min([0.0, *ends]), max([1.0, *ends])
    starts_at_mark = any(forecast is not None and _cut(forecast) - low < 0.03 for _, forecast in shares)
    left = EDGE if starts_at_mark else 0.0
    scale = (WIDTH - EDGE - left) / (high - low)
    zero = left - low * scale
    marks = [(used_sample, words[0]), (ground_sample, words[1]), (forecast_mark, words[2])]
    yield from legend(marks if has_forecast else marks[:2])
    for index, (row, (used, forecast)) in enumerate(zip(rows, shares, strict=True)):
        top = LEGEND + ROW * index
        text = Text(WIDTH, top + 12, _of(row, places), "end", bold=True)
        yield Text(0, top + 12, fitted(row.label, WIDTH - text.width - 10))
        yield text
        yield from _track(top + 18, zero, scale, used)
        if elapsed is not None:
            yield from _mark(zero + float(elapsed) * scale, top + 18)
        if forecast is not None:
            x, y = zero + _cut(forecast) * scale, top + 18 + BAR / 2
            yield from forecast_mark(x, y)
            if forecast != _cut(forecast):
                yield from _arrow(x, y, 1 if forecast > 0 else -1, "ink")
    if elapsed is not None:
        yield _year(zero + float(elapsed) * scale, LEGEND + ROW * len(rows) + 8, elapsed)


def _track(top: float, zero: float, scale: float, used: float) -> Iterator[Shape]:
    cut = _cut(used)
    yield Rect(zero, top, scale, BAR, fill="surface", stroke="field")
    if cut:
        yield Rect(zero + min(0.0, cut) * scale, top, abs(cut) * scale, BAR, fill="accent")
    if used > 1:  # the end of the budget, seen on the bar
        yield Line(zero + scale, top, zero + scale, top + BAR, stroke="paper", width=2)
    if cut != used:
        forwards = 1 if cut > 0 else -1
        yield from _arrow(zero + cut * scale - 5 * forwards, top + BAR / 2, forwards, "paper")


def _arrow(x: float, y: float, forwards: int, colour: Colour) -> Iterator[Shape]:
    """Further than the picture goes."""
    yield Path(((x - 4 * forwards, y - 5), (x + 3 * forwards, y), (x - 4 * forwards, y + 5)),
               stroke=colour, width=2)  # fmt: skip


def _mark(x: float, top: float) -> Iterator[Shape]:
    """The share of the year gone, seen on both the bar and its ground."""
    yield Line(x, top - 3, x, top + BAR + 3, stroke="paper", width=4)
    yield Line(x, top - 3, x, top + BAR + 3, stroke="ink", width=1.5, dashes="3 2")


def _year(x: float, y: float, elapsed: Decimal) -> Text:
    text = f"{_percent(float(elapsed))} av året"
    half = width(text, SMALL) / 2
    return Text(min(max(x, half), WIDTH - half), y, text, "middle", size=SMALL, colour="muted")
