"""A draft's title, kind and dates can be changed, and a draft can be discarded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.journal.verify import faults
from reporting.journal.writing import open_journal
from reporting.models import PeriodKind, Report, Role
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.workflow.moves import move
from reporting.workflow.start import start_report
from tests.factories import fresh, make_period, make_report, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db
MENDED = {
    "kind": PeriodKind.INTERIM,
    "actuals_through": "2023-04-30",
    "dated": "2023-05-15",
    "title": "Delårsrapport januari–april 2023",
}


@pytest.fixture
def report() -> Report:
    report = make_report()
    annual = make_period(dt.date(2023, 12, 31), PeriodKind.ANNUAL)
    Report.objects.filter(pk=report.pk).update(period=annual, title="Årsredovisning 2023")
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    open_journal(report)
    return fresh(report)


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee, username="kim"))
    return client


def change(client: Client, report: Report, **typed: str) -> Any:
    return client.post(reverse("report_facts", args=[report.slug]), MENDED | typed)


def step(client: Client, report: Report, action: str) -> Any:
    return client.post(reverse("report_move", args=[report.slug]), {"action": action})


def test_what_was_started_wrong_is_mended(person: Client, report: Report) -> None:
    address = reverse("report_facts", args=[report.slug])
    assert Page(person.get(address).content).values()["title"] == "Årsredovisning 2023"
    assert change(person, report)["Location"] == reverse("report_workspace", args=[report.slug])
    page = Page(person.get(reverse("report_page", args=[report.slug])).content)
    assert page.texts("h1") == ["Delårsrapport januari–april 2023"]
    assert any(
        text.startswith("Utfall till och med 30 april 2023 · daterad 15 maj 2023") for text in page.texts("p")
    )
    changed = Page(person.get(reverse("report_changes", args=[report.slug])).content)
    assert changed.texts("td")[:2] == [
        "Årsredovisning 2023, utfall t.o.m. 2023-12-31",
        "Delårsrapport 2023, utfall t.o.m. 2023-04-30",
    ]
    assert "Årsredovisning 2023" in changed.texts("td")
    assert faults()[1] == []


def test_the_period_of_another_report_is_refused(person: Client, report: Report) -> None:
    make_report(template=report.template, actuals_through=dt.date(2023, 4, 30))
    answer = change(person, report)
    assert answer.status_code == 422
    assert Page(answer.content).values()["title"] == MENDED["title"]
    assert fresh(report).title == "Årsredovisning 2023"
    assert [e.text for e in Page(answer.content).elements if e.attrs.get("role") == "alert"] == [
        "Nämnden har redan en rapport för perioden."
    ]


def test_a_discarded_draft_is_gone_and_its_period_free(person: Client, report: Report) -> None:
    following = make_report(template=report.template, actuals_through=dt.date(2024, 4, 30), previous=report)
    assert step(person, report, "discard")["Location"] == reverse("report_list")
    page = Page(person.get(reverse("report_list")).content)
    assert page.texts("li", class_="success") == ["Rapporten är nu borttagen."]
    assert report.title not in page.texts("a")
    for name in ("report_page", "report_workspace", "report_facts"):
        assert person.get(reverse(name, args=[report.slug])).status_code == 404
    again = start_report(
        committee=report.committee, by=make_user(report.committee), actuals_through=dt.date(2023, 12, 31),
        kind=PeriodKind.ANNUAL, title="Årsredovisning 2023", dated=dt.date(2024, 2, 1), template=report.template,
    )  # fmt: skip
    assert again.previous is None
    assert fresh(following).previous is None
    assert faults()[1] == []


def test_its_journal_and_texts_are_kept(person: Client, report: Report) -> None:
    step(person, report, "discard")
    kept = Report.objects.get(pk=report.pk)
    assert (kept.status, kept.texts.get().markdown) == (Status.DISCARDED, "Året har gått bra.")
    assert [(entry.old, entry.new, entry.by.username) for entry in kept.journal.filter(field="status")] == [
        ("draft", "discarded", "kim")
    ]


def test_what_was_handed_in_is_not_discarded(person: Client, report: Report) -> None:
    move(report, Action.HAND_IN, by=make_user(report.committee, Role.CONTROLLER))
    move(report, Action.SEND_BACK, by=make_user(report.committee, Role.APPROVER), reason="Fel belopp.")
    answer = step(person, report, "discard")
    assert (answer.status_code, fresh(report).status) == (422, Status.DRAFT)
    page = Page(person.get(reverse("report_facts", args=[report.slug])).content)
    assert "Rapporten har lämnats in och är en handling. Den kan rättas, men inte tas bort." in page.texts(
        "p"
    )


def test_only_a_draft_is_changed(person: Client, report: Report) -> None:
    move(report, Action.HAND_IN, by=make_user(report.committee, Role.CONTROLLER))
    assert change(person, report).status_code == 403
    assert fresh(report).title == "Årsredovisning 2023"
