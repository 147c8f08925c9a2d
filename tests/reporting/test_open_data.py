"""The CSV of a report: read back, exact, keyed, safe in a spreadsheet, and as its documentation says."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.document import Document
from reporting.renderers.formats import FORMATS
from reporting.renderers.open_data import (
    FIELDS,
    KEY,
    STARTS_FORMULA,
    places,
    render_csv,
    safe,
    without_heading,
)
from tests.reporting.documents import document as make_document

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "oppen-namndrapport.md"


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def of_cell(cell: Cell, *, column: Column | None = None, unit: str = "tkr", **row: Any) -> dict[str, str]:
    table = Table(
        key="utfall",
        title="Utfall",
        label_heading="Rad",
        unit=unit,
        better="+",
        surplus="-",
        result_rows=("summa",),
        columns=(column or Column(key="budget", heading="Budget", group="Helår"),),
        rows=(Row(**{"key": "lon", "label": "Löner", "cells": (cell,)} | row),),
    )
    return read(render_csv(make_document(table)))[0]


def test_money_is_exact_and_in_kronor() -> None:
    got = of_cell(Cell(text="1 956", value=Decimal("1956.40512")))
    assert (got["varde"], got["enhet"], got["text"]) == ("1956405.12", "kr", "1 956")


@pytest.mark.parametrize(("unit", "kronor"), [("kr", "-2"), ("tkr", "-2000"), ("mnkr", "-2000000")])
def test_every_unit_of_money(unit: str, kronor: str) -> None:
    assert of_cell(Cell(text="−2", value=Decimal(-2)), unit=unit)["varde"] == kronor


def test_a_cell_with_its_own_unit() -> None:
    column = Column(key="nu", heading="Nu", kind="quantity")
    assert of_cell(Cell(text="7 %", value=Decimal("7.0"), unit="%"), column=column)["varde"] == "7"
    got = of_cell(Cell(text="3 mnkr", value=Decimal(3), unit="mnkr"), column=column)
    assert (got["varde"], got["enhet"]) == ("3000000", "kr")
    got = of_cell(Cell(text="45 st", value=Decimal(45), unit="st"), column=column)
    assert (got["varde"], got["enhet"]) == ("45", "st")


def test_missing_is_not_zero() -> None:
    assert of_cell(Cell(text=""))["varde"] == ""
    assert of_cell(Cell(text="0", value=Decimal("-0.00")))["varde"] == "0"


def test_the_sign_that_is_good_stands_with_the_figure() -> None:
    variance = Column(key="avvikelse", heading="Avvikelse", kind="variance")
    figure = Cell(text="5", value=Decimal(5))
    assert of_cell(figure, column=variance)["battre"] == "+"
    assert of_cell(figure)["battre"] == ""
    assert of_cell(figure, key="summa")["battre"] == "-"


def test_a_verdict_has_its_code() -> None:
    column = Column(key="status", heading="Status", kind="status")
    got = of_cell(Cell(text="Uppnås", value="met", tone="good"), column=column)
    assert (got["kod"], got["text"], got["varde"]) == ("met", "Uppnås", "")


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+46 8", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_text_is_never_a_formula_and_is_read_back(text: str) -> None:
    got = of_cell(Cell(text=text), label=text)
    for name in ("text", "rad"):
        assert not got[name].startswith(STARTS_FORMULA)
        assert got[name].removeprefix("'") == text


def test_a_negative_value_is_a_number() -> None:
    assert of_cell(Cell(text="−1", value=Decimal(-1)))["varde"] == "-1000"


@given(st.text())
def test_what_is_guarded_can_be_read_back(text: str) -> None:
    """Taking one apostrophe from each text that begins with one."""
    guarded = safe(text)
    assert (guarded[1:] if guarded.startswith("'") else guarded) == text
    assert len(guarded) < 2 or not guarded.startswith(STARTS_FORMULA)


@given(st.text(alphabet=st.sampled_from("a\",;\n\r'é =")), st.text(alphabet=st.sampled_from('a",\n\r')))
def test_any_text_survives_the_file(text: str, label: str) -> None:
    got = of_cell(Cell(text=text), label=label)
    assert (got["text"], got["rad"]) == (safe(text), safe(label))


def test_lines_end_as_in_rfc_4180() -> None:
    content = render_csv(make_document())
    assert content == b",".join(field.name.encode() for field in FIELDS) + b"\r\n"


@pytest.mark.django_db
def test_every_cell_of_the_demo_once(demo_documents: dict[str, Document]) -> None:
    for document in demo_documents.values():
        rows = read(render_csv(document))
        assert len(rows) == len(list(places(document)))
        keys = [tuple(row[name] for name in KEY) for row in rows]
        assert len(set(keys)) == len(keys)
        for row, place in zip(rows, places(document), strict=True):
            number = place.cell.number
            assert (row["varde"] != "") == (number is not None)
            if number is not None and row["enhet"] == "kr":
                assert Decimal(row["varde"]) in {number, number * 1000, number * 1_000_000}


@pytest.mark.django_db
def test_several_reports_under_one_heading(demo_documents: dict[str, Document]) -> None:
    first, second, *_ = (render_csv(document) for document in demo_documents.values())
    assert read(first + without_heading(second)) == read(first) + read(second)


def test_the_description_has_the_columns_of_the_file() -> None:
    metadata = json.loads(FORMATS["csv-metadata.json"].render(make_document()))
    assert [column["name"] for column in metadata["tableSchema"]["columns"]] == [
        field.name for field in FIELDS
    ]
    assert metadata["url"] == "rapport.csv"
    assert set(metadata["tableSchema"]["primaryKey"]) == set(KEY)


def test_the_documentation_has_every_column_in_order() -> None:
    names = re.findall(r"^\| `([a-z]+)` \|", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
    assert names == [field.name for field in FIELDS]
    assert len(names) <= 20
