"""WordprocessingML by small pieces: elements, runs and paragraphs. Any text may be put in.

Word asks for the parts of an element in the order of its schema; that order is kept here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any  # lxml has no types

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_OR_TAB = re.compile("(\r\n|[\n\r\t])")
SYMBOL_FONT = "Segoe UI Symbol"
CODE_FONT = "Courier New"


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a run differs from its paragraph; ``color`` is six hexadecimal digits, ``font`` a family."""

    bold: bool = False
    italic: bool = False
    link: bool = False
    color: str = ""
    font: str = ""


PLAIN = Look()


def clean(text: str) -> str:
    """The text with a mark (U+FFFD) for each character that XML can't hold."""
    return NOT_XML.sub("\ufffd", text)


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """``element("jc", val="right")`` is ``<w:jc w:val="right"/>``."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), clean(str(value)))
    made.extend(children)
    return made


def run(text: str, look: Look = PLAIN) -> Element:
    """A text; its line breaks and tabs are Word's own."""
    made = element("r", *_run_properties(look))
    for part in LINE_OR_TAB.split(clean(text)):
        if part == "\t":
            made.append(element("tab"))
        elif part and part in "\r\n":
            made.append(element("br"))
        elif part:
            made.append(_text(part))
    return made


def _text(text: str, tag: str = "t") -> Element:
    made = element(tag)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def _run_properties(look: Look) -> list[Element]:
    properties = []
    if look.link:
        properties.append(element("rStyle", val="Hyperlink"))
    if look.font:
        fonts = dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), look.font)
        properties.append(element("rFonts", **fonts))
    if look.bold:
        properties.append(element("b"))
    if look.italic:
        properties.append(element("i"))
    if look.color:
        properties.append(element("color", val=look.color))
    return [element("rPr", *properties)] if properties else []


def paragraph(
    style: str,
    runs: Iterable[Element] = (),
    *,
    keep_next: bool = False,
    new_page: bool = False,
    numbering: tuple[int, int] | None = None,
    before: int | None = None,
    indent: int | None = None,
    align: str = "",
) -> Element:
    """A paragraph. ``numbering`` is (level, list); ``before`` and ``indent`` are twentieths of a point."""
    properties = [element("pStyle", val=style)]
    if keep_next:
        properties.append(element("keepNext"))
    if new_page:
        properties.append(element("pageBreakBefore"))
    if numbering:
        level, number = numbering
        properties.append(element("numPr", element("ilvl", val=level), element("numId", val=number)))
    if before is not None:
        properties.append(element("spacing", before=before))
    if indent is not None:
        properties.append(element("ind", left=indent, firstLine=0))
    if align:
        properties.append(element("jc", val=align))
    return element("p", element("pPr", *properties), *runs)


def field(instruction: str, shown: Iterable[Element] = ()) -> list[Element]:
    """The runs of a field that Word works out ("PAGE"); ``shown`` is what stands there until then."""
    code = _text(f" {instruction} ", "instrText")
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        *shown,
        element("r", element("fldChar", fldCharType="end")),
    ]


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)
