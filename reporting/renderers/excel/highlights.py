"""*I korthet* as a table, for a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    """The last report's column stands where there is one."""
    has_before = any(item.before for item in highlights.items)
    names = [name for name in COLUMNS if name != "before" or has_before]
    return Table(
        key=key,
        title=title,
        label_heading="Område",
        columns=tuple(Column(key=name, heading=COLUMNS[name], kind="text") for name in names),
        rows=tuple(_row(item, names) for item in highlights.items),
    )


def _row(item: Highlight, names: Sequence[str]) -> Row:
    details = " ".join(filter(None, [*item.details, item.shares_in_words]))
    texts = {"statement": item.statement, "details": details, "before": item.before}
    return Row(key=item.key, label=item.heading, cells=tuple(Cell(text=texts[name]) for name in names))
