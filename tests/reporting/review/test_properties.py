"""A single changed figure is found; figures that are changed together raise nothing; nothing breaks it."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reporting.amounts import format_number
from reporting.document import Document, Table
from reporting.review import Weight, review
from tests.reporting.documents import DOCUMENTS
from tests.reporting.review.samples import doc, figure, result

NAMES = ("Intäkter", "Personalkostnader", "Licenser", "Lokalhyror", "Kapitalkostnader")


@st.composite
def consistent(draw: st.DrawFn) -> tuple[Table, str]:
    """A result table and a text whose every amount is the table's."""
    revenue = draw(st.integers(20_000, 60_000))
    costs = [draw(st.integers(3_000, 9_000)) for _ in NAMES[1:]]
    off = [draw(st.integers(100, 900)) * draw(st.sampled_from([1, -1])) for _ in NAMES]
    lines = [(NAMES[0], -revenue, -revenue // 2, -revenue - off[0])]
    lines += [(name, cost, cost // 2, cost - part)
              for name, cost, part in zip(NAMES[1:], costs, off[1:], strict=True)]  # fmt: skip
    table = result(*lines)
    sentences = [
        f"{name} prognostiseras ge ett {_word(part)} om {format_number(abs(Decimal(part)))} tkr."
        for name, part in zip(NAMES, off, strict=True)
    ]
    return table, " ".join(sentences)


def _word(effect: int) -> str:
    return "överskott" if effect > 0 else "underskott"


def grave(document: Document) -> list[str]:
    return [finding.code for finding in review(document) if finding.weight in {Weight.ERROR, Weight.WARNING}]


@given(consistent())
def test_a_consistent_report_is_silent(made: tuple[Table, str]) -> None:
    assert grave(doc(*made)) == []


@given(consistent(), st.integers(0, 5), st.integers(0, 3), st.integers(2, 400))
def test_a_changed_cell_is_found(made: tuple[Table, str], row: int, column: int, more: int) -> None:
    table, text = made
    cells = list(table.rows[row].cells)
    cells[column] = figure(cells[column].value + more)  # type: ignore[operator]
    rows = list(table.rows)
    rows[row] = dataclasses.replace(rows[row], cells=tuple(cells))
    assert grave(doc(dataclasses.replace(table, rows=tuple(rows)), text)) != []


@given(consistent(), st.integers(0, 4), st.integers(2, 99))
def test_a_changed_figure_in_the_text_is_found(made: tuple[Table, str], which: int, more: int) -> None:
    table, text = made
    sentences = text.split(". ")
    value = next(int(word) for word in sentences[which].replace("\u00a0", "").split() if word.isdigit())
    taken = {abs(int(cell.value)) for cell in table.rows[which].cells}  # type: ignore[arg-type]
    assume(value + more not in taken)
    sentences[which] = sentences[which].replace(
        format_number(Decimal(value)), format_number(Decimal(value + more))
    )
    assert grave(doc(table, ". ".join(sentences))) != []


@given(consistent(), st.sampled_from([2, 10]))
def test_all_figures_scaled_together_raise_nothing(made: tuple[Table, str], factor: int) -> None:
    """The table and the text moved in step: consistent still."""
    table, text = made
    lines: list[Any] = [
        (row.label, *(cell.value * factor for cell in row.cells[:3]))  # type: ignore[operator]
        for row in table.rows[:-1]
    ]
    words = [format_number(Decimal(int(word) * factor)) if word.isdigit() else word
             for word in text.replace("\u00a0", "").split()]  # fmt: skip
    assert grave(doc(result(*lines), " ".join(words))) == []


@settings(max_examples=60)
@given(DOCUMENTS, DOCUMENTS)
def test_no_document_breaks_it(document: Document, previous: Document) -> None:
    found = review(document, previous)
    assert found == review(document, previous)
