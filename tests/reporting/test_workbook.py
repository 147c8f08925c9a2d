"""The workbook: numbers, formulas with cached values, and text that is never a formula."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.blocks import EMPTY, Cell, Column, Table
from reporting.document.document import Document
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.excel.sheets import number_format, sheet_names
from reporting.renderers.excel.table_sheet import printed_decimals
from reporting.renderers.open_data import FIELDS, Field, render_csv, safe
from tests.reporting.documents import TEXTS, cell, document, row, table, tables

COLUMNS = (
    Column(key="budget", heading="Budget"),
    Column(key="actual", heading="Utfall", decimals=1),
    Column(key="variance", heading="Avvikelse", kind="variance"),
    Column(key="used", heading="Använt", kind="percent", unit="%", decimals=1),
)


def statement() -> Table:
    """Revenue, two costs that stand apart, and sums that add and subtract."""
    return table(
        row("intakter", cell("900"), cell("910.5"), cell("10.5"), cell("101.2")),
        row("kostnader", label="Kostnader", kind="group"),
        row("personal", cell("500"), cell("480"), cell("20"), cell("96")),
        row("varor", cell("300"), cell("350.25"), cell("-50.25"), cell("116.8")),
        row("summa", cell("800"), cell("830.25"), cell("-30.25"), EMPTY, kind="subtotal", adds=("personal", "varor")),
        row("ovrigt", cell("1"), Cell(text="saknas"), cell("0"), EMPTY),
        row("netto", cell("99"), cell("80.25"), cell("-19.75"), EMPTY,
            kind="total", adds=("intakter",), subtracts=("summa", "ovrigt")),
        row("alla", cell("801"), cell("830.25"), cell("-30.25"), EMPTY,
            kind="total", adds=("personal", "varor", "ovrigt")),
        columns=COLUMNS, notes=("Avrundningsdifferens.",),
    )  # fmt: skip


def opened(made: Document, *, data_only: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(made)), data_only=data_only)


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=4, max_row=11, max_col=5)]


def test_figures_are_numbers_and_sums_are_live() -> None:
    assert values(opened(document(statement()))["Resultat"]) == [
        ["Intakter", 900, 910.5, 10.5, 101.2],
        ["Kostnader", None, None, None, None],
        ["Personal", 500, 480, 20, 96],
        ["Varor", 300, 350.25, -50.25, 116.8],
        ["Summa", "=SUM(B6:B7)", "=SUM(C6:C7)", "=SUM(D6:D7)", None],
        ["Ovrigt", 1, "saknas", 0, None],
        ["Netto", "=SUM(B4)-SUM(B8:B9)", "=SUM(C4)-SUM(C8:C9)", "=SUM(D4,D8:D9)", None],
        ["Alla", "=SUM(B6:B7,B9)", "=SUM(C6:C7,C9)", "=SUM(D6:D7,D9)", None],
    ]


CALCULATED = [
    ["Summa", 800, 830.25, -30.25, None],
    ["Ovrigt", 1, "saknas", 0, None],
    ["Netto", 99, 80.25, -19.75, None],
    ["Alla", 801, 830.25, -30.25, None],
]


def test_sums_carry_their_value() -> None:
    """For previews, pandas and Power BI, which read it without recalculating."""
    assert values(opened(document(statement()), data_only=True)["Resultat"])[4:] == CALCULATED


def test_headings_units_formats_and_notes() -> None:
    sheet = opened(document(statement()))["Resultat"]
    assert sheet["A1"].value == "Resultat (tkr)"
    assert [cell.value for cell in sheet[2]][:5] == [
        "Rad", "Budget (tkr)", "Utfall (tkr)", "Avvikelse (tkr)", "Använt (%)",
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[4]][1:3] == ["#,##0", "#,##0.0"]
    assert sheet["A13"].value == "Avrundningsdifferens."
    assert (sheet["A8"].font.bold, sheet["A6"].font.bold, sheet["A8"].border.top.style) == (
        True,
        False,
        "thin",
    )


def test_header_is_frozen_and_print_is_set_up() -> None:
    sheet = opened(document(statement()))["Resultat"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$2:$2")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    fits = (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight)
    assert fits == (True, 0)  # one page wide (which is the default), as long as it takes
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width > 10


def test_a_wide_table_is_narrowed_to_a_landscape_page() -> None:
    """Seven columns of running text were printed at half their size."""
    text = "En kommentar med många ord om hur det går och varför det går som det går just nu."
    columns = tuple(Column(key=f"k{n}", heading=f"Kommentar {n}", kind="text") for n in range(7))
    made = table(row("rad", *[Cell(text=text)] * 7, label=text), columns=columns)
    sheet = opened(document(made))["Resultat"]
    widths = [sheet.column_dimensions["A"].width, *[sheet.column_dimensions["B"].width] * 7]
    assert sheet.page_setup.orientation == "landscape"
    assert (
        900 < sum(7 * width + 5 for width in widths) < 1050
    )  # pixels; an A4 has 1 026 between these margins
    assert sheet.row_dimensions[4].height > 6 * 15


def test_first_sheet_says_what_it_is() -> None:
    sheet = opened(document(statement())).worksheets[0]
    assert sheet.title == "Om rapporten"
    facts = {name.value: value.value for name, value in sheet.iter_rows(min_row=3, max_row=13, max_col=2)}
    assert sheet["A1"].value == "Delårsrapport 2023"
    assert facts == {
        "Nämnd": "IT-nämnden",
        "Kommun": "Lekeberg",
        "Medlemskommuner": "Askersund, Laxå",
        "Slag av rapport": "Delårsrapport",
        "Period": "2023, utfall t.o.m. 2023-07-31",
        "Daterad": "2023-09-01",
        "Status": "utkast",
        "Enhet": "tkr",
        "Tecken": "Intäkter skrivs med minus.",
        "Rapportmall": "Delår, version 1",
        "Innehållet ändrat": "2023-09-02 00:30",  # Swedish time: it is 22:30 UTC the day before
    }
    assert [
        (a.value, a.hyperlink and a.hyperlink.location, b.value, c.value)
        for a, b, c in sheet.iter_rows(min_row=15, max_row=17)
    ] == [
        ("Blad", None, "Tabell", "Excel-tabellens namn"),
        ("Resultat", "'Resultat'!A1", "Resultat (tkr)", "tab_resultat"),
        ("Data", "'Data'!A1", "Alla värden, ett på varje rad", "rapportdata"),
    ]


HOSTILE = [
    "=1+1",
    "+46 70",
    "-ett",
    "@SUM(A1)",
    '=HYPERLINK("http://x.se")',
    "\t=1",
    "{=1}",
    "https://x.se",
    "12",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_always_text(text: str) -> None:
    made = document(
        table(
            row("rad", Cell(text=text), label=text),
            columns=(Column(key="k", heading=text, kind="text"),), title=text, label_heading=text, notes=(text,),
        ),
        title=text, committee=text, sign_note=text,
    )  # fmt: skip
    book = opened(made)
    about, sheet, data = book.worksheets
    for place in ("A1", "A2", "B2", "A4", "B4", "A6"):
        assert (place, sheet[place].data_type) == (place, "s")
        assert (place, sheet[place].hyperlink) == (place, None)
    assert sheet["A4"].value == sheet["B4"].value == text
    assert [about[place].data_type for place in ("A1", "B3", "B11")] == ["s", "s", "s"]
    written = {head.value: cell for head, cell in zip(data[1], data[2], strict=True)}
    assert [(written[name].value, written[name].data_type) for name in ("rad", "kolumn", "text")] == [
        (text, "s")
    ] * 3
    assert sheet["B4"].style_id is not None
    quoted = text.startswith(("=", "+", "-", "@", "\t"))
    assert (sheet["B4"].quotePrefix, sheet["A1"].quotePrefix) == (quoted, quoted)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("50 st", "st", (50, '#,##0"\u00a0st"')),
        ("högst 50 st", "st", ("högst 50 st", "General")),
        ("50", "", (50, "#,##0")),
    ],
)
def test_quantity_keeps_its_unit_and_its_words(text: str, unit: str, expected: tuple[Any, str]) -> None:
    columns = (Column(key="k", heading="Mål", kind="quantity"),)
    made = document(table(row("rad", cell("50", text.replace(" ", "\u00a0") if expected[0] == 50 else text, unit=unit)),
                          columns=columns))  # fmt: skip
    found = opened(made)["Resultat"]["B4"]
    assert (found.value, found.number_format) == expected


@pytest.mark.parametrize(
    ("decimals", "unit", "code"),
    [
        (0, "", "#,##0"),
        (2, "", "#,##0.00"),
        (1, 'x"y', '#,##0.0"\u00a0xy"'),
    ],
)
def test_number_format(decimals: int, unit: str, code: str) -> None:
    assert number_format(decimals, unit) == code


def test_a_figure_keeps_the_decimals_it_is_printed_with() -> None:
    texts = ("5", "19,50", "1\u00a0166,5 tkr", "")
    assert [printed_decimals(Cell(text=text)) for text in texts] == [0, 2, 1, 0]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Mål", "mål", "MÅL"], ["Mål", "mål (2)", "MÅL (3)"]),
        (["a/b:c*d?e[f]g\\h'i"], ["a b c d e f g h i"]),
        (["", "///"], ["Tabell", "Tabell (2)"]),
        (["x" * 40, "x" * 50], ["x" * 31, "x" * 27 + " (2)"]),
        (["Intäkter och kostnader, andra uppföljningstillfället"], ["Intäkter och kostnader"]),
        (["Så bedöms sannolikhet och konsekvens"], ["Så bedöms sannolikhet och…"]),
        (["a (2)", "a", "a"], ["a (2)", "a", "a (3)"]),
    ],
)
def test_sheet_names(titles: list[str], names: list[str]) -> None:
    assert sheet_names(titles) == names


@given(st.lists(TEXTS | st.text(alphabet="ab'/", max_size=60), max_size=8))
def test_sheet_names_are_what_excel_accepts(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    assert [name for name in names if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\']", name)] == []


@given(st.lists(tables(), max_size=2))
def test_any_document_becomes_a_workbook(made: list[Table]) -> None:
    assert zipfile.ZipFile(io.BytesIO(render_workbook(document(*made)))).testzip() is None


def test_same_document_gives_the_same_bytes() -> None:
    assert render_workbook(document(statement())) == render_workbook(document(statement()))


def convert(path: Path, to: str, target: Path) -> Path:
    """A file converted by LibreOffice, in a separate profile."""
    profile = f"-env:UserInstallation=file://{target}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target / f"{path.stem}.{to.split(':')[0]}"


@pytest.mark.libreoffice
def test_libreoffice_recalculates_the_same_figures(tmp_path: Path) -> None:
    """Cached values are removed first, so that LibreOffice computes every figure."""
    book = opened(document(statement()))
    source = tmp_path / "rapport.xlsx"
    book.save(source)
    assert values(openpyxl.load_workbook(source, data_only=True)["Resultat"])[4][1] is None
    recalculated = openpyxl.load_workbook(convert(source, "xlsx", tmp_path / "out"), data_only=True)
    assert values(recalculated["Resultat"])[4:] == CALCULATED


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_libreoffice_shows_figures_as_they_are_printed(tmp_path: Path) -> None:
    """Our file as printed."""
    source = tmp_path / "rapport.xlsx"
    source.write_bytes(render_workbook(document(statement())))
    pdf = convert(source, "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    (line,) = [line.split() for line in text.splitlines() if line.startswith("Varor")]
    assert [word.replace(".", ",") for word in line] == ["Varor", "300", "350,3", "-50", "116,8"]


# Computed columns, and names that hold ----------------------------------------------------------------------

COMPUTED = (
    Column(key="budget", heading="Budget 2024"),
    Column(key="extra", heading="Extra"),
    Column(key="whole", heading="Anslag", operands=(("budget", "extra"),)),
    Column(key="actual", heading="Utfall 240430"),
    Column(key="variance_actual", heading="Avvikelse", kind="variance", operands=(("budget", "extra"), ("actual",))),
    Column(key="used", heading="Procent", kind="percent", unit="%", decimals=1, operands=(("whole",), ("actual",))),
)  # fmt: skip
SAKNAS = Cell(text="saknas")


def computed() -> Table:
    """A revenue (− in print) and costs, one without its actual, one without a budget, and a sum that rounds to zero."""
    return table(
        row("intakt", cell("-43"), cell("0"), cell("-43"), cell("-50"), cell("7"),
            cell("116.279069767442"), better="-"),
        row("kostnad", cell("43"), cell("1"), cell("44"), cell("50.2"), cell("-6.2"),
            cell("114.090909090909"), better="-"),
        row("utan", cell("5"), cell("0"), cell("5"), SAKNAS, SAKNAS, SAKNAS, better="-"),
        row("ny", cell("0"), cell("0"), cell("0"), cell("-0.24"), cell("0.24"), Cell(text="–"), better="-"),
        row("summa", cell("5"), cell("1"), cell("6"), cell("-0.04", "0"), cell("1.04"), Cell(text="–"),
            kind="total", adds=("intakt", "kostnad", "utan", "ny"), better="-"),
        columns=COMPUTED, better="+", surplus="-", result_rows=("summa",),
    )  # fmt: skip


def test_what_is_computed_is_a_formula() -> None:
    sheet = opened(document(computed()))["Resultat"]
    assert [[cell.value for cell in cells][3:7] for cells in sheet["A4:G8"]] == [
        ["=SUM(B4,C4)", -50, "=SUM(B4,C4)-E4", '=IF(D4=0,"–",E4/D4*100)'],
        ["=SUM(B5,C5)", 50.2, "=SUM(B5,C5)-E5", '=IF(D5=0,"–",E5/D5*100)'],
        ["=SUM(B6,C6)", "saknas", '=IF(COUNT(B6,C6,E6)<3,"saknas",SUM(B6,C6)-E6)',
         '=IF(COUNT(D6,E6)<2,"saknas",IF(D6=0,"–",E6/D6*100))'],
        ["=SUM(B7,C7)", -0.24, "=SUM(B7,C7)-E7", '=IF(D7=0,"–",E7/D7*100)'],
        ["=SUM(D4:D7)", "=SUM(E4:E7)", "=SUM(F4:F7)", "–"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "row_better", "variance", "formula"),
    [("+", "-", "7", "=B4-C4"), ("+", "+", "-7", "=C4-B4"), ("-", "-", "-7", "=C4-B4"), ("-", "+", "7", "=B4-C4")],
)  # fmt: skip
def test_the_sign_of_a_variance_is_the_reports(
    better: Any, row_better: Any, variance: str, formula: str
) -> None:
    columns = (
        Column(key="budget", heading="Budget"),
        Column(key="actual", heading="Utfall"),
        Column(key="variance_actual", heading="Avvikelse", kind="variance", operands=(("budget",), ("actual",))),
    )  # fmt: skip
    rad = row("rad", cell("10"), cell("3"), cell(variance), better=row_better)
    lika = row("lika", cell("3"), cell("3"), cell("0"), better=row_better)
    sheet = opened(document(table(rad, lika, columns=columns, better=better)))["Resultat"]
    assert [sheet["D4"].value, sheet["D5"].value] == [formula, formula.replace("4", "5")]


def test_a_formula_that_would_give_another_figure_is_not_written() -> None:
    columns = (
        Column(key="budget", heading="Budget"),
        Column(key="actual", heading="Utfall"),
        Column(key="variance_actual", heading="Avvikelse", kind="variance", operands=(("budget",), ("actual",))),
    )  # fmt: skip
    made = table(
        row("rad", cell("10"), cell("3"), cell("6"), better="-"),
        row("summa", cell("11"), cell("3"), cell("6"), kind="total", adds=("rad",), better="-"),
        columns=columns,
        better="+",
    )
    sheet = opened(document(made))["Resultat"]
    assert [cell.value for cell in (*sheet[4][1:4], *sheet[5][1:4])] == [
        10,
        3,
        6,
        11,
        "=SUM(C4)",
        "=SUM(D4)",
    ]


def excel_tables(made: Document) -> dict[str, tuple[str, list[str]]]:
    """By name: where it is, and its headings."""
    return {
        found.name: (sheet[found.ref][0][0].value, [column.name for column in found.tableColumns])
        for sheet in opened(made).worksheets
        for found in sheet.tables.values()
    }


def test_every_table_is_an_excel_table_with_names_that_a_new_period_keeps() -> None:
    other = dataclasses.replace(
        computed(),
        title="Resultatet januari–augusti",
        columns=tuple(dataclasses.replace(each, heading=f"{each.heading} 2025") for each in COMPUTED),
    )
    found = excel_tables(document(computed()))
    assert found == excel_tables(document(other))
    assert found == {
        "tab_resultat": (
            "rad",
            ["rad", "budget", "extra", "whole", "actual", "variance_actual", "used", "radnyckel", "radtyp"],
        ),
        "rapportdata": ("kommunkod", [field.name for field in FIELDS]),
    }


def test_rows_say_which_they_are_beside_the_table() -> None:
    sheet = opened(document(statement()))["Resultat"]
    assert [(cells[0].value, cells[1].value) for cells in sheet["F4:G6"]] == [
        ("intakter", "line"),
        ("kostnader", "group"),
        ("personal", "line"),
    ]
    columns = sheet.column_dimensions["F"]
    assert (sheet.row_dimensions[3].hidden, columns.hidden, columns.max) == (True, True, 7)


def test_no_cells_are_merged_within_an_excel_table() -> None:
    sheet = opened(document(statement()))["Resultat"]
    (found,) = sheet.tables.values()
    first, last = (int(number) for number in re.findall(r"\d+", found.ref))
    assert (first, last) == (3, 11)
    assert [str(merged) for merged in sheet.merged_cells.ranges if first <= merged.min_row <= last] == []


def test_names_are_unique_and_what_excel_accepts() -> None:
    columns = tuple(Column(key=key, heading="K") for key in ("rad", "RAD", "variance:a:b", ""))
    made = [table(row("r", *[cell("1")] * 4), columns=columns, key=key) for key in ("a-b", "A.b", "å ö")]
    found = excel_tables(document(*made))
    assert list(found) == ["tab_a_b", "tab_A_b_2", "tab_å_ö", "rapportdata"]
    assert found["tab_a_b"][1] == ["rad", "rad_2", "RAD_3", "variance:a:b", "kolumn", "radnyckel", "radtyp"]


def test_tables_of_texts_with_the_same_columns_share_a_sheet() -> None:
    """A sheet per control of an internal control plan was one too many."""
    columns = (Column(key="status", heading="Status", kind="status"),)
    made = [
        table(
            row("r", Cell(text="Klar")),
            columns=columns,
            key=key,
            title=key,
            label_heading="Uppföljning",
            unit="",
        )
        for key in ("Inköp", "Bokslut")
    ]
    book = opened(document(*made, table(row("r", cell("1")))))
    assert book.sheetnames == ["Om rapporten", "Ekonomi", "Resultat", "Data"]
    assert [book["Ekonomi"][place].value for place in ("A1", "A4", "A6", "A9")] == [
        "Inköp",
        "R",
        "Bokslut",
        "R",
    ]


def test_the_signs_are_told_under_the_table() -> None:
    texts = [cells[0].value for cells in opened(document(computed()))["Resultat"]["A10:A11"]]
    assert texts == [
        "På raden Summa är minus ett överskott och plus ett underskott.",
        "I kolumnen Avvikelse är plus bättre och minus sämre.",
    ]


def test_data_is_the_csv_of_the_report() -> None:
    """Values as numbers, days as days, texts as they are written."""
    columns = (Column(key="k", heading="K", kind="text"),)
    made = document(computed(), table(row("r", Cell(text="=1")), key="mål", columns=columns))
    names, *found = opened(made)["Data"].iter_rows(values_only=True)
    expected = list(csv.reader(io.StringIO(render_csv(made).decode(), newline="")))
    assert list(names) == expected[0]
    assert [list(map(as_in_csv, FIELDS, line)) for line in found] == expected[1:]


def as_in_csv(field: Field, value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    text = "" if value is None else str(value)
    return safe(text) if field.is_text else text


@pytest.mark.libreoffice
@pytest.mark.django_db
def test_libreoffice_recalculates_every_figure_of_the_demo(
    demo_documents: dict[str, Document], tmp_path: Path
) -> None:
    """Cached values are removed first; a sum that uses the fixed names finds the rows."""
    for made in [*demo_documents.values(), document(computed())]:
        book = opened(made)
        extra = book.create_sheet("Egen")
        named = [found for sheet in book.worksheets for found in sheet.tables.values()]
        extra["A1"] = "=COUNTA(rapportdata[radnyckel])"
        for line, found in enumerate(named[:-1], start=2):
            extra[f"A{line}"] = f'=COUNTIF({found.name}[radtyp],"line")'
        source = tmp_path / f"{made.slug}.xlsx"
        book.save(source)
        again = openpyxl.load_workbook(convert(source, "xlsx", tmp_path / "out"), data_only=True)
        cached = opened(made, data_only=True)
        formulas = 0
        for sheet in cached.worksheets:
            for cells in opened_formulas(book[sheet.title]):
                expected, got = sheet[cells].value, again[sheet.title][cells].value
                formulas += 1
                assert got == (
                    expected if isinstance(expected, str) else pytest.approx(expected, abs=1e-9)
                ), cells
        assert again["Egen"]["A1"].value == cached["Data"].max_row - 1
        lines = [sum(each.kind == "line" for each in grid.rows) for grid in made.grids()]
        counted = [again["Egen"][f"A{line}"].value for line in range(2, len(named) + 1)]
        assert counted[len(counted) - len(lines) :] == lines
        if any(column.operands for grid in made.grids() for column in grid.columns):
            assert formulas > 10


def opened_formulas(sheet: Any) -> list[str]:
    return [
        cell.coordinate for cells in sheet.iter_rows() for cell in cells if str(cell.value).startswith("=")
    ]


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_what_rounds_to_zero_is_printed_without_a_minus(tmp_path: Path) -> None:
    source = tmp_path / "rapport.xlsx"
    source.write_bytes(render_workbook(document(computed())))
    command = ["pdftotext", "-layout", str(convert(source, "pdf", tmp_path)), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (line,) = [line.split() for line in text.splitlines() if line.startswith("Summa")]
    assert line == ["Summa", "5", "1", "6", "0", "1", "–"]
