"""Append to a file opened from the template, in its named styles."""

from __future__ import annotations

import copy
import io
import itertools
from functools import cache
from pathlib import Path
from typing import Any

import docx
from django.conf import settings
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reporting.renderers.word import styles
from reporting.renderers.word.xml import Element, clean, element, set_shading


@cache
def template_bytes(path: Path) -> bytes:
    """Read once per process, as look_digest() is."""
    return path.read_bytes()


class Writer:
    """Uses Normal for a style the template lacks, so that no template loses content."""

    def __init__(self) -> None:
        self.word: Any = docx.Document(io.BytesIO(template_bytes(Path(settings.WORD_TEMPLATE))))
        self.styles = {style.name.lower(): style for style in self.word.styles}
        self.shadings = {
            style: self._of_style(style, "w:pPr/w:shd")
            for style in (styles.TABLE_TEXT, styles.TABLE_HEADING, styles.TABLE_GROUP)
        }
        self.section_numbers = itertools.count(1)
        self.portrait, self.landscape = _take_pages(self.word.element.body)

    def set_style(self, part: Element, style: str) -> None:
        """Set the style of a paragraph or run. python-docx's own setter searches all styles each time."""
        found = self.styles.get(style.lower())
        if found is not None:
            part._element.style = found.style_id

    def _of_style(self, style: str, path: str) -> Element | None:
        """An element of the template's style, if any."""
        found = self.styles.get(style.lower())
        return None if found is None else next(iter(found.element.xpath(path)), None)

    # Texts

    def paragraph(self, style: str, text: str = "") -> Paragraph:
        made: Paragraph = self.word.add_paragraph()
        self.set_style(made, style)
        if text:
            self.run(made, text)
        return made

    def run(
        self, paragraph: Paragraph, text: str, *, bold: bool = False, style: str = "", font: str = ""
    ) -> Run:
        """Line breaks and tabs become Word's."""
        made = paragraph.add_run(clean(text))
        if style:
            self.set_style(made, style)
        if bold:
            made.bold = True
        if font:
            made.font.name = font
        return made

    def link(self, paragraph: Paragraph, address: str) -> Element:
        """An empty link, to move runs into."""
        made = element("hyperlink")
        made.set(
            qn("r:id"),
            self.word.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True),
        )
        paragraph._p.append(made)
        return made

    # Lists

    def list_number(self, style: str) -> int | None:
        """The id of a style's list, if any."""
        number = self._of_style(style, "w:pPr/w:numPr/w:numId")
        return None if number is None else int(number.val)

    def new_list(self, level: int, start: int) -> int | None:
        """The id of a new numbered list from ``start``. ``level``: 0 is the outermost."""
        number = self.list_number(styles.NUMBERS)
        if number is None:
            return None
        numbering = self.word.part.numbering_part.element
        made = numbering.add_num(numbering.num_having_numId(number).abstractNumId.val)
        made.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(made.numId)

    # Tables

    def table(self, rows: int, widths: list[int], title: str = "") -> Table:
        """An empty table. ``widths``: of its columns, in twips. ``title``: read aloud."""
        made: Table = self.word.add_table(rows, len(widths))
        made.style = self.styles.get(styles.TABLE.lower())
        made.autofit = False
        table_width = made._tbl.tblPr.find(qn("w:tblW"))
        table_width.set(qn("w:type"), "dxa")
        table_width.set(qn("w:w"), str(sum(widths)))
        if title:
            made._tbl.tblPr.append(element("tblCaption", val=title))
        for column, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Twips(width)
        for line in made._tbl.tr_lst:
            for cell, width in zip(line.tc_lst, widths, strict=True):
                cell.width = Twips(width)
        return made

    def cell_text(self, cell: _Cell, style: str, text: str = "", *, bold: bool = False) -> Paragraph:
        """The cell's paragraph. The cell gets the style's shading."""
        made: Paragraph = cell.paragraphs[0]
        self.set_style(made, style)
        if text:
            self.run(made, text, bold=bold)
        shading = self.shadings.get(style)
        if shading is not None:
            set_shading(cell, copy.deepcopy(shading))
        return made

    def part_from_table(self) -> None:
        """Add space below a table; Word joins two tables without a paragraph between them."""
        last = self.page.getprevious()
        if last is not None and last.tag == qn("w:tbl"):
            self.paragraph(styles.AFTER_TABLE)

    # Pages

    @property
    def page(self) -> Element:
        """Properties of the current pages."""
        return self.word.element.body[-1]

    def text_width(self, *, is_wide: bool) -> int:
        """Twips between the margins."""
        page = self.landscape if is_wide else self.portrait
        return int(page.page_width.twips - page.left_margin.twips - page.right_margin.twips)

    def turn_page(self, *, is_wide: bool) -> None:
        """End the current pages in their last paragraph; the next inherit header and footer."""
        self.part_from_table()
        ended, page = self.page, copy.deepcopy(self.landscape if is_wide else self.portrait)
        for name in ("headerReference", "footerReference", "titlePg"):
            for inherited in page.findall(qn(f"w:{name}")):
                page.remove(inherited)
        last = ended.getprevious()
        ended.addprevious(page)
        last.set_sectPr(ended)


def _take_pages(body: Element) -> tuple[Element, Element]:
    """The template's portrait and landscape pages. Removes its text after the portrait ones."""
    pages = list(body.iter(qn("w:sectPr")))
    portrait, landscape = copy.deepcopy(pages[0]), copy.deepcopy(pages[-1])
    end = next(part for part in body if pages[0] in part.iter())
    for part in list(end.itersiblings()):
        body.remove(part)
    pages[0].getparent().remove(pages[0])
    if end.tag == qn("w:p") and not end.r_lst:  # holds only the end of the section
        body.remove(end)
    body.append(copy.deepcopy(portrait))
    return portrait, landscape
