"""A chapter of forty lines, installed for these tests alone, gets all that a report can do."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, modify_settings, override_settings
from django.urls import reverse

from reporting.entry.section_entry import SectionEntry
from reporting.imports.importers import importers
from reporting.models import JournalEntry, Report
from reporting.models.section_spec import section_kinds
from reporting.review.of_report import findings_of
from reporting.sections import section_of
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page
from tests.patches import autosave, previewed, print_of
from tests.tiny_chapter.models import Grant

KIND = "tests.tiny_chapter.section.GrantsSection"
IMPORTER = "tests.tiny_chapter.importer.GrantsImporter"
ROWS = [["Förening", "Belopp"], ["Idrott", "1\u00a0240"], ["Teater", "10"], ["Summa", "1\u00a0250"]]


@pytest.fixture(scope="module", autouse=True)
def installed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The app, its table and its section; the portal itself is as it is."""
    sections = [*settings.REPORT_SECTIONS, KIND]
    importer_names = [*settings.REPORT_IMPORTERS, IMPORTER]
    with (
        modify_settings(INSTALLED_APPS={"append": "tests.tiny_chapter"}),
        override_settings(REPORT_SECTIONS=sections, REPORT_IMPORTERS=importer_names),
        django_db_blocker.unblock(),
    ):
        section_kinds.cache_clear()
        importers.cache_clear()
        with connection.schema_editor() as editor:
            editor.create_model(Grant)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Grant)
    section_kinds.cache_clear()
    importers.cache_clear()


@pytest.fixture
def report(db: None) -> Report:
    report = make_report(section("bidrag", "tiny.grants", has_prose=True), convention={"unit": "tkr"})
    for position, (key, label, amount) in enumerate(
        [("idrott", "Idrott", 1_240_000), ("teater", "Teater", 10_000)]
    ):
        Grant.objects.create(report=report, key=key, label=label, amount=amount, position=position + 1)
    return fresh(report)


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def file_of(client: Client, report: Report, extension: str) -> bytes:
    answer: Any = client.get(reverse("report_file", args=[report.slug, extension]))
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def opened(report: Report) -> dict[str, str]:
    """What a browser sends of an untouched page."""
    return SectionEntry(section_of(fresh(report), "bidrag")).as_posted()


def amounts(report: Report) -> dict[str, Decimal]:
    return dict(Grant.objects.filter(report=report).values_list("label", "amount"))


# Read ------------------------------------------------------------------------------------------------------


def test_the_page_has_its_table(person: Client, report: Report) -> None:
    page = Page(person.get(reverse("report_page", args=[report.slug])).content)
    assert page.texts("caption") == ["Stöd 2023 (tkr)"]
    assert [cell for cell in page.texts("td") if cell] == ["1 240", "10", "1 250"]


def test_pdf(person: Client, report: Report) -> None:
    text = " ".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file_of(person, report, "pdf"))).pages
    )
    assert "Stöd 2023" in text
    assert "Teater" in text


def test_excel(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(person, report, "xlsx")))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert [row[:2] for row in rows if row[0] in ("Idrott", "Teater")] == [("Idrott", 1240), ("Teater", 10)]
    (total,) = [row[1] for row in rows if row[0] == "Summa"]
    assert str(total).startswith("=")  # of the rows above it


def test_word(person: Client, report: Report) -> None:
    (table,) = docx.Document(io.BytesIO(file_of(person, report, "docx"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == ROWS


def test_json(person: Client, report: Report) -> None:
    document = json.loads(file_of(person, report, "json"))
    (table,) = document["sections"][0]["blocks"]
    assert (table["key"], [row["key"] for row in table["rows"]]) == ("bidrag", ["idrott", "teater", "summa"])


def test_review_reads_its_table_and_text(report: Report) -> None:
    report.texts.create(section_key="bidrag", markdown="Idrott fick 1 204 tkr i stöd under året.")
    (finding,) = findings_of(fresh(report))
    assert (finding.code, finding.section_key) == ("siffra-i-text", "bidrag")
    assert "men Idrott, Belopp i ”Stöd 2023” är 1\u00a0240\u00a0tkr" in finding.message


# Written ---------------------------------------------------------------------------------------------------


def test_the_whole_form_is_saved(person: Client, report: Report) -> None:
    data = opened(report) | {"bidrag-0-amount": "41", "bidrag-2-label": "Bygdegård", "bidrag-2-amount": "5"}
    answer = person.post(reverse("section_edit", args=[report.slug, "bidrag"]), data | print_of(report))
    assert answer.status_code == 302
    assert amounts(report) == {"Idrott": 41_000, "Teater": 10_000, "Bygdegård": 5_000}
    assert Grant.objects.get(label="Bygdegård").key == "bygdegard"


def test_unparsable_text_is_refused_at_its_field(person: Client, report: Report) -> None:
    data = opened(report) | {"bidrag-0-amount": "4O"}
    answer = person.post(reverse("section_edit", args=[report.slug, "bidrag"]), data | print_of(report))
    assert answer.status_code == 422
    assert Page(answer.content).texts("p", id="id_bidrag-0-amount_error") != []
    assert amounts(report)["Idrott"] == 1_240_000


def test_the_table_follows_typing(person: Client, report: Report) -> None:
    new = {"bidrag-2-label": "Ny", "bidrag-2-amount": "1", "bidrag-3-label": "Ny", "bidrag-3-amount": "2"}
    data = opened(report) | {"bidrag-0-amount": "90"} | new
    assert previewed(person, report, "bidrag", data).texts("td") == ["90", "10", "1", "2", "103"]
    assert amounts(report)["Idrott"] == 1_240_000


def test_a_cell_is_saved_during_typing(person: Client, report: Report) -> None:
    answer = autosave(person, report, "bidrag", opened(report) | {"bidrag-0-amount": "42"})
    assert (answer["saved"], answer["errors"], answer["conflicts"]) == (True, {}, {})
    assert amounts(report)["Idrott"] == 42_000
    last = JournalEntry.objects.latest("pk")
    assert (last.model, last.field, last.new) == ("tiny_chapter.grant", "amount", "42000")


def test_a_filled_in_workbook_is_read(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(person.get(reverse("entry_workbook", args=[report.slug])).content)
    )
    cell = next(cell for row in book["Stöd 2023"] for cell in row if cell.value == 1240)
    cell.value = 77
    filled = io.BytesIO()
    book.save(filled)
    file = SimpleUploadedFile("bidrag.xlsx", filled.getvalue())
    preview = person.post(reverse("import_start", args=[report.slug]), {"file": file})["Location"]
    seen = Page(person.get(preview).content).values()["seen"]
    person.post(preview, {"seen": seen})
    assert amounts(report) == {"Idrott": 77_000, "Teater": 10_000}


def test_a_file_of_a_kind_of_its_own_is_read(person: Client, report: Report) -> None:
    start = reverse("import_start", args=[report.slug])
    assert "En rad per förening." in Page(person.get(start).content).texts("p")
    file = SimpleUploadedFile("2023.bid", b"BIDRAG\nIdrott: 77\nTeater: 10 000")
    preview = person.post(start, {"file": file})["Location"]
    page = Page(person.get(preview).content)
    assert page.texts("li", class_="change") == ["Idrott: 77 kr"]
    person.post(preview, {"seen": page.values()["seen"]})
    assert amounts(report) == {"Idrott": 77, "Teater": 10_000}
    assert "2023.bid (bidragsfil), " in person.get(start).content.decode()


# The report and its template -------------------------------------------------------------------------------


def test_the_template_editor_asks_for_its_options(person: Client, report: Report) -> None:
    address = reverse("template_section", args=[report.template_id, "bidrag"])
    page = Page(person.get(address).content)
    assert page.texts("label")[-2:] == ["Tabellens rubrik", "Visa summan"]
    data = page.values() | {"options-title": "Stöd {month}"}
    del data["options-show_total"]
    assert person.post(address, data).status_code == 302
    latest = report.committee.templates.latest("version")
    assert latest.specs[0].options == {"title": "Stöd {month}", "show_total": False}


def test_a_report_without_rows_is_not_handed_in(report: Report) -> None:
    Grant.objects.all().delete()
    section = section_of(fresh(report), "bidrag")
    assert (section.blocks(), section.problems()) == (
        [],
        ["Avsnittet ”Bidrag” har inga bidrag. Lägg till minst ett."],
    )


def test_a_new_period_takes_over_the_names(report: Report) -> None:
    following = make_report(template=report.template, actuals_through=dt.date(2024, 8, 31), previous=report)
    section_of(following, "bidrag").start_from(report)
    assert amounts(following) == {"Idrott": None, "Teater": None}
