"""Document -> Word: the whole report as a .docx, for meeting systems that want one.

Headings are Word's own (with their numbers as text), tables are real ones whose header rows repeat on each
page, the contents are a field that Word fills in, and a status is its words. The same document gives the
same bytes.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from reporting.document import Block, Column, Document, Heading, Matrix, Prose, Row, SectionContent, Table
from reporting.renderers.widths import LANDSCAPE, PORTRAIT, column_widths, needs_landscape
from reporting.renderers.word_prose import add_prose

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

FONT = "Calibri"
SYMBOLS = {"good": "✓ ", "partly": "◐ ", "bad": "✗ ", "neutral": "– ", "": ""}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every part of the file
DEEPEST_HEADING = 6


def render_word(document: Document) -> bytes:
    """A .docx file."""
    import docx
    from docx.shared import Mm, Pt

    word = docx.Document()
    word.styles["Normal"].font.name = FONT
    word.styles["Normal"].font.size = Pt(10.5)
    _set_page(word.sections[0], Mm)
    _set_properties(word, document)
    _add_cover(word, document)
    writer = _Writer(word)
    for section in (section for section in document.sections if section.is_front):
        writer.add_section(section)
    _add_contents(word)
    for section in (section for section in document.sections if not section.is_front):
        writer.add_section(section)
    target = io.BytesIO()
    word.save(target)
    return _with_fixed_times(target.getvalue())


def _set_page(section: Any, mm: Any) -> None:
    section.page_width, section.page_height = mm(210), mm(297)
    section.left_margin, section.right_margin = mm(25), mm(22)
    section.top_margin, section.bottom_margin = mm(25), mm(24)


def _set_properties(word: WordDocument, document: Document) -> None:
    about = word.core_properties
    about.title, about.author, about.language = document.title, document.committee, "sv-SE"
    about.created = about.modified = document.changed_at.replace(tzinfo=None, microsecond=0)
    about.comments, about.last_modified_by = "", document.committee


def _add_cover(word: WordDocument, document: Document) -> None:
    word.add_paragraph(document.municipality, style="Subtitle")
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(document.committee, style="Subtitle")
    facts = [
        ("Period", f"{document.year}, utfall till och med {document.actuals_through.isoformat()}"),
        ("Daterad", document.dated.isoformat()),
        ("Status", document.status_label.capitalize()),
        ("Medlemskommuner", ", ".join(document.members)),
    ]
    for name, value in facts:
        if value:
            word.add_paragraph().add_run(f"{name}: {value}")
    word.add_page_break()


def _add_contents(word: WordDocument) -> None:
    """A contents field of the headings; it is filled in when Word asks to update fields."""
    word.add_paragraph("Innehåll", style="TOC Heading" if "TOC Heading" in word.styles else "Subtitle")
    paragraph = word.add_paragraph()
    hint = "Högerklicka och välj Uppdatera fält, så fylls innehållet i."
    for kind, text in (
        ("begin", ""),
        ("", r' TOC \o "1-3" \h \z \u '),
        ("separate", ""),
        ("text", hint),
        ("end", ""),
    ):
        _add_field_part(paragraph, kind, text)
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    word.settings.element.append(update)
    word.add_page_break()


def _add_field_part(paragraph: Any, kind: str, text: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run(text if kind == "text" else None)
    if kind == "text":
        return
    part = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        part.set(qn("w:fldCharType"), kind)
    else:
        part.set(qn("xml:space"), "preserve")
        part.text = text
    run._r.append(part)


class _Writer:
    """Writes sections and blocks last in a Word document, on a page of the right shape."""

    def __init__(self, word: WordDocument) -> None:
        self.word = word
        self.is_landscape = False

    def add_section(self, section: SectionContent) -> None:
        self._turn(section.blocks[0] if section.blocks else None)
        self._add_heading(section.title, section.number, section.level)
        for place, block in enumerate(section.blocks):
            if place:
                following = section.blocks[place + 1] if place + 1 < len(section.blocks) else None
                self._turn(following if isinstance(block, Heading) else block)
            self._add_block(block, section.level)

    def _turn(self, block: Block | None) -> None:
        """Begins a landscape page for a table that needs one, and an upright one after it."""
        from docx.enum.section import WD_ORIENT, WD_SECTION

        is_wide = isinstance(block, Table) and (block.is_wide or needs_landscape(block))
        if is_wide == self.is_landscape:
            return
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        self.is_landscape = is_wide

    def _add_heading(self, text: str, number: str, level: int) -> None:
        self.word.add_heading(f"{number} {text}" if number else text, min(level, DEEPEST_HEADING))

    def _add_block(self, block: Block, level: int) -> None:
        match block:
            case Prose():
                add_prose(self.word, block.markdown, level=level)
            case Heading():
                self._add_heading(block.text, block.number, level + block.depth)
            case Table():
                self._add_table(block)
            case Matrix():
                self._add_table(block.as_table())

    def _add_table(self, table: Table) -> None:
        _TableWriter(self.word, table).write()
        for note in table.notes:
            self.word.add_paragraph().add_run(note).italic = True
        self.word.add_paragraph()


class _TableWriter:
    """Writes one table, its caption before it."""

    def __init__(self, word: WordDocument, table: Table) -> None:
        self.word = word
        self.table = table
        self.groups = table.column_groups()
        self.header_rows = 2 if self.groups else 1

    def write(self) -> None:
        from docx.shared import Pt

        caption = self.word.add_paragraph(style="Caption")
        caption.add_run(f"{self.table.title} ({self.table.unit})" if self.table.unit else self.table.title)
        caption.paragraph_format.keep_with_next = True
        count = len(self.table.columns) + 1
        made = self.word.add_table(self.header_rows + len(self.table.rows), count, style="Table Grid")
        made.autofit = False
        made.style.font.size = Pt(9)
        self._set_widths(made)
        grid = [list(row.cells) for row in made.rows]  # once: reading a row's cells is slow
        self._write_header(grid, made)
        for cells, row in zip(grid[self.header_rows :], self.table.rows, strict=True):
            self._write_row(cells, row)

    def _set_widths(self, made: Any) -> None:
        from docx.shared import Mm

        page = LANDSCAPE if self.table.is_wide or needs_landscape(self.table) else PORTRAIT
        for column, share in zip(made.columns, column_widths(self.table), strict=True):
            column.width = Mm(page * share / 100)
            for cell in column.cells:
                cell.width = column.width

    def _write_header(self, grid: list[list[_Cell]], made: Any) -> None:
        place = 1
        for name, width in self.groups:
            if name:
                first = grid[0][place]
                merged = first.merge(grid[0][place + width - 1]) if width > 1 else first
                _write(merged, name, is_bold=True)
            place += width
        headings = grid[self.header_rows - 1]
        _write(headings[0], self.table.label_heading, is_bold=True)
        for cell, column in zip(headings[1:], self.table.columns, strict=True):
            _write(cell, column.heading, is_bold=True, column=column)
        for row in made.rows[: self.header_rows]:
            _mark_row(row, "w:tblHeader")
        for row in made.rows:
            _mark_row(row, "w:cantSplit")

    def _write_row(self, cells: list[_Cell], row: Row) -> None:
        is_bold = row.kind != "line"
        if row.kind == "group" and not row.cells:
            _write(cells[0].merge(cells[-1]), row.label, is_bold=True)
            return
        _write(cells[0], row.label, is_bold=is_bold)
        for cell, column, content in zip(cells[1:], self.table.columns, row.cells, strict=True):
            _write(cell, SYMBOLS[content.tone] + content.text, is_bold=is_bold, column=column)


def _write(cell: _Cell, text: str, *, is_bold: bool = False, column: Column | None = None) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = is_bold or None
    if column is not None and column.is_figure:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark_row(row: Any, name: str) -> None:
    """A property of a table row: that it is a header on each page, or may not be split between two."""
    from docx.oxml.parser import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _with_fixed_times(content: bytes) -> bytes:
    """The same file with the same time on each part, so that the same document gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return target.getvalue()
