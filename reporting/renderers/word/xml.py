"""What python-docx has no API for: links, bookmarks, fields, row and cell properties.

Word requires an element's parts in the order of its schema.
"""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell, _Row

Element = Any  # lxml has no types

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Replace characters that XML can't hold with U+FFFD, and CRLF with LF."""
    return NOT_XML.sub("\ufffd", text).replace("\r\n", "\n")


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """``element("jc", val="right")`` is ``<w:jc w:val="right"/>``."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), clean(str(value)))
    made.extend(children)
    return made


def field(instruction: str) -> tuple[Element, Element, Element, Element]:
    """The runs of a field: begin, instruction, separator (before what is shown until Word updates it), end."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    begin, separate, end = (
        element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return begin, element("r", code), separate, end


def mark_row(row: _Row, *, is_heading: bool) -> None:
    """Keep a row on one page; repeat a heading row on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_heading:
        properties.append(element("tblHeader"))


def mark_cell(cell: _Cell, *, fill: str = "", **lines: str) -> None:
    """``fill``: a colour. ``lines``: side ("top", "bottom") -> colour, "" for no line."""
    if lines:
        _set_mark(cell, element("tcBorders", *(_line(side, color) for side, color in lines.items())))
    if fill:
        set_shading(cell, element("shd", val="clear", color="auto", fill=fill))


def set_shading(cell: _Cell, shading: Element) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    _set_mark(cell, shading)


def _set_mark(cell: _Cell, mark: Element) -> None:
    properties: Element = cell._tc.get_or_add_tcPr()
    later = ("w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
    properties.insert_element_before(mark, *later)


def _line(side: str, color: str) -> Element:
    return element(side, val="single", sz=8, space=0, color=color) if color else element(side, val="nil")
