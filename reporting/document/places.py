"""The places of a document one can ask about: sections, tables and rows, with what stands there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.document import prose
from reporting.document.blocks import Cell, Column, Prose, Row, Table
from reporting.document.document import Document, SectionContent

MOST_WORDS = 400  # characters kept of what stands at a place
MOST_NAME = 400  # characters


@dataclass(frozen=True)
class Place:
    """``name``: "3 Ekonomi › Resultat › Summa"; ``words``: a row's figures or a text's beginning, "" for none."""

    section: str
    table: str = ""
    row: str = ""
    name: str = ""
    words: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the report's page."""
        return anchor_of(self.section, self.table, self.row)


def anchor_of(section: str, table: str = "", row: str = "") -> str:
    if row:
        return f"rad-{table}-{row}"
    return f"tabell-{table}" if table else f"avsnitt-{section}"


def places_of(document: Document) -> Iterator[Place]:
    for section in document.sections:
        yield from places_in(section)


def places_in(section: SectionContent) -> Iterator[Place]:
    """The section, then its tables, each with its rows."""
    name = f"{section.number} {section.title}".strip()
    texts = [prose.to_text(block.markdown) for block in section.blocks if isinstance(block, Prose)]
    yield Place(section.key, name=_short(name), words=_short(" ".join(texts), MOST_WORDS))
    for table in section.blocks:
        if not isinstance(table, Table):
            continue
        yield Place(section.key, table.key, name=_short(f"{name} › {table.title}"))
        for row in table.rows:
            if row.kind != "group":
                yield Place(
                    section.key,
                    table.key,
                    row.key,
                    name=_short(f"{name} › {table.title} › {row.label}"),
                    words=_words(table, row),
                )


def place_at(document: Document, anchor: str) -> Place | None:
    return next((place for place in places_of(document) if place.anchor == anchor), None)


def _short(text: str, most: int = MOST_NAME) -> str:
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def _words(table: Table, row: Row) -> str:
    """ "Budget: 0 tkr; Utfall: −89 tkr"."""
    cells = [
        f"{column.group} {column.heading}: {_figure(table, column, cell)}".strip()
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell.text.strip()
    ]
    return _short("; ".join(cells), MOST_WORDS)


def _figure(table: Table, column: Column, cell: Cell) -> str:
    """On one line, with its unit."""
    if not (column.is_summed and any(sign.isdigit() for sign in cell.text)):
        return cell.text
    return "\u00a0".join([*cell.text.split(), table.unit]).strip()
