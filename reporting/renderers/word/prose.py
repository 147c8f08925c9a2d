"""Prose as Word paragraphs, from the tokens of reporting.document.prose."""

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

LIST_STEP = 360  # twips of indent per level
DEEPEST_LIST = 8  # Word has nine levels
CODE_FONT = "Courier New"


@dataclass
class _List:
    """An open list. ``number``: its id in the file."""

    style: str
    number: int | None
    is_new_item: bool = False


class ProseWriter:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.lists: list[_List] = []
        self.quotes = 0

    def write(self, markdown: str, *, level: int) -> None:
        """``level``: the section's."""
        tokens = to_tokens(markdown, level=level)
        heading, index = "", 0
        while index < len(tokens):
            token = tokens[index]
            match token.type:
                case "heading_open":
                    heading = styles.heading(int(token.tag[1]) - 1)
                case "heading_close":
                    heading = ""
                case "inline":
                    paragraph = self.writer.paragraph(heading) if heading else self._paragraph()
                    write_inline(self.writer, paragraph, token.children or [])
                case "fence" | "code_block":
                    self.writer.run(self._paragraph(), token.content.rstrip("\n"), font=CODE_FONT)
                case "hr":
                    self.writer.part_from_table()
                    self.writer.paragraph(styles.RULE)
                case "table_open":
                    end = next(n for n in range(index, len(tokens)) if tokens[n].type == "table_close")
                    self.writer.part_from_table()
                    _write_table(self.writer, tokens[index:end])
                    index = end
                case _:
                    self._enter_or_leave(token)
            index += 1

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
        """Of the innermost list; the outermost is 0."""
        return min(len(self.lists) - 1, DEEPEST_LIST)

    def _paragraph(self) -> Paragraph:
        """A new paragraph, styled as body, quote or list item."""
        self.writer.part_from_table()
        if not self.lists:
            return self.writer.paragraph(styles.QUOTE if self.quotes else styles.BODY)
        innermost = self.lists[-1]
        if innermost.is_new_item:
            innermost.is_new_item = False
            paragraph = self.writer.paragraph(innermost.style)
            _make_list_item(paragraph, self._level, innermost.number)
            return paragraph
        paragraph = self.writer.paragraph(styles.CONTINUED)  # more of the same item
        paragraph.paragraph_format.left_indent = Twips(LIST_STEP * (self._level + 1))
        paragraph.paragraph_format.first_line_indent = Twips(0)
        return paragraph


def write_inline(writer: Writer, paragraph: Paragraph, tokens: Sequence[Token]) -> None:
    """Add runs to a paragraph; a link holds the runs of its text."""
    bold = italic = 0
    link = None
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = writer.link(paragraph, str(token.attrs["href"]))
            case "link_close":
                link = None
            case _:
                style = "" if link is None else styles.LINK
                run = writer.run(paragraph, _text(token), bold=bold > 0, style=style)
                if italic:
                    run.italic = True
                if token.type == "code_inline":
                    run.font.name = CODE_FONT
                if link is not None:
                    link.append(run._r)


def _text(token: Token) -> str:
    return "\n" if token.type == "hardbreak" else token.content


def _make_list_item(paragraph: Paragraph, level: int, number: int | None) -> None:
    if number is not None:
        numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbering.get_or_add_ilvl().val = level
        numbering.get_or_add_numId().val = number


def _write_table(writer: Writer, tokens: Sequence[Token]) -> None:
    """A table typed in Markdown; its first row is the headings."""
    lines: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            lines.append([])
        elif token.type == "inline":
            lines[-1].append(token)
    texts = [[to_text(token.content) for token in line] for line in lines]
    table = writer.table(len(lines), widths_of(writer, _as_table(texts), is_wide=False))
    for row, line in zip(table.rows, lines, strict=True):
        is_first = line is lines[0]
        mark_row(row, is_heading=is_first)
        for cell, token in zip(row.cells, line, strict=True):
            text = writer.cell_text(cell, styles.TABLE_HEADING if is_first else styles.TABLE_TEXT)
            write_inline(writer, text, token.children or [])
            if is_first:
                mark_heading(cell, text)


def _as_table(lines: Sequence[Sequence[str]]) -> Table:
    """To measure its columns."""
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
