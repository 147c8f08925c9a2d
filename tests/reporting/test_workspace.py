"""A report's workspace: what is left to do, the moves a role may make, and the history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from reporting.models import Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from tests.factories import fresh, make_report, make_user, post_step, section, take
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    report = make_report(section("inledning", has_prose=True), section("slutord", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    report.texts.create(section_key="slutord", markdown="Tack.")
    return report


def log_in(client: Client, report: Report, role: str, name: str = "") -> User:
    user = make_user(report.committee, role, username=name)
    client.force_login(user)
    return user


def workspace(client: Client, report: Report) -> Page:
    response = client.get(reverse("report_workspace", args=[report.slug]))
    assert response.status_code == 200
    return Page(response.content)


def put(report: Report, status: str) -> None:
    Report.objects.filter(pk=report.pk).update(status=status)


BUTTONS = {
    (Role.CONTROLLER, Status.DRAFT): ["Lämna in"],
    (Role.CONTROLLER, Status.HANDED_IN): ["Återta till utkast"],
    (Role.APPROVER, Status.HANDED_IN): ["Godkänn", "Återta till utkast"],
    (Role.APPROVER, Status.APPROVED): ["Återta till utkast"],
    (Role.ADMINISTRATOR, Status.APPROVED): ["Fastställ rapporten", "Återta till utkast"],
}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HANDED_IN, Status.APPROVED])
@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.REPRESENTATIVE]
)  # who is not let in here
def test_each_role_is_offered_its_own_moves(
    client: Client, report: Report, role: Role, status: Status
) -> None:
    put(report, status)
    log_in(client, report, role)
    page = workspace(client, report)
    offered = page.texts("a", class_="button") + page.texts("button", class_="button")
    assert offered == BUTTONS.get((role, status), [])
    assert ("Du kan inte flytta rapporten vidare i den här statusen." in page.text) == (offered == [])


def test_the_whole_way(client: Client, report: Report) -> None:
    steps = [
        (Role.CONTROLLER, "kim", Action.HAND_IN, "inlämnad"),
        (Role.APPROVER, "noa", Action.SEND_BACK, "utkast"),
        (Role.CONTROLLER, "lo", Action.HAND_IN, "inlämnad"),
        (Role.APPROVER, "mio", Action.APPROVE, "godkänd"),
        (Role.ADMINISTRATOR, "alex", Action.ADOPT, "fastställd"),
    ]
    for role, name, action, label in steps:
        log_in(client, report, role, name)
        response = post_step(
            client, report, action, "Beloppen ska ses över." if action is Action.SEND_BACK else ""
        )
        assert response["Location"] == reverse("report_workspace", args=[report.slug])
        assert workspace(client, report).texts("li", class_="success") == [f"Rapporten är nu {label}."]
    history = workspace(client, report).all("ol", class_="history")[0].text
    assert re.findall(r"\d\d:\d\d: (\w+ → \w+, \w+)", history) == [
        "utkast → inlämnad, kim",
        "inlämnad → utkast, noa",
        "utkast → inlämnad, lo",
        "inlämnad → godkänd, mio",
        "godkänd → fastställd, alex",
    ]
    assert workspace(client, report).texts("q") == ["Beloppen ska ses över."]


def test_an_adopted_report_shows_its_digest(client: Client, report: Report) -> None:
    put(report, Status.APPROVED)
    take(fresh(report), Action.ADOPT, by=make_user(report.committee, Role.ADMINISTRATOR))
    log_in(client, report, Role.READER)
    assert workspace(client, report).texts("code") == [fresh(report).adopted_document.sha256]


def test_send_back_without_a_reason_is_refused(client: Client, report: Report) -> None:
    put(report, Status.HANDED_IN)
    log_in(client, report, Role.APPROVER)
    response = post_step(client, report, Action.SEND_BACK, "   ")
    page = Page(response.content)
    assert (response.status_code, fresh(report).status) == (422, Status.HANDED_IN)
    (alert,) = [e for e in page.elements if e.attrs.get("role") == "alert"]
    assert alert.text == "Det gick inte än Skriv varför rapporten går tillbaka till utkast."
    assert fresh(report).status_changes.count() == 0


def test_report_sent_back_says_by_whom_when_and_why(client: Client, report: Report) -> None:
    put(report, Status.HANDED_IN)
    log_in(client, report, Role.APPROVER, "noa")
    post_step(client, report, Action.SEND_BACK, "Beloppen ska ses över.")
    at = timezone.localtime(report.status_changes.get().at)
    log_in(client, report, Role.CONTROLLER)
    notice = workspace(client, report).texts("div", class_="sent-back")
    assert notice == [
        f"Rapporten har återtagits till utkast noa återtog rapporten {date_format(at, 'j F Y H:i')}. "
        "Då var den inlämnad. Beloppen ska ses över. Rätta det som skälet säger och lämna in rapporten på nytt. "
        "Svara, om inget mer behöver göras Ditt svar "
        "Skälet står då inte längre här överst. Skälet och svaret finns kvar i historiken. Spara svaret"
    ]
    listed = Page(client.get(reverse("report_list")).content).texts("p", class_="sent-back")
    assert listed == [f"Återtagen {date_format(at, 'j F Y')} av noa: Beloppen ska ses över."]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HANDED_IN])
def test_report_not_sent_back_does_not_say_so(client: Client, report: Report, status: str) -> None:
    if status == Status.HANDED_IN:
        put(report, status)
        take(
            fresh(report), Action.SEND_BACK, by=make_user(report.committee, Role.APPROVER), reason="Se över."
        )
        take(fresh(report), Action.HAND_IN, by=make_user(report.committee))
    log_in(client, report, Role.READER)
    assert workspace(client, report).all("div", class_="sent-back") == []
    assert Page(client.get(reverse("report_list")).content).all("p", class_="sent-back") == []


def test_hand_in_says_what_is_missing(client: Client, report: Report) -> None:
    report.texts.filter(section_key="slutord").update(markdown=" \n ")
    log_in(client, report, Role.CONTROLLER)
    sentence = "Avsnittet ”Slutord” saknar text."
    assert workspace(client, report).all("ul", class_="blockers")[0].text == f"Slutord {sentence}"
    response = post_step(client, report, Action.HAND_IN)
    (alert,) = [e for e in Page(response.content).elements if e.attrs.get("role") == "alert"]
    assert (response.status_code, alert.text) == (422, f"Det gick inte än Slutord {sentence}")
    assert fresh(report).status == Status.DRAFT


@pytest.mark.parametrize("status", [Status.HANDED_IN, Status.APPROVED])
def test_what_is_handed_in_is_read_only(client: Client, report: Report, status: str) -> None:
    put(report, status)
    log_in(client, report, Role.CONTROLLER)
    page = workspace(client, report)
    assert [a for a in page.all("a") if "/arbeta/" in a.attrs["href"]] == []
    url = reverse("section_edit", args=[report.slug, "inledning"])
    assert client.get(url).status_code == 403
    assert client.post(url, {"text-markdown": "Smygändring"}).status_code == 403
    assert fresh(report).prose["inledning"] == "Året har gått bra."


def test_a_move_already_made_by_a_colleague_is_refused(client: Client, report: Report) -> None:
    """Two approvers press Godkänn: the second learns so, and the history has one line."""
    put(report, Status.HANDED_IN)
    stale = fresh(report)
    one, two = make_user(report.committee, Role.APPROVER), make_user(report.committee, Role.APPROVER)
    take(fresh(report), Action.APPROVE, by=one)
    with pytest.raises(PermissionDenied):
        take(stale, Action.APPROVE, by=two)
    assert fresh(report).status_changes.count() == 1


def test_a_refusal_says_what_happened(client: Client, report: Report) -> None:
    log_in(client, report, Role.READER)
    response = post_step(client, report, Action.HAND_IN)
    assert response.status_code == 403
    assert Page(response.content).all("main")[0].text == (
        "Det går inte Din roll kan inte göra det i rapportens nuvarande status. ”Delårsrapport” är utkast. "
        f"I {report.committee.name} är du läsare. Inget har ändrats. "
        "Till rapportens status Läs rapporten Till rapporterna"
    )


def test_sections_link_to_their_editors(client: Client, report: Report) -> None:
    log_in(client, report, Role.REPORTER)
    links = [
        (a.text, a.attrs["href"]) for a in workspace(client, report).all("a") if "/arbeta/" in a.attrs["href"]
    ]
    assert links == [
        ("Inledning", reverse("section_edit", args=[report.slug, "inledning"])),
        ("Slutord", reverse("section_edit", args=[report.slug, "slutord"])),
    ]


def test_a_section_may_be_called_status(client: Client) -> None:
    report = make_report(section("status", has_prose=True))
    log_in(client, report, Role.CONTROLLER)
    assert client.get(reverse("section_edit", args=[report.slug, "status"])).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_workspace_takes_thirteen_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    """Session, user, report, roles, texts, history; for the review members and acceptances; who holds the roles that
    are left on the way; comments, assignments, marks; its round."""
    report = make_report(*(section(f"del-{number}", has_prose=True) for number in range(count)))
    user = log_in(client, report, Role.CONTROLLER)
    for role in (Role.APPROVER, Role.ADMINISTRATOR):
        make_user(report.committee, role)
    for _ in range(count):
        report.status_changes.create(came_from=Status.DRAFT, led_to=Status.HANDED_IN, by=user)
    with django_assert_num_queries(13):
        page = workspace(client, report)
    assert len(page.all("ol", class_="history")) == 1
    assert page.all("ol", class_="history")[0].text.count("utkast → inlämnad") == count


def test_refused_move_keeps_the_reason_that_was_typed(client: Client, report: Report) -> None:
    """A blank reason is refused; the field keeps what was sent."""
    put(report, Status.HANDED_IN)
    log_in(client, report, Role.APPROVER)
    page = Page(post_step(client, report, Action.SEND_BACK, "  ").content)
    assert page.values()["reason"] == "  "


def test_refused_hand_in_keeps_nothing_of_it(report: Report) -> None:
    """Every section without text is named; status and history are unchanged."""
    report.texts.all().delete()
    with pytest.raises(ValidationError) as refused:
        take(fresh(report), Action.HAND_IN, by=make_user(report.committee))
    assert refused.value.messages == [
        "Avsnittet ”Inledning” saknar text.",
        "Avsnittet ”Slutord” saknar text.",
    ]
    assert (fresh(report).status, fresh(report).status_changes.count()) == (Status.DRAFT, 0)
