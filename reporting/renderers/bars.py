"""Layout of the bars in *I korthet*; the template writes them as SVG. Pure. Lengths are in SVG units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import format_number
from reporting.document.highlights import Progress, Share
from reporting.document.tones import Tone

WIDTH = 320
GAP = 2
PLATE = 24  # as wide as a count of three digits
NARROWEST = 30  # room for a count of three digits


@dataclass(frozen=True)
class Segment:
    """``middle``: the x of its centred count."""

    x: int
    width: int
    count: int
    tone: Tone

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def plate(self) -> int:
        """The x of the count's ground."""
        return self.middle - PLATE // 2


@dataclass(frozen=True)
class Gauge:
    """``used``: the width of the part; ``mark``: the x of the part expected."""

    used: int
    mark: int
    is_over: bool
    alternative: str


def stack(shares: Sequence[Share]) -> tuple[Segment, ...]:
    """One segment for each share, as wide as its count but never too narrow for it."""
    whole = sum(share.count for share in shares)
    room = WIDTH - GAP * (len(shares) - 1) - NARROWEST * len(shares)
    segments: list[Segment] = []
    left = counted = 0
    for place, share in enumerate(shares):
        counted += share.count
        right = NARROWEST * (place + 1) + GAP * place + room * counted // whole
        segments.append(Segment(left, right - left, share.count, share.tone))
        left = right + GAP
    return tuple(segments)


def gauge(progress: Progress) -> Gauge:
    share = progress.part / progress.whole
    per_cent = f"{format_number(share * 100)} % använt"
    gone = f", {format_number(progress.expected)} % av året har gått" if progress.expected < 100 else ""
    return Gauge(
        used=_length(share),
        mark=_length(progress.expected / 100),
        is_over=share > 1,
        alternative=f"{per_cent}{gone}.",
    )


def _length(share: Decimal) -> int:
    return round(min(max(share, Decimal(0)), Decimal(1)) * WIDTH)
