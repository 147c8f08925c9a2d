"""The Word file of a document: cover, contents, chapters; landscape pages for wide tables.

Imports python-docx, so it is imported when a file is asked for (reporting.renderers.word).
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from django.utils import dateformat
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from reporting.document.blocks import Block, Document, Heading, Matrix, Prose, SectionContent, Table
from reporting.renderers.word_prose import ProseWriter
from reporting.renderers.word_styles import BULLETS, DEEPEST_HEADING, LANGUAGE, Lists, set_styles
from reporting.renderers.word_table import is_wide, matrix_elements, table_elements
from reporting.renderers.word_xml import PLAIN, Element, Look, clean, element, field, paragraph, run, twips

# Pages in mm: width, height, and the margins above, below, to the left and to the right.
PORTRAIT_PAGE = (210, 297, 27, 24, 25, 22)
LANDSCAPE_PAGE = (297, 210, 25, 22, 22, 22)
LONGEST_PROPERTY = 255  # characters, python-docx's limit
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of every file in a zip that must not tell when it was made
# Of python-docx's template: a picture of its page, and parts that no program needs.
SUPERFLUOUS = ("/thumbnail", "/customXml", "/stylesWithEffects")
HINT = "Högerklicka i innehållet och välj att uppdatera det, så kommer sidnumren."

Item = SectionContent | Block  # a section stands for its heading


def write(document: Document) -> bytes:
    """A .docx file; the same document gives the same bytes."""
    return _WordFile(document).made()


class _WordFile:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.word: Any = docx.Document()
        self.page: Element = self.word.element.body[-1]  # the properties of the pages being written
        _drop_superfluous(self.word.part)
        set_styles(self.word.styles.element)
        lists = Lists(self.word.part.numbering_part.element)
        self.prose = ProseWriter(relate=self._relate, new_list=lists.new, bullets=BULLETS)
        self.bookmarks = 0

    def made(self) -> bytes:
        self._set_settings()
        self._set_properties()
        self._set_pages()
        self._add(_cover(self.document))
        self._add(_contents(self.document.sections))
        self._add_items(list(_items(self.document)))
        target = io.BytesIO()
        self.word.save(target)
        return _without_times(target.getvalue())

    def _relate(self, address: str) -> str:
        relation: str = self.word.part.relate_to(
            clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        return relation

    def _add(self, elements: Iterable[Element]) -> None:
        for made in elements:
            self.page.addprevious(made)

    # The chapters

    def _add_items(self, items: Sequence[tuple[Item, int]]) -> None:
        """What is in the sections. Each turn of the page ends the pages before it."""
        was_wide: bool | None = None
        for place, (item, level) in enumerate(items):
            now_wide = _stands_wide(items, place)
            if now_wide != was_wide:
                self._end_pages(is_wide=now_wide)
                was_wide = now_wide
            self._add_item(item, level)

    def _add_item(self, item: Item, level: int) -> None:
        match item:
            case SectionContent():
                self._add([self._section_heading(item)])
            case Heading():
                text = " ".join(filter(None, [item.number, item.text]))
                self._add([paragraph(_heading_style(level + item.depth), [run(text)])])
            case Prose():
                self._add_apart(self.prose.elements(item.markdown, level=level))
            case Table():
                self._add(table_elements(item))
            case Matrix():
                self._add(matrix_elements(item))

    def _add_apart(self, elements: Sequence[Element]) -> None:
        """A text, and air above it when a table comes before; between two tables a paragraph must stand."""
        for made in elements:
            previous = self.page.getprevious()
            if previous is not None and previous.tag == qn("w:tbl") and not _is_heading(made):
                self._add([paragraph("AfterTable")])
            self._add([made])

    def _section_heading(self, section: SectionContent) -> Element:
        self.bookmarks += 1
        begin = element("bookmarkStart", id=self.bookmarks, name=_bookmark(self.bookmarks))
        end = element("bookmarkEnd", id=self.bookmarks)
        return paragraph(_heading_style(section.level), [begin, run(_titled(section)), end])

    # Pages

    def _set_pages(self) -> None:
        """The cover has neither header nor footer; what comes later has those of the first pages."""
        first = self.word.sections[0]
        first.different_first_page_header_footer = True
        first.header_distance = first.footer_distance = Mm(12)
        self._turn(PORTRAIT_PAGE)
        owner = f"{self.document.municipality} · {self.document.title}"
        _replace_content(first.header, paragraph("Header", [run(owner)]))
        numbers = [
            run("Sida "),
            *field("PAGE", [run("1")]),
            run(" ("),
            *field("NUMPAGES", [run("1")]),
            run(")"),
        ]
        _replace_content(first.footer, paragraph("Footer", numbers, align="right"))

    def _turn(self, page: Sequence[float]) -> None:
        width, height, top, bottom, left, right = map(twips, page)
        size, margins = self.page.find(qn("w:pgSz")), self.page.find(qn("w:pgMar"))
        for name, value in (("w", width), ("h", height)):
            size.set(qn(f"w:{name}"), str(value))
        size.set(qn("w:orient"), "landscape" if width > height else "portrait")
        for name, value in (("top", top), ("bottom", bottom), ("left", left), ("right", right)):
            margins.set(qn(f"w:{name}"), str(value))

    def _end_pages(self, *, is_wide: bool) -> None:
        """Ends the pages written so far, in their last paragraph, and goes on with pages upright or wide."""
        last = self.page.getprevious()
        if last.tag != qn("w:p"):
            last = paragraph("AfterTable")
            self._add([last])
        last.pPr.append(copy.deepcopy(self.page))
        for name in ("headerReference", "footerReference", "titlePg"):
            for old in self.page.findall(qn(f"w:{name}")):
                self.page.remove(old)
        self._turn(LANDSCAPE_PAGE if is_wide else PORTRAIT_PAGE)

    # What is said of the file

    def _set_settings(self) -> None:
        """Swedish with hyphens; no question about fields when the file is opened."""
        settings = self.word.settings.element
        settings.find(qn("w:defaultTabStop")).addnext(element("autoHyphenation"))
        settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
        for setting in settings.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")  # else Word says "kompatibilitetsläge"

    def _set_properties(self) -> None:
        properties = self.word.core_properties
        properties.title = clean(self.document.title)[:LONGEST_PROPERTY]
        properties.author = clean(self.document.committee)[:LONGEST_PROPERTY]
        properties.last_modified_by = ""
        properties.comments = ""
        properties.language = LANGUAGE
        properties.created = dt.datetime.combine(self.document.dated, dt.time())
        properties.modified = self.document.changed_at.astimezone(dt.UTC).replace(tzinfo=None)


def _items(document: Document) -> Iterable[tuple[Item, int]]:
    """All that is printed, in order, with the level of its section."""
    for section in document.sections:
        yield section, section.level
        for block in section.blocks:
            yield block, section.level


def _stands_wide(items: Sequence[tuple[Item, int]], place: int) -> bool:
    """Whether a landscape page is needed; a heading goes with the table right below it."""
    item, _ = items[place]
    if isinstance(item, SectionContent | Heading):
        return place + 1 < len(items) and _stands_wide(items, place + 1)
    return is_wide(item) if isinstance(item, Table) else False


def _cover(document: Document) -> list[Element]:
    facts = [
        ("Period", f"{document.year}, utfall till och med {_written(document.actuals_through)}"),
        ("Daterad", _written(document.dated)),
        ("Status", document.status_label[:1].upper() + document.status_label[1:]),
    ]
    if document.members:
        facts.append(("Medlemskommuner", ", ".join(document.members)))
    return [
        paragraph("CoverOwner", [run(document.municipality)]),
        paragraph("Title", [run(document.title)]),
        paragraph("Subtitle", [run(document.committee)]),
        *(
            paragraph("CoverFact", [run(name, Look(bold=True)), run("\t"), run(value)])
            for name, value in facts
        ),
    ]


def _written(date: dt.date) -> str:
    return dateformat.format(date, "j F Y")


def _contents(sections: Sequence[SectionContent]) -> list[Element]:
    """A field of contents that has the headings as links already: Word asks nothing when it opens."""
    deepest = min(DEEPEST_HEADING, max((section.level for section in sections), default=1))
    lines = [_contents_line(section, _bookmark(number)) for number, section in enumerate(sections, start=1)]
    lines.append(paragraph("TableNote", [run(HINT)], before=240))
    begin, code, separate, end = field(f'TOC \\o "1-{deepest}" \\h \\z \\u')
    for piece in (separate, code, begin):
        lines[0].pPr.addnext(piece)
    lines[-1].append(end)
    title = paragraph("TOCHeading", [run("Innehåll")], new_page=True)
    gallery = element(
        "docPartObj", element("docPartGallery", val="Table of Contents"), element("docPartUnique")
    )
    content = element("sdtContent", title, *lines)
    return [element("sdt", element("sdtPr", gallery), content), paragraph("AfterTable")]


def _contents_line(section: SectionContent, bookmark: str) -> Element:
    link = element("hyperlink", run(_titled(section), PLAIN), anchor=bookmark, history=1)
    return paragraph(f"TOC{_heading_level(section.level)}", [link])


def _titled(section: SectionContent) -> str:
    return " ".join(filter(None, [section.number, section.title]))


def _bookmark(number: int) -> str:
    return f"_Toc{number:08}"


def _heading_level(level: int) -> int:
    return min(max(level, 1), DEEPEST_HEADING)


def _heading_style(level: int) -> str:
    return f"Heading{_heading_level(level)}"


def _is_heading(made: Element) -> bool:
    return bool(made.tag == qn("w:p") and made.style.startswith("Heading"))


def _replace_content(part: Any, content: Element) -> None:
    """Of a header or a footer."""
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(content)


def _drop_superfluous(part: Any) -> None:
    for relations in (part.rels, part.package.rels):
        for name in [name for name, rel in relations.items() if rel.reltype.endswith(SUPERFLUOUS)]:
            del relations[name]


def _without_times(content: bytes) -> bytes:
    """The same zip, its files all of the same time."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as zipped:
        for name in source.namelist():
            about = zipfile.ZipInfo(name, EARLIEST)
            zipped.writestr(about, source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
