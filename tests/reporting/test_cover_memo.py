"""The tjänsteskrivelse: its parts, what is refused at hand-in, and its place in page and PDF."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from reporting.assembly import assemble
from reporting.cover_memo import PARTS, CoverMemoSection, as_list
from reporting.document import Heading, Prose
from reporting.models import CoverMemo, Report
from reporting.placeholders import placeholder_problem, placeholders
from reporting.rendering import render_memo, render_pdf
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf

pytestmark = pytest.mark.django_db
NEXT = dt.date(2023, 12, 31)
KIND = CoverMemoSection.kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Namn namn, förvaltningschef", ["Namn namn"]),
        ("Förnamn Efternamn", ["Förnamn Efternamn"]),
        ("Dnr xx/2023 och xx/2024", ["xx"]),
        ("Summan är XXX tkr", ["XXX"]),
        ("[Ange ärende] och [Skriv text här]", ["[Ange ärende]", "[Skriv text här]"]),
        ("Beslut ÅÅÅÅ-MM-DD", ["ÅÅÅÅ-MM-DD"]),
        ("[Ange](https://example.se)", []),
        ("Ett namn på nämnden, maxx och Exxon", []),
        ("Nämnden noterar [se bilaga 1].", []),
        ("", []),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]) -> None:
    assert placeholders(text) == found


def test_a_placeholder_is_told_with_its_place() -> None:
    assert placeholder_problem("Avsnittet ”Inledning”", "Dnr xx, Namn namn") == [
        "Avsnittet ”Inledning” har kvar ”xx”, ”Namn namn” från en förlaga. Skriv det som ska stå där."
    ]


@pytest.mark.parametrize(
    ("text", "numbered", "markdown"),
    [
        ("Godkänna rapporten.", True, "Godkänna rapporten."),
        ("Godkänna rapporten.\n\nLägga den till handlingarna.",
         True, "1. Godkänna rapporten.\n2. Lägga den till handlingarna."),
        ("3. Ett\n- Två", True, "1. Ett\n2. Två"),
        ("Delårsrapport\n2. Protokoll", False, "- Delårsrapport\n- Protokoll"),
        ("2023 års rapport", False, "2023 års rapport"),
        ("", True, ""),
    ],
)  # fmt: skip
def test_lines_become_a_list(text: str, numbered: bool, markdown: str) -> None:
    assert as_list(text, is_numbered=numbered) == markdown


def make_memo(options: dict[str, Any] | None = None, **texts: str) -> Report:
    parts = section("skrivelse", KIND, heading="Tjänsteskrivelse", is_numbered=False, options=options or {})
    report = make_report(parts, section("inledning"))
    CoverMemo.objects.create(report=report, **texts)
    return fresh(report)


def test_the_memo_is_the_first_part_with_the_templates_headings() -> None:
    options = {"parts": [{"key": "proposals"}, {"key": "description", "heading": "Bakgrund"}, "economy"]}
    report = make_memo(
        options, matter="Delårsrapport", reference="SN 2023/12", description="Enligt plan.",
        proposals="Godkänna\nExpediera", summary="Visas inte",
    )  # fmt: skip
    first, second = assemble(report).sections
    assert (first.is_front, first.number, second.is_front, second.number) == (True, "", False, "1")
    assert first.blocks == (
        Prose(markdown="**Ärende:** Delårsrapport  \n**Diarienummer:** SN 2023/12"),
        Heading(text="Förslag till beslut"),
        Prose(markdown="1. Godkänna\n2. Expediera"),
        Heading(text="Bakgrund"),
        Prose(markdown="Enligt plan."),
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"delar": []}, "Tjänsteskrivelse har bara inställningen parts."),
        ({"parts": []}, "Tjänsteskrivelse har minst en del."),
        ({"parts": ["summary", "summary"]}, "Tjänsteskrivelse har samma del eller rubrik två gånger."),
        ({"parts": [{"key": "summary", "heading": " "}]}, "En del av Tjänsteskrivelse saknar rubrik."),
        (
            {"parts": ["namn"]},
            f"En del av Tjänsteskrivelse är någon av {', '.join(PARTS)}, med rubrik om man vill.",
        ),
    ],
)
def test_options_that_are_wrong_are_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        CoverMemoSection.clean_options(options)


def test_placeholders_and_missing_parts_stand_in_the_way_of_handing_in() -> None:
    report = make_memo(description="[Ange bakgrund]", matter="Rapport")
    assert report.problems() == [
        "Avsnittet ”Tjänsteskrivelse” saknar Förslag till beslut.",
        "Avsnittet ”Tjänsteskrivelse”: Beskrivning har kvar ”[Ange bakgrund]” från en förlaga. "
        "Skriv det som ska stå där.",
    ]


def test_placeholders_in_prose_stand_in_the_way_too() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Resultatet blev xx tkr.")
    assert fresh(report).problems() == [
        "Avsnittet ”Inledning” har kvar ”xx” från en förlaga. Skriv det som ska stå där."
    ]


def test_the_memo_is_typed_in(client: Client) -> None:
    report = make_memo()
    client.force_login(make_user(report.committee))
    address = reverse("section_edit", args=[report.slug, "skrivelse"])
    data = Page(client.get(address).content).values()
    data |= {"skrivelse-matter": "Delårsrapport", "skrivelse-proposals": "Godkänna\r\nExpediera"}
    assert client.post(address, data).status_code == 302
    memo = CoverMemo.objects.get(report=report)
    assert (memo.matter, memo.proposals) == ("Delårsrapport", "Godkänna\nExpediera")


def test_a_picture_is_refused_beside_its_field(client: Client) -> None:
    report = make_memo()
    client.force_login(make_user(report.committee))
    address = reverse("section_edit", args=[report.slug, "skrivelse"])
    data = Page(client.get(address).content).values() | {"skrivelse-summary": "![bild](x.png)"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert Page(answer.content).texts("p", id="id_skrivelse-summary_error") == [
        "Texten har en bild. Bilder kan inte stå i löptext: beskriv innehållet i ord eller i en tabell."
    ]


def test_a_new_period_begins_with_the_same_recipients() -> None:
    before = make_memo(recipients="Kommunstyrelsen", matter="Delårsrapport")
    report = make_report(template=before.template, previous=before, actuals_through=NEXT)
    for each in fresh(report).sections:
        each.start_from(before)
    memo = CoverMemo.objects.get(report=report)
    assert (memo.recipients, memo.matter) == ("Kommunstyrelsen", "")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_in_the_pdf_it_stands_before_the_contents() -> None:
    content = render_pdf(assemble(make_memo(matter="Delårsrapport", proposals="Godkänna\nExpediera")))
    assert_valid_pdf(content)
    assert [("Förslag till beslut" in text, "Innehåll" in text) for text in pages(content)[1:3]] == [
        (True, False),
        (False, True),
    ]


def test_the_memo_is_a_file_of_its_own(client: Client) -> None:
    report = make_memo(matter="Delårsrapport", proposals="Godkänna\nExpediera")
    client.force_login(make_user(report.committee))
    answer = client.get(reverse("cover_memo_file", args=[report.slug]))
    assert answer["Content-Type"] == "application/pdf"
    assert_valid_pdf(answer.content)
    assert len(pages(answer.content)) == 1
    assert answer.content == render_memo(assemble(fresh(report)))


def test_a_report_without_a_memo_has_no_such_file(client: Client) -> None:
    report = make_report()
    client.force_login(make_user(report.committee))
    assert client.get(reverse("cover_memo_file", args=[report.slug])).status_code == 404
