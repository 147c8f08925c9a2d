"""The workbook: numbers, formulas with cached values, and text that is never a formula."""

from __future__ import annotations

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
from reporting.renderers.excel.report import printed_decimals, render_workbook
from reporting.renderers.excel.sheets import number_format, sheet_names
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
    return [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=4, max_row=11)]


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
    assert [cell.value for cell in sheet[3]] == [
        "Rad", "Budget (tkr)", "Utfall (tkr)", "Avvikelse (tkr)", "Använt (%)",
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[4]][1:3] == [
        "#,##0;−#,##0;#,##0",
        "#,##0.0;−#,##0.0;#,##0.0",
    ]
    assert sheet["A13"].value == "Avrundningsdifferens."
    assert (sheet["A8"].font.bold, sheet["A6"].font.bold, sheet["A8"].border.top.style) == (
        True,
        False,
        "thin",
    )


def test_header_is_frozen_and_print_is_set_up() -> None:
    sheet = opened(document(statement()))["Resultat"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    fits = (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight)
    assert fits == (True, 0)  # one page wide (which is the default), as long as it takes
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width > 10


def test_first_sheet_says_what_it_is() -> None:
    sheet = opened(document(statement())).worksheets[0]
    assert sheet.title == "Om rapporten"
    facts = {name.value: value.value for name, value in sheet.iter_rows(min_row=3, max_row=13)}
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
        (a.value, a.hyperlink and a.hyperlink.location, b.value) for a, b in sheet.iter_rows(min_row=15)
    ] == [
        ("Blad", None, "Tabell"),
        ("Resultat", "'Resultat'!A1", "Resultat (tkr)"),
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
    about, sheet = book.worksheets
    for place in ("A1", "A3", "B3", "A4", "B4", "A6"):
        assert (place, sheet[place].data_type) == (place, "s")
        assert (place, sheet[place].hyperlink) == (place, None)
    assert sheet["A4"].value == sheet["B4"].value == text
    assert [about[place].data_type for place in ("A1", "B3", "B11")] == ["s", "s", "s"]
    assert sheet["B4"].style_id is not None
    quoted = text.startswith(("=", "+", "-", "@", "\t"))
    assert (sheet["B4"].quotePrefix, sheet["A1"].quotePrefix) == (quoted, quoted)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("50 st", "st", (50, '#,##0"\u00a0st";−#,##0"\u00a0st";#,##0"\u00a0st"')),
        ("högst 50 st", "st", ("högst 50 st", "General")),
        ("50", "", (50, "#,##0;−#,##0;#,##0")),
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
        (0, "", "#,##0;−#,##0;#,##0"),
        (2, "", "#,##0.00;−#,##0.00;#,##0.00"),
        (1, 'x"y', '#,##0.0"\u00a0xy";−#,##0.0"\u00a0xy";#,##0.0"\u00a0xy"'),
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
    assert [word.replace(".", ",") for word in line] == ["Varor", "300", "350,3", "−50", "116,8"]
