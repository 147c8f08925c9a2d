"""A picture as PNG, for what can't show its SVG (a Word file). Drawn with Pillow, from the same shapes."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings

from reporting.renderers.charts.svg import (
    COLOURS,
    Circle,
    Colour,
    Fill,
    Line,
    Path,
    Picture,
    Rect,
    Shape,
    Text,
)

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SCALE = 3  # pixels of a unit: 260 dpi in Word
PALETTE = 64  # colours, those between two at an edge included
STEP = 6  # units between the marks of a pattern
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}  # on the baseline
MARKS: dict[str, Colour] = {"hatched-bad": "bad", "dotted-partly": "partly"}

Point = tuple[float, float]


def png(picture: Picture) -> bytes:
    """The same picture gives the same bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (round(picture.width * SCALE), round(picture.height * SCALE)), COLOURS["paper"])
    drawing = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(image, drawing, shape)
    written = io.BytesIO()
    image.quantize(PALETTE).save(written, "PNG", optimize=True)
    return written.getvalue()


@cache
def _font(size: int, *, bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    name = "Semibold" if bold else "Regular"
    return ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / f"SourceSans3-{name}.ttf", size)


def _draw(image: Image, drawing: ImageDraw, shape: Shape) -> None:
    match shape:
        case Text():
            font = _font(round(shape.size * SCALE), bold=shape.bold)
            place = (shape.x * SCALE, shape.y * SCALE)
            drawing.text(place, shape.text, COLOURS[shape.colour], font, ANCHORS[shape.anchor])
        case Rect():
            corners = _scaled([(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)])
            outline = COLOURS[shape.stroke] if shape.stroke else None
            if shape.width > 0 and shape.height > 0:
                drawing.rectangle(corners, _colour(shape.fill))
                _mark(image, corners, shape.fill)
                drawing.rectangle(corners, None, outline, SCALE)
        case Line():
            ends = _scaled([(shape.x1, shape.y1), (shape.x2, shape.y2)])
            _stroke(drawing, ends, shape.stroke, shape.width, shape.dashes)
        case Circle():
            edges = _scaled([(shape.x - shape.r, shape.y - shape.r), (shape.x + shape.r, shape.y + shape.r)])
            outline = COLOURS[shape.stroke] if shape.stroke else None
            drawing.ellipse(edges, _colour(shape.fill), outline, round(shape.width * SCALE))
        case Path():
            points = _scaled(shape.points)
            if shape.fill != "none":
                drawing.polygon(points, _colour(shape.fill))
            if shape.stroke:
                _stroke(drawing, points, shape.stroke, shape.width, shape.dashes)


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _colour(fill: Fill) -> str | None:
    """Of a pattern, its ground."""
    if fill == "none":
        return None
    return COLOURS["paper" if fill in MARKS else fill]  # type: ignore[index]


def _mark(image: Image, corners: list[Point], fill: Fill) -> None:
    """The marks of a pattern, cut at the corners."""
    if fill not in MARKS:
        return
    from PIL import Image, ImageDraw

    (left, top), (right, bottom) = corners
    width, height = max(1, round(right - left)), max(1, round(bottom - top))
    tile = Image.new("RGB", (width, height), COLOURS["paper"])
    drawing, step = ImageDraw.Draw(tile), STEP * SCALE
    colour = COLOURS[MARKS[fill]]
    if fill == "hatched-bad":
        for start in range(0, width + height, step):
            drawing.line([(start, 0), (start - height, height)], colour, round(1.6 * SCALE))
    else:
        for x in range(step // 4, width, step // 2):
            for y in range(step // 4, height, step // 2):
                if ((x + y) // (step // 2)) % 2:
                    drawing.ellipse([(x - SCALE, y - SCALE), (x + SCALE, y + SCALE)], colour)
    image.paste(tile, (round(left), round(top)))


def _stroke(drawing: ImageDraw, points: list[Point], colour: Colour, width: float, dashes: str) -> None:
    pixels = max(1, round(width * SCALE))
    if not dashes:
        drawing.line(points, COLOURS[colour], pixels, "curve")
        return
    lengths = [float(part) * SCALE for part in dashes.replace(",", " ").split()]
    drawn, rest, is_on = 0, lengths[0], True
    for (x, y), end in pairwise(points):
        whole = math.dist((x, y), end)
        along = 0.0
        while along < whole:
            step = min(rest, whole - along)
            ends = [_between((x, y), end, place / whole) for place in (along, along + step)]
            if is_on:
                drawing.line(ends, COLOURS[colour], pixels)
            along, rest = along + step, rest - step
            if rest <= 0:
                drawn, is_on = drawn + 1, not is_on
                rest = lengths[drawn % len(lengths)]


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
