"""A report as a PDF: cover, marks of a draft, colophon, attached files, and tables that break well."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
from typing import Any

import openpyxl
import pikepdf
import pytest

from reporting.document.blocks import Block, Heading, Prose
from reporting.document.document import Document
from reporting.document.identity import Identity
from reporting.imports.arms import read_arms
from reporting.renderers.formats import render_html, render_memo, render_pdf, render_review
from reporting.renderers.page import print_html
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.documents import cell, document, row, table
from tests.reporting.pdf_reading import make, opened, page_texts, small, structure
from tests.reporting.test_identity import KEPT, png

DRAWN = Identity(arms=KEPT, arms_text="Påhittat vapen", accent="#6b1420", municipality_code="1814")
PAINTED = dataclasses.replace(DRAWN, arms=read_arms(png(60, 72)))


def report(*blocks: Block, status: str = "draft", **more: Any) -> Document:
    labels = {"draft": "utkast", "handed_in": "inlämnad", "approved": "godkänd", "adopted": "fastställd"}
    made = document(*(blocks or [Prose(markdown="Året har gått bra.")]))
    facts: dict[str, Any] = {
        "slug": "rapporten",
        "title": "Delårsrapport 2023",
        "committee": "Nämnden",
        "dated": dt.date(2023, 9, 1),
        "changed_at": dt.datetime(2023, 9, 12, 8, 30, tzinfo=dt.UTC),
        "diary_number": "N 2023/17",
        "identity": DRAWN,
        "status": status,
        "status_label": labels[status],
    }
    return dataclasses.replace(made, **facts | more)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("identity", [DRAWN, PAINTED, Identity()], ids=["svg", "png", "none"])
def test_any_arms_make_a_valid_file(identity: Identity) -> None:
    content = render_pdf(report(identity=identity))
    assert_valid_pdf(content)
    with opened(content) as pdf:
        figures = [str(tag.Alt) for tag in structure(pdf) if tag.S == "/Figure"]
    assert figures == (["Påhittat vapen"] if identity.arms else [])


def test_the_cover_says_whose_and_which_the_report_is() -> None:
    cover = plain(page_texts(render_pdf(report(actuals_through=dt.date(2023, 7, 31), year=2023)))[0])
    for said in ("Lekeberg", "Delårsrapport 2023", "Nämnden", "Januari–juli 2023", "N 2023/17", "Utkast"):
        assert said in cover


def test_the_colour_of_the_kommun_is_the_accent() -> None:
    fills = []
    with opened(render_pdf(report())) as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.pages[0]):
            operands: Any = instruction.operands
            if str(instruction.operator) in ("rg", "scn") and len(operands) == 3:
                fills.append([round(float(part) * 255) for part in operands])
    assert [0x6B, 0x14, 0x20] in fills


def test_no_title_breaks_within_a_date_or_a_name() -> None:
    made = report(title="Internkontrollrapport 2020-12-31 för Sydnärkes IT-nämnd <1-2>")
    (title,) = Page(print_html(made)).all("h1")
    assert title.text == made.title
    unbroken = Page(print_html(made)).texts("span", class_="unbroken")
    assert unbroken[:2] == ["2020-12-31", "IT-nämnd"]  # and the members' names


LONG = Prose(markdown="\n\n".join(["Nämnden har haft ett år med mycket arbete. " * 6] * 40))


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        ("draft", "UTKAST daterad 1 september 2023"),
        ("handed_in", "INLÄMNAD, ej fastställd, daterad 1 september 2023"),
        ("approved", "GODKÄND, ej fastställd, daterad 1 september 2023"),
    ],
)
def test_every_page_says_that_it_is_not_adopted(status: str, mark: str) -> None:
    texts = page_texts(render_pdf(report(LONG, status=status)))
    assert len(texts) > 4
    assert [mark in text for text in texts] == [True] * len(texts)


def test_an_adopted_report_has_no_such_mark() -> None:
    texts = page_texts(render_pdf(report(LONG, status="adopted")))
    assert [word for word in ("UTKAST", "ej fastställd") if word in "".join(texts)] == []


def test_the_colophon_says_how_the_report_came_about() -> None:
    adopted = report(status="adopted")
    last = plain(page_texts(render_pdf(adopted))[-1])
    for said in (
        "Fastställd 12 september 2023",
        "N 2023/17",
        "kommunkod 1814",
        "rapporten.json",
        adopted.sign_note,
    ):
        assert said in last
    assert adopted.digest in last.replace(" ", "")


def test_a_review_has_no_colophon_and_no_attached_files() -> None:
    content = render_review(report())
    with opened(content) as pdf:
        assert dict(pdf.attachments) == {}
    assert "Om handlingen" not in "".join(page_texts(content))


def attached(content: bytes) -> dict[str, tuple[str, bytes]]:
    with opened(content) as pdf:
        by_name = {str(file.UF): file for file in pdf.Root.AF}
        return {
            name: (str(file.AFRelationship), bytes(file.EF.F.read_bytes())) for name, file in by_name.items()
        }


def test_the_content_and_the_tables_are_attached() -> None:
    made = report(table(row("a", cell("1200"))))
    content = render_pdf(made)
    assert_valid_pdf(content)
    files = attached(content)
    assert {name: relation for name, (relation, _) in files.items()} == {
        "rapporten.json": "/Source",
        "rapporten.xlsx": "/Data",
    }
    source = files["rapporten.json"][1]
    assert hashlib.sha256(source).hexdigest() == made.digest
    assert json.loads(source)["title"] == "Delårsrapport 2023"
    book = openpyxl.load_workbook(io.BytesIO(files["rapporten.xlsx"][1]))
    assert book.sheetnames[:2] == ["Om rapporten", "Resultat"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(report()) == render_pdf(report())


def test_the_page_as_a_file_holds_its_picture() -> None:
    page = Page(render_html(report(identity=PAINTED)))
    assert [image.attrs["src"] for image in page.all("img")] == [PAINTED.arms]


# Tables -------------------------------------------------------------------------------------------------


def test_heading_and_title_that_say_the_same_are_printed_once() -> None:
    made = table(row("a", cell("1")))
    content = render_pdf(report(Heading(text="Resultat"), made))
    text = plain("".join(page_texts(content)[2:]))
    assert text.count("Resultat") == 1
    assert "(tkr)" in text
    with opened(content) as pdf:
        (tag,) = [tag for tag in structure(pdf) if tag.S == "/Table"]
        assert str(tag.A.Summary) == "Resultat (tkr)"
    assert_valid_pdf(content)


def test_a_title_below_a_text_is_printed() -> None:
    page = Page(
        print_html(report(Heading(text="Resultat"), Prose(markdown="Text."), table(row("a", cell("1")))))
    )
    assert page.all("span", class_="visually-hidden") == []


@pytest.mark.parametrize("above", range(24, 44, 2))
def test_an_emphasised_line_is_not_parted_from_its_text(above: int) -> None:
    text = "Rad.\n\n" * above + "*Gamla ärenden*\n\n" + "Rutinen är att ta gamla ärenden före nya. " * 12
    texts = page_texts(render_pdf(report(Prose(markdown=text))))
    assert [page for page in texts if "Gamla ärenden" in page] == [
        page for page in texts if "Rutinen" in page
    ][:1]


def lines(number: int) -> str:
    head = '<thead><tr><th scope="col">Rad</th><th scope="col">Belopp</th></tr></thead>'
    rows = "".join(f'<tr><th scope="row">Rad {n}</th><td class="amount">{n}</td></tr>' for n in range(number))
    total = f'<tr class="total"><th scope="row">Summa</th><td class="amount">{number}</td></tr>'
    made = f'<table class="data low-ends"><caption>Tabell</caption>{head}<tbody>{rows}{total}</tbody></table>'
    return f'<div class="table-block"><div>{made}</div><p class="note">Anmärkningen.</p></div>'


@pytest.mark.parametrize("above", range(0, 44, 3))
def test_no_table_begins_or_ends_with_a_lonely_row(above: int) -> None:
    """However much stands above, the first rows stand together, and the total with the row before and the notes."""
    content = make(small('<main class="report">' + "<p>Rad text.</p>" * above + lines(40) + "</main>"))
    texts = page_texts(content)
    of_row = {
        n: next(number for number, text in enumerate(texts) if f"Rad {n} {n}" in text) for n in (0, 1, 2, 39)
    }
    page_of = {
        word: next(n for n, text in enumerate(texts) if word in text)
        for word in ("Tabell", "Summa", "Anmärk")
    }
    assert len({page_of["Tabell"], of_row[0], of_row[1], of_row[2]}) == 1
    assert len({of_row[39], page_of["Summa"], page_of["Anmärk"]}) == 1


def test_the_tjansteskrivelse_has_the_arms() -> None:
    section = dataclasses.replace(report().sections[0], kind="reporting.cover_memo")
    content = render_memo(report(sections=(section,)))
    assert_valid_pdf(content)
    with opened(content) as pdf:
        assert [str(tag.Alt) for tag in structure(pdf) if tag.S == "/Figure"] == ["Påhittat vapen"]
