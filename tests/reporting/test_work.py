"""The start page: what waits for each, and what became of it. And the workspace's word before a hand-in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.workflow.assignments import assign, mark_done, open_again
from reporting.workflow.my_work import work_of
from reporting.workflow.progress import progress_of
from tests.factories import fresh, make_committee, make_report, make_template, make_user, section, take
from tests.html import Page

pytestmark = pytest.mark.django_db

SECTIONS = (section("inledning", has_prose=True), section("slutord", has_prose=True))


@pytest.fixture
def report() -> Report:
    report = make_report(*SECTIONS)
    for key in ("inledning", "slutord"):
        report.texts.create(section_key=key, markdown="Året har gått bra.")
    return fresh(report)


def start(user: User, **asked: str) -> Page:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("report_list"), asked)
    assert answer.status_code == 200
    return Page(answer.content)


def groups(page: Page) -> list[str]:
    """What waits, by its headings."""
    usual = {"Nämnden", "Rapporter", "Andra nämnders fastställda rapporter"}
    return [text for text in page.texts("h2") if text not in usual]


def person(report: Report, role: str) -> User:
    return make_user(report.committee, role)


def test_when_nothing_waits_it_says_so(report: Report) -> None:
    page = start(person(report, Role.READER))
    assert (groups(page), page.texts("p", class_="all-done")) == ([], ["Inget väntar på dig just nu."])


def test_ones_own_sections_that_are_not_done(report: Report) -> None:
    controller, reporter = person(report, Role.CONTROLLER), person(report, Role.REPORTER)
    assign(report, {"inledning": reporter, "slutord": reporter}, by=controller)
    mark_done(report, "inledning", by=reporter)
    page = start(reporter)
    assert groups(page) == ["Dina avsnitt"]
    assert [text for text in page.texts("li") if "Slutord" in text or "Inledning" in text] == [
        "Slutord Inte klar"
    ]
    open_again(report, "inledning", note="Nyckeltalen saknas.", by=controller)
    assert "Nyckeltalen saknas." in start(reporter).text
    for key in ("inledning", "slutord"):
        mark_done(report, key, by=reporter)
    assert groups(start(reporter)) == []
    assert groups(start(controller)) == ["Väntar på dig"]
    assert "Alla 2 avsnitt är klara" in start(controller).text


def test_each_step_waits_for_who_takes_it(report: Report) -> None:
    controller, approver, administrator = (
        person(report, role) for role in (Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR)
    )
    everyone = (controller, approver, administrator)
    assert [groups(start(one)) for one in everyone] == [[], [], []]
    take(report, Action.HAND_IN, by=controller)
    assert [groups(start(one)) for one in everyone] == [[], ["Väntar på dig"], []]
    take(fresh(report), Action.APPROVE, by=approver)
    page = start(administrator)
    assert [groups(start(one)) for one in (controller, approver)] == [[], []]
    assert page.all("a", href=reverse("report_adoption", args=[report.slug])) != []


def test_what_was_returned_says_why(report: Report) -> None:
    controller, approver, reporter = (
        person(report, role) for role in (Role.CONTROLLER, Role.APPROVER, Role.REPORTER)
    )
    take(report, Action.HAND_IN, by=controller)
    take(fresh(report), Action.SEND_BACK, by=approver, reason="Beloppen ska ses över.")
    for writer in (controller, reporter):
        page = start(writer)
        assert groups(page) == ["Tillbaka till dig"]
        assert "Beloppen ska ses över." in page.texts("p", class_="sent-back")[0]
    assert groups(start(approver)) == []


def test_who_handed_in_is_not_asked_to_approve_where_two_are_demanded(report: Report) -> None:
    type(report.template).objects.filter(pk=report.template_id).update(demands_two=True)
    both = person(report, Role.CONTROLLER)
    both.memberships.create(committee=report.committee, role=Role.APPROVER)
    take(fresh(report), Action.HAND_IN, by=both)
    assert groups(start(User.objects.get(pk=both.pk))) == []
    assert groups(start(person(report, Role.APPROVER))) == ["Väntar på dig"]


def test_a_politician_keeps_the_simple_page(report: Report) -> None:
    ledamot = person(report, Role.REPRESENTATIVE)
    page = start(ledamot)
    assert page.texts("h1") == ["Rapporter"]
    assert page.texts("h2") == [report.committee.name, "Andra nämnders fastställda rapporter"]
    ledamot.memberships.create(committee=make_committee(), role=Role.READER)
    assert start(User.objects.get(pk=ledamot.pk)).texts("h1") == ["Mitt arbete"]


def test_a_deadline_that_has_passed_is_late(report: Report) -> None:
    controller = person(report, Role.CONTROLLER)
    assign(report, {"inledning": controller}, by=controller)
    now = [fresh(report)]
    for day, is_late in ((dt.date(2020, 1, 1), True), (dt.date(2999, 1, 1), False)):
        work = work_of(controller, now, progress_of(now), {report.pk: day})
        assert [(own.due, own.is_late) for own in work.sections] == [(day, is_late)]


def test_the_reports_are_chosen_by_year_and_status() -> None:
    template = make_template()
    for year in range(2016, 2024):
        status = Status.ADOPTED if year < 2023 else Status.DRAFT
        make_report(template=template, actuals_through=dt.date(year, 8, 31), slug=f"r-{year}", status=status)
    user = make_user(template.committee, Role.READER)
    assert start(user).texts("h3") == ["2023", "2022"]  # the others are folded
    assert len(start(user).all("details", class_="year")) == 6
    assert start(user, status="draft").texts("h3") == ["2023"]
    assert start(user, ar="2018").texts("h3") == ["2018"]
    assert "Ingen rapport stämmer med valet." in start(user, ar="1066").text


@pytest.mark.parametrize("count", [1, 12])
def test_queries_are_constant(count: int, client: Client, django_assert_num_queries: Any) -> None:
    """Reports in every status, with sections done, changed and opened again."""
    user = make_user()
    for _ in range(count):
        committee = make_committee()
        for role in (Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR):
            user.memberships.create(committee=committee, role=role)
        for month, status in ((4, Status.HANDED_IN), (6, Status.APPROVED)):
            make_report(
                *SECTIONS, committee=committee, status=status, actuals_through=dt.date(2022, month, 30)
            )
        draft = make_report(*SECTIONS, committee=committee)
        share(draft, User.objects.get(pk=user.pk))
    client.force_login(user)
    address = reverse("report_list")
    client.get(address)  # looks at each report's present state once
    with django_assert_num_queries(15):
        answer = client.get(address)
    page = Page(answer.content)
    assert len(page.all("li", class_="task")) == 2 * count
    assert page.text.count("Ändrad sedan den blev klar") == count


def share(draft: Report, user: User) -> None:
    assign(draft, {"inledning": user, "slutord": user}, by=user)
    for key in ("inledning", "slutord"):
        mark_done(draft, key, by=user)
    open_again(draft, "inledning", note="Mer.", by=user)
    draft.texts.create(section_key="slutord", markdown="Ändrat.")
    Report.objects.filter(pk=draft.pk).update(changed_at=draft.changed_at + dt.timedelta(hours=1))
