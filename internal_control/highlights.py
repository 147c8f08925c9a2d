"""Internal control in *I korthet*: the most serious risks, the follow-ups with deviations, the measures. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.document.blocks import Cell, Matrix, Row
from reporting.document.document import SectionContent
from reporting.document.highlights import Highlight, Share, shares_of
from reporting.document.naming import few_in_words
from reporting.document.tones import Tone

ORDER: tuple[Tone, ...] = ("good", "partly", "bad", "neutral", "")


def risks_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """How many of the risks are on the highest level, and which; else how many are on the highest in use."""
    for content in contents:
        table = next((block for block in content.tables() if block.key == "risker"), None)
        levels = [level for block in content.blocks if isinstance(block, Matrix) for level in block.levels]
        rows = [row for row in table.rows if row.cells] if table else []
        if table and levels and rows:
            used = [level for level in levels if any(row.cells[-1].value == level.key for row in rows)]
            top = used[-1] if used else levels[-1]
            on_top = [row.label for row in rows if row.cells[-1].value == top.key]
            return Highlight(
                key=key,
                heading="Risker",
                statement=f"{len(on_top)} av {len(rows)} risker på nivån {top.word.lower()}",
                section=content.key,
                table=table.key,
                table_title=table.title,
                tone="bad" if on_top and top is levels[-1] else "",
                details=(f"{few_in_words(on_top)}.",) if on_top else (),
            )
    return None


def follow_ups_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """How many follow-ups show deviations, and of which controls."""
    tables = [
        (content, table)
        for content in contents
        for table in content.tables()
        if table.key.startswith("kontroll-")
    ]
    rows = [(table, row) for _, table in tables for row in table.rows if row.cells]
    if not rows:
        return None
    deviating = [table.title for table, row in rows if _status(row).tone in {"partly", "bad"}]
    content, first = tables[0]
    return Highlight(
        key=key,
        heading="Intern kontroll",
        statement=f"{len(deviating)} av {len(rows)} uppföljningar visar avvikelser",
        section=content.key,
        table=first.key,
        table_title=content.title,
        tone="bad" if any(_status(row).tone == "bad" for _, row in rows) else "",
        details=(f"Avvikelser: {few_in_words(list(dict.fromkeys(deviating)))}.",) if deviating else (),
        shares=_shares([_status(row) for _, row in rows]),
    )


def measures_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """Measures done of all."""
    found = [
        (content, table) for content in contents for table in content.tables() if table.key == "atgarder"
    ]
    statuses = [row.cells[-2] for _, table in found for row in table.rows if row.cells]
    if not statuses:
        return None
    content, table = found[0]
    done = sum(cell.tone == "good" for cell in statuses)
    return Highlight(
        key=key,
        heading="Åtgärder",
        statement=f"{done} av {len(statuses)} åtgärder är klara",
        section=content.key,
        table=table.key,
        table_title=table.title,
        shares=_shares(statuses),
    )


def _status(row: Row) -> Cell:
    return row.cells[0]


def _shares(cells: Sequence[Cell]) -> tuple[Share, ...]:
    return shares_of([(cell.text, cell.tone) for cell in cells], ORDER)
