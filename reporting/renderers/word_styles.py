"""The styles and lists of the Word file: a report's own, in place of those of python-docx's template.

Arial is on every computer, and LibreOffice's own Liberation Sans is as wide.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml.ns import qn

from reporting.renderers.word_xml import Element, element

FONT = "Arial"
LANGUAGE = "sv-SE"
INK, MUTED, ACCENT, LINK, LINE = "17212B", "465360", "0F3D5E", "0B4F86", "C5CED7"
DEEPEST_HEADING = 9
TEXT_WIDTH = 9241  # twips: 163 mm
BULLETS = 1  # the id of the list of bullets; numbered lists follow
BULLET_SIGNS = ("•", "–", "▪")


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style. ``size`` is points, lengths are twentieths of a point, ``line`` 240ths of a line."""

    id: str
    name: str
    size: float = 10
    bold: bool = False
    italic: bool = False
    color: str = INK
    before: int = 0
    after: int = 120
    line: int = 276
    left: int = 0
    hanging: int = 0
    keep_next: bool = False
    outline: int | None = None
    border: str = ""  # the side with a line
    tab: tuple[str, int, str] | None = None  # kind, place and what leads to it
    following: str = ""

    def xml(self) -> Element:
        made = element("style", type="paragraph", styleId=self.id)
        if self.id == "Normal":
            made.set(qn("w:default"), "1")
        made.append(element("name", val=self.name))
        if self.id != "Normal":
            made.append(element("basedOn", val="Normal"))
        if self.following:
            made.append(element("next", val=self.following))
        made.extend(
            [element("qFormat"), element("pPr", *self._paragraph()), element("rPr", *self._letters())]
        )
        return made

    def _paragraph(self) -> list[Element]:
        parts = []
        if self.keep_next:
            parts += [element("keepNext"), element("keepLines")]
        if self.border:
            line = element(self.border, val="single", sz=12, space=6, color=LINE)
            parts.append(element("pBdr", line))
        if self.tab:
            kind, place, leader = self.tab
            parts.append(element("tabs", element("tab", val=kind, leader=leader, pos=place)))
        parts.append(
            element("spacing", before=self.before, after=self.after, line=self.line, lineRule="auto")
        )
        if self.left or self.hanging:
            parts.append(element("ind", left=self.left, hanging=self.hanging))
        if self.outline is not None:
            parts.append(element("outlineLvl", val=self.outline))
        return parts

    def _letters(self) -> list[Element]:
        parts = [element("b")] if self.bold else []
        parts += [element("i")] if self.italic else []
        size = round(self.size * 2)
        return [*parts, element("color", val=self.color), element("sz", val=size), element("szCs", val=size)]


def _heading(level: int) -> Style:
    size = {1: 17, 2: 13, 3: 11}.get(level, 10)
    return Style(
        id=f"Heading{level}", name=f"heading {level}", size=size, bold=True, following="BodyText",
        color=ACCENT if level == 1 else INK, before={1: 400, 2: 300}.get(level, 240), after=100, line=252,
        keep_next=True, outline=level - 1,
    )  # fmt: skip


def _contents(level: int) -> Style:
    return Style(
        id=f"TOC{level}", name=f"toc {level}", bold=level == 1, before=120 if level == 1 else 0, after=50,
        left=280 * (level - 1), tab=("right", TEXT_WIDTH, "dot"),
    )  # fmt: skip


STYLES = (
    Style(id="Normal", name="Normal"),
    Style(id="BodyText", name="Body Text"),
    Style(
        id="Title", name="Title", size=30, bold=True, before=2600, after=200, line=252, following="Subtitle"
    ),
    Style(id="Subtitle", name="Subtitle", size=15, color=MUTED, after=900),
    Style(id="CoverOwner", name="Cover Owner", size=14, bold=True, color=ACCENT, before=600),
    Style(id="CoverFact", name="Cover Fact", size=11, left=2552, hanging=2552, after=80,
          tab=("left", 2552, "none")),
    *map(_heading, range(1, DEEPEST_HEADING + 1)),
    Style(id="TOCHeading", name="TOC Heading", size=17, bold=True, color=ACCENT, after=160, keep_next=True),
    *map(_contents, range(1, DEEPEST_HEADING + 1)),
    Style(id="Header", name="header", size=8.5, color=MUTED),
    Style(id="Footer", name="footer", size=8.5, color=MUTED, after=0),
    Style(id="Caption", name="caption", bold=True, before=280, after=80, keep_next=True),
    Style(id="TableText", name="Table Text", size=9, after=0, line=250),
    Style(id="TableNote", name="Table Note", size=8.5, color=MUTED, after=60),
    Style(id="AfterTable", name="After Table", size=4, after=0, line=240),
    Style(id="ListBullet", name="List Bullet", after=60),
    Style(id="ListNumber", name="List Number", after=60),
    Style(id="ListContinue", name="List Continue", after=60),
    Style(id="Quote", name="Quote", color=MUTED, left=284, border="left"),
    Style(id="HorizontalLine", name="Horizontal Line", size=4, border="bottom"),
)  # fmt: skip


def set_styles(styles: Element) -> None:
    """Puts the report's styles in place of all there are in styles.xml."""
    for old in styles.findall(qn("w:style")):
        styles.remove(old)
    styles.replace(styles.find(qn("w:docDefaults")), _defaults())
    styles.append(
        element("style", element("name", val="Default Paragraph Font"), type="character",
                styleId="DefaultParagraphFont", default="1")
    )  # fmt: skip
    styles.append(_table_default())
    styles.extend(style.xml() for style in STYLES)
    letters = element("rPr", element("color", val=LINK), element("u", val="single"))
    styles.append(
        element("style", element("name", val="Hyperlink"), letters, type="character", styleId="Hyperlink")
    )


def _defaults() -> Element:
    fonts = element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)
    language = element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
    letters = element("rPr", fonts, element("sz", val=20), element("szCs", val=20), language)
    return element("docDefaults", element("rPrDefault", letters), element("pPrDefault"))


def _table_default() -> Element:
    margins = element("tblCellMar", element("left", w=108, type="dxa"), element("right", w=108, type="dxa"))
    properties = element("tblPr", element("tblInd", w=0, type="dxa"), margins)
    return element("style", element("name", val="Normal Table"), properties, type="table",
                   styleId="TableNormal", default="1")  # fmt: skip


class Lists:
    """The lists of numbering.xml: one of bullets, and one for each numbered list."""

    def __init__(self, numbering: Element) -> None:
        for old in list(numbering):
            numbering.remove(old)
        bullets = (("bullet", BULLET_SIGNS[level % len(BULLET_SIGNS)]) for level in range(9))
        numbers = (("decimal", f"%{level + 1}.") for level in range(9))
        for number, kinds in enumerate((bullets, numbers)):
            levels = [_level(level, kind, text) for level, (kind, text) in enumerate(kinds)]
            several = element("multiLevelType", val="hybridMultilevel")
            numbering.append(element("abstractNum", several, *levels, abstractNumId=number))
        numbering.append(element("num", element("abstractNumId", val=0), numId=BULLETS))
        self.numbering = numbering
        self.last = BULLETS

    def new(self, level: int, start: int) -> int:
        """The id of a new numbered list that begins with a number at a level."""
        self.last += 1
        begins = element("lvlOverride", element("startOverride", val=start), ilvl=level)
        self.numbering.append(element("num", element("abstractNumId", val=1), begins, numId=self.last))
        return self.last


def _level(level: int, kind: str, text: str) -> Element:
    place = element("pPr", element("ind", left=360 * (level + 1), hanging=360))
    parts = (element("start", val=1), element("numFmt", val=kind), element("lvlText", val=text))
    return element("lvl", *parts, element("lvlJc", val="left"), place, ilvl=level)
