"""Document -> Excel: I korthet, facts, the tables (a matrix is a grid), and last all values in a row each.

Figures are numbers in the table's unit, text is always text. What is computed is a formula stored with its value, for
previews, pandas and Power BI, which don't recalculate.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from reporting.document.blocks import Table
from reporting.document.charts import Chart
from reporting.document.document import Document, SectionContent
from reporting.renderers.excel.data import write_data
from reporting.renderers.excel.highlights import highlight_tables
from reporting.renderers.excel.names import DATA, table_names
from reporting.renderers.excel.sheets import (
    HEADING,
    WIDEST,
    Formats,
    height,
    set_up_print,
    sheet_names,
    write_text,
)
from reporting.renderers.excel.table_sheet import NamedTable, write_tables

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ABOUT, DATA_SHEET = "Om rapporten", "Data"
FACTS_WIDTH = 34  # characters
HELP = (
    "Varje tabell är en Excel-tabell med ett fast namn, som står ovan. Kolumnernas fasta namn ligger på en dold rad "
    "under rubrikerna, och radernas nycklar i dolda kolumner till höger: tryck på plustecknet i kanten så syns de. "
    "Namnen är desamma i nästa rapport, så formler och Power Query som bygger på dem håller. Summor, avvikelser och "
    f"procent är formler. I bladet {DATA_SHEET} står alla värden, oavrundade och i kronor, ett på varje rad."
)


@dataclass(frozen=True)
class Leaf:
    """A sheet: its tables, below each other where they have the same columns."""

    title: str
    tables: Sequence[NamedTable]
    is_summary: bool = False


def render_workbook(document: Document) -> bytes:
    """An .xlsx file; the same document gives the same bytes."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": document.name,
            "author": document.committee,
            "company": document.municipality,
            "created": document.changed_at.replace(tzinfo=None),
        }
    )
    formats = Formats(book)
    leaves = _leaves(document)
    summaries = sum(leaf.is_summary for leaf in leaves)
    titles = [leaf.title for leaf in leaves]
    titles.insert(summaries, ABOUT)
    sheets = [book.add_worksheet(name) for name in sheet_names([*titles, DATA_SHEET])]
    about, data = sheets.pop(summaries), sheets.pop()
    _write_about(about, document, list(zip((sheet.name for sheet in sheets), leaves, strict=True)), formats)
    for sheet, leaf in zip(sheets, leaves, strict=True):
        write_tables(book, sheet, leaf.tables, formats, document.name)
    write_data(data, document, formats)
    book.close()
    return target.getvalue()


def _leaves(document: Document) -> list[Leaf]:
    charts: dict[int, list[Chart]] = {}
    for chart, table in document.charts():
        charts.setdefault(id(table), []).append(chart)
    summaries = list(highlight_tables(document))
    grids = [(section, table) for section in document.sections for table in section.grids()]
    tables = [*summaries, *(table for _, table in grids)]
    names = {id(table): name for table, name in zip(tables, table_names(tables), strict=True)}

    def named(table: Table) -> NamedTable:
        return NamedTable(table, names[id(table)], charts.get(id(table), ()))

    leaves = [Leaf(table.title, [named(table)], is_summary=True) for table in summaries]
    for _, alike in groupby(grids, key=_columns):
        leaves.append(_leaf([(section, named(table)) for section, table in alike]))
    return leaves


def _columns(grid: tuple[SectionContent, Table]) -> object:
    """What neighbours have in common that share a sheet, as the controls of an internal control plan; of amounts, each
    table has its own."""
    section, table = grid
    if any(column.is_summed for column in table.columns):
        return id(table)
    return (section.kind, table.label_heading, table.columns)


def _leaf(alike: Sequence[tuple[SectionContent, NamedTable]]) -> Leaf:
    (section, first), *others = alike
    title = first.table.title
    if others:
        title = section.title if all(other is section for other, _ in others) else first.table.label_heading
    return Leaf(title, [named for _, named in alike])


def _write_about(
    sheet: Worksheet, document: Document, leaves: Sequence[tuple[str, Leaf]], formats: Formats
) -> None:
    sheet.set_column(0, 0, FACTS_WIDTH)
    sheet.set_column(1, 1, WIDEST)
    sheet.set_column(2, 2, FACTS_WIDTH)
    write_text(sheet, 0, 0, document.name, formats, bold=True, font_size=15)
    facts = _facts(document)
    for row, (name, value) in enumerate(facts, start=2):
        sheet.set_row(row, height([(value, WIDEST)]))
        write_text(sheet, row, 0, name, formats, bold=True)
        write_text(sheet, row, 1, value, formats, text_wrap=True)
    first = len(facts) + 3
    for column, heading in enumerate(("Blad", "Tabell", "Excel-tabellens namn")):
        write_text(sheet, first, column, heading, formats, **HEADING)
    lines = [(name, named.title, named.name) for name, leaf in leaves for named in leaf.tables]
    for row, line in enumerate(
        [*lines, (DATA_SHEET, "Alla värden, ett på varje rad", DATA)], start=first + 1
    ):
        _write_link(sheet, row, line, formats)
    end = first + len(lines) + 3
    sheet.set_row(end, height([(HELP, WIDEST + 2 * FACTS_WIDTH)]))
    sheet.merge_range(end, 0, end, 2, HELP, formats.get(text_wrap=True, italic=True))
    set_up_print(sheet, document.name)


def _write_link(sheet: Worksheet, row: int, line: tuple[str, str, str], formats: Formats) -> None:
    name, title, excel_name = line
    link = formats.get(font_color="#0b4f8a", underline=1)
    sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
    sheet.set_row(row, height([(title, WIDEST), (excel_name, FACTS_WIDTH)]))
    write_text(sheet, row, 1, title, formats, text_wrap=True)
    write_text(sheet, row, 2, excel_name, formats, text_wrap=True)


def _facts(document: Document) -> list[tuple[str, str]]:
    return [
        ("Nämnd", document.committee),
        ("Kommun", document.municipality),
        ("Medlemskommuner", ", ".join(document.members)),
        ("Slag av rapport", document.kind),
        ("Period", f"{document.year}, utfall t.o.m. {document.actuals_through.isoformat()}"),
        ("Daterad", document.dated.isoformat()),
        ("Status", document.status_label),
        *([("Beslut", str(document.decision))] if document.decision else []),
        *([("Diarienummer", document.diary_number)] if document.diary_number else []),
        *document.correction,
        ("Enhet", document.unit),
        ("Tecken", document.sign_note),
        ("Rapportmall", f"{document.template}, version {document.template_version}"),
        ("Innehållet ändrat", localtime(document.changed_at).strftime("%Y-%m-%d %H:%M")),
    ]
