"""Goals and decisions in *I korthet*. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reporting.document.blocks import Cell, Row, Table
from reporting.document.document import SectionContent
from reporting.document.highlights import Highlight, Share, shares_of
from reporting.document.naming import few_in_words
from reporting.document.tones import Tone

GOALS = {"maluppfyllelse": "nämndmål", "maluppfyllelse-kf": "mål från fullmäktige"}
Placed = tuple[SectionContent, Table]
ORDER: tuple[Tone, ...] = ("good", "partly", "bad", "neutral", "")


def goals_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """Nämndmål met of all, else the council's goals, and the indicators by verdict; without verdicts on goals
    the indicators alone."""
    tables = [(content, table) for content in contents for table in content.tables()]
    goals, goals_name = _judged_goals(tables)
    indicators = [
        (content, table) for content, table in tables if column_place(table, "assessment") is not None
    ]
    goal_cells = [cell for _, table in goals for cell in _cells(table, "decided")]
    cells = [cell for _, table in indicators for cell in _cells(table, "assessment")]
    judged, what = (goal_cells, goals_name) if goal_cells else (cells, "indikatorer")
    if not judged:
        return None
    content, table = (goals or indicators)[0]
    met = sum(cell.tone == "good" for cell in judged)
    rest = [f"{share.count} {share.label.lower()}" for share in _shares(judged) if share.tone != "good"]
    bar = f"Av {len(cells)} indikatorer:" if goal_cells and cells else ""
    return Highlight(
        key=key,
        heading="Mål",
        statement=f"{met} av {len(judged)} {what} uppnås",
        section=content.key,
        table=table.key,
        table_title=table.title,
        tone="good" if met == len(judged) else "",
        details=tuple(filter(None, [f"{', '.join(rest)}." if rest else "", bar])),
        shares=_shares(cells),
        score=(Decimal(met) / len(judged)).quantize(Decimal("0.0001")),
    )


def _judged_goals(tables: Sequence[Placed]) -> tuple[list[Placed], str]:
    for key, name in GOALS.items():
        if found := [(content, table) for content, table in tables if table.key == key]:
            return found, name
    return [], ""


def decisions_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """Decisions carried out of all; those not begun by name."""
    tables = [(content, table) for content in contents for table in content.tables()]
    rows = [row for _, table in tables for row in table.rows if row.cells]
    if not rows:
        return None
    content, table = tables[0]
    done = sum(row.cells[0].tone == "good" for row in rows)
    waiting = [row.label for row in rows if row.cells[0].tone == "bad"]
    return Highlight(
        key=key,
        heading="Politiska beslut",
        statement=f"{done} av {len(rows)} beslut är klara",
        section=content.key,
        table=table.key,
        table_title=table.title,
        details=(f"Ej påbörjade: {few_in_words(waiting)}.",) if waiting else (),
        shares=_shares([row.cells[0] for row in rows]),
    )


def _shares(cells: Sequence[Cell]) -> tuple[Share, ...]:
    return shares_of([(cell.text, cell.tone) for cell in cells], ORDER)


def column_place(table: Table, key: str) -> int | None:
    return next((place for place, column in enumerate(table.columns) if column.key == key), None)


def _cells(table: Table, key: str) -> Iterator[Cell]:
    place = column_place(table, key)
    rows: Sequence[Row] = [] if place is None else table.rows
    return (row.cells[place or 0] for row in rows if row.cells)
