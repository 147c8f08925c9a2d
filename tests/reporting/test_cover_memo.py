"""The tjänsteskrivelse: typed, first in the report, a separate PDF, and complete before hand-in."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from reporting.assembly import assemble
from reporting.core_sections.cover_memo import CoverMemoSection
from reporting.document import placeholders
from reporting.document.blocks import Heading, Prose
from reporting.models import CoverMemo, Report
from reporting.models.choices import Status
from reporting.renderers.formats import memo_alone
from reporting.sections import section_of
from reporting.workflow.blockers import problems
from tests.factories import make_report, make_user, section
from tests.patches import print_of
from tests.pdf_validation import assert_valid_pdf

MEMO = section("brev", "reporting.cover_memo", heading="Tjänsteskrivelse", is_numbered=False)
TEXT = section("inledning", has_prose=True)


@pytest.fixture
def report(db: None) -> Report:
    report = make_report(MEMO | {"options": {"description": "Bakgrund"}}, TEXT)
    report.texts.create(section_key="inledning", markdown="Klart.")
    CoverMemo.objects.create(
        report=report,
        matter="Delårsrapport *2024*",
        diary_number="IT 24-1",
        summary="Kort.",
        description="Länge sedan.",
        proposal="1. Nämnden godkänner.\n2. Nämnden skickar vidare.",
    )
    return report


def fresh(report: Report) -> Report:
    return Report.objects.with_context().get(pk=report.pk)


def test_parts_are_in_order_under_the_templates_headings(report: Report) -> None:
    memo, _ = assemble(fresh(report)).sections
    assert [block.text if isinstance(block, Heading) else block.markdown for block in memo.blocks] == [  # type: ignore[union-attr]
        "**Ärende:** Delårsrapport \\*2024\\*\n\n**Diarienummer:** IT 24\\-1",
        "Sammanfattning", "Kort.",
        "Bakgrund", "Länge sedan.",
        "Förslag till beslut", "1. Nämnden godkänner.\n2. Nämnden skickar vidare.",
    ]  # fmt: skip


def test_the_pdf_of_the_memo_has_the_memo_alone(report: Report) -> None:
    client = Client()
    client.force_login(make_user(report.committee), "django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("report_memo", args=[report.slug]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert (response.status_code, "Nämnden godkänner." in text, "Klart." in text) == (200, True, False)
    assert_valid_pdf(response.content)


@pytest.mark.parametrize(
    ("status", "marked"), [(Status.DRAFT, "UTKAST daterad"), (Status.HANDED_IN, "INLÄMNAD, ej fastställd")]
)
def test_every_page_of_the_memo_says_its_status(report: Report, status: str, marked: str) -> None:
    CoverMemo.objects.update(description="\n\n".join(f"Stycke {n} av ärendet." for n in range(60)))
    Report.objects.update(status=status)
    client = Client()
    client.force_login(make_user(report.committee))
    response = client.get(reverse("report_memo", args=[report.slug]))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]
    assert len(pages) > 1
    assert [marked in text for text in pages] == [True] * len(pages)
    assert_valid_pdf(response.content)


def test_a_report_without_a_memo_has_no_pdf_of_it(db: None) -> None:
    report = make_report(TEXT)
    assert memo_alone(assemble(fresh(report))) is None
    client = Client()
    client.force_login(make_user(report.committee), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("report_memo", args=[report.slug])).status_code == 404


def typed(**changes: str) -> dict[str, str]:
    parts = ("matter", "diary_number", "summary", "description", "basis", "proposal", "consequences",
             "attachments", "recipients")  # fmt: skip
    return {f"brev-{name}": "" for name in parts} | {f"brev-{name}": text for name, text in changes.items()}


def test_it_is_typed_in_and_a_bad_part_keeps_the_rest(report: Report) -> None:
    client = Client()
    client.force_login(make_user(report.committee), "django.contrib.auth.backends.ModelBackend")
    address = reverse("section_edit", args=[report.slug, "brev"])

    refused = client.post(
        address, print_of(report) | typed(matter="Nytt ärende", summary="![bild](x)", basis="- Underlag")
    )
    assert refused.status_code == 422
    assert [
        refused.content.decode().count(text) for text in ("Texten har en bild", "- Underlag</textarea>")
    ] == [1, 1]
    assert CoverMemo.objects.get(report=report).matter == "Delårsrapport *2024*"

    saved = client.post(
        address, print_of(report) | typed(matter="Nytt ärende", summary="Ny.", proposal="1. Ja.")
    )
    memo = CoverMemo.objects.get(report=report)
    # What the page was not opened with is not taken for changed.
    assert (saved.status_code, memo.matter, memo.summary, memo.description) == (
        302, "Nytt ärende", "Ny.", "Länge sedan.",
    )  # fmt: skip


def test_it_is_complete_and_without_placeholders_before_hand_in(report: Report) -> None:
    assert problems(fresh(report)) == []
    CoverMemo.objects.filter(report=report).update(summary="", recipients="Namn namn, [Ange titel] och xx")
    assert problems(fresh(report)) == [
        "Avsnittet ”Tjänsteskrivelse”: Sammanfattning saknas.",
        "Avsnittet ”Tjänsteskrivelse” har platshållare kvar: ”Namn namn”, ”[Ange titel]”, ”xx”. "
        "Skriv det som ska stå.",
    ]


def test_prose_with_placeholders_is_not_handed_in_either(report: Report) -> None:
    report.texts.filter(section_key="inledning").update(markdown="xx utses att justera.")
    assert problems(fresh(report)) == [
        "Avsnittet ”Inledning” har platshållare kvar: ”xx”. Skriv det som ska stå."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xx utses", ["xx"]),
        ("Namn namn, titel", ["Namn namn"]),
        ("[Ange vem som är beställare]", ["[Ange vem som är beställare]"]),
        ("YYYY-MM-DD", ["YYYY-MM-DD"]),
        ("Se [rapporten](https://example.org) för år 2020, XXL och Maxx", []),
    ],
)
def test_placeholders(text: str, expected: list[str]) -> None:
    assert placeholders.find(text) == expected


@pytest.mark.parametrize("options", [{"okand": "X"}, {"summary": ""}, {"summary": 3}, {"summary": "x" * 101}])
def test_bad_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Tjänsteskrivelse"):
        CoverMemoSection.clean_options(options)


def test_a_new_period_takes_over_what_is_much_the_same(report: Report) -> None:
    new = make_report(MEMO, TEXT)
    section_of(fresh(new), "brev").start_from(report)
    memo = CoverMemo.objects.get(report=new)
    assert (memo.matter, memo.description, memo.summary) == (new.title, "Länge sedan.", "")
    assert isinstance(assemble(fresh(new)).sections[0].blocks[0], Prose)
