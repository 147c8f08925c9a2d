"""Shapes, and their SVG: presentation attributes for print, classes for the page's own colours. Pure.

WeasyPrint ignores style sheets inside an SVG, and the page's policy forbids inline style. A class lets report.css
give each colour its token, in dark and in forced colours too. Lengths are about a pixel at full size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from reporting.renderers.charts import lettering

Colour = Literal[
    "ink", "muted", "line", "field", "accent", "good", "partly", "bad", "neutral", "paper", "surface"
]
Fill = Colour | Literal["none", "hatched-bad", "dotted-partly"]
Tone = Literal["good", "partly", "bad", "neutral"]

WIDTH = 400
COLOURS: dict[Colour, str] = {  # as in tokens.css
    "ink": "#17212b",
    "muted": "#465360",
    "line": "#c5ced7",
    "field": "#6b7785",
    "accent": "#0f3d5e",
    "good": "#1b5e2e",
    "partly": "#7a4600",
    "bad": "#9b1b1e",
    "neutral": "#465360",
    "paper": "#ffffff",
    "surface": "#e4ebf1",
}
TONE_FILLS: dict[Tone, Fill] = {
    "good": "good",
    "partly": "dotted-partly",
    "bad": "hatched-bad",
    "neutral": "paper",
}
FONT = "Source Sans 3, Segoe UI, Arial, sans-serif"


@dataclass(frozen=True)
class Text:
    """``y`` is the baseline."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = lettering.TEXT
    bold: bool = False
    colour: Colour = "ink"

    @property
    def width(self) -> float:
        return lettering.width(self.text, self.size, bold=self.bold)

    @property
    def left(self) -> float:
        return self.x - {"start": 0, "middle": self.width / 2, "end": self.width}[self.anchor]

    def svg(self, key: str) -> str:
        more = f' text-anchor="{self.anchor}"' if self.anchor != "start" else ""
        more += f' font-size="{_number(self.size)}"' if self.size != lettering.TEXT else ""
        more += ' font-weight="600"' if self.bold else ""
        look = _look(key, fill=self.colour)
        return f'<text x="{_number(self.x)}" y="{_number(self.y)}"{more}{look}>{escape(self.text)}</text>'


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    fill: Fill = "accent"
    stroke: Colour | None = None

    def svg(self, key: str) -> str:
        box = (
            f'x="{_number(self.x)}" y="{_number(self.y)}" width="{_number(self.width)}" '
            f'height="{_number(self.height)}"'
        )
        return f"<rect {box}{_look(key, fill=self.fill, stroke=self.stroke)}/>"


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: Colour = "ink"
    width: float = 1
    dashes: str = ""

    def svg(self, key: str) -> str:
        ends = " ".join(f'{name}="{_number(getattr(self, name))}"' for name in ("x1", "y1", "x2", "y2"))
        return f"<line {ends}{_look(key, stroke=self.stroke, width=self.width, dashes=self.dashes)}/>"


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    r: float
    fill: Fill = "paper"
    stroke: Colour | None = None
    width: float = 2

    def svg(self, key: str) -> str:
        look = _look(key, fill=self.fill, stroke=self.stroke, width=self.width)
        return f'<circle cx="{_number(self.x)}" cy="{_number(self.y)}" r="{_number(self.r)}"{look}/>'


@dataclass(frozen=True)
class Path:
    """Through the points; filled ones are closed."""

    points: tuple[tuple[float, float], ...]
    fill: Fill = "none"
    stroke: Colour | None = None
    width: float = 1
    dashes: str = ""

    def svg(self, key: str) -> str:
        ends = " ".join(f"{_number(x)} {_number(y)}" for x, y in self.points)
        close = "" if self.fill == "none" else "Z"
        look = _look(key, fill=self.fill, stroke=self.stroke, width=self.width, dashes=self.dashes)
        return f'<path d="M{ends}{close}"{look}/>'


Shape = Text | Rect | Line | Circle | Path


@dataclass(frozen=True)
class Picture:
    """``title``: in a sentence or two; ``description``: every figure in words, "" where the title has them; ``notes``:
    printed below."""

    height: float
    shapes: Sequence[Shape]
    title: str
    description: str
    notes: tuple[str, ...] = ()
    width: float = field(default=WIDTH)

    def svg(self, key: str) -> str:
        """``key``: unique on the page."""
        name = f"diagram-{escape(key)}"
        size = f"{_number(self.width)} {_number(self.height)}"
        described = f' aria-describedby="{name}-text"' if self.description else ""
        description = f'<desc id="{name}-text">{escape(self.description)}</desc>' if self.description else ""
        return (
            f'<svg class="chart-picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
            f'width="{_number(self.width)}" height="{_number(self.height)}" role="img" '
            f'aria-labelledby="{name}-titel"{described} font-family="{FONT}" '
            f'font-size="{lettering.TEXT}"><title id="{name}-titel">{escape(self.title)}</title>'
            f"{description}{self._patterns(name)}"
            f"{''.join(shape.svg(name) for shape in self.shapes)}</svg>"
        )

    def _patterns(self, name: str) -> str:
        used = {getattr(shape, "fill", "") for shape in self.shapes}
        found = "".join(
            pattern.format(id=f"{name}-{fill}") for fill, pattern in PATTERNS.items() if fill in used
        )
        return f"<defs>{found}</defs>" if found else ""


PATTERNS: dict[str, str] = {
    "hatched-bad": (
        '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
        'fill="#ffffff" class="f-paper"/><path d="M0 6 6 0M-2 2 2 -2M4 8 8 4" stroke="#9b1b1e" '
        'stroke-width="1.6" class="s-bad"/></pattern>'
    ),
    "dotted-partly": (
        '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
        'fill="#ffffff" class="f-paper"/><circle cx="1.5" cy="1.5" r="1.1" fill="#7a4600" class="f-partly"/>'
        '<circle cx="4.5" cy="4.5" r="1.1" fill="#7a4600" class="f-partly"/></pattern>'
    ),
}


def box(x: float, y: float, width: float, height: float, tone: Tone) -> Rect:
    """A box in a tone: its pattern, outlined in its colour."""
    return Rect(x, y, width, height, fill=TONE_FILLS[tone], stroke=tone)


def plate(text: Text, padding: float = 3) -> Rect:
    """White ground for a text on a pattern."""
    return Rect(
        text.left - padding,
        text.y - text.size * 0.86,
        text.width + 2 * padding,
        text.size * 1.14,
        fill="paper",
    )


def symbol(tone: Tone, x: float, y: float, colour: Colour | None = None) -> Iterator[Shape]:
    """The tone's sign, ten units wide and high, its upper left corner at x and y."""
    ink: Colour = colour or tone
    match tone:
        case "good":
            yield Path(((x, y + 5.5), (x + 3.5, y + 9), (x + 10, y + 1)), stroke=ink, width=2.2)
        case "bad":
            yield Path(((x + 1, y + 1), (x + 9, y + 9)), stroke=ink, width=2.2)
            yield Path(((x + 9, y + 1), (x + 1, y + 9)), stroke=ink, width=2.2)
        case "partly":
            yield Circle(x + 5, y + 5, 4.2, fill="none", stroke=ink, width=1.8)
            yield Path(_half_disc(x + 5, y + 5, 4.2), fill=ink)
        case "neutral":
            yield Path(((x + 1, y + 5), (x + 9, y + 5)), stroke=ink, width=2.2)


HALF_CIRCLE = ((0.0, -1.0), (-0.5, -0.87), (-0.87, -0.5), (-1.0, 0.0), (-0.87, 0.5), (-0.5, 0.87), (0.0, 1.0))


def _half_disc(x: float, y: float, r: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + r * across, y + r * down) for across, down in HALF_CIRCLE)


def texts(shapes: Iterable[Shape]) -> list[Text]:
    return [shape for shape in shapes if isinstance(shape, Text)]


def _look(
    key: str, *, fill: Fill | None = None, stroke: Colour | None = None, width: float = 1, dashes: str = ""
) -> str:
    classes, look = [], ""
    if fill in PATTERNS:
        look += f' fill="url(#{key}-{fill})"'
    elif fill is not None and fill != "none":
        look += f' fill="{COLOURS[fill]}"'  # type: ignore[index]
        classes.append(f"f-{fill}")
    elif fill == "none":
        look += ' fill="none"'
    if stroke is not None:
        look += f' stroke="{COLOURS[stroke]}"'
        look += f' stroke-width="{_number(width)}"' if width != 1 else ""
        look += f' stroke-dasharray="{dashes}"' if dashes else ""
        classes.append(f"s-{stroke}")
    return f'{look} class="{" ".join(classes)}"' if classes else look


def _number(value: float) -> str:
    """With as few of two decimals as it needs."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
