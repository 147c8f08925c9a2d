"""What a document says, as plain text: to be searched, and its main facts for a list. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.document import prose
from reporting.document.blocks import Block, Heading, Matrix, Prose, Table
from reporting.document.document import Document
from reporting.document.highlights import Highlights

MOST_FACTS = 3


def searchable(document: Document) -> str:
    """All its words in small letters, figures left out: a table's figures are read in the table."""
    return "\n".join(line for line in _lines(document) if line).lower().replace("\u00a0", " ")


def summary(document: Document) -> list[str]:
    """Its main facts, as the result and the goals that were met."""
    facts = [
        f"{fact.heading}: {fact.statement}"
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Highlights)
        for fact in block.items
    ]
    return facts[:MOST_FACTS]


def _lines(document: Document) -> Iterator[str]:
    yield from (document.name, document.kind, document.municipality, document.committee, str(document.year))
    yield from document.members
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            yield from _of_block(block)


def _of_block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield prose.to_text(block.markdown)
        case Heading():
            yield block.text
        case Matrix():
            yield from _of_table(block.as_table())
        case Table():
            yield from _of_table(block)


def _of_table(table: Table) -> Iterator[str]:
    yield table.title
    yield from (column.heading for column in table.columns)
    for row in table.rows:
        yield row.label
        yield from (cell.text for cell in row.cells if cell.number is None)
    yield from table.notes
