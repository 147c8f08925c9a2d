"""A chart: a picture of one table, with no figures of its own. Pure.

It names rows and columns of a table in its section by key, so that a picture can't say other than its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Literal

ChartForm = Literal["deviations", "progress", "targets", "statuses", "tiles", "shares", "line"]
Direction = Literal["", "at_least", "at_most", "more_than", "less_than", "between", "exactly"]
KEY_ENDINGS: dict[ChartForm, str] = {
    "deviations": "avvikelser",
    "progress": "budget",
    "targets": "mal",
    "statuses": "bedomning",
    "tiles": "rutor",
    "shares": "delar",
    "line": "linje",
}
MOST_ROWS = 12  # in one picture: higher than that, it leaves the page
MOST_TARGETS = 6  # theirs take two lines each


@dataclass(frozen=True, kw_only=True)
class ChartPoint:
    """A row by key.

    ``direction``: how its value is held against its target; ``upper``: the higher bound of "between", in the
    target's unit.
    """

    row: str
    direction: Direction = ""
    upper: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """``value``, ``against``, ``forecast``, ``verdict``: columns by key, "" for none. By form:

    * deviations: ``value`` is a variance
    * progress: ``value`` of the budget ``against``, and the ``forecast``; ``elapsed``: the share of the year gone
    * targets: ``value`` and ``forecast`` on the way to the target ``against``, and the ``verdict``
    * statuses, tiles: the ``verdict``
    * shares: each row's part of the sum of ``value``
    * line: ``value`` row by row, or ``forecast`` where there is none, and the last row's ``forecast`` at the end
    """

    type: ClassVar[str] = "chart"
    key: str
    title: str
    form: ChartForm
    table: str
    points: tuple[ChartPoint, ...]
    value: str = ""
    against: str = ""
    forecast: str = ""
    verdict: str = ""
    elapsed: Decimal | None = None

    def parts(self) -> Iterator[Chart]:
        """Itself, or several charts of at most so many rows as fit, of nearly the same length."""
        most = MOST_TARGETS if self.form == "targets" else MOST_ROWS
        count = -(-len(self.points) // most)
        if count <= 1:
            yield self
            return
        size = -(-len(self.points) // count)
        for number in range(count):
            yield replace(
                self,
                key=f"{self.key}-{number + 1}",
                title=f"{self.title} ({number + 1} av {count})",
                points=self.points[number * size : (number + 1) * size],
            )


def chart_key(table: str, form: ChartForm) -> str:
    """The key of a table's chart, and the end of its address on the page."""
    return f"{table}-{KEY_ENDINGS[form]}"
