"""Several approvals in order, who takes the next step, and what no one can take."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from reporting.models import (
    Membership,
    MunicipalityAdministrator,
    OutgoingMail,
    Report,
    ReportTemplate,
    Role,
    User,
)
from reporting.permissions import Action, moves_open_to
from reporting.workflow.hands import Hands
from tests.factories import (
    fresh,
    make_committee,
    make_report,
    make_template,
    make_user,
    post_step,
    section,
    take,
)
from tests.html import Page

pytestmark = pytest.mark.django_db


def made(approvals: int = 1, *, demands_two: bool = False) -> Report:
    template = make_template(section("inledning"), committee=make_committee("Miljönämnden"))
    template.approvals, template.demands_two = approvals, demands_two
    template.save()
    return make_report(template=template)


def named(report: Report, role: str, name: str) -> User:
    person = make_user(report.committee, role, name)
    person.email = f"{name}@example.se"
    person.save()
    return person


def workspace(client: Client, report: Report, person: User) -> Page:
    client.force_login(person)
    return Page(client.get(reverse("report_workspace", args=[report.slug])).content)


def steps(report: Report) -> list[str]:
    return [change.in_words for change in fresh(report).history]


# Several approvals


def test_three_approve_in_turn_and_no_one_twice(client: Client) -> None:
    report = made(approvals=3)
    kim = named(report, Role.CONTROLLER, "kim")
    approvers = [named(report, Role.APPROVER, name) for name in ("alex", "bo", "cleo")]
    take(report, Action.HAND_IN, by=kim)
    assert "Nästa steg: godkänna (1 av 3). Det kan alex, bo eller cleo göra." in workspace(
        client, report, kim
    ).texts("p")
    client.force_login(approvers[0])
    answer = post_step(client, report, Action.APPROVE, follow=True)
    assert Page(answer.content).texts("li", class_="success") == [
        "Du har godkänt rapporten. Godkännande 1 av 3 är klart."
    ]
    page = workspace(client, report, approvers[0])
    assert "Nästa steg: godkänna (2 av 3). Det kan bo eller cleo göra." in page.texts("p")
    assert "Rapportmallen kräver 3 godkännanden av olika personer" in page.text
    with pytest.raises(PermissionDenied, match="Du har godkänt rapporten"):
        take(fresh(report), Action.APPROVE, by=approvers[0])
    take(fresh(report), Action.APPROVE, by=approvers[1])
    assert fresh(report).status == "handed_in"
    take(fresh(report), Action.APPROVE, by=approvers[2])
    assert fresh(report).status == "approved"
    assert steps(report) == ["utkast → inlämnad", *["godkänd av en av flera"] * 2, "inlämnad → godkänd"]


def test_a_step_back_starts_over() -> None:
    report = made(approvals=2)
    kim, alex, bo = (
        named(report, role, role) for role in (Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR)
    )
    Membership.objects.create(user=bo, committee=report.committee, role=Role.APPROVER)
    take(report, Action.HAND_IN, by=kim)
    take(fresh(report), Action.APPROVE, by=alex)
    take(fresh(report), Action.SEND_BACK, by=bo, reason="Se över.")
    take(fresh(report), Action.HAND_IN, by=kim)
    take(fresh(report), Action.APPROVE, by=User.objects.get(pk=alex.pk))
    assert fresh(report).status == "handed_in"
    take(fresh(report), Action.APPROVE, by=User.objects.get(pk=bo.pk))
    assert fresh(report).status == "approved"


def test_each_approval_is_journaled_and_an_adoption_verifies() -> None:
    report = made(approvals=2, demands_two=True)
    kim, *approvers = (named(report, Role.APPROVER, name) for name in ("kim", "alex", "bo"))
    Membership.objects.create(user=kim, committee=report.committee, role=Role.CONTROLLER)
    take(report, Action.HAND_IN, by=kim)
    assert Action.APPROVE not in moves_open_to(kim, fresh(report))  # handed it in
    for one in approvers:
        take(fresh(report), Action.APPROVE, by=one)
    take(fresh(report), Action.ADOPT, by=named(report, Role.ADMINISTRATOR, "noa"))
    journaled = report.journal.filter(model="reporting.statuschange", field="led_to").order_by("number")
    assert [entry.new for entry in journaled] == ["handed_in", "handed_in", "approved", "adopted"]
    for command in ("verify_journal", "verify_adopted"):
        call_command(command, stdout=io.StringIO())


def test_an_adoption_with_too_few_approvals_does_not_verify() -> None:
    report = made()
    for action, role in (
        (Action.HAND_IN, Role.CONTROLLER), (Action.APPROVE, Role.APPROVER), (Action.ADOPT, Role.ADMINISTRATOR)
    ):  # fmt: skip
        take(fresh(report), action, by=make_user(report.committee, role))
    ReportTemplate.objects.update(approvals=2)  # as one who writes past the portal
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_adopted", stdout=io.StringIO(), stderr=err)
    assert "mallen kräver att 2 godkänner, men 1 har gjort det" in err.getvalue()


def test_a_waiting_mail_goes_to_those_who_are_left() -> None:
    report = made(approvals=2)
    kim = named(report, Role.CONTROLLER, "kim")
    alex, _ = (named(report, Role.APPROVER, name) for name in ("alex", "bo"))
    named(report, Role.ADMINISTRATOR, "noa")
    take(report, Action.HAND_IN, by=kim)
    take(fresh(report), Action.APPROVE, by=alex)
    told = OutgoingMail.objects.order_by("pk").values_list("person__username", flat=True)
    assert list(told) == ["alex", "bo", "bo"]
    take(fresh(report), Action.APPROVE, by=User.objects.get(username="bo"))
    assert told.last() == "noa"


def test_the_template_says_how_many_and_only_an_administrator_lowers_it(client: Client) -> None:
    template = make_template(section("inledning"))
    answers = []
    for role, approvals in ((Role.CONTROLLER, "3"), (Role.CONTROLLER, "2"), (Role.ADMINISTRATOR, "2")):
        client.force_login(make_user(template.committee, role))
        sent = {"state": template.state, "steps": "", "approvals": approvals}
        status = client.post(reverse("template_edit", args=[template.pk]), sent).status_code
        template.refresh_from_db()
        answers.append((status, template.approvals))
    assert answers == [(302, 3), (403, 3), (302, 2)]


# Whom the way lacks


def lacking(client: Client, report: Report, person: User, name: str = "report_hand_in") -> list[str]:
    client.force_login(person)
    page = Page(client.get(reverse(name, args=[report.slug])).content)
    return page.texts("div", class_="lacking")


@pytest.mark.parametrize("name", ["report_hand_in", "report_workspace"])
def test_before_hand_in_it_says_whom_the_way_lacks(client: Client, name: str) -> None:
    report = made()
    kim = named(report, Role.CONTROLLER, "kim")
    ylva = make_user(role=None, username="ylva")
    MunicipalityAdministrator.objects.create(user=ylva, municipality=report.committee.municipality)
    kommun = report.committee.municipality.name
    assert lacking(client, report, kim, name) == [
        "Någon saknas på vägen till fastställd "
        "Ingen i Miljönämnden är godkännare, och bara den som är det kan godkänna rapporten."
        "Ingen i Miljönämnden är administratör, och bara den som är det kan fastställa rapporten. "
        f"Vänd dig till ylva, kommunadministratör i {kommun}, som ger roller."
    ]
    named(report, Role.APPROVER, "alex")
    named(report, Role.ADMINISTRATOR, "noa")
    assert lacking(client, report, kim, name) == []


def test_an_administrator_is_led_to_where_roles_are_given(client: Client) -> None:
    report = made()
    noa = named(report, Role.ADMINISTRATOR, "noa")
    page = workspace(client, report, noa)
    assert page.all("a", href=reverse("committee_people", args=[report.committee.slug]))
    assert "är controller, och bara den som är det kan lämna in rapporten" in page.text


def test_a_closed_account_approves_nothing(client: Client) -> None:
    report = made()
    kim = named(report, Role.CONTROLLER, "kim")
    named(report, Role.ADMINISTRATOR, "noa")
    User.objects.filter(pk=named(report, Role.APPROVER, "alex").pk).update(is_active=False)
    (said,) = lacking(client, report, kim)
    assert "Ingen i Miljönämnden är godkännare" in said


def one_for_all(report: Report) -> User:
    kim = named(report, Role.CONTROLLER, "kim")
    for role in (Role.APPROVER, Role.ADMINISTRATOR):
        Membership.objects.create(user=kim, committee=report.committee, role=role)
    return User.objects.get(pk=kim.pk)


def test_two_persons_and_one_who_may_everything(client: Client) -> None:
    report = made(demands_two=True)
    kim = one_for_all(report)
    (said,) = lacking(client, report, kim)
    start = "Rapportmallen kräver två personer, och den enda i Miljönämnden som kan"
    for to_do in ("godkänna", "fastställa"):
        assert f"{start} {to_do} rapporten är den som lämnar in den." in said
    other = named(report, Role.CONTROLLER, "lo")  # who hands it in, then kim may
    assert lacking(client, report, other) == []


def test_fewer_approvers_than_the_template_asks_for(client: Client) -> None:
    report = made(approvals=3, demands_two=True)
    kim = one_for_all(report)
    named(report, Role.APPROVER, "alex")
    named(report, Role.ADMINISTRATOR, "noa")
    (said,) = lacking(client, report, kim)
    assert (
        "Rapportmallen kräver 3 godkännanden av olika personer, och den som lämnar in får inte själv godkänna: "
        "3 återstår, men bara en person i Miljönämnden kan godkänna." in said
    )


def test_it_is_said_after_hand_in_too(client: Client) -> None:
    report = made(approvals=2)
    kim = named(report, Role.CONTROLLER, "kim")
    alex = named(report, Role.APPROVER, "alex")
    named(report, Role.ADMINISTRATOR, "noa")
    take(report, Action.HAND_IN, by=kim)
    take(fresh(report), Action.APPROVE, by=alex)
    (said,) = lacking(client, report, kim, "report_workspace")
    assert "1 återstår, men ingen i Miljönämnden kan godkänna." in said


@pytest.mark.parametrize("count", [1, 12])
def test_hands_take_one_query(count: int, django_assert_num_queries: Any) -> None:
    report = made()
    for role in (Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR):
        for _ in range(count):
            make_user(report.committee, role)
    viewer = make_user(report.committee)
    report = fresh(report)
    assert report.history == []
    with django_assert_num_queries(1):
        hands = Hands.of(report)
        assert (hands.lacking(viewer), hands.next_step() is not None) == ([], True)


def test_a_copied_template_asks_for_as_many(client: Client) -> None:
    template = make_template(section("inledning"))
    ReportTemplate.objects.update(approvals=4, hand_in_questions=["Är allt läst?"])
    template.refresh_from_db()
    client.force_login(make_user(template.committee, Role.CONTROLLER))
    client.post(reverse("template_copy", args=[template.pk]), {"name": "Kopian"})
    copy = ReportTemplate.objects.get(name="Kopian")
    assert (copy.approvals, copy.hand_in_questions) == (4, ["Är allt läst?"])
