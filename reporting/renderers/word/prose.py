"""Prose as paragraphs of Word: the tokens of reporting.document.prose, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.shared import Twips
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.prose import to_text, to_tokens
from reporting.renderers.word import styles
from reporting.renderers.word.table import mark_heading, widths_of
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import mark_row

LIST_STEP = 360  # twips that each level of a list is moved in
DEEPEST_LIST = 8  # Word has nine levels
CODE_FONT = "Courier New"


@dataclass
class _List:
    """A list that is being written. ``number`` is its id in the file."""

    style: str
    number: int | None
    is_new_item: bool = False


class ProseWriter:
    """Writes one text."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.lists: list[_List] = []
        self.quotes = 0

    def write(self, markdown: str, *, level: int) -> None:
        """The paragraphs and tables of a text in a section of a level."""
        tokens = to_tokens(markdown, level=level)
        heading, place = "", 0
        while place < len(tokens):
            token = tokens[place]
            match token.type:
                case "heading_open":
                    heading = styles.heading(int(token.tag[1]) - 1)
                case "heading_close":
                    heading = ""
                case "inline":
                    made = self.writer.paragraph(heading) if heading else self._paragraph()
                    write_inline(self.writer, made, token.children or [])
                case "fence" | "code_block":
                    self.writer.run(self._paragraph(), token.content.rstrip("\n"), font=CODE_FONT)
                case "hr":
                    self.writer.part_from_table()
                    self.writer.paragraph(styles.RULE)
                case "table_open":
                    end = next(n for n in range(place, len(tokens)) if tokens[n].type == "table_close")
                    self.writer.part_from_table()
                    _write_table(self.writer, tokens[place:end])
                    place = end
                case _:
                    self._enter_or_leave(token)
            place += 1

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.lists.append(_List(styles.BULLETS, self.writer.list_number(styles.BULLETS)))
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                self.lists.append(_List(styles.NUMBERS, self.writer.new_list(self._level + 1, start)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.lists[-1].is_new_item = True
                if "value" in token.attrs:
                    self.lists[-1].number = self.writer.new_list(self._level, int(token.attrs["value"]))
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1

    @property
    def _level(self) -> int:
        """Of the innermost list, the outermost being 0."""
        return min(len(self.lists) - 1, DEEPEST_LIST)

    def _paragraph(self) -> Paragraph:
        """A new one, in the style of where it stands."""
        self.writer.part_from_table()
        if not self.lists:
            return self.writer.paragraph(styles.QUOTE if self.quotes else styles.BODY)
        innermost = self.lists[-1]
        if innermost.is_new_item:
            innermost.is_new_item = False
            made = self.writer.paragraph(innermost.style)
            _number(made, self._level, innermost.number)
            return made
        made = self.writer.paragraph(styles.CONTINUED)  # more in the same item
        made.paragraph_format.left_indent = Twips(LIST_STEP * (self._level + 1))
        made.paragraph_format.first_line_indent = Twips(0)
        return made


def write_inline(writer: Writer, made: Paragraph, tokens: Sequence[Token]) -> None:
    """The runs of a paragraph; a link holds the runs of its text."""
    bold = italic = 0
    link = None
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = writer.link(made, str(token.attrs["href"]))
            case "link_close":
                link = None
            case _:
                run = writer.run(made, _text(token), bold=bold > 0, style="" if link is None else styles.LINK)
                if italic:
                    run.italic = True
                if token.type == "code_inline":
                    run.font.name = CODE_FONT
                if link is not None:
                    link.append(run._r)


def _text(token: Token) -> str:
    return "\n" if token.type == "hardbreak" else token.content


def _number(made: Paragraph, level: int, number: int | None) -> None:
    """Makes it an item of a list."""
    if number is not None:
        numbering = made._p.get_or_add_pPr().get_or_add_numPr()
        numbering.get_or_add_ilvl().val = level
        numbering.get_or_add_numId().val = number


def _write_table(writer: Writer, tokens: Sequence[Token]) -> None:
    """A small table that was typed: the first row is its headings."""
    lines: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            lines.append([])
        elif token.type == "inline":
            lines[-1].append(token)
    texts = [[to_text(token.content) for token in line] for line in lines]
    made = writer.table(len(lines), widths_of(writer, _as_table(texts), is_wide=False))
    for row, line in zip(made.rows, lines, strict=True):
        is_first = line is lines[0]
        mark_row(row, is_heading=is_first)
        for cell, token in zip(row.cells, line, strict=True):
            text = writer.cell_text(cell, styles.TABLE_HEADING if is_first else styles.TABLE_TEXT)
            write_inline(writer, text, token.children or [])
            if is_first:
                mark_heading(cell, text)


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
