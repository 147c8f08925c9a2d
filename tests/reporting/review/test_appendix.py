"""The review as a printed appendix: its contents, and that it is as accessible as the report."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from reporting.assembly import Edition
from reporting.document.blocks import Heading, Prose
from reporting.document.document import Document
from reporting.document.prose import to_text
from reporting.management.commands.load_demo import REPORTS
from reporting.models import AdoptedDocument, Report, Role, User
from reporting.permissions import Action
from reporting.renderers.formats import render_pdf
from reporting.review.appendix import Acceptance, AppendixFinding, appendix
from reporting.review.edition import ReviewEdition
from reporting.review.engine import RULES
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import open_errors
from reporting.review.rules.spelling import Spelling
from reporting.review.rules.tables import PrintedTotal
from reporting.workflow.acceptance import accept, reopen
from tests.factories import fresh, make_committee, make_report, make_user, section, take
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf, require_verapdf, verapdf_failures
from tests.reporting.review.samples import LINES, doc, result

DIGEST = "ab" * 32
WRONG = "Avtal är tecknat med 3 av 5 verksamheter, de övriga 3 är på gång."


def texts(made: Document) -> dict[str, list[str]]:
    """The lines of each section, headings included."""
    return {
        part.title: [
            line
            for block in part.blocks
            for line in (
                [block.text]
                if isinstance(block, Heading)
                else to_text(block.markdown).split("\n")
                if isinstance(block, Prose)
                else []
            )
        ]
        for part in made.sections
    }


def tables(made: Document) -> dict[str, dict[str, list[str]]]:
    return {
        table.title: {row.label: [cell.text for cell in row.cells] for row in table.rows}
        for table in made.tables()
    }


REPORT = doc(result(*LINES))
SUM = Finding(
    code="summa", severity=Severity.ERROR, section_key="ekonomi", table="resultat", row="summa", column="forecast",
    message="”Summa” är 51 tkr, men raderna ger 50 tkr.", computation="−1 100 + 680 + 470 = 50",
)  # fmt: skip
PART = Finding(
    code="del-av", severity=Severity.WARNING, section_key="ekonomi", message="”3 av 5” går inte ihop.",
    sentence="*Avtal* med 3 av 5, de övriga 3 [här](https://a.example/).",
)  # fmt: skip
ACCEPTANCE = Acceptance("Så [sade](x) de, _alla_.", "controller", "i går")


def test_an_open_finding_says_where_how_and_by_which_check() -> None:
    made = appendix(REPORT, [AppendixFinding(SUM)], digest=DIGEST)
    assert made.title == "Granskning: Delårsrapport 2023"
    lines = texts(made)
    assert list(lines) == ["Om granskningen", "Fel", "Kontroller som har gjorts"]
    assert lines["Fel"] == [
        f"{PrintedTotal.name} – Ekonomi",
        "”Summa” är 51 tkr, men raderna ger 50 tkr.",
        "Platsen: Ekonomiskt resultat: Summa, Årsprognos: 50 tkr",
        "Uträkning: −1 100 + 680 + 470 = 50",
        f"Kontroll: {PrintedTotal.help} (summa)",
    ]


def test_a_sentence_is_quoted_and_typed_markup_is_escaped() -> None:
    lines = texts(appendix(REPORT, [AppendixFinding(PART, ACCEPTANCE)], digest=DIGEST))
    heading, message, sentence, _check, accepted = lines["Godtagna med skäl"]
    assert heading.startswith("Varning: ")
    assert message == PART.message
    assert sentence == f"Meningen: ”{PART.sentence}”"
    assert accepted == "Godtagen: ”Så [sade](x) de, _alla_.” Controller, i går."


def test_how_many_were_found_and_what_was_looked_for() -> None:
    made = tables(appendix(REPORT, [AppendixFinding(SUM), AppendixFinding(PART, ACCEPTANCE)], digest=DIGEST))
    assert made["Antal iakttagelser"] == {
        "Fel": ["1", "0"], "Varningar": ["0", "1"], "Råd": ["0", "0"], "Avrundningar": ["0", "0"], "Summa": ["1", "1"],
    }  # fmt: skip
    rules = made["Kontroller och antal iakttagelser"]
    assert list(rules) == [rule.name for rule in RULES]
    assert rules[PrintedTotal.name] == [PrintedTotal.help, "1", "0"]
    assert rules["En platshållare står kvar"][1:] == ["0", "0"]


def test_nothing_to_remark_on() -> None:
    made = appendix(REPORT, [], digest=DIGEST)
    assert texts(made)["Om granskningen"][-1] == "Inget att anmärka på."
    assert [table.key for table in made.tables()] == ["granskning-regler"]
    assert f"{DIGEST[:32]} {DIGEST[32:]}" in texts(made)["Om granskningen"]


def test_a_check_not_made_does_not_claim_to_have_found_nothing() -> None:
    made = appendix(REPORT, [], digest=DIGEST, has_dictionary=False)
    not_made = "Stavningen är inte granskad: portalen hade ingen svensk ordlista."
    assert not_made in texts(made)["Om granskningen"]
    rules = tables(made)["Kontroller och antal iakttagelser"]
    assert {name: cells[1:] for name, cells in rules.items() if cells[1:] != ["0", "0"]} == {
        Spelling.name: ["inte gjord", "inte gjord"]
    }
    assert not_made not in texts(appendix(REPORT, [], digest=DIGEST))["Om granskningen"]


# In the portal


@pytest.mark.parametrize("has_dictionary", [False, True])
def test_the_printed_appendix_says_if_spelling_was_reviewed(
    report: Report, has_dictionary: bool, settings: Any, tmp_path: Path
) -> None:
    if has_dictionary:
        (tmp_path / "egen.aff").write_text("SET UTF-8\n", encoding="utf-8")
        (tmp_path / "egen.dic").write_text("1\nnämnd\n", encoding="utf-8")
        settings.SPELLING_DICTIONARY = str(tmp_path / "egen")
    about = texts(ReviewEdition(fresh(report)).document)["Om granskningen"]
    assert any(line.startswith("Stavningen är inte granskad") for line in about) is not has_dictionary


@pytest.fixture
def report(db: None) -> Report:
    made = make_report(section("inledning", has_prose=True))
    made.texts.create(section_key="inledning", markdown=WRONG)
    return made


@pytest.fixture
def controller(report: Report, client: Client) -> User:
    user = make_user(report.committee, Role.CONTROLLER, username="anna.andersson")
    client.force_login(user)
    return user


def accepted_lines(report: Report) -> list[str]:
    return texts(ReviewEdition(fresh(report)).document).get("Godtagna med skäl", [])


def test_who_accepted_is_a_function_not_a_name(report: Report, controller: User) -> None:
    (finding,) = open_errors(fresh(report))
    accept(fresh(report), finding.fingerprint, reason="De har blivit sex.", by=controller)
    report.accepted_findings.update(at=dt.datetime(2024, 5, 3, 12, 32, tzinfo=dt.UTC))
    assert accepted_lines(report)[-1] == "Godtagen: ”De har blivit sex.” Controller, 3 maj 2024 14:32."
    controller.memberships.create(committee=make_committee(), role=Role.ADMINISTRATOR)
    controller.memberships.create(committee=report.committee, role=Role.APPROVER)
    assert accepted_lines(report)[-1].endswith("Controller och godkännare, 3 maj 2024 14:32.")
    controller.memberships.all().delete()
    assert accepted_lines(report)[-1].endswith("Någon som inte längre är med i nämnden, 3 maj 2024 14:32.")


def test_the_pdf_follows_the_review_and_is_not_sent_twice(
    client: Client, report: Report, controller: User
) -> None:
    address = reverse("report_review_file", args=[report.slug])
    first = client.get(address)
    assert first.headers["Content-Disposition"] == f'inline; filename="{report.slug}-granskning.pdf"'
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "”3 av 5” och övriga 3 går inte ihop." in words(first.content)
    (finding,) = open_errors(fresh(report))
    accept(fresh(report), finding.fingerprint, reason="De har blivit sex.", by=controller)
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert "De har blivit sex." in words(second.content)
    reopen(fresh(report), finding.fingerprint, by=controller)
    assert "De har blivit sex." not in words(client.get(address).content)


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_review_page_offers_it(client: Client, report: Report, controller: User) -> None:
    page = Page(client.get(reverse("report_review", args=[report.slug])).content)
    address = reverse("report_review_file", args=[report.slug])
    assert [link.text for link in page.all("a", href=address)] == ["Granskningen som bilaga (PDF)"]


def test_what_is_adopted_is_the_same_with_and_without_it(report: Report, controller: User) -> None:
    (finding,) = open_errors(fresh(report))
    accept(fresh(report), finding.fingerprint, reason="De har blivit sex.", by=controller)
    before = Edition(fresh(report)).digest
    for role, action in ((Role.APPROVER, Action.APPROVE), (Role.ADMINISTRATOR, Action.ADOPT)):
        if action is Action.APPROVE:
            take(fresh(report), Action.HAND_IN, by=controller)
        take(fresh(report), action, by=make_user(report.committee, role))
    adopted = fresh(report)
    assert AdoptedDocument.objects.get().sha256 == Edition(adopted).digest
    made = ReviewEdition(adopted).document
    assert f"{Edition(adopted).digest[:32]} {Edition(adopted).digest[32:]}" in texts(made)["Om granskningen"]
    assert before != Edition(adopted).digest  # its status is another: the review is of what was adopted


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_however_much_is_found(
    client: Client, report: Report, controller: User, count: int, django_assert_num_queries: Any
) -> None:
    """Session, user, report, roles; members, texts, acceptances, who accepted them, answers of the hand-in: the
    document is made once."""
    report.texts.update(
        markdown="\n\n".join(f"Vi har nått {number + 6} av 5 mål." for number in range(count))
    )
    for finding in open_errors(fresh(report)):
        accept(fresh(report), finding.fingerprint, reason="Så är det.", by=controller)
    with django_assert_num_queries(9):
        assert client.get(reverse("report_review_file", args=[report.slug])).status_code == 200


@pytest.mark.verapdf
def test_every_demo_report_gets_an_accessible_archival_appendix(demo: None, tmp_path: Path) -> None:
    require_verapdf()
    paths = [tmp_path / f"{slug}.pdf" for slug in REPORTS]
    reports = Report.objects.with_context().in_bulk(REPORTS, field_name="slug")
    for path, slug in zip(paths, REPORTS, strict=True):
        path.write_bytes(render_pdf(ReviewEdition(reports[slug]).document))
        assert_valid_pdf(path)
    assert verapdf_failures(paths) == {path.name: {"ua1": [], "3a": []} for path in paths}
