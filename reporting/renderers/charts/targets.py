"""Indicators against their targets: the ground where the target is met, the value now, the forecast. Pure.

Every row has a scale of its own. Nothing is drawn of a row without figures, or in units that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from reporting.document.amounts import exact_decimals, format_number
from reporting.document.charts import Direction
from reporting.document.naming import some_in_words
from reporting.renderers.charts.figures import Figures, printed, with_unit
from reporting.renderers.charts.lettering import SMALL, TEXT, fitted, width, wrapped
from reporting.renderers.charts.marks import LEGEND, Mark, forecast_mark, ground_sample, legend, value_mark
from reporting.renderers.charts.svg import WIDTH, Line, Picture, Rect, Shape, Text, symbol

TRACK = 236  # width
COLUMN = 252  # x of the words to the right of the track
LINE, BAR = 17, 16  # of the label; the track's height
AFTER = 18  # below a row
AIR = Decimal("0.18")  # of a row's scale, at both ends
SIGNS: dict[Direction, str] = {
    "at_least": "≥ ",
    "at_most": "≤ ",
    "more_than": "> ",
    "less_than": "< ",
    "exactly": "= ",
}


def targets(rows: Sequence[Figures], *, title: str, words: tuple[str, str, str]) -> Picture:
    """``words``: the headings of value, forecast and target; "" for one that is not in the table."""
    shown = [row for row in rows if is_drawn(row)]
    rest = [row.label for row in rows if not is_drawn(row)]
    height, shapes = LEGEND, list(_legend(shown, words)) if shown else []
    for row in shown:
        label = wrapped(row.label, WIDTH)
        shapes += _row(row, label, height)
        height += LINE * len(label) + BAR + 4 + AFTER
    met = len([row for row in shown if row.verdict.tone == "good"])
    return Picture(
        height=height if shown else 2,
        shapes=shapes,
        title=f"{title}. {met} av {len(shown)} indikatorer i bilden uppnås.",
        description=" ".join(_sentence(row, words) for row in shown) or "Inga värden i siffror.",
        notes=tuple(_notes(len(shown), rest)),
    )


def _notes(shown: int, rest: Sequence[str]) -> Iterator[str]:
    if shown > 1:
        yield "Varje rad har sin egen skala."
    if rest:
        yield f"Bara i tabellen, utan värde eller mål i siffror: {some_in_words(rest)}."


def is_drawn(row: Figures) -> bool:
    """Whether it has a target and a value in one unit."""
    values = [cell for cell in (row.value, row.forecast) if cell.number is not None]
    units = {cell.unit for cell in (row.against, *values) if cell.unit}
    return row.against.number is not None and bool(row.direction) and bool(values) and len(units) <= 1


def target_text(row: Figures) -> str:
    """ "≥ 75 st", "3–5 %"."""
    target = row.against
    assert target.number is not None
    if row.direction == "between" and row.upper is not None:
        return f"{_figure(target.number)}–{with_unit(_figure(row.upper), target.unit)}"
    return SIGNS.get(row.direction, "") + with_unit(_figure(target.number), target.unit)


def _figure(number: Decimal) -> str:
    return format_number(number, exact_decimals(number))


def _sentence(row: Figures, words: tuple[str, str, str]) -> str:
    parts = [
        f"{word.lower()} {printed(cell)}"
        for word, cell in zip(words[:2], (row.value, row.forecast), strict=True)
        if cell.number is not None
    ]
    verdict = f": {row.verdict.text.lower()}" if row.verdict.text else ""
    return f"{row.label}: {', '.join(parts)}, mål {target_text(row)}{verdict}."


def _row(row: Figures, label: Sequence[str], top: float) -> Iterator[Shape]:
    for index, line in enumerate(label):
        yield Text(0, top + 13 + LINE * index, line)
    track = top + LINE * len(label) + 5
    x_of = _scale(row)
    yield Line(0, track + BAR / 2, TRACK, track + BAR / 2, stroke="field")
    yield from _ground(row, track, x_of)
    now, forecast = row.value.number, row.forecast.number
    if now is not None and forecast is not None and now != forecast:
        yield Line(x_of(now), track + BAR / 2, x_of(forecast), track + BAR / 2, width=1.5)
    if forecast is not None:
        yield from forecast_mark(x_of(forecast), track + BAR / 2)
    if now is not None:
        yield from value_mark(x_of(now), track + BAR / 2)
    yield from _words(row, track)


def _scale(row: Figures) -> Callable[[Decimal], float]:
    """From a value to its x on the track, with air at both ends."""
    numbers = [
        number
        for number in (row.value.number, row.forecast.number, row.against.number, row.upper)
        if number is not None
    ]
    low, high = min(numbers), max(numbers)
    span = high - low or abs(high) or Decimal(1)
    start, whole = low - span * AIR, high - low + 2 * span * AIR
    return lambda number: float((number - start) / whole) * TRACK


def _ground(row: Figures, track: float, x_of: Callable[[Decimal], float]) -> Iterator[Shape]:
    """Where the target is met, from its limit on."""
    assert row.against.number is not None
    limit = x_of(row.against.number)
    match row.direction:
        case "at_most" | "less_than":
            left, right = 0.0, limit
        case "between" if row.upper is not None:
            left, right = limit, x_of(row.upper)
        case "exactly" | "between":
            left, right = limit, limit
        case _:
            left, right = limit, float(TRACK)
    if left != right:
        yield Rect(left, track, right - left, BAR, fill="surface", stroke="field")
    for x in dict.fromkeys((limit, right if row.direction == "between" else limit)):
        yield Line(x, track - 3, x, track + BAR + 3, width=2)


def _words(row: Figures, track: float) -> Iterator[Shape]:
    """The verdict's sign, the values and the target, right of the track."""
    x = float(COLUMN)
    if row.verdict.tone:
        yield from symbol(row.verdict.tone, x, track)
        x += 15
    text, size = _values(row, WIDTH - x)
    yield Text(x, track + 10, text, size=size, bold=True)
    target = fitted(f"mål {target_text(row)}", WIDTH - x, SMALL)
    yield Text(x, track + 25, target, size=SMALL, colour="muted")


def _values(row: Figures, room: float) -> tuple[str, int]:
    """The value and the forecast, else what is said in the room there is; and its size."""
    now, forecast = row.value, row.forecast
    last = forecast if forecast.number is not None else now
    unit = row.against.unit or last.unit
    assert last.number is not None
    alone = with_unit(_figure(last.number), unit)
    is_moving = now.number not in (None, last.number)
    both = [f"{_figure(now.number)} → {alone}"] if is_moving and now.number is not None else []
    for text, size in [(text, size) for text in (*both, alone) for size in (TEXT, SMALL)]:
        if width(text, size, bold=True) <= room:
            return text, size
    return fitted(alone, room, SMALL, bold=True), SMALL


def _legend(rows: Sequence[Figures], words: tuple[str, str, str]) -> Iterator[Shape]:
    has_values = any(row.value.number is not None for row in rows)
    has_forecasts = any(row.forecast.number is not None for row in rows)
    entries: list[tuple[Mark, str]] = [
        *([(value_mark, words[0])] if has_values else []),
        *([(forecast_mark, words[1])] if has_forecasts else []),
        (ground_sample, f"{words[2].lower().capitalize()} nås"),
    ]
    yield from legend(entries)
