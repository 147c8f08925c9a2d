"""The table of contents: a field prefilled with linked headings, so that Word doesn't ask to update it."""

from __future__ import annotations

from collections.abc import Sequence

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from reporting.document.document import SectionContent
from reporting.renderers.word import styles
from reporting.renderers.word.pages import pages_of_bookmarks
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import element, field


def write_contents(writer: Writer, sections: Sequence[SectionContent]) -> None:
    title = writer.paragraph(styles.CONTENTS_TITLE, "Innehåll")
    title.paragraph_format.page_break_before = True
    lines = [_line(writer, section, number) for number, section in enumerate(sections, start=1)]
    _frame(
        [title, *lines, writer.paragraph(styles.AFTER_TABLE)],
        max((each.level for each in sections), default=1),
    )
    writer.paragraph(styles.AFTER_TABLE)


def write_page_numbers(writer: Writer) -> None:
    """In the contents, once the whole report is written: a field to each heading, which Word makes exact."""
    pages = pages_of_bookmarks(writer)
    for link in writer.word.element.body.iter(qn("w:hyperlink")):
        name = link.get(qn("w:anchor"))
        if name in pages:
            begin, code, separate, end = field(f"PAGEREF {name} \\h")
            number = element("r", element("t"))
            number[0].text = str(pages[name])
            link.extend([element("r", element("tab")), begin, code, separate, number, end])


def write_section_heading(writer: Writer, section: SectionContent) -> None:
    """A heading with the bookmark that the contents link to."""
    paragraph = writer.paragraph(styles.heading(section.level), titled(section.number, section.title))
    number = next(writer.section_numbers)
    paragraph._p.get_or_add_pPr().addnext(element("bookmarkStart", id=number, name=_bookmark(number)))
    paragraph._p.append(element("bookmarkEnd", id=number))


def titled(number: str, title: str) -> str:
    return " ".join(filter(None, [number, title]))


def _line(writer: Writer, section: SectionContent, number: int) -> Paragraph:
    paragraph = writer.paragraph(styles.contents_line(section.level))
    right = Twips(writer.text_width(is_wide=False))
    paragraph.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    link = element("hyperlink", anchor=_bookmark(number), history=1)
    link.append(writer.run(paragraph, titled(section.number, section.title))._r)
    paragraph._p.append(link)
    return paragraph


def _frame(lines: Sequence[Paragraph], deepest: int) -> None:
    """Wrap the paragraphs in a content control that Word can update; all but the first form the field."""
    begin, code, separate, end = field(f'TOC \\o "1-{min(deepest, styles.DEEPEST_HEADING)}" \\h \\z \\u')
    for piece in (separate, code, begin):
        lines[1]._p.get_or_add_pPr().addnext(piece)
    lines[-1]._p.append(end)
    gallery = element(
        "docPartObj", element("docPartGallery", val="Table of Contents"), element("docPartUnique")
    )
    content = element("sdtContent")
    lines[0]._p.addprevious(element("sdt", element("sdtPr", gallery), content))
    content.extend([line._p for line in lines])


def _bookmark(number: int) -> str:
    return f"_Toc{number:08}"
