"""Adopting with the nämnd's decision: its day and paragraph, what is asked first, and where it is told."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.document.decision import paragraph_of
from reporting.models import CoverMemo, JournalEntry, Report, Role
from reporting.models.memo import PARTS
from reporting.permissions import Action
from reporting.renderers.page import print_html
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page

pytestmark = pytest.mark.django_db
DECIDED = {"on": "2023-09-13", "paragraph": "§ 34", "diary_number": "IT 23-17"}


@pytest.fixture
def report() -> Report:
    """Approved, with actuals through 31 July 2023."""
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Verksamheten har gått bra.")
    take(report, Action.HAND_IN, by=make_user(report.committee, Role.CONTROLLER))
    take(fresh(report), Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    return fresh(report)


@pytest.fixture
def administrator(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee, Role.ADMINISTRATOR))
    return client


def adoption(client: Client, report: Report, **data: str) -> Any:
    return client.post(reverse("report_adoption", args=[report.slug]), DECIDED | data)


def test_what_is_adopted_is_shown_first(administrator: Client, report: Report) -> None:
    page = Page(administrator.get(reverse("report_adoption", args=[report.slug])).content)
    assert page.texts("code") == [report.handed_in_documents.get().sha256]
    assert "Utan att logga in läses den först när en administratör publicerar den." in page.text


def test_the_decision_is_told_wherever_the_report_is_read(administrator: Client, report: Report) -> None:
    assert adoption(administrator, report).status_code == 302
    said = "13 september 2023, §\u00a034"
    document = fresh(report).adopted_document.document()
    assert (str(document.decision), document.diary_number) == (said, "IT 23-17")
    page = administrator.get(reverse("report_page", args=[report.slug])).content.decode()
    workspace = administrator.get(reverse("report_workspace", args=[report.slug])).content.decode()
    shown = said.replace("\u00a0", " ")  # in a page's text
    assert shown in Page(page).text
    assert "dnr IT 23-17" in Page(page).text
    assert f"Beslutad {shown}, diarienummer IT 23-17" in Page(workspace).text
    printed = Page(print_html(document)).text
    assert f"Fastställd av {report.committee.name} {shown}." in printed
    assert f"Fastställd {shown}" in printed  # the cover
    book = openpyxl.load_workbook(io.BytesIO(file_of(administrator, report, "xlsx")))
    about = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(max_col=2)}
    assert (about["Beslut"], about["Diarienummer"]) == (said, "IT 23-17")
    word = docx.Document(io.BytesIO(file_of(administrator, report, "docx")))
    assert f"Beslut\t{said}" in [paragraph.text for paragraph in word.paragraphs]


def file_of(client: Client, report: Report, extension: str) -> bytes:
    answer: Any = client.get(reverse("report_file", args=[report.slug, extension]))
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_decision_is_journaled(administrator: Client, report: Report) -> None:
    adoption(administrator, report)
    told = JournalEntry.objects.filter(report=report, field__in=["decided_on", "paragraph", "diary_number"])
    assert dict(told.values_list("field", "new")) == {
        "decided_on": "2023-09-13",
        "paragraph": "34",
        "diary_number": "IT 23-17",
    }


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"on": ""}, "Detta fält måste fyllas i."),
        (
            {"on": "2023-07-31"},
            "Nämnden kan inte ha beslutat före 2023-08-01, för perioden slutar 2023-07-31.",
        ),
        ({"paragraph": ""}, "Detta fält måste fyllas i."),
        ({"paragraph": "trettio"}, "Skriv paragrafens nummer i protokollet, till exempel 34."),
        ({"paragraph": "٣٤"}, "Skriv paragrafens nummer i protokollet, till exempel 34."),
    ],
)
def test_what_is_no_decision_is_told_beside_its_field(
    administrator: Client, report: Report, data: dict[str, str], error: str
) -> None:
    answer = adoption(administrator, report, **data)
    page = Page(answer.content)
    assert (answer.status_code, page.texts("p", class_="field-error")) == (422, [error])
    assert fresh(report).status == "approved"
    kept = {
        element.attrs["name"]: element.attrs.get("value", "") for element in page.all("input", type="text")
    }
    assert kept["diary_number"] == "IT 23-17"


def test_nobody_decides_tomorrow(administrator: Client, report: Report) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    answer = adoption(administrator, report, on=tomorrow.isoformat())
    assert "Beslutets dag har inte varit än." in Page(answer.content).text


def test_the_diarienummer_of_the_tjansteskrivelse_is_proposed(client: Client) -> None:
    report = make_report(section("skrivelse", "reporting.cover_memo"))
    parts = dict.fromkeys(PARTS, "Rapporten fastställs.")
    CoverMemo.objects.create(report=report, matter="Delårsrapport", diary_number="IT 23-9", **parts)
    take(report, Action.HAND_IN, by=make_user(report.committee, Role.CONTROLLER))
    take(fresh(report), Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    client.force_login(make_user(report.committee, Role.ADMINISTRATOR))
    page = Page(client.get(reverse("report_adoption", args=[report.slug])).content)
    (field,) = page.all("input", name="diary_number")
    assert field.attrs["value"] == "IT 23-9"


@pytest.mark.parametrize(("typed", "kept"), [("34", "34"), ("§ 34", "34"), ("§34 A", "34a"), (" 7 ", "7")])
def test_a_paragraph_is_written_as_people_do(typed: str, kept: str) -> None:
    assert paragraph_of(typed) == kept
