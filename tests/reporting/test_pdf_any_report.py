"""Any report that can be saved can be rendered: every kind of table anywhere on a page, and any text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.document.blocks import Cell, Column, Matrix, MatrixCell, MatrixLevel, Prose, Row, Table
from reporting.document.document import Document
from reporting.document.prose import problems
from reporting.renderers.formats import FORMATS, render_pdf
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.documents import DOCUMENTS, cell, document
from tests.reporting.documents import table as amounts
from tests.reporting.pdf_reading import opened, structure
from tests.reporting.test_prose import MARKDOWN

SENTENCE = "Arbetet fortsätter enligt den plan som nämnden har beslutat. "
FILLING = SENTENCE * 3 + "\n\n"
TEXT = Column(key="kommentar", heading="Kommentar", kind="text")
STATUS = Column(key="status", heading="Status", kind="status")


def lines(*cells: Cell, comment: str, at: int) -> tuple[Row, ...]:
    """Four rows with comments, a long one in row ``at``."""
    return tuple(
        Row(key=f"rad-{n}", label=f"Rad {n}", cells=(*cells, Cell(text=comment if n == at else "Nej.")))
        for n in range(4)
    )


def decisions(comment: str, at: int) -> Table:
    rows = lines(Cell(text="Klart", value="done", tone="good"), comment=comment, at=at)
    return amounts(*rows, columns=(STATUS, TEXT), title="Fattade politiska beslut", unit="")


def grouped(comment: str, at: int) -> Table:
    rows = lines(cell("1"), comment=comment, at=at)
    groups = [Row(key=f"grupp-{n}", label=f"Grupp {n}", cells=(), kind="group") for n in range(2)]
    columns = (Column(key="belopp", heading="Belopp"), TEXT)
    return amounts(groups[0], *rows[:2], groups[1], *rows[2:], columns=columns, notes=("En not.", SENTENCE))


def abreast(comment: str, at: int) -> Table:
    """Columns under group headings, and a sum."""
    columns = tuple(
        Column(key=f"{name}-{year}", heading=name, group=f"Helår {year}")
        for year in (2023, 2024)
        for name in ("Budget", "Utfall")
    )
    rows = lines(*[cell("1500.5")] * 4, comment=comment, at=at)
    total = Row(key="summa", label="Summa", kind="total", cells=(*[cell("6002")] * 4, Cell(text="")))
    return amounts(*rows, total, columns=(*columns, TEXT))


def wide(comment: str, at: int) -> Table:
    return replace(abreast(comment, at), is_wide=True)


def high_label(comment: str, at: int) -> Table:
    rows = [
        replace(row, label=comment if n == at else row.label) for n, row in enumerate(lines(comment="", at=9))
    ]
    return amounts(*rows, columns=(TEXT,))


def of_the_text(comment: str, at: int) -> Prose:
    rows = "".join(f"| Rad {n} | {comment if n == at else 'Nej.'} |\n" for n in range(4))
    return Prose(markdown=f"| Slag | Not |\n|---|---|\n{rows}")


KINDS = (decisions, grouped, abreast, wide, high_label, of_the_text)
ROWS = {decisions: 5, grouped: 7, abreast: 7, wide: 7, high_label: 5, of_the_text: 5}


@pytest.mark.parametrize("above", [0, 11])
@pytest.mark.parametrize(("sentences", "at"), [(34, 1), (34, 3), (160, 0)])  # 2 000 characters; over a page
@pytest.mark.parametrize("kind", KINDS)
def test_every_table_is_one_table_wherever_it_falls(kind, sentences, at, above):
    content = render_pdf(document(Prose(markdown=FILLING * above), kind(SENTENCE * sentences, at)))
    assert_valid_pdf(content)
    with opened(content) as pdf:
        found = [str(tag.S) for tag in structure(pdf)]
    counted = [found.count(name) for name in ("/Table", "/Caption", "/THead", "/TR")]
    assert counted == [1, 0 if kind is of_the_text else 1, 1, ROWS[kind]]


@pytest.mark.parametrize("kind", [decisions, grouped, abreast, wide, high_label])
def test_a_table_over_three_pages_is_one_with_its_caption(kind):
    table = kind(SENTENCE, 1)
    rows = tuple(
        replace(row, key=f"{row.key}-{n}", label=f"{row.label} {n}. {SENTENCE * 2}")
        for n in range(20)
        for row in table.rows
    )
    content = render_pdf(document(replace(table, rows=rows)))
    assert_valid_pdf(content)
    with opened(content) as pdf:
        assert len(pdf.pages) > 4
        (only,) = [tag for tag in structure(pdf) if tag.S == "/Table"]
        outline = [str(kid.S) for kid in only.K]
    assert outline[:2] == ["/Caption", "/THead"]
    assert set(outline[2:]) == {"/TBody"}


def test_a_high_matrix_is_printed():
    cells = tuple(tuple(MatrixCell(level="hög", text="1, 2, 3, " * 40) for _ in range(4)) for _ in range(4))
    labels = tuple(SENTENCE * 3 for _ in range(4))
    levels = (MatrixLevel(key="hög", label="Hög", word="Hög"),)
    matrix = Matrix(key="m", title="Risker", row_heading="Sannolikhet", column_heading="Konsekvens",
                    row_labels=labels, column_labels=labels, cells=cells, levels=levels)  # fmt: skip
    assert_valid_pdf(render_pdf(document(matrix)))


PIECES = ["*", "**", "_", "> ", "- ", "1. ", "[", "a ", "\n", "    "]
NESTED = st.lists(st.sampled_from(PIECES), max_size=150).map("".join)
ROWS_OF_SIGNS = st.builds(
    lambda sign, number: f"{sign * number}a{sign * number}", st.sampled_from("*_"), st.integers(1, 1000)
)
EASY = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@EASY
@given(st.text(max_size=300) | MARKDOWN | NESTED | ROWS_OF_SIGNS)
def test_any_text_can_be_had_as_every_file(text: str) -> None:
    """Even text that forms refuse: an older adopted report may have it."""
    found = document(Prose(markdown=text), decisions(text, 1))
    problems(text)
    assert render_pdf(found)
    for extension in ("docx", "xlsx", "html", "json"):
        assert FORMATS[extension].render(found)


@EASY
@given(DOCUMENTS)
def test_any_document_can_be_had_as_a_pdf(any_document: Document) -> None:
    assert render_pdf(any_document).startswith(b"%PDF")
