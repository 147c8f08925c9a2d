"""What goals and decisions judge, read from their tables. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goals.highlights import column_place
from reporting.document.blocks import Cell, Table
from reporting.document.deviations import Judged
from reporting.document.document import SectionContent
from reporting.document.places import anchor_of

# Table of verdicts on goals -> what their refs, and their groups among the indicators, begin with.
GOALS = {"maluppfyllelse": "namndmal", "maluppfyllelse-kf": "kf-mal"}


def judged_goals(content: SectionContent) -> Iterator[Judged]:
    """Indicators. A goal deviates by itself only if none of its indicators does: one measure is enough."""
    covered: set[str] = set()
    for table in content.tables():
        for goal, judged in _indicators(table):
            covered |= {goal} if judged.is_deviation else set()
            yield judged
    for table in content.tables():
        kind = GOALS.get(table.key, "")
        if kind and (place := column_place(table, "decided")) is not None:
            for row in table.rows:
                cell = row.cells[place]
                yield Judged(
                    ref=f"{kind}.{row.key}",
                    label=row.label,
                    words=cell.text.lower(),
                    tone="" if f"{kind}-{row.key}" in covered else cell.tone,
                    row=anchor_of(content.key, table.key, row.key),
                )


def _indicators(table: Table) -> Iterator[tuple[str, Judged]]:
    """Each with the key of its goal's group."""
    place = column_place(table, "assessment")
    goal = ""
    for row in table.rows if place is not None else ():
        if row.kind == "group":
            goal = row.key
        elif place is not None:
            at = anchor_of("", table.key, row.key)
            yield goal, _judged(f"indikator.{row.key}", row.label, row.cells[place], at)


def judged_decisions(content: SectionContent) -> Iterator[Judged]:
    """Only those not begun deviate: one under way is a measure itself."""
    for table in content.tables():
        for row in table.rows:
            at = anchor_of(content.key, table.key, row.key)
            judged = _judged(f"beslut.{row.key}", row.label.rstrip("."), row.cells[0], at)
            yield judged if judged.tone == "bad" else replace(judged, tone="")


def _judged(ref: str, label: str, cell: Cell, row: str) -> Judged:
    return Judged(ref=ref, label=label, words=cell.text.lower(), tone=cell.tone, row=row)
