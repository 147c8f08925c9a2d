"""Two heading rows for grouped columns: page, PDF and workbook."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import article_html
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf

PERIOD, YEAR = "Januari–augusti 2022", "Helår 2022"
HEADINGS = [
    ("Budget", PERIOD),
    ("Utfall", PERIOD),
    ("Budget", YEAR),
    ("Prognos", YEAR),
    ("Bokslut fg år", ""),
]


def make_document(rows: int = 2) -> Document:
    columns = tuple(
        Column(key=f"c{place}", heading=heading, group=group)
        for place, (heading, group) in enumerate(HEADINGS)
    )
    cells = tuple(Cell(text=f"{place}", value=Decimal(place)) for place in range(len(columns)))
    table = Table(
        key="drift",
        title="Driftkostnader",
        label_heading="Post",
        unit="tkr",
        columns=columns,
        rows=tuple(Row(key=f"r{place}", label=f"Rad {place}", cells=cells) for place in range(rows)),
    )
    return Document(
        slug="ludvika-2022-08",
        title="Rapportering",
        kind="Delårsrapport",
        municipality="Ludvika",
        committee="Servicenämnden",
        members=(),
        year=2022,
        actuals_through=dt.date(2022, 8, 31),
        dated=dt.date(2022, 9, 13),
        status="draft",
        status_label="utkast",
        template="Mall",
        template_version=1,
        unit="tkr",
        sign_note="",
        changed_at=dt.datetime(2022, 9, 13, tzinfo=dt.UTC),
        sections=(SectionContent(key="drift", title="Drift", level=1, number="1", blocks=(table,)),),
    )


def test_the_page_has_a_row_of_groups_over_the_headings():
    page = Page(article_html(make_document()))
    shown = [
        (cell.attrs.get("scope"), cell.attrs.get("colspan"), cell.text)
        for cell in page.elements
        if cell.tag == "th" and cell.attrs.get("scope") in {"col", "colgroup"}
    ]
    assert shown == [
        ("colgroup", "2", PERIOD),
        ("colgroup", "2", YEAR),
        *(("col", None, heading) for heading in ("Post", *(heading for heading, _ in HEADINGS))),
    ]


def test_the_pdf_is_valid_with_headings_repeated_on_a_new_page():
    assert_valid_pdf(render_pdf(make_document(rows=60)))


def test_the_workbook_freezes_merged_groups_and_headings():
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(make_document())))
    sheet = book["Driftkostnader"]
    assert [[cell.value for cell in row] for row in (*sheet["A2:F3"], *sheet["A5:F5"])] == [
        [None, PERIOD, None, YEAR, None, None],
        ["Post", "Budget (tkr)", "Utfall (tkr)", "Budget (tkr)", "Prognos (tkr)", "Bokslut fg år (tkr)"],
        ["Rad 0", 0, 1, 2, 3, 4],
    ]
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == ["A1:F1", "B2:C2", "D2:E2"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B5", "$2:$3")
