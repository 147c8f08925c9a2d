"""A note about a cell: a sign in the cell leads to it, and its number back to the row."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.document.blocks import NoteMark
from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import article_html
from tests.html import Page
from tests.pdf_validation import PDF_2_FLAVOURS, assert_valid_pdf, require_verapdf, verapdf_failures
from tests.reporting.documents import cell, document, row, table
from tests.reporting.pdf_reading import opened, structure

MARKED = document(
    table(
        row("a", cell("1")),
        row("b", cell("2")),
        row("c", cell("3")),
        notes=("Om allt.", "Om C.", "Om A."),
        marks=(NoteMark(row="c", column="k0", note=1), NoteMark(row="a", column="k0", note=2)),
    )
)
SECOND = document(*MARKED.sections[0].blocks, pdf_profile=PdfProfile.UA2)


def test_a_marked_cell_and_its_note_lead_to_each_other() -> None:
    page = Page(article_html(MARKED))
    signs = [(link.text, link.attrs["href"], link.attrs["aria-label"]) for link in page.all("a")]
    assert signs == [
        ("2", "#not-resultat-2", "Not 2"),
        ("1", "#not-resultat-1", "Not 1"),
        ("1", "#rad-resultat-c", "Not 1, tillbaka till raden"),
        ("2", "#rad-resultat-a", "Not 2, tillbaka till raden"),
    ]
    assert page.texts("p", class_="note")[-3:] == ["Om allt.", "1 Om C.", "2 Om A."]
    assert [note.attrs["id"] for note in page.all("p", class_="footnote")] == [
        "not-resultat-1",
        "not-resultat-2",
    ]


def test_the_pdf_has_them_as_notes() -> None:
    content = render_pdf(MARKED)
    assert_valid_pdf(content)
    with opened(content) as pdf:
        notes = [tag for tag in structure(pdf) if tag.S == "/Note"]
        names = [str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]]
        links = {str(link.Dest) for page in pdf.pages for link in page.get("/Annots", [])}
        assert [str(note.ID) in names for note in notes] == [True, True]
    assert {"not-resultat-1", "not-resultat-2", "rad-resultat-a", "rad-resultat-c"} <= links


def test_in_pdf_2_each_refers_to_the_other() -> None:
    with opened(render_pdf(SECOND)) as pdf:
        notes = [tag for tag in structure(pdf) if tag.S == "/FENote"]
        assert [note.Ref[0].Ref[0].objgen == note.objgen for note in notes] == [True, True]


@pytest.mark.verapdf
def test_the_reference_validator_takes_both(tmp_path: Path) -> None:
    require_verapdf()
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    first.write_bytes(render_pdf(MARKED))
    second.write_bytes(render_pdf(SECOND))
    assert verapdf_failures([first]) == {"first.pdf": {"ua1": [], "3a": []}}
    assert verapdf_failures([second], PDF_2_FLAVOURS) == {"second.pdf": {key: [] for key in PDF_2_FLAVOURS}}
