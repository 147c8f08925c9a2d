"""*I korthet* as a table, for a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.document import Document
from reporting.document.highlights import Highlight, Highlights

COLUMNS = {"statement": "Läget", "details": "Förklaring", "before": "Förra rapporten"}


def highlight_tables(document: Document) -> Iterator[Table]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Highlights):
                yield _table(block, section.key, section.title)


def _table(highlights: Highlights, key: str, title: str) -> Table:
    return Table(
        key=key,
        title=title,
        label_heading="Område",
        columns=tuple(Column(key=name, heading=heading, kind="text") for name, heading in COLUMNS.items()),
        rows=tuple(_row(item) for item in highlights.items),
    )


def _row(item: Highlight) -> Row:
    details = " ".join(filter(None, [*item.details, item.shares_in_words]))
    texts = (item.statement, details, item.before)
    return Row(key=item.key, label=item.heading, cells=tuple(Cell(text=text) for text in texts))
