"""The standards of a report's PDF, chosen in the mall."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.assembly import document_of
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.document.pdf_profile import PdfProfile
from reporting.models import Report, ReportTemplate
from reporting.models.choices import Role
from reporting.renderers.pdf import html_to_pdf
from reporting.renderers.pdf.separate_process import html_to_pdf_in_own_process
from tests.factories import make_report, make_template, make_user, section
from tests.html import Page
from tests.reporting.pdf_reading import AUTHOR, CREATED, make, opened, small, structure
from tests.reporting.print_sample import TITLE, sample_html

UA2 = PdfProfile.UA2


def sent(client: Client, template: ReportTemplate, profile: str) -> Any:
    data = {"state": template.state, "pdf": "", "pdf_profile": profile}
    return client.post(reverse("template_edit", args=[template.pk]), data)


@pytest.mark.django_db
def test_the_mall_chooses_and_its_reports_follow(client: Client) -> None:
    report = make_report()
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    assert document_of(report).pdf_profile is PdfProfile.UA1
    assert sent(client, report.template, UA2).status_code == 302
    newest = report.committee.templates.get(version=report.template.version + 1)
    report.template.refresh_from_db()
    assert (report.template.pdf_profile, newest.pdf_profile) == ("ua1", "ua2")
    Report.objects.filter(pk=report.pk).update(template=newest)
    document = document_of(Report.objects.get(pk=report.pk))
    assert document.pdf_profile is UA2
    assert from_json(to_json(document)) == document
    page = Page(client.get(reverse("template_edit", args=[newest.pk])).content)
    assert [
        field.attrs["value"] for field in page.all("input", name="pdf_profile") if "checked" in field.attrs
    ] == ["ua2"]


@pytest.mark.django_db
def test_an_unknown_standard_is_refused(client: Client) -> None:
    template = make_template(section("inledning"))
    client.force_login(make_user(template.committee, Role.CONTROLLER))
    assert sent(client, template, "ua9").status_code == 422
    template.refresh_from_db()
    assert template.pdf_profile == "ua1"


def test_the_file_says_its_standards_and_is_the_same_from_its_own_process() -> None:
    arguments: dict[str, Any] = {"title": TITLE, "author": AUTHOR, "created": CREATED, "profile": UA2}
    content = html_to_pdf(sample_html(), **arguments)
    assert content.startswith(b"%PDF-2.0")
    with opened(content) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
    for said in ('pdfuaid:part="2"', "wtpdf#accessibility1.0", "wtpdf#reuse1.0", 'pdfaid:part="4"'):
        assert said in metadata
    assert html_to_pdf_in_own_process(sample_html(), **arguments) == content


def test_links_and_bookmarks_lead_to_tags() -> None:
    with opened(make(sample_html(), UA2)) as pdf:
        first = pdf.Root.Outlines.First
        assert (str(first.A.S), str(first.A.SD[0].S)) == ("/GoTo", "/H1")
        names = pdf.Root.Names.Dests.Names
        kinds = {str(name): str(place.SD[0].S) for name, place in zip(names[::2], names[1::2], strict=True)}
        annotations = [link for page in pdf.pages for link in page.get("/Annots", [])]
        links = [str(link.Dest) for link in annotations if "/Dest" in link]
        referred = [str(tag.Ref[0].S) for tag in structure(pdf) if tag.S == "/TOCI"]
    assert {kinds[link] for link in links} == {"/Sect"}
    assert set(referred) == {"/Sect"}


def test_two_headings_of_the_same_words_have_a_bookmark_each() -> None:
    page = small("<h2>Samma</h2><p>Ett.</p><h2>Samma</h2><p>Två.</p>")
    with opened(make(page, UA2)) as pdf:
        first = pdf.Root.Outlines.First.First
        targets = [first.A.SD[0].objgen, first.Next.A.SD[0].objgen]
        headings = [tag.objgen for tag in structure(pdf) if tag.S == "/H2"]
    assert targets == headings
    assert len(set(headings)) == 2
