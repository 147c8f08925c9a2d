"""Granskning as a page: findings, acceptance and its end, and the gate at hand-in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from reporting.models import Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.review.of_report import open_errors
from reporting.workflow.acceptance import accept
from reporting.workflow.moves import move
from tests.conftest import DICTIONARY
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db
WRONG = "Avtal är tecknat med 3 av 5 verksamheter, de övriga 3 är på gång."


@pytest.fixture
def report() -> Report:
    made = make_report(section("inledning", has_prose=True))
    write(made, WRONG)
    return made


@pytest.fixture
def controller(report: Report, client: Client) -> User:
    user = make_user(report.committee, Role.CONTROLLER)
    client.force_login(user)
    return user


def write(report: Report, text: str) -> None:
    report.texts.update_or_create(section_key="inledning", defaults={"markdown": text})


def page_of(client: Client, report: Report) -> Page:
    return Page(client.get(reverse("report_review", args=[report.slug])).content)


def test_a_finding_with_its_computation_and_links(client: Client, report: Report, controller: User) -> None:
    page = page_of(client, report)
    (finding,) = page.all("li", class_="finding")
    assert "”3 av 5” och övriga 3 går inte ihop." in finding.text
    assert "5 − 3 = 2" in finding.text
    html = client.get(reverse("report_review", args=[report.slug])).content.decode()
    assert f"{reverse('report_page', args=[report.slug])}#avsnitt-inledning" in html
    assert reverse("section_edit", args=[report.slug, "inledning"]) in html


def test_nothing_to_remark_on(client: Client, report: Report, controller: User) -> None:
    write(report, "Allt är lugnt.")
    assert (
        "Inget att anmärka på." in client.get(reverse("report_review", args=[report.slug])).content.decode()
    )


def test_a_missing_dictionary_is_reported(client: Client, report: Report, controller: User) -> None:
    (note,) = [hint for hint in page_of(client, report).all("p", class_="hint") if "ordlista" in hint.text]
    assert note.text.startswith("Stavningen är inte granskad: portalen hittar ingen svensk ordlista.")


@pytest.mark.hunspell
def test_spelling_is_advice_and_blocks_nothing(
    client: Client, report: Report, controller: User, settings: Any
) -> None:
    settings.SPELLING_DICTIONARY = DICTIONARY
    write(report, "Fem leverantörsfakturer är utvalda.")
    (finding,) = page_of(client, report).all("li", class_="finding")
    assert "”leverantörsfakturer” finns inte i ordlistan. Kontrollera stavningen." in finding.text
    assert open_errors(fresh(report)) == []
    move(fresh(report), Action.HAND_IN, by=controller)


def test_beside_the_text_in_the_editor(client: Client, report: Report, controller: User) -> None:
    address = reverse("section_edit", args=[report.slug, "inledning"])
    (shown,) = Page(client.get(address).content).all("section", class_="section-findings")
    assert "”3 av 5” och övriga 3 går inte ihop." in shown.text
    (finding,) = open_errors(fresh(report))
    accept(report, finding.fingerprint, reason="De har blivit sex.", by=controller)
    assert Page(client.get(address).content).all("section", class_="section-findings") == []


def test_an_error_blocks_until_it_is_accepted(report: Report, controller: User) -> None:
    with pytest.raises(ValidationError) as refused:
        move(fresh(report), Action.HAND_IN, by=controller)
    assert refused.value.messages == [
        "Granskningen: ”3 av 5” och övriga 3 går inte ihop. Rätta det tal som är fel."
    ]
    (finding,) = open_errors(fresh(report))
    accept(report, finding.fingerprint, reason="De har blivit sex.", by=controller)
    handed_in = fresh(report)
    move(handed_in, Action.HAND_IN, by=controller)
    assert fresh(report).status == Status.HANDED_IN


def test_the_workspace_links_an_error_to_where_it_is_corrected(
    client: Client, report: Report, controller: User
) -> None:
    (finding,) = open_errors(fresh(report))
    (listed,) = Page(client.get(reverse("report_workspace", args=[report.slug])).content).all(
        "ul", class_="blockers"
    )
    assert listed.text.startswith("Inledning Granskningen: ”3 av 5” och övriga 3 går inte ihop.")
    html = client.get(reverse("report_workspace", args=[report.slug])).content.decode()
    place = f"{reverse('report_review', args=[report.slug])}#iakttagelse-{finding.fingerprint}"
    assert f'href="{place}"' in html[html.index('class="blockers"') :]
    assert reverse("section_edit", args=[report.slug, "inledning"]) in html[html.index('class="blockers"') :]


def test_an_acceptance_lapses_when_the_figure_changes(report: Report, controller: User) -> None:
    (finding,) = open_errors(fresh(report))
    accept(report, finding.fingerprint, reason="De har blivit sex.", by=controller)
    assert open_errors(fresh(report)) == []
    write(report, WRONG.replace("övriga 3", "övriga 4"))
    assert len(open_errors(fresh(report))) == 1
    write(report, WRONG)
    assert open_errors(fresh(report)) == []


def test_accepted_and_taken_back_in_the_browser(client: Client, report: Report, controller: User) -> None:
    (finding,) = open_errors(fresh(report))
    sent = {"fingerprint": finding.fingerprint, "reason": "De har blivit sex."}
    assert client.post(reverse("finding_accept", args=[report.slug]), sent).status_code == 302
    (accepted,) = page_of(client, report).all("li", class_="is-accepted")
    assert "De har blivit sex." in accepted.text
    assert client.post(reverse("finding_reopen", args=[report.slug]), sent).status_code == 302
    assert report.accepted_findings.count() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": "  "}, "Skriv varför iakttagelsen godtas."),
        ({"fingerprint": "annan"}, "Iakttagelsen finns inte längre: texten eller siffrorna har ändrats."),
    ],
)
def test_what_is_refused(
    client: Client, report: Report, controller: User, change: dict[str, str], message: str
) -> None:
    (finding,) = open_errors(fresh(report))
    sent = {"fingerprint": finding.fingerprint, "reason": "Så är det."} | change
    answer = client.post(reverse("finding_accept", args=[report.slug]), sent)
    assert answer.status_code == 422
    assert message in Page(answer.content).all("div", class_="error-summary")[0].text
    assert report.accepted_findings.count() == 0


def test_a_reader_sees_but_does_not_accept(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    assert page_of(client, report).all("details") == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_ten_queries(
    client: Client, report: Report, controller: User, count: int, django_assert_num_queries: Any
) -> None:
    """Session, user, report, roles; members, texts, acceptances, assignments, marks, answers of a hand-in: the document
    is made once."""
    write(report, "\n\n".join(f"Vi har nått {number + 6} av 5 mål." for number in range(count)))
    with django_assert_num_queries(10):
        page = page_of(client, report)
    assert len(page.all("li", class_="finding")) == count
