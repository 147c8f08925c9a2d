"""The reader of .ods: what LibreOffice writes, repeats without end, and files that mean harm."""

from __future__ import annotations

import datetime as dt
import subprocess
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.imports.spreadsheets.cells import SheetCell, UploadRefused
from reporting.imports.spreadsheets.package import check_package
from reporting.imports.spreadsheets.read import read_workbook, sheet_names
from tests.reporting.ods import TYPE, book, cell, document, package, row, table

BROKEN = (
    "Arbetsboken går inte att läsa; den är skadad eller ingen riktig .ods-fil. "
    "Öppna den i Excel eller LibreOffice och spara den på nytt som .ods."
)


def values(content: bytes, sheet: str = "Blad") -> dict[tuple[int, int], Any]:
    (read,) = read_workbook(content, {sheet}).sheets
    return {(row, place): cell.value for row, cells in read.rows.items() for place, cell in cells.items()}


def only_cell(xml: str) -> SheetCell:
    (read,) = read_workbook(package(document(table(row(xml)))), {"Blad"}).sheets
    return read.rows[1][0]


@pytest.mark.libreoffice
def test_what_libreoffice_saves(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(str(tmp_path / "bok.xlsx"))
    sheet = made.add_worksheet("Drift")
    sheet.write_row(2, 1, ["Konto", "två  blanka\ttabb", 1200.5, -3])
    sheet.write_comment(2, 1, "en anmärkning är inget värde")
    sheet.write_datetime(4, 0, dt.date(2024, 4, 30), made.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(4, 1, 0.5, made.add_format({"num_format": "0%"}))
    made.add_worksheet("Tomt")
    made.close()
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods",
               "--outdir", str(tmp_path), str(tmp_path / "bok.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "bok.ods").read_bytes()
    assert sheet_names(content) == ["Drift", "Tomt"]
    assert values(content, "Drift") == {
        (3, 1): "Konto", (3, 2): "två  blanka\ttabb", (3, 3): Decimal("1200.5"), (3, 4): Decimal(-3),
        (5, 0): dt.date(2024, 4, 30), (5, 1): Decimal("0.5"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "value", "fault"),
    [
        ('office:value-type="float" office:value="12.50"', Decimal("12.5"), ""),
        ('office:value-type="currency" office:value="-3"', Decimal(-3), ""),
        ('office:value-type="boolean" office:boolean-value="true"', True, ""),
        ('office:value-type="date" office:date-value="2024-04-30T00:00:00"', dt.date(2024, 4, 30), ""),
        ('office:value-type="string" office:string-value="text"', "text", ""),
        ('office:value-type="percentage" office:value="0.5"', Decimal("0.5"),
         "Cellen är formaterad som procent, så det går inte att veta om 0,5 eller 50 menas. Skriv som text."),
        ('office:value-type="date" office:date-value="2024-04-30T12:30:00"', "2024-04-30T12:30:00",
         "Cellen har en tid. Skriv värdet som text eller tal."),
        ('office:value-type="time" office:time-value="PT1H"', "",
         "Cellen har en tid. Skriv värdet som text eller tal."),
        ('table:formula="of:=1/0" calcext:value-type="error" office:value-type="string"', "",
         "Cellen har felvärdet . Rätta formeln eller skriv värdet."),
        ('table:formula="of:=1+1"', "",
         "Cellen har en formel utan uträknat värde. Spara boken i Excel eller LibreOffice."),
        ('office:value-type="float" office:value="1e300"', "1e+300",
         "Talet är för stort eller för litet för att räknas exakt."),
    ],
)  # fmt: skip
def test_each_kind_of_cell(attributes: str, value: Any, fault: str) -> None:
    assert only_cell(f"<table:table-cell {attributes}/>") == SheetCell(value, fault)


MILLION = 1_048_576


def test_endless_empty_rows_and_columns_are_stepped_over() -> None:
    rows = row(cell("a"), cell(None, 16_383)) + row(cell(None, 16_384), times=MILLION)
    assert values(package(document(table(rows)))) == {(1, 0): "a"}


def test_repeats_that_hold_something_are_written_out() -> None:
    rows = row(cell(None), cell("x", 2), cell(1), times=2) + row(cell(None), times=3) + row(cell("y"))
    assert values(package(document(table(rows)))) == {
        (1, 1): "x", (1, 2): "x", (1, 3): 1, (2, 1): "x", (2, 2): "x", (2, 3): 1, (6, 0): "y"}  # fmt: skip


def test_only_what_is_asked_for_is_kept() -> None:
    content = package(document(table(row(cell(1)), "Ett"), table(row(cell(2), times=MILLION), "Två")))
    read = read_workbook(content, {"Ett"})
    assert ([sheet.name for sheet in read.sheets], read.unread) == (["Ett"], ["Två"])


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
MANIFEST = b"<manifest:encryption-data/>"
HOSTILE = {
    "columns": (package(document(table(row(cell("x", 16_384))))),
                "Bladet ”Blad” har 16384 kolumner, fler än 300. Ta bort de tomma kolumnerna till höger om tabellen."),
    "more columns than any": (package(document(table(row(cell("x", 10**12))))),
                "Bladet ”Blad” har 1000000000000 kolumner, fler än 300. "
                "Ta bort de tomma kolumnerna till höger om tabellen."),
    "rows": (package(document(table(row(cell("x"), times=MILLION)))),
             "Bladet ”Blad” har fler än 5000 rader. Ta bort de tomma raderna under tabellen."),
    "far down": (package(document(table(row(cell(None), times=10**15) + row(cell("x"))))),
                 "Bladet ”Blad” har fler än 5000 rader. Ta bort de tomma raderna under tabellen."),
    "cells": (package(document(table(row(cell("x", 300), times=5_000)))),
              "Arbetsboken har fler än 50000 celler. Dela upp den."),
    "endless": (package(document(table("<table:table-row/>" * 300_000))),
                "Arbetsboken har för många rader och celler. Ta bort blad och tomma formaterade rader, "
                "och spara den på nytt."),
    "no number": (package(document(table(row(cell("x", "9" * 5_000))))), BROKEN),
    "blanks": (package(document(table(row(
        '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="999999999"/></text:p></table:table-cell>'
    )))), "En cell har 999999999 blanksteg i rad. Ta bort dem och spara boken på nytt."),
    "blanks in many places": (package(document(table(row(
        '<table:table-cell office:value-type="string"><text:p>' + '<text:s text:c="1000"/>' * 1_001
        + "</text:p></table:table-cell>"
    )))), "Arbetsbokens celler har mer än 1000000 blanksteg i rad. Ta bort dem och spara boken på nytt."),
    "groups within groups": (package(document(table(
        "<table:table-row-group>" * 30_000 + "<table:table-row/>" * 30_000 + "</table:table-row-group>" * 30_000
    ))), BROKEN),
    "entities": (package(document(table(row(cell("&b;"))), before=ENTITIES)), BROKEN),
    "external entity": (package(document(table(row(cell("x"))), before=XXE)), BROKEN),
    "cut off": (package(document(table(row(cell("x"))))[:-200]), BROKEN),
    "deep": (package(document("<x>" * 100_000)), BROKEN),
    "deep and whole": (package(document(table(row(
        f'<table:table-cell><text:p>{"<x>" * 50_000}{"</x>" * 50_000}</text:p></table:table-cell>')))), BROKEN),
    "password": (package(document(), **{"META-INF/manifest.xml": MANIFEST}),
                 "Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara den på nytt."),
    "macros": (package(document(), **{"Basic/Standard/Module1.xml": b"x"}),
               "Arbetsboken har makron. Ta bort dem, spara den på nytt och välj den igen."),
    "a text document": (package(document(), TYPE.replace(b"spreadsheet", b"text")),
                        "Filen är ett zip-arkiv men ingen Excel-arbetsbok. Spara den som .xlsx."),
    "bomb": (package(b"<x>" + b"0" * 12_000_001 + b"</x>"),
             "Arbetsboken blir 12 MB uppackad, mer än 12 MB. "
             "Ta bort blad, bilder och tomma formaterade rader, och spara den på nytt."),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_help(name: str) -> None:
    content, message = HOSTILE[name]
    with pytest.raises(UploadRefused) as refusal:
        read_workbook(content, {"Blad"})
    assert str(refusal.value) == message


TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), min_size=1, max_size=12
)
CELLS = st.one_of(
    st.none(), TEXTS, st.sampled_from(["a\nb", "a\tb", "a  b"]), st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=3),
)  # fmt: skip
ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.tuples(st.integers(1, 4), CELLS), max_size=5)), max_size=6
)


def check_repeats(rows: list[Any]) -> None:
    """What is read is what the repeats say, cell by cell."""
    content = package(
        document(table("".join(row(*(cell(v, n) for n, v in cells), times=times) for times, cells in rows)))
    )
    expected: dict[tuple[int, int], Any] = {}
    line = 0
    for times, cells in rows:
        for _ in range(times):
            line += 1
            flat = [value for number, value in cells for _ in range(number)]
            expected |= {(line, place): value for place, value in enumerate(flat) if value is not None}
    assert values(content) == expected


@settings(max_examples=60)
@given(ROWS)
def test_cells_are_read_as_written(rows: list[Any]) -> None:
    check_repeats(rows)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(ROWS)
def test_cells_are_read_as_written_many_times(rows: list[Any]) -> None:
    check_repeats(rows)


PIECES = st.lists(
    st.sampled_from(
        ["<table:table-row>", "</table:table-row>", "<table:table-cell>", "</table:table-cell>", "<text:p>",
         "</text:p>", '<table:table table:name="Blad">', "</table:table>", "<text:s/>", "<office:annotation>",
         '<table:table-cell office:value-type="float"/>', '<table:table-cell office:value-type="date"/>',
         '<table:table-cell office:value-type="float" office:value="x"/>', "text", "&amp;", "&x;", "<!--", "-->",
         '<table:table-row table:number-rows-repeated="-3">', "<table:covered-table-cell/>"]
    ), max_size=15,
)  # fmt: skip


def check_no_crash(pieces: list[str], cut: int) -> None:
    content = package(document("".join(pieces)))
    for given_bytes in (content, content[:cut], content[cut:]):
        with suppress(UploadRefused):
            check_package(given_bytes)
            read_workbook(given_bytes, {"Blad"})


@settings(max_examples=60)
@given(PIECES, st.integers(0, 500))
def test_anything_is_read_or_refused(pieces: list[str], cut: int) -> None:
    check_no_crash(pieces, cut)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(PIECES, st.integers(0, 500))
def test_anything_is_read_or_refused_many_times(pieces: list[str], cut: int) -> None:
    check_no_crash(pieces, cut)


def test_the_writer_of_these_tests_is_understood() -> None:
    assert values(book([["a", 1], [None, Decimal("2.5")]])) == {
        (1, 0): "a",
        (1, 1): 1,
        (2, 1): Decimal("2.5"),
    }
