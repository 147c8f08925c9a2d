"""The published internal control report of 2020-12-31: every figure, status and word, through rows to renderers."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from reporting.assembly import document_of
from reporting.document.blocks import Heading, Matrix, Prose, Table
from reporting.document.document import Document, SectionContent
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.models import Report
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import article_html
from reporting.review.of_report import open_errors
from reporting.sections import sections_of
from reporting.workflow.blockers import problems
from tests.factories import fresh, make_report
from tests.html import Page
from tests.internal_control.published import RISKS, SECTIONS, TEXTS, add_internal_control, add_texts
from tests.pdf_validation import assert_valid_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    made = make_report(*SECTIONS, actuals_through=dt.date(2020, 12, 31))
    add_internal_control(made)
    add_texts(made)
    return fresh(made)


@pytest.fixture
def document(report: Report) -> Document:
    return document_of(report)


def section_of(document: Document, key: str) -> SectionContent:
    return next(section for section in document.sections if section.key == key)


def tables(document: Document, key: str) -> list[Table]:
    return [block for block in section_of(document, key).blocks if isinstance(block, Table)]


def printed(table: Table) -> list[list[str]]:
    return [[row.label, *(cell.text for cell in row.cells)] for row in table.rows]


def matrix_of(document: Document) -> Matrix:
    (matrix,) = (block for block in section_of(document, "matris").blocks if isinstance(block, Matrix))
    return matrix


def test_numbered_as_published(document: Document) -> None:
    found = [(section.number, section.title) for section in document.sections]
    assert found == [
        ("1", "Inledning - övergripande om intern kontroll"),
        ("1.1", "Riskbedömningsmatris"),
        ("2", "Uppföljning"),
        ("2.1", "Administration"),
        ("2.2", "Ekonomi"),
        ("2.3", "Personal"),
        ("2.4", "Verksamhetsspecifik"),
        ("2.5", "Slutsatser av uppföljning"),
        ("2.6", "Åtgärder"),
    ]
    headings = [b for s in document.sections for b in s.blocks if isinstance(b, Heading) and b.is_numbered]
    assert [(heading.number, heading.text) for heading in headings] == [
        ("2.1.1", "Nämndens beslut genomförs/verkställs inte av förvaltningen"),
        ("2.2.1", "Inköp enligt ramavtal följs inte"),
        ("2.3.1", "Att flextidsavtalet inte efterlevs"),
        ("2.4.1", "Förvaltningen har inte kontroll på antal datorer"),
        ("2.4.2", "Säkerhetskopierings systemet fungerar inte"),
        ("2.4.3", "Supportärenden dokumenteras inte enligt rutin"),
    ]


def test_the_scales(document: Document) -> None:
    scale, _ = tables(document, "matris")
    assert [column.heading for column in scale.columns] == ["Sannolikhet", "Konsekvens"]
    assert printed(scale) == [
        ["4", "Sannolik (det är mycket troligt att fel ska uppstå)",
         "Allvarlig (konsekvenserna för verksamheten skulle vara allvarliga)"],
        ["3", "Möjlig (det finns risk för att fel ska uppstå)",
         "Kännbar (konsekvenserna för verksamheten kan vara påtagliga)"],
        ["2", "Mindre sannolik (risken är mycket liten att fel ska uppstå)",
         "Lindrig (konsekvenserna för verksamheten behöver övervägas)"],
        ["1", "Osannolik (risken är praktiskt taget obefintlig att fel ska uppstå)",
         "Försumbar (konsekvensen för verksamheten är försumbar och kan negligeras)"],
    ]  # fmt: skip


def test_the_matrix(document: Document) -> None:
    matrix = matrix_of(document)
    assert matrix.row_labels == ("4 Sannolik", "3 Möjlig", "2 Mindre sannolik", "1 Osannolik")
    assert matrix.column_labels == ("1 Försumbar", "2 Lindrig", "3 Kännbar", "4 Allvarlig")
    assert [[cell.text for cell in row] for row in matrix.cells] == [
        ["", "", "", ""],
        ["", "5", "", ""],
        ["", "", "1, 3", "2, 4"],
        ["", "", "", ""],
    ]
    assert [[matrix.words[cell.level] for cell in row] for row in matrix.cells] == [
        ["Låg", "Medium", "Hög", "Hög"],
        ["Låg", "Medium", "Hög", "Hög"],
        ["Låg", "Låg", "Medium", "Medium"],
        ["Låg", "Låg", "Låg", "Låg"],
    ]
    assert matrix.notes == (
        "5 Medium, totalt 5 bedömda risker.",
        "Ej bedömd: Att flextidsavtalet inte efterlevs.",
    )
    assert matrix.alternative == (
        "Riskbedömningsmatris. Sannolikhet 3 Möjlig, konsekvens 2 Lindrig: 5 (Medium). "
        "Sannolikhet 2 Mindre sannolik, konsekvens 3 Kännbar: 1, 3 (Medium). "
        "Sannolikhet 2 Mindre sannolik, konsekvens 4 Allvarlig: 2, 4 (Medium)."
    )


def test_the_risks_and_the_one_that_is_not_assessed(document: Document) -> None:
    _, risks = tables(document, "matris")
    assert [column.heading for column in risks.columns] == ["Sannolikhet", "Konsekvens", "Riskvärde", "Nivå"]
    assert printed(risks) == [
        ["Administration"],
        ["1. Nämndens beslut genomförs/verkställs inte av förvaltningen",
         "2. Mindre sannolik", "3. Kännbar", "6", "Medium"],
        ["Ekonomi"],
        ["2. Inköp enligt ramavtal följs inte", "2. Mindre sannolik", "4. Allvarlig", "8", "Medium"],
        ["Personal"],
        ["Att flextidsavtalet inte efterlevs", "–", "–", "Ej bedömd", "–"],
        ["Verksamhetsspecifik"],
        ["3. Förvaltningen har inte kontroll på antal datorer", "2. Mindre sannolik", "3. Kännbar", "6", "Medium"],
        ["4. Säkerhetskopierings systemet fungerar inte", "2. Mindre sannolik", "4. Allvarlig", "8", "Medium"],
        ["5. Supportärenden dokumenteras inte enligt rutin", "3. Möjlig", "2. Lindrig", "6", "Medium"],
    ]  # fmt: skip
    values = [row.cells[2].value for row in risks.rows if row.kind == "line"]
    assert values == [Decimal(6), Decimal(8), None, Decimal(6), Decimal(8), Decimal(6)]


def test_the_follow_ups(document: Document) -> None:
    found = {
        key: [(table.title, printed(table), table.notes) for table in tables(document, f"uppfoljning-{key}")]
        for key in ("administration", "ekonomi", "personal", "verksamhet")
    }
    assert found == {
        "administration": [
            ("Uppföljning av verkställighet av politisk fattade beslut",
             [["Sammanställning tillfälle 1", "Inga avvikelser", "2020-04-30", "Förvaltningschef"],
              ["Sammanställning tillfälle 2", "Mindre avvikelser", "2020-12-31", "Handläggare"]],
             ("Metod: Sammanställning av politiskt fattade beslut och verkställighet.",)),
        ],
        "ekonomi": [
            ("Sammanställ och kontrollera inköpsfakturer mot gällande avtal",
             [["Sammanställning tillfälle 1", "Inga avvikelser", "2020-04-30", "Controller"],
              ["Sammanställning tillfälle 2", "Inga avvikelser", "2020-12-31", "Controller"]],
             ("Metod: Ta 5 st stickprov från olika leverantörers fakturer och jämför med avtal.",)),
        ],
        "personal": [
            ("Att kontrollera avvikelser i flextidsrapportering, utebliven rapportering eller alltför frekventa "
             "justeringar.",
             [["Sammanställning tillfälle 1", "Mindre avvikelser", "2020-06-30", "Förvaltningschef"],
              ["Sammanställning tillfälle 2", "Inga avvikelser", "2020-12-31", "Förvaltningschef"]],
             ("Metod: Personec",)),
        ],
        "verksamhet": [
            ("Sammanställ antal datorer och jämför med inventariedatabasen",
             [["Sammanställning 1", "Ej påbörjad", "2020-12-31", "Handläggare (borttagen)"]],
             ("Metod: Rapport i verksamhetssystemet Efecte och SCCM",)),
            ("Sammanställ och uppföljning av säkerhetskopieringsjobb",
             [["Sammanställning tillfälle 1", "Mindre avvikelser", "2020-04-30", "Kvalitetsansvarig"],
              ["Sammanställning tillfälle 2", "Mindre avvikelser", "2020-06-30", "Kvalitetsansvarig"],
              ["Sammanställning tillfälle 3", "Inga avvikelser", "2020-12-31", "Kvalitetsansvarig"]],
             ("Metod: Genomgång av säkerhetskopieringsjobb att de är uppdaterade och fungerar enligt uppsatta "
              "rutiner.",)),
            ("Sammanställning av supportärenden som inte följer rutinerna",
             [["Sammanställning tillfälle 1", "Mindre avvikelser", "2020-04-30", "Kvalitetsansvarig"],
              ["Sammanställning tillfälle 2", "Större avvikelser", "2020-06-30", "Kvalitetsansvarig"],
              ["Sammanställning tillfälle 3", "Inga avvikelser", "2020-12-31", "Kvalitetsansvarig"]],
             ("Metod: Kör rapport i verksamhetssystemet Efecte för att se avvikelser gentemot förvaltningens "
              "rutiner.",)),
        ],
    }  # fmt: skip


def test_a_status_is_a_word_with_a_tone(document: Document) -> None:
    cells = {
        row.cells[0].text: (row.cells[0].value, row.cells[0].tone)
        for key in ("administration", "verksamhet")
        for table in tables(document, f"uppfoljning-{key}")
        for row in table.rows
    }
    assert cells == {
        "Inga avvikelser": ("none", "good"),
        "Mindre avvikelser": ("minor", "partly"),
        "Större avvikelser": ("major", "bad"),
        "Ej påbörjad": ("not_started", "neutral"),
    }


def test_every_comment_is_below_its_heading(document: Document) -> None:
    blocks = [block for section in document.sections[3:7] for block in section.blocks]
    found = [
        (heading.text, prose.markdown)
        for heading, prose in pairwise(blocks)
        if isinstance(heading, Heading) and isinstance(prose, Prose)
    ]
    expected = [(name, comment) for *_, facts in RISKS for name, _, _, _, comment in facts if comment]
    assert found == expected
    assert len(found) == 11


def test_conclusions_and_no_measures(document: Document) -> None:
    assert section_of(document, "slutsatser").blocks == (Prose(markdown=TEXTS["slutsatser"]),)
    assert section_of(document, "atgarder").blocks == (Prose(markdown="Inga åtgärder."),)


def test_the_review_finds_the_published_errors_and_no_gaps(report: Report) -> None:
    assert [problem for section in sections_of(report) for problem in section.problems()] == []
    assert [finding.code for finding in open_errors(report)] == ["slutsats-mot-status", "risk-utan-varde"]
    assert len(problems(report)) == 2


def test_json_and_back(document: Document) -> None:
    assert from_json(to_json(document)) == document


def test_headings_skip_no_level(document: Document) -> None:
    page = Page(article_html(document))
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert (min(levels), max(levels)) == (2, 5)


def test_every_id_on_the_page_is_its_own(document: Document) -> None:
    ids = [e.attrs["id"] for e in Page(article_html(document)).elements if "id" in e.attrs]
    assert len(ids) == len(set(ids))


def test_workbook_has_every_table_and_the_matrix(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(document)))
    assert book.sheetnames == [
        "Om rapporten", "Så bedöms sannolikhet och…", "Riskbedömningsmatris", "Risker", "Uppföljning", "Data",
    ]  # fmt: skip
    rows = [list(row) for row in book["Riskbedömningsmatris"].iter_rows(2, 7, 1, 5, values_only=True)]
    assert [rows[0], *rows[2:]] == [
        ["Sannolikhet", "Konsekvens 1 Försumbar", "Konsekvens 2 Lindrig", "Konsekvens 3 Kännbar",
         "Konsekvens 4 Allvarlig"],
        ["4 Sannolik", "Låg", "Medium", "Hög", "Hög"],
        ["3 Möjlig", "Låg", "Medium: 5", "Hög", "Hög"],
        ["2 Mindre sannolik", "Låg", "Låg", "Medium: 1, 3", "Medium: 2, 4"],
        ["1 Osannolik", "Låg", "Låg", "Låg", "Låg"],
    ]  # fmt: skip
    scores = [row[3].value for row in book["Risker"].iter_rows(min_row=4, max_row=13)]
    assert scores == [None, 6, None, 8, None, "Ej bedömd", None, 6, 8, 6]


@pytest.mark.poppler
def test_pdf_is_valid_and_has_the_words(document: Document, tmp_path: Path) -> None:
    pdf = render_pdf(document)
    assert_valid_pdf(pdf)
    file = tmp_path / "rapport.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout
    words = re.sub(r"\s+", " ", text)
    wanted = [
        "1, 3",
        "2, 4",
        "2 Mindre",
        "4 Allvarlig",
        "Medium 5–8",
        "Ej bedömd",
        "Större avvikelser",
        "3226 datorer",
    ]
    assert [word for word in wanted if word not in words] == []
