"""A rapportmall may demand two persons: one who hands in a report can't approve or adopt it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from reporting.models import Membership, Report, ReportTemplate, Role, User
from reporting.permissions import Action, moves_open_to
from tests.factories import fresh, make_report, make_template, make_user, section, take
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    template = make_template(section("inledning"))
    template.demands_two = True
    template.save()
    return make_report(template=template)


def with_every_role(report: Report) -> User:
    person = make_user(report.committee, role=None)
    Membership.objects.bulk_create(
        Membership(user=person, committee=report.committee, role=role) for role in Role.values
    )
    return person


def test_who_handed_in_does_not_approve(report: Report) -> None:
    one = with_every_role(report)
    take(report, Action.HAND_IN, by=one)
    assert moves_open_to(one, fresh(report)) == [Action.SEND_BACK]
    with pytest.raises(PermissionDenied, match="kräver två personer"):
        take(fresh(report), Action.APPROVE, by=one)
    assert fresh(report).status == "handed_in"


def test_who_handed_in_does_not_adopt(report: Report) -> None:
    one, another = with_every_role(report), with_every_role(report)
    take(report, Action.HAND_IN, by=one)
    take(fresh(report), Action.APPROVE, by=another)
    with pytest.raises(PermissionDenied, match="kräver två personer"):
        take(fresh(report), Action.ADOPT, by=one)
    take(fresh(report), Action.ADOPT, by=another)
    assert fresh(report).status == "adopted"


def test_it_is_the_last_hand_in_that_counts(report: Report) -> None:
    one, another = with_every_role(report), with_every_role(report)
    take(report, Action.HAND_IN, by=one)
    take(fresh(report), Action.SEND_BACK, by=another, reason="Se över.")
    take(fresh(report), Action.HAND_IN, by=another)
    take(fresh(report), Action.APPROVE, by=one)
    assert fresh(report).status == "approved"


def test_one_person_is_enough_unless_the_template_demands_two() -> None:
    report = make_report(section("inledning"))
    one = with_every_role(report)
    for action in (Action.HAND_IN, Action.APPROVE, Action.ADOPT):
        take(fresh(report), action, by=one)
    assert fresh(report).status == "adopted"


def test_the_workspace_says_who_has_to(client: Client, report: Report) -> None:
    one = with_every_role(report)
    client.force_login(one)
    take(report, Action.HAND_IN, by=one)
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    said = "Rapportmallen kräver två personer: du lämnade in rapporten, så någon annan godkänner och fastställer den."
    assert said in page.texts("p")


def test_the_editor_of_the_template_turns_it_on_and_off(client: Client) -> None:
    template = make_template(section("inledning"))
    client.force_login(make_user(template.committee, Role.ADMINISTRATOR))
    assert [turned(client, template, is_on) for is_on in (True, False)] == [(302, True), (302, False)]


def test_a_controller_turns_it_on_and_not_off(client: Client) -> None:
    """It holds back who hands in: a controller."""
    template = make_template(section("inledning"))
    client.force_login(make_user(template.committee, Role.CONTROLLER))
    assert [turned(client, template, is_on) for is_on in (True, False)] == [(302, True), (403, True)]
    page = Page(client.get(reverse("template_edit", args=[template.pk])).content)
    said = "En controller kan kräva fler personer. Bara en administratör kan sänka kravet."
    assert said in page.texts("p", class_="hint")


def turned(client: Client, template: ReportTemplate, is_on: bool) -> tuple[int, bool]:
    sent = {"state": template.state, "steps": "", "approvals": "1"} | ({"demands_two": "on"} if is_on else {})
    status = client.post(reverse("template_edit", args=[template.pk]), sent).status_code
    template.refresh_from_db()
    return status, template.demands_two


def test_a_template_in_use_gets_a_new_version(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.ADMINISTRATOR))
    template = report.template
    client.post(
        reverse("template_edit", args=[template.pk]), {"state": template.state, "steps": "", "approvals": "1"}
    )
    template.refresh_from_db()
    newest = report.committee.templates.get(version=2)
    assert (template.demands_two, newest.demands_two) == (True, False)
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    assert moved_to(client, report, newest) == 302  # an administratör has turned it off
    assert fresh(report).template == newest


def moved_to(client: Client, report: Report, template: ReportTemplate) -> int:
    answer = client.post(reverse("report_template", args=[report.slug]), {"template": template.pk})
    return answer.status_code


def test_a_draft_is_not_moved_away_from_the_demand(client: Client, report: Report) -> None:
    other = make_template(section("inledning"), committee=report.committee, name="Enkel mall")
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    page = Page(client.get(reverse("report_template", args=[report.slug])).content)
    assert page.texts("button").count("Byt till den här") == 0
    assert "Mallen kräver inte två personer. Bara en administratör kan byta till den." in page.texts("p")
    assert moved_to(client, report, other) == 403
    assert fresh(report).template == report.template
    client.force_login(with_every_role(report))
    assert moved_to(client, report, other) == 302


def test_nor_back_to_a_version_from_before_it(client: Client, report: Report) -> None:
    first = report.template
    ReportTemplate.objects.filter(pk=first.pk).update(demands_two=False)
    second = first.new_version()
    second.demands_two = True
    second.save()
    Report.objects.filter(pk=report.pk).update(template=second)
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    assert moved_to(client, report, first) == 403
