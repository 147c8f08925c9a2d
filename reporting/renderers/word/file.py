"""A document's Word file: cover, contents, chapters; landscape pages for wide tables.

Imports python-docx: import it lazily, as render.py does.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import dateformat

from reporting.document.blocks import Block, Heading, Matrix, Prose, Table
from reporting.document.charts import Chart
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlights
from reporting.renderers.charts.picture import picture
from reporting.renderers.charts.svg import Picture
from reporting.renderers.word import styles
from reporting.renderers.word.contents import (
    titled,
    write_contents,
    write_page_numbers,
    write_section_heading,
)
from reporting.renderers.word.highlights import write_highlights
from reporting.renderers.word.pictures import write_arms, write_picture
from reporting.renderers.word.prose import ProseWriter
from reporting.renderers.word.table import is_wide, write_matrix, write_table
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import clean

LONGEST_PROPERTY = 255  # characters, python-docx's limit
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of every file in the zip: the same document gives the same bytes


@dataclass(frozen=True)
class Drawn:
    """A chart of a table."""

    title: str
    picture: Picture


Item = SectionContent | Block | Drawn  # a section stands for its heading


def write(document: Document) -> bytes:
    writer = Writer()
    _set_properties(writer.word.core_properties, document)
    _write_header(writer, document)
    _write_cover(writer, document)
    write_contents(writer, document.sections)
    _write_items(writer, list(_items(document)))
    write_page_numbers(writer)
    target = io.BytesIO()
    writer.word.save(target)
    return _without_times(target.getvalue())


def _set_properties(properties: Any, document: Document) -> None:
    properties.title = clean(document.name)[:LONGEST_PROPERTY]
    properties.author = clean(document.committee)[:LONGEST_PROPERTY]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = "sv-SE"
    properties.created = dt.datetime.combine(document.dated, dt.time())
    properties.modified = document.changed_at.astimezone(dt.UTC).replace(tzinfo=None)


def _write_header(writer: Writer, document: Document) -> None:
    """In the first paragraph of the template's header that has no text."""
    header = writer.word.sections[0].header
    empty = next((line for line in header.paragraphs if not line.text), None)
    writer.run(empty or header.add_paragraph(), f"{document.municipality} · {document.name}")


def _write_cover(writer: Writer, document: Document) -> None:
    facts = [
        ("Period", f"{document.year}, utfall till och med {_written(document.actuals_through)}"),
        ("Daterad", _written(document.dated)),
        ("Status", document.status_label[:1].upper() + document.status_label[1:]),
    ]
    if document.decision:
        facts.append(("Beslut", str(document.decision)))
    if document.diary_number:
        facts.append(("Diarienummer", document.diary_number))
    facts += document.correction
    if document.journal_head:
        facts.append(("Kontrollsumma", document.digest))
        facts.append((f"Journal, post {document.journal_number}", document.journal_head))
    if document.members:
        facts.append(("Medlemskommuner", ", ".join(document.members)))
    write_arms(writer, document.identity)
    writer.paragraph(styles.COVER_OWNER, document.municipality)
    writer.paragraph(styles.TITLE, document.name)
    writer.paragraph(styles.SUBTITLE, document.committee)
    for name, value in facts:
        fact = writer.paragraph(styles.COVER_FACT)
        writer.run(fact, name, bold=True)
        writer.run(fact, f"\t{value}")


def _written(date: dt.date) -> str:
    return dateformat.format(date, "j F Y")


def _items(document: Document) -> Iterable[tuple[Item, int]]:
    """Sections and blocks in order, each with its section's level."""
    for section in document.sections:
        yield section, section.level
        tables = {table.key: table for table in section.tables()}
        for block in section.blocks:
            if not isinstance(block, Chart):
                yield block, section.level
            elif block.table in tables:
                yield from ((drawn, section.level) for drawn in _drawn(block, tables[block.table]))


def _drawn(chart: Chart, table: Table) -> Iterable[Drawn]:
    unit = f" ({table.unit})" if table.unit else ""
    made = picture(chart, table)
    if made.shapes:
        yield Drawn(f"{chart.title}{unit}", made)


def _write_items(writer: Writer, items: Sequence[tuple[Item, int]]) -> None:
    was_wide: bool | None = None
    for index, (item, level) in enumerate(items):
        now_wide = _needs_wide_page(items, index)
        if now_wide != was_wide:
            writer.turn_page(is_wide=now_wide)
            was_wide = now_wide
        _write_item(writer, item, level)


def _write_item(writer: Writer, item: Item, level: int) -> None:
    match item:
        case SectionContent():
            write_section_heading(writer, item)
        case Heading():
            writer.paragraph(styles.heading(level + item.depth), titled(item.number, item.text))
        case Prose():
            ProseWriter(writer).write(item.markdown, level=level)
        case Table():
            write_table(writer, item)
        case Matrix():
            write_matrix(writer, item)
        case Highlights():
            write_highlights(writer, item, level)
        case Drawn():
            write_picture(writer, item.title, item.picture)


def _needs_wide_page(items: Sequence[tuple[Item, int]], index: int) -> bool:
    """A heading goes with the table right below it."""
    item, _ = items[index]
    if isinstance(item, SectionContent | Heading):
        return index + 1 < len(items) and _needs_wide_page(items, index + 1)
    return is_wide(item) if isinstance(item, Table) else False


def _without_times(content: bytes) -> bytes:
    """The zip with EARLIEST as the time of all its files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as zipped:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, EARLIEST)
            zipped.writestr(info, source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
