"""The block *I korthet*: the main facts of a report in words, computed from its tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from reporting.document.tones import Tone


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a whole have a status: 10 "uppnås"."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A part of a whole in the same unit; ``expected``: the per cent of the year gone."""

    part: Decimal
    whole: Decimal
    expected: Decimal


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """One fact: its statement first, then sentences of detail.

    ``key`` is the kind of the sections it is taken from; ``section`` and ``table`` are the keys of the one to turn to.
    ``score``: comparable with that of the last report, more is better (kronor, or a share); None if neither is better.
    ``before``: the last report's statement, with the direction since.
    """

    key: str
    heading: str
    statement: str
    section: str
    table: str
    table_title: str
    tone: Tone = ""
    details: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    progress: Progress | None = None
    score: Decimal | None = None
    before: str = ""

    @property
    def shares_in_words(self) -> str:
        """The bar in words; "" without one."""
        words = ", ".join(f"{share.count} {share.label.lower()}" for share in self.shares)
        return f"{words[:1].upper()}{words[1:]}." if words else ""


@dataclass(frozen=True, kw_only=True)
class Highlights:
    """``period``: the part of the year the report covers ("januari–april 2024")."""

    type: ClassVar[str] = "highlights"
    items: tuple[Highlight, ...]
    period: str


def with_direction(items: Iterable[Highlight], last: Highlights | None) -> tuple[Highlight, ...]:
    """The facts, each with what the last report said of it."""
    before = {} if last is None else {item.key: item for item in last.items}
    period = "" if last is None else last.period
    return tuple(
        replace(item, before=_before(item, before[item.key], period)) if item.key in before else item
        for item in items
    )


def _before(now: Highlight, then: Highlight, period: str) -> str:
    statement = then.statement[:1].lower() + then.statement[1:]
    return f"{_direction(now.score, then.score)} ({period}): {statement}."


def _direction(now: Decimal | None, then: Decimal | None) -> str:
    if now is None or then is None:
        return "Förra rapporten"
    if now == then:
        return "Oförändrat sedan förra rapporten"
    return f"{'Bättre' if now > then else 'Sämre'} än i förra rapporten"


def shares_of(statuses: Sequence[tuple[str, Tone]], order: Sequence[Tone]) -> tuple[Share, ...]:
    """How many have each status (word, tone), by tone in the given order, then by first appearance."""
    counts: dict[tuple[str, Tone], int] = {}
    for status in statuses:
        counts[status] = counts.get(status, 0) + 1
    ordered = sorted(counts.items(), key=lambda counted: order.index(counted[0][1]))
    return tuple(Share(label=label, count=count, tone=tone) for (label, tone), count in ordered)
