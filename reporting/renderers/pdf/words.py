"""Keep words whole and apart from line to line, for those who hear or copy the text.

WeasyPrint tags each line alone, without the space that the line broke at; and a hyphen of hyphenation is written as any
other. Source: ISO 32000-1, 14.8.2.2.3 (hyphens), 14.8.2.5 (words).
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from xml.etree.ElementTree import Element

from pikepdf import Name, Page, Pdf, String

from reporting.renderers.pdf.artifacts import MARK
from reporting.renderers.pdf.tags import Tag, TagTree, held

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
HYPHENS = ("-", "\N{HYPHEN}")
FONT_TEXT_HEIGHT = re.compile(rb"/(\S+)\s+\S+\s+Tf\b|\[([^\]]*)\]\s*TJ|(\S+)\s+Tm\b")
GLYPHS = re.compile(rb"<([0-9a-f]+)>")
LETTER = re.compile(rb"<([0-9a-f]+)>\s*<([0-9a-f]+)>")
NEXT_LINE = 8  # CSS pixels; a raised sign is less
INSIDE_A_LINE = {"/Span", "/Link", "/NonStruct"}
GROUPS = {"/Document", "/Part", "/Sect", "/Div"}
INLINE = {"a", "b", "code", "em", "i", "span", "strong", "sub", "sup"}


@dataclass
class Line:
    """The text of a tag on one line. ``height``: CSS pixels from the top of the page."""

    tag: Tag
    page: tuple[int, int]
    number: int
    text: str
    font: str
    height: float
    is_apart: bool = False  # a space comes after it

    @cached_property
    def block(self) -> tuple[int, int]:
        """The paragraph, heading or cell that the line is of."""
        tag = self.tag.P
        while tag.S in INSIDE_A_LINE:
            tag = tag.P
        return tag.objgen

    def is_before(self, other: "Line") -> bool:
        """Whether the other comes after a space or a line break of the same text."""
        is_lower = self.is_apart or self.page != other.page or abs(other.height - self.height) > NEXT_LINE
        return is_lower and self.block == other.block


class Fonts:
    """Letters by glyph, of fonts by name."""

    def __init__(self) -> None:
        self.letters: dict[str, dict[int, str]] = {}

    def read(self, page: Page) -> None:
        for name, font in page.Resources.get("/Font", {}).items():
            if name not in self.letters:
                found = LETTER.findall(font.ToUnicode.read_bytes())
                self.letters[name] = {
                    int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in found
                }

    def text(self, name: str, glyphs: bytes) -> str:
        letters = self.letters.get(name, {})
        return "".join(letters.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4))

    def space(self, name: str) -> int | None:
        return next((glyph for glyph, text in self.letters.get(name, {}).items() if text == " "), None)


class Words:
    """The words of a page."""

    def __init__(self, root: Element) -> None:
        self.all = sorted(set("".join(spaced_text(root)).replace(SOFT_HYPHEN, "").split()))

    def __contains__(self, word: str) -> bool:
        return self.beginning(word) == word

    def beginning(self, start: str) -> str:
        """The first word with that beginning; "" if there is none."""
        at = bisect_left(self.all, start)
        return self.all[at] if start and at < len(self.all) and self.all[at].startswith(start) else ""


def spaced_text(element: Element) -> Iterator[str]:
    """The text, with a space wherever a block begins or ends."""
    edge = "" if element.tag in INLINE else " "
    yield edge + (element.text or "")
    for kid in element:
        yield from spaced_text(kid)
        yield kid.tail or ""
    yield edge


def mend_words(pdf: Pdf, root: Element, tags: TagTree) -> None:
    fonts = Fonts()
    lines = mend_loose_text(lines_in_order(pdf, fonts), tags)
    words, before = Words(root), ""
    spaced: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line, after in pairwise(lines):
        *others, last = line.text.split() or [""]
        last = last if others else before + last
        before = ""
        first = (after.text.split() or [""])[0]
        if line.text.endswith(" ") or after.text.startswith(" ") or not line.is_before(after):
            continue
        is_hyphenated, is_whole = (False, False) if line.is_apart else how_broken(last, first, words)
        if is_hyphenated:
            line.tag.ActualText = String(line.text[:-1] + SOFT_HYPHEN)
            before = last[:-1]
        elif is_whole:
            before = last
        elif fonts.space(line.font) is None:
            line.tag.ActualText = String(line.text + " ")
        else:
            spaced[line.page].append(line)
    for page in pdf.pages:
        if page.obj.objgen in spaced:
            end_with_spaces(pdf, page, spaced[page.obj.objgen], fonts)


def how_broken(last: str, first: str, words: Words) -> tuple[bool, bool]:
    """Of what stands before and after the break: whether hyphenation parted a word; whether it is one word as it is."""
    first = first.rstrip("".join(HYPHENS))
    is_whole = bool(words.beginning(last + first)) and last not in words
    is_hyphenated = last.endswith(HYPHENS) and not is_whole and bool(words.beginning(last[:-1] + first))
    return is_hyphenated and len(last) > 1, is_whole


def mend_loose_text(lines: Iterable[Line], tags: TagTree) -> list[Line]:
    """The lines that have text. One that stands in no paragraph becomes one; one of spaces alone, which are not drawn,
    parts those about it."""
    kept: list[Line] = []
    for line in lines:
        if not line.text.strip() and (line.tag.P.S in GROUPS or len(line.tag.P.K) > 1):
            tags.drop(line.tag)
            if kept:
                kept[-1].is_apart = True
            continue
        if line.tag.S == "/Span" and line.tag.P.S in GROUPS:
            line.tag.S = Name.P
        kept.append(line)
    return kept


def lines_in_order(pdf: Pdf, fonts: Fonts) -> Iterator[Line]:
    """In reading order; a picture's own text is not read."""
    texts: dict[tuple[int, int], dict[int, tuple[str, str, float]]] = {}
    for page in pdf.pages:
        fonts.read(page)
        texts[page.obj.objgen] = dict(marked_texts(page.Contents.read_bytes(), fonts))

    def below(tag: Tag) -> Iterator[Line]:
        for kid in held(tag):
            if isinstance(kid, int):
                page = tag.Pg.objgen
                yield Line(tag, page, kid, *texts[page].get(kid, ("", "", 0.0)))
            elif "/S" in kid and kid.S != "/Figure":
                yield from below(kid)

    yield from list(below(pdf.Root.StructTreeRoot.K[0]))


def marked_texts(content: bytes, fonts: Fonts) -> Iterator[tuple[int, tuple[str, str, float]]]:
    """By number: text, font, height."""
    for mark in MARK.finditer(content):
        start, end = mark.end(), content.index(b"EMC", mark.end())
        text, font, height = "", "", 0.0
        for name, line, down in FONT_TEXT_HEIGHT.findall(content, start, end):
            if line:
                text += fonts.text(font, b"".join(GLYPHS.findall(line)))
            font = f"/{name.decode()}" if name else font
            height = float(down) if down else height
        yield int(mark[1]), (text, font, height)


def end_with_spaces(pdf: Pdf, page: Page, lines: list[Line], fonts: Fonts) -> None:
    """Write a space after each line."""
    content = page.Contents.read_bytes()
    of_number = {line.number: line for line in lines}
    parts, done = [], 0
    for mark in MARK.finditer(content):
        if line := of_number.get(int(mark[1])):
            end = content.rindex(b"]", mark.end(), content.index(b"EMC", mark.end()))
            parts += [content[done:end], b"<%04x>" % (fonts.space(line.font) or 0)]
            done = end
    page.Contents = pdf.make_stream(b"".join([*parts, content[done:]]))
