"""Nothing differs from itself; one changed figure is one change; backwards mirrors forwards."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.comparison import Comparison, comparison
from reporting.document.blocks import Row, Table
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from tests.reporting.documents import DOCUMENTS
from tests.reporting.review.samples import doc, figure
from tests.reporting.review.test_properties import consistent


@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document: Document) -> None:
    assert comparison(document, document).is_empty
    assert comparison(document, from_json(to_json(document))).is_empty


@given(consistent(), st.integers(0, 5), st.integers(0, 3), st.integers(-999, 999).filter(bool))
def test_one_changed_figure_is_one_change(
    made: tuple[Table, str], place: int, column: int, more: int
) -> None:
    table, text = made
    cells = list(table.rows[place].cells)
    was = cells[column].value
    assert isinstance(was, Decimal)
    cells[column] = figure(was + more)
    rows = list(table.rows)
    rows[place] = dataclasses.replace(rows[place], cells=tuple(cells))
    found = comparison(doc(table, text), doc(dataclasses.replace(table, rows=tuple(rows)), text))
    (section,) = found.sections
    (compared,) = section.tables
    (change,) = compared.cells
    assert (change.new_row.key, change.new_column.key) == (rows[place].key, table.columns[column].key)
    assert (change.old.value, change.new.value, change.difference) == (was, was + more, Decimal(more))
    assert found == dataclasses.replace(
        found, appeared=(), vanished=(), sections=(dataclasses.replace(section, texts=(), appeared=(), vanished=()),)
    )  # fmt: skip
    assert compared == dataclasses.replace(
        compared, renamed=(), appeared_rows=(), vanished_rows=(), appeared_columns=(), vanished_columns=()
    )


def said(found: Comparison, *, backwards: bool = False) -> Counter[Any]:
    """Everything a comparison says, unordered; ``backwards`` swaps old and new."""
    way = -1 if backwards else 1
    told: list[Any] = []
    for section in found.sections:
        told += [("text", *(change.old, change.new)[::way]) for change in section.texts]
        told += [("table", *(section.vanished, section.appeared)[::way])]
        told += [("name", *(section.renamed.old, section.renamed.new)[::way])] if section.renamed else []
    for _, table in found.tables():
        told += [("name", *(change.old, change.new)[::way]) for change in table.renamed]
        told += [("rows", *(table.vanished_rows, table.appeared_rows)[::way])]
        told += [("columns", *(table.vanished_columns, table.appeared_columns)[::way])]
        told += [("measure", bool(table.other_measure))]
    for cell in found.cells():
        difference = None if cell.difference is None else cell.difference * way
        told.append((cell.kind, *(cell.old_text, cell.new_text)[::way], difference, cell.why_none))
    told += [("sections", *(found.vanished, found.appeared)[::way])]
    return Counter(one for one in told if one[1:] != ((), ()))


@settings(max_examples=200)
@given(DOCUMENTS, DOCUMENTS)
def test_backwards_it_says_the_same(one: Document, other: Document) -> None:
    assert said(comparison(other, one), backwards=True) == said(comparison(one, other))


@st.composite
def variants(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents mostly alike, as of two periods."""
    table, text = draw(consistent())
    made = []
    for _ in range(2):
        rows = [row for row in table.rows if draw(st.integers(0, 4))]
        changed = tuple(_changed(row, draw(st.sampled_from([0, 0, 7])), draw(st.booleans())) for row in rows)
        sentences = [part for part in text.split(". ") if draw(st.integers(0, 3))]
        made.append(doc(dataclasses.replace(table, rows=changed), "\n\n".join(sentences)))
    return made[0], made[1]


def _changed(row: Row, more: int, is_renamed: bool) -> Row:
    cells = tuple(figure(cell.value + more) if more else cell for cell in row.cells)  # type: ignore[operator]
    return dataclasses.replace(row, cells=cells, label=row.label + " m.m." * is_renamed)


@given(variants())
def test_two_alike_backwards(made: tuple[Document, Document]) -> None:
    one, other = made
    assert said(comparison(other, one), backwards=True) == said(comparison(one, other))
