"""Comparison -> Excel: a sheet of facts, then one per kind of change, to filter and sort.

Figures are numbers as printed, differences are formulas, text is always text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.comparison.changes import PERCENTAGE_POINTS, CellChange, CellKind, Comparison, TableComparison
from reporting.comparison.matching import plain
from reporting.comparison.periods import spans_in_words
from reporting.comparison.summary import Summary
from reporting.comparison.tables import words_of
from reporting.comparison.wording import alone_in_new, alone_in_old, counts, names
from reporting.document.amounts import rounded
from reporting.document.document import Document
from reporting.renderers.comparison_page import column_before, column_name
from reporting.renderers.excel.sheets import (
    SHEET_NAME_LENGTH,
    WIDEST,
    Formats,
    difference_format,
    height,
    number_format,
    set_up_print,
    sheet_names,
    write_text,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 2
PLACE = (("Avsnitt", 26), ("Tabell", 26), ("Rad", 42), ("Kolumn", 22))


@dataclass(frozen=True)
class Number:
    """``decimals``: as printed."""

    value: Decimal
    decimals: int


@dataclass(frozen=True)
class Difference:
    """A formula: the cell to the left minus the one before it. ``value``: its result."""

    value: Decimal
    decimals: int


Value = str | Number | Difference
Line = Sequence[Value]


@dataclass(frozen=True)
class Listing:
    """A sheet. ``columns``: headings with widths in characters."""

    name: str
    columns: Sequence[tuple[str, float]]
    lines: list[Line]


def render_comparison(comparison: Comparison, summary: Summary | None = None) -> bytes:
    """An .xlsx file; the same comparison gives the same bytes."""
    import xlsxwriter

    old, new = comparison.old, comparison.new
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    title = f"Jämförelse: {new.title}"
    changed_at = max(old.changed_at, new.changed_at).replace(tzinfo=None)
    book.set_properties({"title": title, "author": new.committee, "created": changed_at})
    formats = Formats(book)
    listings = [listing for listing in _listings(comparison) if listing.lines]
    sheets = sheet_names(["Om jämförelsen", *(listing.name for listing in listings)])
    _write_about(book.add_worksheet(sheets[0]), title, comparison, summary, formats)
    for name, listing in zip(sheets[1:], listings, strict=True):
        _write_listing(book.add_worksheet(name), listing, title, formats)
    book.close()
    return target.getvalue()


def _listings(comparison: Comparison) -> list[Listing]:
    before, after = names(comparison.old, comparison.new)
    values = ((before, 22), (after, 22))
    subtracted = (*PLACE, *values, ("Skillnad", 16), ("Enhet", 14), ("Anmärkning", 36))
    texts = (("Avsnitt", 26), ("Var", 42), (before, WIDEST), (after, WIDEST))
    alone = (("Avsnitt", 26), ("Tabell", 26), ("Finns i", 22), ("Vad", 90))
    return [
        Listing("Siffror", subtracted, list(_subtracted(comparison, CellKind.FIGURE))),
        Listing("Målvärden", subtracted, list(_subtracted(comparison, CellKind.TARGET))),
        Listing("Bedömningar och status", (*PLACE, *values), list(_verdicts(comparison))),
        Listing("Texter", texts, list(_texts(comparison))),
        Listing("Nytt och borttaget", alone, list(_alone(comparison))),
        Listing("Jämförs inte", (("Avsnitt", 26), ("Tabell", 26), ("Varför", 90)), list(_incomparable(comparison))),
    ]  # fmt: skip


def _cells(comparison: Comparison, kind: CellKind) -> Iterator[tuple[list[str], TableComparison, CellChange]]:
    for section, table in comparison.tables():
        for cell in table.of(kind):
            place = [section.new.title, table.new.title, cell.new_row.label, column_name(cell)]
            yield place, table, cell


def _subtracted(comparison: Comparison, kind: CellKind) -> Iterator[Line]:
    for place, table, cell in _cells(comparison, kind):
        column = cell.new_column
        unit = cell.new.unit or column.unit or (table.new.unit if column.is_summed else "")
        figures: list[Value] = [cell.old_text, cell.new_text, ""]
        if cell.difference is not None:
            old, new = (rounded(part.number or Decimal(0), cell.decimals) for part in (cell.old, cell.new))
            figures = [
                Number(old, cell.decimals),
                Number(new, cell.decimals),
                Difference(cell.difference, cell.decimals),
            ]
        yield [*place, *figures, unit, "; ".join(_remarks(cell, unit))]


def _remarks(cell: CellChange, unit: str) -> Iterator[str]:
    """What bare numbers don't show."""
    if cell.why_none:
        yield cell.why_none
    elif cell.unit == PERCENTAGE_POINTS:
        yield f"skillnaden i {PERCENTAGE_POINTS}"
    if cell.difference is not None and words_of(cell.new) not in {"", plain(unit)}:
        yield f"{cell.old_text} → {cell.new_text}"
    if before := column_before(cell):
        yield f"kolumnen hette {before}"


def _verdicts(comparison: Comparison) -> Iterator[Line]:
    for place, _, cell in _cells(comparison, CellKind.VERDICT):
        yield [*place, cell.old_text, cell.new_text]


def _texts(comparison: Comparison) -> Iterator[Line]:
    for section in comparison.sections:
        title = section.new.title
        if section.renamed:
            yield [title, "Rubrik", section.renamed.old, section.renamed.new]
        for text in section.texts:
            yield [title, "Stycke", text.old, text.new]
        for table in section.tables:
            for name in table.renamed:
                yield [title, f"{table.new.title}: namn", name.old, name.new]
            for cell in table.of(CellKind.TEXT):
                yield [title, f"{column_name(cell)}: {cell.new_row.label}", cell.old_text, cell.new_text]


def _alone(comparison: Comparison) -> Iterator[Line]:
    before, after = names(comparison.old, comparison.new)
    for name, sections in ((before, comparison.vanished), (after, comparison.appeared)):
        for section in sections:
            yield [section.title, "", name, "Avsnitt"]
    for found in comparison.sections:
        for name, tables in ((before, found.vanished), (after, found.appeared)):
            for table in tables:
                yield [found.new.title, table.title, name, "Tabell"]
    for found, compared in comparison.tables():
        for name, texts in ((before, alone_in_old(compared)), (after, alone_in_new(compared))):
            for text in texts:
                yield [found.new.title, compared.new.title, name, text]


def _incomparable(comparison: Comparison) -> Iterator[Line]:
    for section, table in comparison.tables():
        if table.other_measure:
            yield [section.new.title, table.new.title, table.other_measure]


def _write_about(
    sheet: Worksheet, title: str, comparison: Comparison, summary: Summary | None, formats: Formats
) -> None:
    before, after = names(comparison.old, comparison.new)
    sheet.set_column(0, 0, SHEET_NAME_LENGTH)
    sheet.set_column(1, 2, WIDEST)
    write_text(sheet, 0, 0, title, formats, bold=True, font_size=15)
    lines = [("", before, after), *_facts(comparison.old, comparison.new)]
    if summary:
        lines += [("", "", ""), ("I korthet", "", ""), *_main_facts(summary)]
    for row, line in enumerate(lines, start=HEADER_ROW):
        sheet.set_row(row, height((text, WIDEST) for text in line[1:]))
        for column, text in enumerate(line):
            is_heading = row == HEADER_ROW or column == 0
            write_text(sheet, row, column, text, formats, bold=is_heading, text_wrap=True)
    first = HEADER_ROW + len(lines) + 1
    write_text(sheet, first, 0, "Allt som skiljer, räknat", formats, bold=True, bottom=1)
    phrases = counts(comparison) or ["Inget skiljer rapporterna åt."]
    periods = spans_in_words(comparison.old, comparison.new)
    for row, phrase in enumerate([*phrases, *([periods] if periods else [])], start=first + 1):
        write_text(sheet, row, 0, phrase, formats)
    set_up_print(sheet, title)


def _main_facts(summary: Summary) -> Iterator[tuple[str, str, str]]:
    """From and to, with what they are."""
    for fact in summary.facts:
        yield fact.heading, fact.old, f"{fact.new} ({fact.word})" if fact.word else fact.new
    for change in (*summary.largest, *summary.verdicts):
        cell = change.cell
        yield f"{cell.new_row.label}: {column_name(cell)}", cell.old_text, cell.new_text


def _facts(old: Document, new: Document) -> list[tuple[str, str, str]]:
    def both(name: str, value: Callable[[Document], str]) -> tuple[str, str, str]:
        return name, value(old), value(new)

    return [
        both("Rapport", lambda report: report.name),
        both("Nämnd", lambda report: report.committee),
        both("Utfall till och med", lambda report: report.actuals_through.isoformat()),
        both("Daterad", lambda report: report.dated.isoformat()),
        both("Status", lambda report: report.status_label),
        both("Rapportmall", lambda report: f"{report.template}, version {report.template_version}"),
        both("Tecken", lambda report: report.sign_note),
    ]


def _write_listing(sheet: Worksheet, listing: Listing, title: str, formats: Formats) -> None:
    write_text(sheet, 0, 0, listing.name, formats, bold=True, font_size=14)
    alignments = _alignments(listing)
    for column, (heading, width) in enumerate(listing.columns):
        sheet.set_column(column, column, width)
        look = {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#e8eef4"} | alignments[column]
        write_text(sheet, HEADER_ROW, column, heading, formats, **look)
    for row, line in enumerate(listing.lines, start=HEADER_ROW + 1):
        texts = [
            (text, width)
            for text, (_, width) in zip(line, listing.columns, strict=True)
            if isinstance(text, str)
        ]
        sheet.set_row(row, height(texts))
        for column, value in enumerate(line):
            _write_value(sheet, row, column, value, formats, alignments[column])
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(listing.lines), len(listing.columns) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    set_up_print(sheet, title)


def _alignments(listing: Listing) -> list[dict[str, Any]]:
    """Columns with figures to the right, texts among them ("saknas") too; the column after is indented."""
    has_figures = [
        any(isinstance(line[column], Number | Difference) for line in listing.lines)
        for column in range(len(listing.columns))
    ]
    after_figures = [False, *has_figures]
    return [
        {"align": "right"} if figures else {"align": "left", "indent": 1} if after else {}
        for figures, after in zip(has_figures, after_figures, strict=False)
    ]


def _write_value(
    sheet: Worksheet, row: int, column: int, value: Value, formats: Formats, alignment: dict[str, Any]
) -> None:
    if isinstance(value, str):
        write_text(sheet, row, column, value, formats, text_wrap=True, **alignment)
    elif isinstance(value, Number):
        look = formats.get(num_format=number_format(value.decimals))
        sheet.write_number(row, column, float(value.value), look)
    else:
        from xlsxwriter.utility import xl_rowcol_to_cell

        new, old = (xl_rowcol_to_cell(row, column - step) for step in (1, 2))
        look = formats.get(num_format=difference_format(value.decimals))
        sheet.write_formula(row, column, f"={new}-{old}", look, value=float(value.value))
