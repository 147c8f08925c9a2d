"""The pages where sections are given to people, marked done and opened again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.entry.history import changes_since
from reporting.models import DoneMark, Report, Role, SectionAssignment, User
from reporting.models.choices import Status
from reporting.workflow.assignments import assign, mark_done
from reporting.workflow.progress import progress_of
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    report = make_report(
        section("inledning", has_prose=True), section("kapitel"), section("slutord", has_prose=True, level=2)
    )
    for key in ("inledning", "slutord"):
        report.texts.create(section_key=key, markdown="Året har gått bra.")
    return fresh(report)


@pytest.fixture
def controller(report: Report, client: Client) -> User:
    user = make_user(report.committee)
    client.force_login(user)
    return user


@pytest.fixture
def reporter(report: Report) -> User:
    return make_user(report.committee, Role.REPORTER)


def address(name: str, report: Report, *args: str) -> str:
    return reverse(name, args=[report.slug, *args])


def page_of(client: Client, name: str, report: Report, *args: str) -> Page:
    answer = client.get(address(name, report, *args))
    assert answer.status_code == 200
    return Page(answer.content)


def message(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    return Page(client.post(url, data or {}, follow=True).content).texts("li", class_="message")[0]


def given(report: Report) -> dict[str, int]:
    return dict(SectionAssignment.objects.filter(report=report).values_list("section_key", "person_id"))


def test_several_sections_are_given_at_once(
    client: Client, report: Report, controller: User, reporter: User
) -> None:
    url = address("report_assignments", report)
    page = page_of(client, "report_assignments", report)
    assert len(page.all("input", type="checkbox")) == 2  # none for a heading alone
    told = message(client, url, {"section": ["inledning", "slutord"], "person": reporter.pk})
    assert told == f"2 avsnitt skrivs nu av {reporter.display_name()}."
    assert given(report) == {"inledning": reporter.pk, "slutord": reporter.pk}
    assert message(client, url, {"section": ["slutord"], "person": "0"}) == "Ingen ansvarar nu för ”Slutord”."
    assert given(report) == {"inledning": reporter.pk}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"section": "slutord"}, "Välj vem som ansvarar."),
        ({"person": "0"}, "Kryssa i minst ett avsnitt."),
        (
            {"section": "kapitel", "person": "0"},
            "Avsnittet finns inte i rapporten, eller har inget att skriva.",
        ),
    ],
)
def test_what_can_not_be_given_is_said(
    client: Client, report: Report, controller: User, sent: dict[str, str], why: str
) -> None:
    answer = client.post(address("report_assignments", report), sent)
    assert answer.status_code == 422
    assert why in Page(answer.content).text
    assert given(report) == {}


def test_an_assignee_who_can_write_no_longer_is_seen(
    client: Client, report: Report, controller: User, reporter: User
) -> None:
    assign(report, {"slutord": reporter}, by=controller)
    assert "kan inte längre skriva" not in page_of(client, "report_assignments", report).text
    reporter.memberships.all().delete()
    assert "kan inte längre skriva" in page_of(client, "report_assignments", report).text


def test_a_section_leads_to_its_choice_and_back(
    client: Client, report: Report, controller: User, reporter: User
) -> None:
    editor = page_of(client, "section_edit", report, "slutord")
    assert "Ingen ansvarig" in editor.text
    url = f"{address('report_assignments', report)}?avsnitt=slutord"
    assert editor.all("a", href=f"{url}#avsnitt-slutord") != []
    page = Page(client.get(url).content)
    assert [box.attrs["value"] for box in page.all("input", type="checkbox") if "checked" in box.attrs] == [
        "slutord"
    ]
    sent = {"section": "slutord", "person": reporter.pk, "from": page.values()["from"]}
    assert client.post(url, sent)["Location"] == address("section_edit", report, "slutord")


def test_the_workspace_marks_done_and_opens_again(client: Client, report: Report, controller: User) -> None:
    assert "klara" not in page_of(client, "report_workspace", report).text  # nobody follows it yet
    told = message(client, address("section_done", report, "slutord"))
    assert told == "Avsnittet ”Slutord” är klarmarkerat."
    page = page_of(client, "report_workspace", report)
    assert "1 av 2 avsnitt är klara" in page.text
    assert "1 avsnitt är inte klart: Inledning. Rapporten kan lämnas in ändå." in page.text
    url = address("section_open", report, "slutord")
    refused = client.post(url, {"note": " "})
    assert refused.status_code == 422
    assert message(client, url, {"note": "Nyckeltalen saknas."}) == "Avsnittet ”Slutord” är öppet igen."
    assert "Nyckeltalen saknas." in page_of(client, "report_workspace", report).text
    assert "Avsnitt som inte är klara" in page_of(client, "report_review", report).text


def test_a_report_that_no_one_follows_is_as_before(client: Client, report: Report, controller: User) -> None:
    for name in ("report_workspace", "report_review"):
        assert "klar" not in page_of(client, name, report).text.replace("Klarmarkera", "")


def test_the_editors_button_saves_and_marks(client: Client, report: Report, controller: User) -> None:
    url = address("section_edit", report, "inledning")
    values = Page(client.get(url).content).values() | {"text-markdown": "Färdigt.", "done": ""}
    answer = client.post(url, values)
    assert answer["Location"] == address("section_edit", report, "kapitel")
    assert report.texts.get(section_key="inledning").markdown == "Färdigt."
    found = progress_of([fresh(report)])[report.pk].of("inledning")
    assert (found and found.is_done, DoneMark.objects.get().by) == (True, controller)


def test_others_are_not_offered_what_they_may_not(
    client: Client, report: Report, controller: User, reporter: User
) -> None:
    assign(report, {"slutord": controller}, by=controller)
    mark_done(report, "slutord", by=controller)
    client.force_login(reporter)
    page = page_of(client, "report_workspace", report)
    buttons = [button.attrs.get("aria-label", "") for button in page.all("button", class_="link")]
    assert [name for name in buttons if name] == ["Klarmarkera: Inledning"]
    assert page.all("a", href=address("section_open", report, "slutord")) == []
    assert "Spara och klarmarkera" not in page_of(client, "section_edit", report, "slutord").text


def test_acts_are_not_among_the_changes_of_cells(report: Report, controller: User, reporter: User) -> None:
    """The workspace says them in their own words, not by numbers of people."""
    since = report.changed_at
    assign(report, {"slutord": reporter}, by=controller)
    mark_done(report, "slutord", by=controller)
    assert changes_since(fresh(report), since).cells == []


def test_what_is_handed_in_is_left_as_it_was_marked(report: Report, controller: User) -> None:
    mark_done(report, "slutord", by=controller)
    report.texts.filter(section_key="slutord").update(markdown="Annat.")
    Report.objects.filter(pk=report.pk).update(status=Status.HANDED_IN)
    found = progress_of([fresh(report)])[report.pk].of("slutord")
    assert found is not None
    assert found.is_done


@pytest.mark.parametrize("is_used", [False, True])
def test_the_mall_says_who_writes(client: Client, report: Report, controller: User, is_used: bool) -> None:
    if not is_used:
        Report.objects.all().delete()
    template = report.template
    sent = {"state": template.state, "writers": "", "assignees_only": "on"}
    assert client.post(reverse("template_edit", args=[template.pk]), sent).status_code == 302
    newest = report.committee.templates.order_by("-version")[0]
    assert (newest.version, newest.assignees_only) == (2 if is_used else 1, True)
    client.post(reverse("template_copy", args=[newest.pk]), {"name": "En kopia"})
    assert report.committee.templates.get(name="En kopia").assignees_only
