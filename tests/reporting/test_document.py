"""The document: to JSON and back without loss, byte for byte, and only figures that JSON can hold."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import given

from reporting.document.blocks import Cell, Heading, Prose, Row, Table
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import digest, to_json
from tests.reporting.documents import DOCUMENTS, FIGURES, cell, document, row, table


@given(DOCUMENTS)
def test_json_and_back_is_the_same_document(original: Document) -> None:
    assert from_json(to_json(original)) == original
    assert from_json(to_json(original, indent=2)) == original


@given(DOCUMENTS)
def test_canonical_json_is_stable(original: Document) -> None:
    """So the digest of a document holds after the archive."""
    content = to_json(original)
    assert to_json(from_json(content)) == content
    assert digest(content) == digest(to_json(dataclasses.replace(original)))


@given(FIGURES)
def test_any_json_reader_gets_the_exact_figure(value: Decimal) -> None:
    """Also one that parses numbers as floats, as most do."""
    content = to_json(document(table(row("rad", Cell(text="", value=value)))))
    read = json.loads(content)["sections"][0]["blocks"][0]["rows"][0]["cells"][0]["value"]
    assert Decimal(repr(read)) == value


def test_equal_figures_written_differently_have_one_digest() -> None:
    spellings = ["1500", "1500.00", "1.5E+3"]
    digests = {to_json(document(table(row("rad", cell(spelling, "1 500"))))) for spelling in spellings}
    assert len(digests) == 1


def test_any_change_changes_the_digest() -> None:
    original = document(table(row("rad", cell("1500"))))
    changed = [
        document(table(row("rad", cell("1501", "1500")))),
        document(table(row("rad", cell("1500", "1 500")))),
        dataclasses.replace(original, title="Annan"),
        dataclasses.replace(original, status="adopted"),
    ]
    assert len({digest(to_json(one)) for one in [original, *changed]}) == 5


def test_json_as_data() -> None:
    data = json.loads(
        to_json(document(Prose(markdown="Text."), Heading(text="H"), table(row("rad", cell("-1.5")))))
    )
    assert [block["type"] for block in data["sections"][0]["blocks"]] == ["prose", "heading", "table"]
    figures = data["sections"][0]["blocks"][2]
    assert (figures["key"], figures["title"], figures["unit"]) == ("resultat", "Resultat", "tkr")
    assert figures["columns"][0]["key"] == "k0"
    assert figures["rows"][0] == {
        "key": "rad", "label": "Rad", "kind": "line", "adds": [], "subtracts": [], "better": "",
        "cells": [{"text": "−1,5", "value": -1.5, "unit": "", "tone": ""}],
    }  # fmt: skip
    assert (data["dated"], data["changed_at"]) == ("2023-09-01", "2023-09-01T22:30:00+00:00")


@pytest.mark.parametrize(
    "value", ["999999999999999", "-99999999999999.9", "0.000000000000001", "0", "-0", "0E-99"]
)
def test_fifteen_digits_are_kept(value: str) -> None:
    original = document(table(row("rad", cell(value))))
    assert from_json(to_json(original)) == original


@pytest.mark.parametrize(
    "value",
    ["1234567890123456", "0.1234567890123456", "NaN", "Infinity", "-Infinity", "1E+400", "1E-400", "1E+30"],
)
def test_other_figures_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="a figure"):
        Cell(text="", value=Decimal(value))


def test_another_schema_is_refused() -> None:
    content = to_json(document()).replace('"schema":1', '"schema":2')
    with pytest.raises(ValueError, match="the document has schema 2, this program reads 1"):
        from_json(content)


def test_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="row två of table resultat has 1 cells"):
        table(row("ett", cell("1"), cell("2")), row("två", cell("1")))


def test_group_row_has_none_or_all() -> None:
    rows = (row("ett", cell("1")), row("grupp", kind="group"), row("sum", cell("1"), kind="group"))
    assert table(*rows).rows == rows


def test_document_can_not_be_changed() -> None:
    made = document(table(row("rad", cell("1"))))
    for thing, name in [
        (made, "title"),
        (next(made.tables()), "title"),
        (next(made.tables()).rows[0], "label"),
    ]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, "ändrad")
    assert isinstance(next(made.tables()), Table)
    assert isinstance(next(made.tables()).rows[0], Row)
