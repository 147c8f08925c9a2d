"""A table of a document as a table of Word: a caption, repeated headings, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.document.blocks import Cell, Column, Matrix, Row, Table
from reporting.renderers.matrix import shades
from reporting.renderers.widths import LANDSCAPE, PORTRAIT, column_widths, needs_landscape
from reporting.renderers.word_xml import PLAIN, SYMBOL_FONT, Element, Look, element, paragraph, run, twips

KEPT_WHOLE = 14  # a table of at most this many rows stays on one page, as in the PDF
CELL = "TableText"  # the style of what stands in a cell
SYMBOLS = {"good": "✓", "partly": "◐", "bad": "✗", "neutral": "–"}
# The colours are those of static/css/tokens.css.
TONES = {"good": "1B5E2E", "partly": "7A4600", "bad": "9B1B1E", "neutral": "465360"}
LEVEL_FILLS = ("F1F7F1", "F4F6DA", "FCEFC7", "F9DCC4", "F5C9C5")  # of a matrix: from mild to serious
HEADING_FILL, GROUP_FILL = "E4EBF1", "F2F5F8"
INK, LINE = "17212B", "C5CED7"
BOLD = Look(bold=True)


def table_elements(table: Table) -> list[Element]:
    """The caption, the table and its notes."""
    page = LANDSCAPE if is_wide(table) else PORTRAIT
    widths = [round(twips(page) * share / 100) for share in column_widths(table)]
    rows = [*_heading_rows(table, widths), *_rows(table, widths)]
    return [caption(table.title, table.unit), framed(rows, widths, table.title), *_notes(table.notes)]


def matrix_elements(matrix: Matrix) -> list[Element]:
    """A matrix as a table: each cell says its level in words, and has its colour besides."""
    table = matrix.as_table()
    made = table_elements(table)
    shade_of = shades([level.key for level in matrix.levels])
    lines = made[1].tr_lst[-len(matrix.cells) :] if matrix.cells else []
    for line, cells in zip(lines, matrix.cells, strict=True):
        for place, cell in zip(line.tc_lst[1:], cells, strict=True):
            place.tcPr.append(_fill(LEVEL_FILLS[shade_of[cell.level]]))
    return made


def is_wide(table: Table) -> bool:
    """Whether it stands on a landscape page."""
    return table.is_wide or needs_landscape(table)


def caption(title: str, unit: str = "") -> Element:
    return paragraph("Caption", [run(f"{title} ({unit})" if unit else title)], keep_next=True)


def framed(rows: Sequence[Element], widths: Sequence[int], title: str = "") -> Element:
    """A table of rows; ``widths`` are its columns' in twips, ``title`` is for who can't see it."""
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            *(element(side, w=width, type="dxa")
              for side, width in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70))),
        ),
        element("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=1),
        *([element("tblCaption", val=title)] if title else []),
    )  # fmt: skip
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid, *rows)


def table_row(cells: Sequence[Element], *, is_heading: bool = False) -> Element:
    """A row that no page break splits; a heading row comes back on every page."""
    marks = [element("cantSplit"), *([element("tblHeader")] if is_heading else [])]
    return element("tr", element("trPr", *marks), *cells)


def table_cell(
    content: Element,
    width: int,
    *,
    span: int = 1,
    top: str = "",
    bottom: str = LINE,
    fill: str = "",
    is_low: bool = False,
) -> Element:
    """A cell round a paragraph; ``top`` and ``bottom`` are the colours of its lines, "" for none."""
    borders = [
        element(side, val="single", sz=8 if color == INK else 4, space=0, color=color)
        for side, color in (("top", top), ("bottom", bottom))
        if color
    ]
    properties = [element("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(element("gridSpan", val=span))
    properties.append(element("tcBorders", *borders))
    if fill:
        properties.append(_fill(fill))
    if is_low:
        properties.append(element("vAlign", val="bottom"))
    return element("tc", element("tcPr", *properties), content)


def _fill(color: str) -> Element:
    return element("shd", val="clear", color="auto", fill=color)


def _heading_rows(table: Table, widths: Sequence[int]) -> list[Element]:
    rows = []
    if groups := table.column_groups():
        rows.append(table_row(_group_headings(groups, widths), is_heading=True))
    cells = [_heading(table.label_heading, widths[0])]
    cells += [
        _heading(column.heading, width, align=_align(column))
        for column, width in zip(table.columns, widths[1:], strict=True)
    ]
    return [*rows, table_row(cells, is_heading=True)]


def _group_headings(groups: Sequence[tuple[str, int]], widths: Sequence[int]) -> list[Element]:
    """The upper heading row: an empty corner, then each group over its columns."""
    cells = [_heading("", widths[0], bottom="")]
    place = 1
    for name, span in groups:
        width = sum(widths[place : place + span])
        cells.append(_heading(name, width, span=span, align="center", bottom=LINE if name else ""))
        place += span
    return cells


def _heading(text: str, width: int, *, align: str = "", span: int = 1, bottom: str = INK) -> Element:
    content = paragraph(CELL, [run(text, BOLD)], keep_next=True, align=align)
    return table_cell(content, width, span=span, bottom=bottom, fill=HEADING_FILL, is_low=True)


def _rows(table: Table, widths: Sequence[int]) -> list[Element]:
    is_kept = len(table.rows) <= KEPT_WHOLE
    last = len(table.rows) - 1
    return [
        _group_row(row, widths, keep=place != last)
        if row.kind == "group"
        else _row(row, table.columns, widths, keep=is_kept and place != last)
        for place, row in enumerate(table.rows)
    ]


def _group_row(row: Row, widths: Sequence[int], *, keep: bool) -> Element:
    """One cell over the whole width, kept with the row below."""
    content = paragraph(CELL, [run(row.label, BOLD)], keep_next=keep)
    return table_row([table_cell(content, sum(widths), span=len(widths), fill=GROUP_FILL)])


def _row(row: Row, columns: Sequence[Column], widths: Sequence[int], *, keep: bool) -> Element:
    is_sum = row.kind in {"subtotal", "total"}
    look = BOLD if is_sum else PLAIN
    contents = [paragraph(CELL, [run(row.label, look)], keep_next=keep)]
    contents += [
        paragraph(CELL, _runs(cell, look), keep_next=keep, align=_align(column))
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    top = INK if is_sum else ""
    return table_row(
        [table_cell(content, width, top=top) for content, width in zip(contents, widths, strict=True)]
    )


def _runs(cell: Cell, look: Look) -> list[Element]:
    """The text; that of a status with its symbol before it, both in the colour of its tone."""
    if not cell.tone:
        return [run(cell.text, look)] if cell.text else []
    color = TONES[cell.tone]
    return [
        run(SYMBOLS[cell.tone], Look(color=color, font=SYMBOL_FONT)),
        run(f" {cell.text}", Look(color=color, bold=True)),
    ]


def _align(column: Column) -> str:
    return "right" if column.is_figure else ""


def _notes(notes: Sequence[str]) -> list[Element]:
    return [
        paragraph("TableNote", [run(note)], before=80 if place == 0 else None)
        for place, note in enumerate(notes)
    ]
