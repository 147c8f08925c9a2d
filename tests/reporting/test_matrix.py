"""A matrix: equal as picture, words and grid; levels by pattern and word, never by colour alone."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from reporting.document.blocks import Matrix, MatrixCell, MatrixLevel
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.matrix import drawing, shades
from reporting.renderers.page import block_html, print_html
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.documents import document

LEVELS = (
    MatrixLevel(key="lag", label="Låg 1–2", word="Låg"),
    MatrixLevel(key="medium", label="Medium 3–4", word="Medium"),
    MatrixLevel(key="hog", label="Hög 6–9", word="Hög"),
)


def matrix(*rows: str, text: str = "1, 2", **more: Any) -> Matrix:
    """Rows of level letters ("lmh"); a capital letter has the text in it."""
    keys = {level.key[0]: level.key for level in LEVELS}
    cells = tuple(
        tuple(MatrixCell(level=keys[mark.lower()], text=text if mark.isupper() else "") for mark in row)
        for row in rows
    )
    about: dict[str, Any] = {
        "key": "riskmatris", "title": "Riskmatris", "row_heading": "Sannolikhet", "column_heading": "Konsekvens",
        "row_labels": tuple(f"{n} rad" for n in range(len(rows), 0, -1)),
        "column_labels": tuple(f"{n} kolumn" for n in range(1, len(rows[0]) + 1)),
        "cells": cells, "levels": LEVELS,
    }  # fmt: skip
    return Matrix(**about | more)


def test_json_and_back() -> None:
    original = document(matrix("mH", "lL", notes=("En not.",)))
    assert from_json(to_json(original)) == original
    data = json.loads(to_json(original))["sections"][0]["blocks"][0]
    assert (data["type"], data["row_labels"], data["cells"][0]) == (
        "matrix",
        ["2 rad", "1 rad"],
        [{"level": "medium", "text": ""}, {"level": "hog", "text": "1, 2"}],
    )


def test_in_words() -> None:
    assert matrix("mH", "lL").alternative == (
        "Riskmatris. Sannolikhet 2 rad, konsekvens 2 kolumn: 1, 2 (Hög). "
        "Sannolikhet 1 rad, konsekvens 2 kolumn: 1, 2 (Låg)."
    )
    assert matrix("mh", "ll").alternative == "Riskmatris. Alla rutor är tomma."


@pytest.mark.parametrize(
    ("rows", "more", "message"),
    [
        (("mh", "l"), {}, r"matrix riskmatris has rows of \[2, 1\] cells"),
        (("mh",), {"row_labels": ("a", "b")}, r"matrix riskmatris has rows of \[2\] cells"),
        (("mh",), {"levels": LEVELS[:2]}, "matrix riskmatris has unknown levels: hog"),
    ],
)
def test_a_matrix_is_whole(rows: tuple[str, ...], more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        matrix(*rows, **more)


@pytest.mark.parametrize(
    ("number", "expected"), [(1, [0]), (2, [0, 4]), (3, [0, 2, 4]), (4, [0, 1, 3, 4]), (5, [0, 1, 2, 3, 4])]
)
def test_levels_are_as_far_apart_as_can_be(number: int, expected: list[int]) -> None:
    assert list(shades([str(n) for n in range(number)]).values()) == expected


def test_the_picture() -> None:
    page = Page(block_html(matrix("mH", "lL", notes=("En not.",)), 1))
    (svg,) = page.all("svg")
    following = page.elements[page.elements.index(svg) + 1]
    assert (following.tag, following.text) == ("title", matrix("mH", "lL").alternative)
    assert svg.attrs["aria-labelledby"] == following.attrs["id"]
    assert page.texts("text") == [
        "Sannolikhet", "2 rad", "1 rad", "Medium", "Hög", "1, 2", "Låg", "Låg", "1, 2", "1 kolumn", "2 kolumn",
        "Konsekvens", "Låg 1–2", "Medium 3–4", "Hög 6–9",
    ]  # fmt: skip
    assert [pattern.attrs["id"] for pattern in page.all("pattern")] == [
        "matris-riskmatris-2",
        "matris-riskmatris-4",
    ]
    assert page.texts("p") == ["Riskmatris", "En not."]
    assert page.inline_code() == []


def test_page_and_print_have_the_same_picture() -> None:
    made = matrix("mH", "lL")
    assert block_html(made, 1) in print_html(document(made))


def test_a_full_cell_makes_its_row_higher() -> None:
    one, many = (drawing(matrix("mH", "ll", text=text)) for text in ("1", ", ".join(map(str, range(1, 100)))))
    assert [box.height for box in one.boxes] == [62, 62, 62, 62]
    high = many.boxes[1]
    assert high.height > 62
    assert many.boxes[2].y == high.y + high.height
    assert all(high.y < line.y - 14 and line.y + 4 < high.word.y - 10 for line in high.lines)
    assert many.height - one.height == high.height - 62


def test_everything_is_inside_the_picture() -> None:
    made = drawing(matrix(*["mHlL"] * 4, text="1, 2, 3, 4, 5, 6"))
    assert max(box.x + box.width for box in made.boxes) < made.width
    assert max(sample.y + 18 for sample in made.samples) < made.height
    assert max(sample.label.x + sample.label.width for sample in made.samples) < made.width


def test_pdf_is_valid() -> None:
    assert_valid_pdf(render_pdf(document(matrix("mHh", "llL", "lmh"))))


def test_workbook_has_it_as_a_grid() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook(document(matrix("mH", "lL", notes=("En not.",)))))
    )
    assert book.sheetnames == ["Om rapporten", "Riskmatris", "Data"]
    rows = [[cell.value for cell in row[:3]] for row in book["Riskmatris"].iter_rows(min_row=2)]
    assert [rows[0], *rows[2:]] == [
        ["Sannolikhet", "Konsekvens 1 kolumn", "Konsekvens 2 kolumn"],
        ["2 rad", "Medium", "Hög: 1, 2"],
        ["1 rad", "Låg", "Låg: 1, 2"],
        [None, None, None],
        ["Låg 1–2", None, None],
        ["Medium 3–4", None, None],
        ["Hög 6–9", None, None],
        ["En not.", None, None],
    ]
