"""The Word file: real headings and tables, a contents field, the same bytes, and LibreOffice's opinion."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from reporting.document import Column, Document, Heading, Prose, Table
from reporting.renderers.word import render_word
from tests.reporting.documents import cell, document, row, table

TEXT = """Perioden har varit **intensiv** och *lärorik*.

- Ett
    - Två
- Tre

2. Först
3. Sedan

# Ärenden

| Slag | Antal |
|---|---|
| Incidenter | 178 |
"""


def grouped() -> Table:
    columns = (
        Column(key="a", heading="Budget", group="Helår 2022"),
        Column(key="b", heading="Utfall", group="Helår 2022"),
        Column(key="c", heading="Utfall fg år"),
    )
    return table(
        row("x", cell("1"), cell("-2"), cell("3"), label="Intäkter"),
        row("y", cell("1"), cell("-2"), cell("3"), label="Summa", kind="total", adds=("x",)),
        columns=columns, title="Drift", label_heading="Post", notes=("Avrundningsdifferens",),
    )  # fmt: skip


def wide() -> Table:
    columns = tuple(Column(key=f"k{n}", heading="Avvikelse") for n in range(12))
    return table(row("r", *(cell("-41391.5") for _ in columns)), columns=columns, key="bred", title="Bred")


def opened(made: Document) -> Any:
    return docx.Document(io.BytesIO(render_word(made)))


def test_headings_are_words_own_with_their_numbers() -> None:
    made = document(Heading(text="Drift", number="1.1"), Prose(markdown=TEXT))
    headings = [(p.style.name, p.text) for p in opened(made).paragraphs if p.style.name.startswith("Heading")]
    assert headings == [("Heading 1", "1 Ekonomi"), ("Heading 2", "1.1 Drift"), ("Heading 2", "Ärenden")]


def test_prose_keeps_its_emphasis_and_lists() -> None:
    paragraphs = opened(document(Prose(markdown=TEXT))).paragraphs
    first = next(p for p in paragraphs if p.text.startswith("Perioden"))
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in first.runs] == [
        ("Perioden har varit ", False, False),
        ("intensiv", True, False),
        (" och ", False, False),
        ("lärorik", False, True),
        (".", False, False),
    ]
    lists = [(p.style.name, p.text) for p in paragraphs if p.style.name.startswith("List")]
    assert lists == [
        ("List Bullet", "Ett"),
        ("List Bullet 2", "Två"),
        ("List Bullet", "Tre"),
        ("List Continue", "2. Först"),
        ("List Continue", "3. Sedan"),
    ]


def test_a_small_table_in_prose_is_a_table() -> None:
    made = opened(document(Prose(markdown=TEXT))).tables[0]
    assert [[c.text for c in r.cells] for r in made.rows] == [["Slag", "Antal"], ["Incidenter", "178"]]


def test_a_table_has_its_groups_merged_and_both_header_rows_repeated() -> None:
    made = opened(document(grouped())).tables[0]
    assert [[c.text for c in r.cells] for r in made.rows] == [
        ["", "Helår 2022", "Helår 2022", ""],
        ["Post", "Budget", "Utfall", "Utfall fg år"],
        ["Intäkter", "1", "−2", "3"],
        ["Summa", "1", "−2", "3"],
    ]
    repeated = [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in made.rows]
    assert repeated == [True, True, False, False]


def test_there_is_a_contents_field() -> None:
    body = opened(document(grouped())).element.body
    assert [part.text for part in body.iter(qn("w:instrText"))] == [r' TOC \o "1-3" \h \z \u ']


def test_a_wide_table_lies_on_a_landscape_page_and_what_follows_does_not() -> None:
    made = opened(document(grouped(), wide(), Prose(markdown="Efter")))
    assert [s.page_width > s.page_height for s in made.sections] == [False, True, False]


def test_the_same_document_gives_the_same_bytes() -> None:
    made = document(grouped(), Prose(markdown=TEXT))
    assert render_word(made) == render_word(made)


@pytest.mark.libreoffice
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "rapport.docx").write_bytes(render_word(document(Prose(markdown=TEXT), grouped(), wide())))
    soffice = shutil.which("soffice")
    assert soffice is not None
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "rapport.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "rapport.pdf").pages]
    assert [("Helår 2022" in text, "Bred" in text) for text in pages[-2:]] == [(True, False), (False, True)]
