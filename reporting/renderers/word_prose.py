"""Markdown prose in a Word document: paragraphs, lists, emphasis, links' words, small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.prose import printed_tokens

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from markdown_it.token import Token

DEEPEST_LIST = 3  # Word's own list styles go no further
DEEPEST_HEADING = 6


def add_prose(word: WordDocument, markdown: str, *, level: int) -> None:
    """Writes a section's text last in the document; its headings go below the section's ``level``."""
    _ProseWriter(word).write(printed_tokens(markdown, level=level))


class _ProseWriter:
    def __init__(self, word: WordDocument) -> None:
        self.word = word
        self.lists: list[str] = []  # the tags of the open lists
        self.mark = ""  # of the item that begins: "-" for a bullet, "2." for a number as it is written
        self.heading = 0
        self.is_quote = False
        self.table: list[list[Token]] | None = None

    def write(self, tokens: list[Token]) -> None:
        for token in tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler is not None:
                handler(token)

    def _bullet_list_open(self, token: Token) -> None:
        self.lists.append(token.tag)

    _ordered_list_open = _bullet_list_open

    def _list_item_open(self, token: Token) -> None:
        self.mark = f"{token.info}{token.markup}" if self.lists[-1] == "ol" else "-"

    def _bullet_list_close(self, token: Token) -> None:
        self.lists.pop()

    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, token: Token) -> None:
        self.is_quote = True

    def _blockquote_close(self, token: Token) -> None:
        self.is_quote = False

    def _heading_open(self, token: Token) -> None:
        self.heading = min(int(token.tag[1]) - 1, DEEPEST_HEADING)

    def _heading_close(self, token: Token) -> None:
        self.heading = 0

    def _table_open(self, token: Token) -> None:
        self.table = []

    def _tr_open(self, token: Token) -> None:
        if self.table is not None:
            self.table.append([])

    def _table_close(self, token: Token) -> None:
        rows, self.table = self.table or [], None
        made = self.word.add_table(len(rows), max(map(len, rows), default=1), style="Table Grid")
        for cells, row in zip(made.rows, rows, strict=True):
            for cell, inline in zip(cells.cells, row, strict=False):
                _add_runs(cell.paragraphs[0], inline)
        self.word.add_paragraph()

    def _inline(self, token: Token) -> None:
        if self.table is not None:
            self.table[-1].append(token)
            return
        if self.heading:
            paragraph = self.word.add_heading("", self.heading)
        else:
            paragraph = self.word.add_paragraph(style=self._style())
        if self.mark not in {"", "-"}:
            paragraph.add_run(f"{self.mark} ")  # as text: Word's own numbering goes on from the list before
        self.mark = ""
        _add_runs(paragraph, token)

    def _fence(self, token: Token) -> None:
        self.word.add_paragraph(token.content.rstrip("\n"))

    _code_block = _fence

    def _style(self) -> str:
        if self.is_quote:
            return "Quote"
        if not self.lists:
            return "Normal"
        depth = min(len(self.lists), DEEPEST_LIST)
        base = "List Bullet" if self.mark == "-" else "List Continue"
        return base if depth == 1 else f"{base} {depth}"


def _add_runs(paragraph: Any, inline: Token) -> None:
    bold = italic = 0
    for token in inline.children or []:
        if token.type in {"strong_open", "strong_close"}:
            bold += token.nesting
        elif token.type in {"em_open", "em_close"}:
            italic += token.nesting
        elif token.type == "hardbreak":
            paragraph.add_run().add_break()
        elif token.type in {"text", "softbreak", "code_inline"}:
            run = paragraph.add_run(" " if token.type == "softbreak" else token.content)
            run.bold, run.italic = bool(bold) or None, bool(italic) or None
