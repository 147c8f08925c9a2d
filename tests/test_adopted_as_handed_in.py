"""The adopted report is the one handed in: changes since then that no one typed block it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from goals.models import SteeringModel
from goals.steering import MER
from reporting.journal import triggers
from reporting.models import Committee, Municipality, Report, Role
from reporting.models.choices import Status
from reporting.permissions import Action
from tests.factories import fresh, make_committee, make_report, make_user, post_step, section
from tests.goals.sydnarke import make_goals
from tests.html import Page

pytestmark = pytest.mark.django_db
STEPS = [
    (Action.HAND_IN, Role.CONTROLLER),
    (Action.APPROVE, Role.APPROVER),
    (Action.ADOPT, Role.ADMINISTRATOR),
]
TOLD = "Rapporten säger inte längre det som lämnades in."


def step(report: Report, action: Action) -> Page:
    client = Client()
    client.force_login(make_user(report.committee, dict(STEPS)[action]))
    answer = post_step(client, report, action, follow=True)
    return Page(answer.content)


@pytest.fixture
def report() -> Report:
    committee = make_committee()
    SteeringModel.objects.create(municipality=committee.municipality, name="Egen", rules=MER.to_dict())
    goals = section("mal", "goals.goals", options={"steering_model": "Egen"})
    report = make_report(section("inledning", has_prose=True), goals, committee=committee)
    make_goals(report)
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    step(report, Action.HAND_IN)
    assert fresh(report).status == Status.HANDED_IN
    return fresh(report)


def test_a_steering_model_changed_past_the_guards_stops_adoption(report: Report) -> None:
    step(report, Action.APPROVE)
    rules = SteeringModel.objects.get().rules | {"basis": "outcome"}
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE goals_steeringmodel SET rules = %s", [json.dumps(rules)])
    triggers.install(connection)
    page = step(report, Action.ADOPT)
    assert fresh(report).status == Status.APPROVED
    (alert,) = [element for element in page.elements if element.attrs.get("role") == "alert"]
    assert TOLD in alert.text
    assert "har blivit" in alert.text


def test_a_new_version_of_the_steering_model_changes_nothing(report: Report) -> None:
    model = SteeringModel.objects.get()
    rules = model.rules | {"basis": "outcome"}
    SteeringModel.objects.create(municipality=model.municipality, name=model.name, version=2, rules=rules)
    step(report, Action.APPROVE)
    step(report, Action.ADOPT)
    assert fresh(report).status == Status.ADOPTED


def test_a_renamed_committee_stops_approval_and_is_shown_before(report: Report) -> None:
    before = report.committee.name
    Committee.objects.filter(pk=report.committee_id).update(name="Digitaliseringsnämnden")
    client = Client()
    client.force_login(make_user(report.committee, Role.APPROVER))
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    assert f"Nämnd: ”{before}” har blivit ”Digitaliseringsnämnden”." in page.texts("li")
    step(report, Action.APPROVE)
    assert fresh(report).status == Status.HANDED_IN


def test_a_kommuns_new_identity_is_told_of_before_it_is_adopted(report: Report) -> None:
    step(report, Action.APPROVE)
    client = Client()
    client.force_login(make_user(report.committee, Role.ADMINISTRATOR))
    address = reverse("report_adoption", args=[report.slug])
    assert "identitet" not in Page(client.get(address).content).text
    kommun = Municipality.objects.filter(committees=report.committee)
    kommun.update(accent="#0f3d5e", contact="kommun@exempel.se")
    told = "kommunen ändrat sin identitet: färg, kontakt. Den fastställda rapporten får det som gäller nu."
    assert told in Page(client.get(address).content).text
    step(report, Action.ADOPT)
    assert fresh(report).adopted_document.document().identity.accent == "#0f3d5e"


def test_what_was_handed_in_anew_is_adopted(report: Report) -> None:
    Committee.objects.filter(pk=report.committee_id).update(name="Digitaliseringsnämnden")
    client = Client()
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    client.post(
        reverse("report_move", args=[report.slug]), {"action": Action.SEND_BACK, "reason": "Nytt namn."}
    )
    for action, _ in STEPS:
        step(report, action)
    assert fresh(report).status == Status.ADOPTED
    assert fresh(report).adopted_document.document().committee == "Digitaliseringsnämnden"


def test_what_nobody_changed_is_adopted_as_it_was_handed_in(report: Report) -> None:
    step(report, Action.APPROVE)
    step(report, Action.ADOPT)
    handed_in, adopted = (
        report.handed_in_documents.get().document(),
        fresh(report).adopted_document.document(),
    )
    assert (adopted.sections, adopted.committee) == (handed_in.sections, handed_in.committee)
