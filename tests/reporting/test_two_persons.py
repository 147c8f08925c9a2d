"""A rapportmall may demand two persons: one who hands in a report can't approve or adopt it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from reporting.models import Membership, Report, Role, User
from reporting.permissions import Action, moves_open_to
from reporting.workflow.moves import move
from tests.factories import fresh, make_report, make_template, make_user, section
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
    move(report, Action.HAND_IN, by=one)
    assert moves_open_to(one, fresh(report)) == [Action.SEND_BACK]
    with pytest.raises(PermissionDenied, match="kräver två personer"):
        move(fresh(report), Action.APPROVE, by=one)
    assert fresh(report).status == "handed_in"


def test_who_handed_in_does_not_adopt(report: Report) -> None:
    one, another = with_every_role(report), with_every_role(report)
    move(report, Action.HAND_IN, by=one)
    move(fresh(report), Action.APPROVE, by=another)
    with pytest.raises(PermissionDenied, match="kräver två personer"):
        move(fresh(report), Action.ADOPT, by=one)
    move(fresh(report), Action.ADOPT, by=another)
    assert fresh(report).status == "adopted"


def test_it_is_the_last_hand_in_that_counts(report: Report) -> None:
    one, another = with_every_role(report), with_every_role(report)
    move(report, Action.HAND_IN, by=one)
    move(fresh(report), Action.SEND_BACK, by=another, reason="Se över.")
    move(fresh(report), Action.HAND_IN, by=another)
    move(fresh(report), Action.APPROVE, by=one)
    assert fresh(report).status == "approved"


def test_one_person_is_enough_unless_the_template_demands_two() -> None:
    report = make_report(section("inledning"))
    one = with_every_role(report)
    for action in (Action.HAND_IN, Action.APPROVE, Action.ADOPT):
        move(fresh(report), action, by=one)
    assert fresh(report).status == "adopted"


def test_the_workspace_says_who_has_to(client: Client, report: Report) -> None:
    one = with_every_role(report)
    client.force_login(one)
    move(report, Action.HAND_IN, by=one)
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    said = "Rapportmallen kräver två personer: du lämnade in rapporten, så någon annan godkänner och fastställer den."
    assert said in page.texts("p")


def test_the_editor_of_the_template_turns_it_on_and_off(client: Client) -> None:
    template = make_template(section("inledning"))
    client.force_login(make_user(template.committee, Role.CONTROLLER))
    address = reverse("template_edit", args=[template.pk])
    for value, expected in (({"demands_two": "on"}, True), ({}, False)):
        template.refresh_from_db()
        sent = {"state": template.state, "steps": ""} | value
        assert client.post(address, sent).status_code == 302
        template.refresh_from_db()
        assert template.demands_two is expected


def test_a_template_in_use_gets_a_new_version(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    template = report.template
    client.post(reverse("template_edit", args=[template.pk]), {"state": template.state, "steps": ""})
    template.refresh_from_db()
    newest = report.committee.templates.get(version=2)
    assert (template.demands_two, newest.demands_two) == (True, False)
