"""A browser that translates pages leaves alone what people have typed, in every form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.models import Membership, Report, Role
from reporting.permissions import Action
from reporting.workflow.moves import move
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db
TYPED = {"text", "search", ""}


@pytest.fixture
def report(client: Client) -> Report:
    made = make_report(section("inledning", has_prose=True), section("ekonomi", "budgets.statement"))
    made.texts.create(section_key="inledning", markdown="Avtal med 3 av 5 verksamheter, de övriga 3 på gång.")
    user = make_user(made.committee)
    Membership.objects.create(user=user, committee=made.committee, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return fresh(made)


def translated(client: Client, address: str) -> list[str]:
    """The names of text fields that a browser may translate; there is at least one text field."""
    page = Page(client.get(address).content)
    fields = page.all("textarea") + [
        field for field in page.all("input") if field.attrs.get("type", "") in TYPED and "name" in field.attrs
    ]
    assert fields
    return [field.attrs["name"] for field in fields if field.attrs.get("translate") != "no"]


@pytest.mark.parametrize("name", ["report_facts", "report_review", "ledger_rules"])
def test_the_forms_of_a_report(client: Client, report: Report, name: str) -> None:
    assert translated(client, reverse(name, args=[report.slug])) == []


@pytest.mark.parametrize("name", ["report_start", "template_list"])
def test_the_forms_of_a_committee(client: Client, report: Report, name: str) -> None:
    assert translated(client, reverse(name, args=[report.committee.slug])) == []


def test_the_forms_of_a_template(client: Client, report: Report) -> None:
    assert translated(client, reverse("template_edit", args=[report.template_id])) == []
    assert translated(client, reverse("template_section", args=[report.template_id, "ekonomi"])) == []


def test_why_a_report_goes_back(client: Client, report: Report) -> None:
    report.texts.update(markdown="Allt är lugnt.")
    controller = make_user(report.committee)
    BudgetLine.objects.create(
        report=report, key="hyra", label="Hyra", kind="cost", budget=1, actual=1, forecast=1
    )
    move(fresh(report), Action.HAND_IN, by=controller)
    assert translated(client, reverse("report_workspace", args=[report.slug])) == []
