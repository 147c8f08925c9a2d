"""A document's table in Word: caption, repeated headings, unbroken rows."""

from __future__ import annotations

from collections.abc import Sequence

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from reporting.document.blocks import Cell, Column, Matrix, Row, Table
from reporting.document.legend import legend
from reporting.renderers.matrix import shades
from reporting.renderers.widths import column_widths, needs_landscape
from reporting.renderers.word import styles
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import mark_cell, mark_row

KEPT_WHOLE = 14  # a table of at most this many rows stays on one page, as in the PDF
SYMBOLS = {"good": "✓", "partly": "◐", "bad": "✗", "neutral": "–"}
SYMBOL_FONT = "Segoe UI Symbol"
# Colours as in static/css/tokens.css.
LEVEL_FILLS = ("F1F7F1", "F4F6DA", "FCEFC7", "F9DCC4", "F5C9C5")  # of a matrix, mildest first
STRONG_LINE, GROUP_LINE = "17212B", "C5CED7"


def is_wide(table: Table) -> bool:
    """Whether the table needs a landscape page."""
    return table.is_wide or needs_landscape(table)


def write_table(writer: Writer, table: Table) -> WordTable:
    writer.paragraph(styles.CAPTION, f"{table.title} ({table.unit})" if table.unit else table.title)
    groups = table.column_groups()
    word_table = writer.table(
        len(table.rows) + (2 if groups else 1), widths_of(writer, table, is_wide=is_wide(table)), table.title
    )
    lines = iter(word_table.rows)
    if groups:
        _write_groups(writer, next(lines), groups)
    _write_headings(writer, next(lines), table)
    notes = [*filter(None, [" ".join(legend(table))]), *table.notes]
    _write_rows(writer, list(lines), table, has_notes=bool(notes))
    for index, note in enumerate(notes):
        paragraph = writer.paragraph(styles.TABLE_NOTE, note)
        if index == 0:
            paragraph.paragraph_format.space_before = Pt(4)
    return word_table


def write_matrix(writer: Writer, matrix: Matrix) -> None:
    """A matrix as a table; each cell has its level both in words and as a fill."""
    word_table = write_table(writer, matrix.as_table())
    shade_of = shades([level.key for level in matrix.levels])
    lines = list(word_table.rows)[-len(matrix.cells) :] if matrix.cells else []
    for line, cells in zip(lines, matrix.cells, strict=True):
        for word_cell, cell in zip(line.cells[1:], cells, strict=True):
            mark_cell(word_cell, fill=LEVEL_FILLS[shade_of[cell.level]])


def widths_of(writer: Writer, table: Table, *, is_wide: bool) -> list[int]:
    """Column widths in twips, together the width of the page."""
    page = writer.text_width(is_wide=is_wide)
    return [round(page * share / 100) for share in column_widths(table)]


def mark_heading(cell: _Cell, text: Paragraph) -> None:
    """Mark a cell of the last heading row: a line below, text at the bottom."""
    mark_cell(cell, bottom=STRONG_LINE)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    text.paragraph_format.keep_with_next = True


def _write_groups(writer: Writer, line: _Row, groups: Sequence[tuple[str, int]]) -> None:
    """The upper heading row: an empty corner, then each group across its columns."""
    mark_row(line, is_heading=True)
    cells, start = line.cells, 0
    for name, span in [("", 1), *groups]:
        cell = cells[start].merge(cells[start + span - 1]) if span > 1 else cells[start]
        start += span
        mark_cell(cell, bottom=GROUP_LINE if name else "")
        text = writer.cell_text(cell, styles.TABLE_HEADING, name)
        text.alignment = WD_ALIGN_PARAGRAPH.CENTER
        text.paragraph_format.keep_with_next = True


def _write_headings(writer: Writer, line: _Row, table: Table) -> None:
    mark_row(line, is_heading=True)
    headings = [
        (table.label_heading, False),
        *((column.heading, column.is_figure) for column in table.columns),
    ]
    for cell, (heading, is_figure) in zip(line.cells, headings, strict=True):
        text = writer.cell_text(cell, styles.TABLE_HEADING, heading)
        mark_heading(cell, text)
        if is_figure:
            text.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_rows(writer: Writer, lines: Sequence[_Row], table: Table, *, has_notes: bool) -> None:
    is_kept = len(table.rows) <= KEPT_WHOLE
    for line, row in zip(lines, table.rows, strict=True):
        mark_row(line, is_heading=False)
        is_last = row is table.rows[-1]
        if row.kind == "group":
            texts = [_write_group(writer, line, row)]
        else:
            texts = _write_row(writer, line, row, table.columns)
        if has_notes if is_last else is_kept or row.kind == "group":
            for text in texts:
                text.paragraph_format.keep_with_next = True


def _write_group(writer: Writer, line: _Row, row: Row) -> Paragraph:
    """One cell across the table."""
    cell = line.cells[0].merge(line.cells[-1])
    return writer.cell_text(cell, styles.TABLE_GROUP, row.label, bold=True)


def _write_row(writer: Writer, line: _Row, row: Row, columns: Sequence[Column]) -> list[Paragraph]:
    is_sum = row.kind in {"subtotal", "total"}
    label, *others = line.cells
    texts = [writer.cell_text(label, styles.TABLE_TEXT, row.label, bold=is_sum)]
    for word_cell, column, cell in zip(others, columns, row.cells, strict=True):
        text = _write_cell(writer, word_cell, cell, is_sum=is_sum)
        if column.is_figure:
            text.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        texts.append(text)
    if is_sum:
        for word_cell in line.cells:
            mark_cell(word_cell, top=STRONG_LINE)
    return texts


def _write_cell(writer: Writer, word_cell: _Cell, cell: Cell, *, is_sum: bool) -> Paragraph:
    """The text; a status after its symbol, in the colour of its tone."""
    if not cell.tone:
        return writer.cell_text(word_cell, styles.TABLE_TEXT, cell.text, bold=is_sum)
    text, style = writer.cell_text(word_cell, styles.TABLE_TEXT), styles.status(cell.tone)
    writer.run(text, SYMBOLS[cell.tone], style=style, font=SYMBOL_FONT)
    writer.run(text, f" {cell.text}", style=style, bold=True)
    return text
