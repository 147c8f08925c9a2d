"""Prose as paragraphs of Word: the tokens of reporting.prose, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from markdown_it.token import Token

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.prose import to_text, to_tokens
from reporting.renderers.widths import PORTRAIT, column_widths
from reporting.renderers.word_table import BOLD, CELL, HEADING_FILL, INK, framed, table_cell, table_row
from reporting.renderers.word_xml import CODE_FONT, PLAIN, Element, Look, element, paragraph, run, twips

LIST_STEP = 360  # twips that each level of a list is moved in
DEEPEST_LIST = 8  # Word has nine levels
Relate = Callable[[str], str]  # an address -> the id it has in the file
NewList = Callable[[int, int], int]  # level and first number of a numbered list -> its id


@dataclass
class _List:
    """A list that is being written. ``number`` is its id in the file."""

    style: str
    number: int
    is_new_item: bool = False


class ProseWriter:
    """Writes texts. ``bullets`` is the id of the file's list of bullets."""

    def __init__(self, *, relate: Relate, new_list: NewList, bullets: int) -> None:
        self.relate = relate
        self.new_list = new_list
        self.bullets = bullets

    def elements(self, markdown: str, *, level: int) -> list[Element]:
        """The paragraphs and tables of a text in a section of a level."""
        self.lists: list[_List] = []
        self.quotes = 0
        return list(self._blocks(to_tokens(markdown, level=level)))

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[Element]:
        heading = ""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            match token.type:
                case "heading_open":
                    heading = f"Heading{int(token.tag[1]) - 1}"
                case "heading_close":
                    heading = ""
                case "inline":
                    yield self._paragraph(self._runs(token.children or []), heading)
                case "fence" | "code_block":
                    yield self._paragraph([run(token.content.rstrip("\n"), Look(font=CODE_FONT))])
                case "hr":
                    yield paragraph("HorizontalLine")
                case "table_open":
                    end = next(n for n in range(place, len(tokens)) if tokens[n].type == "table_close")
                    yield self._table(tokens[place:end])
                    place = end
                case _:
                    self._enter_or_leave(token)
            place += 1

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.lists.append(_List("ListBullet", self.bullets))
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                self.lists.append(_List("ListNumber", self.new_list(self._level + 1, start)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.lists[-1].is_new_item = True
                if "value" in token.attrs:
                    self.lists[-1].number = self.new_list(self._level, int(token.attrs["value"]))
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1

    @property
    def _level(self) -> int:
        """Of the innermost list, the outermost being 0."""
        return min(len(self.lists) - 1, DEEPEST_LIST)

    def _paragraph(self, runs: Sequence[Element], heading: str = "") -> Element:
        if heading:
            return paragraph(heading, runs)
        if self.lists and self.lists[-1].is_new_item:
            self.lists[-1].is_new_item = False
            return paragraph(self.lists[-1].style, runs, numbering=(self._level, self.lists[-1].number))
        if self.lists:  # more in the same item
            return paragraph("ListContinue", runs, indent=LIST_STEP * (self._level + 1))
        return paragraph("Quote" if self.quotes else "BodyText", runs)

    def _runs(self, tokens: Sequence[Token], look: Look = PLAIN) -> list[Element]:
        """The runs of a paragraph; a link holds the runs of its text."""
        found: list[list[Element]] = [[]]
        addresses: list[str] = []
        bold, italic = int(look.bold), 0
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "link_open":
                    addresses.append(str(token.attrs["href"]))
                    found.append([])
                case "link_close":
                    link = self._link(addresses.pop(), found.pop())
                    found[-1].append(link)
                case _:
                    now = Look(bold=bold > 0, italic=italic > 0, link=bool(addresses))
                    found[-1].append(_inline(token, now))
        return found[0]

    def _link(self, address: str, runs: Sequence[Element]) -> Element:
        made = element("hyperlink", *runs)
        made.set(qn("r:id"), self.relate(address))
        return made

    def _table(self, tokens: Sequence[Token]) -> Element:
        """A small table that was typed: the first row is its headings."""
        lines: list[list[Token]] = []
        for token in tokens:
            if token.type == "tr_open":
                lines.append([])
            elif token.type == "inline":
                lines[-1].append(token)
        shares = column_widths(_as_table([[to_text(token.content) for token in line] for line in lines]))
        widths = [round(twips(PORTRAIT) * share / 100) for share in shares]
        return framed([self._line(line, widths, is_first=line is lines[0]) for line in lines], widths)

    def _line(self, line: Sequence[Token], widths: Sequence[int], *, is_first: bool) -> Element:
        look = BOLD if is_first else PLAIN
        contents = [
            paragraph(CELL, self._runs(token.children or [], look), keep_next=is_first) for token in line
        ]
        cells = [
            table_cell(content, width, bottom=INK, fill=HEADING_FILL)
            if is_first
            else table_cell(content, width)
            for content, width in zip(contents, widths, strict=True)
        ]
        return table_row(cells, is_heading=is_first)


def _inline(token: Token, look: Look) -> Element:
    match token.type:
        case "softbreak":
            return run(" ", look)
        case "hardbreak":
            return run("\n", look)
        case "code_inline":
            return run(token.content, replace(look, font=CODE_FONT))
        case _:
            return run(token.content, look)


def _as_table(lines: Sequence[Sequence[str]]) -> Table:
    """For the measuring of its columns."""
    (first, *headings), *rows = lines
    return Table(
        key="",
        title="",
        label_heading=first,
        columns=tuple(Column(key=heading, heading=heading, kind="text") for heading in headings),
        rows=tuple(
            Row(key="", label=label, cells=tuple(Cell(text=text) for text in texts)) for label, *texts in rows
        ),
    )
