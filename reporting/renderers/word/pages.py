"""The page on which each heading comes, for the contents: an estimate, from the lengths of texts.

Word sets the pages itself, and makes the numbers exact when it prints, saves a PDF or updates the contents; nothing
makes it do so when a file is opened, without asking.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import qn

from reporting.renderers.widths import EM, text_width
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import Element

WIDER = 1.03  # Arial's letters to those that text_width knows
LINE = 1.13  # of the size of type, before a style's own spacing
MM, TWIP, EMU = 72 / 25.4, 1 / 20, 1 / 12700  # in points
CELL = 4.5  # points above and below a cell's text, and its line
SIDES = 7.0  # points beside it
TAIL = 1.0  # letters: what words leave empty at the end of a line
TYPE = EM / 0.3527  # points: the size that text_width is told for


@dataclass(frozen=True)
class Look:
    """Of a paragraph, in points."""

    size: float = 10.0
    before: float = 0.0
    after: float = 0.0
    spacing: float = 1.0
    keeps_next: bool = False


@dataclass(frozen=True)
class Strip:
    """What no page break parts: a line, or a row. ``before``: room above it that the top of a page leaves out."""

    height: float
    before: float = 0.0
    keeps_next: bool = False
    bookmark: str = ""
    starts_page: bool = False
    page_height: float = 0.0  # set where pages of another size begin


def pages_of_bookmarks(writer: Writer) -> dict[str, int]:
    """By name, from 1."""
    found: dict[str, int] = {}
    strips = list(_strips(writer))
    page, used, room = 1, 0.0, 0.0
    index = 0
    while index < len(strips):
        end = index
        while strips[end].keeps_next and end + 1 < len(strips) and not strips[end + 1].starts_page:
            end += 1
        chain = strips[index : end + 1]
        first = chain[0]
        if first.page_height:
            page, used, room = page + bool(room), 0.0, first.page_height
        elif first.starts_page:
            page, used = page + 1, 0.0
        whole = sum(strip.before + strip.height for strip in chain)
        if used and used + whole > room and whole <= room:
            page, used = page + 1, 0.0
        for strip in chain:
            if used and used + strip.before + strip.height > room:
                page, used = page + 1, 0.0
            used += strip.height + (strip.before if used else 0.0)
            if strip.bookmark:
                found[strip.bookmark] = page
        index = end + 1
    return found


def _strips(writer: Writer) -> Iterator[Strip]:
    body = writer.word.element.body
    looks = _Looks(writer)
    parts = [
        inner for part in body for inner in (part.iter(qn("w:p")) if part.tag == qn("w:sdt") else (part,))
    ]
    ends = list(body.iter(qn("w:sectPr")))
    pages = iter(ends)
    size = _size(next(pages))
    is_new = True
    for part in parts:
        if part.tag == qn("w:sectPr"):
            continue
        strips = list(_rows(part, looks) if part.tag == qn("w:tbl") else _lines(part, looks, size[0]))
        if is_new and strips:
            strips[0], is_new = replace(strips[0], page_height=size[1]), False
        yield from strips
        if part.tag == qn("w:p") and part.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            size, is_new = _size(next(pages)), True


def _size(page: Element) -> tuple[float, float]:
    """Width and height between the margins."""
    paper, margins = page.find(qn("w:pgSz")), page.find(qn("w:pgMar"))

    def points(of: Element, name: str) -> float:
        return int(of.get(qn(f"w:{name}"))) * TWIP

    return (
        points(paper, "w") - points(margins, "left") - points(margins, "right"),
        points(paper, "h") - points(margins, "top") - points(margins, "bottom"),
    )


class _Looks:
    """The looks of the template's styles, each with what it takes over."""

    def __init__(self, writer: Writer) -> None:
        self.styles = {style.style_id: style for style in writer.word.styles}
        self.known: dict[str, Look] = {}

    def of(self, paragraph: Element) -> Look:
        properties = paragraph.pPr
        found = (
            properties.pStyle.val if properties is not None and properties.pStyle is not None else "Normal"
        )
        look = self._of_style(found)
        if properties is None:
            return look
        own = {
            "before": properties.spacing_before,
            "after": properties.spacing_after,
        }
        keeps = properties.keepNext is not None or look.keeps_next
        return replace(
            look, keeps_next=keeps, **{name: value.pt for name, value in own.items() if value is not None}
        )

    def _of_style(self, key: str) -> Look:
        if key in self.known:
            return self.known[key]
        style = self.styles.get(key)
        if style is None:
            return Look()
        look = self._of_style(style.base_style.style_id) if style.base_style is not None else Look()
        told = style.paragraph_format
        if style.font.size is not None:
            look = replace(look, size=style.font.size.pt)
        if told.space_before is not None:
            look = replace(look, before=told.space_before.pt)
        if told.space_after is not None:
            look = replace(look, after=told.space_after.pt)
        if isinstance(told.line_spacing, float):
            look = replace(look, spacing=told.line_spacing)
        if told.keep_with_next is not None:
            look = replace(look, keeps_next=told.keep_with_next)
        self.known[key] = look
        return look


def _lines(paragraph: Element, looks: _Looks, width: float) -> Iterator[Strip]:
    look = looks.of(paragraph)
    bookmark = next((mark.get(qn("w:name")) for mark in paragraph.iter(qn("w:bookmarkStart"))), "")
    pictures = [int(extent.get("cy")) * EMU for extent in paragraph.iter(qn("wp:extent"))]
    count = _count(_text(paragraph), look.size, width)
    line = look.size * LINE * look.spacing
    heights = pictures or [line] * count
    starts = paragraph.pPr is not None and paragraph.pPr.find(qn("w:pageBreakBefore")) is not None
    for index, height in enumerate(heights):
        is_first, is_last = index == 0, index == len(heights) - 1
        is_widow = len(heights) > 1 and (is_first or index == len(heights) - 2)
        yield Strip(
            height=height + (look.after if is_last else 0.0),
            before=look.before if is_first else 0.0,
            keeps_next=(look.keeps_next and not pictures) or is_widow,
            bookmark=bookmark if is_first else "",
            starts_page=starts and is_first,
        )


def _rows(table: Element, looks: _Looks) -> Iterator[Strip]:
    widths = [int(column.get(qn("w:w"))) * TWIP for column in table.iter(qn("w:gridCol"))]
    for row in table.iter(qn("w:tr")):
        place, tallest, keeps = 0, 0.0, False
        for cell in row.iter(qn("w:tc")):
            span = cell.grid_span
            width = sum(widths[place : place + span]) - SIDES
            place += span
            height = 0.0
            for paragraph in cell.iter(qn("w:p")):
                look = looks.of(paragraph)
                keeps = keeps or look.keeps_next
                height += _count(_text(paragraph), look.size, width) * look.size * LINE * look.spacing
            tallest = max(tallest, height)
        yield Strip(height=tallest + CELL, keeps_next=keeps)


def _text(paragraph: Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _count(text: str, size: float, width: float) -> int:
    """Lines of text; words leave the ends of lines empty."""
    length = text_width(text) * MM * size / TYPE * WIDER
    if length <= width:
        return 1
    return math.ceil(length / max(1.0, width - TAIL * size))
