"""What a section prints, as lines: a digest of them tells whether it still says the same. Pure.

Not the blocks as JSON: what a release adds to a block would change what nobody has changed. Its own heading and the
numbers of headings are left out: they follow from the rapportmall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.blocks import Block, Cell, Heading, Matrix, Prose, Table
from reporting.document.charts import Chart
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlights
from reporting.document.json_writing import digest


@dataclass(frozen=True)
class Printed:
    """``figures_of``: the sections that its texts take figures from; ``rows``: those figures' rows, by key."""

    digest: str
    figures_of: frozenset[str]
    rows: frozenset[str]


def printed_sections(document: Document) -> dict[str, Printed]:
    """By section key."""
    tables = {grid.key: content.key for content in document.sections for grid in content.grids()}
    return {content.key: _printed(content, tables) for content in document.sections}


def _printed(content: SectionContent, tables: dict[str, str]) -> Printed:
    live = [figure for block in content.blocks if isinstance(block, Prose) for figure in block.live]
    return Printed(
        digest("\n".join(line for block in content.blocks for line in _lines(block))),
        frozenset(tables[figure.table] for figure in live if figure.table in tables),
        frozenset(figure.row for figure in live),
    )


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield block.markdown
        case Heading():
            yield block.text
        case Matrix():
            yield from _lines(block.as_table())
        case Table():
            yield from (block.title, block.unit, *(column.heading for column in block.columns))
            for row in block.rows:
                yield "\t".join([row.label, *(_text(cell) for cell in row.cells)])
            yield from block.notes
        case Chart():
            yield block.title
        case Highlights():
            for fact in block.items:
                yield "\t".join([fact.heading, fact.statement, fact.before, *fact.details])


def _text(cell: Cell) -> str:
    """As printed, and exactly: Excel has more decimals than paper."""
    exact = cell.value.normalize() if isinstance(cell.value, Decimal) else cell.value or ""
    return f"{cell.text}\t{cell.unit}\t{exact}"
