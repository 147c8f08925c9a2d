"""A page that refuses says why, in Swedish, and how to go on."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from reporting.models import Report, Role
from reporting.models.choices import Status
from tests.factories import make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report(section("inledning", has_prose=True))


def ways(page: Page) -> list[str]:
    """Where the links in the page's content lead."""
    return [a.attrs["href"] for a in page.all("a", class_="button")]


@pytest.mark.parametrize("name", ["section_edit", "report_facts", "report_template", "import_start"])
def test_refused_member_is_led_back_to_the_report(name: str, client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    kwargs = {"key": "inledning"} if name == "section_edit" else {}
    answer = client.get(reverse(name, kwargs={"slug": report.slug, **kwargs}))
    page = Page(answer.content)
    assert answer.status_code == 403
    assert f"”{report.title}” är utkast. I {report.committee.name} är du läsare." in page.text
    expected = [reverse("report_workspace", args=[report.slug]), reverse("report_page", args=[report.slug])]
    assert ways(page) == [*expected, "/"]


def test_refused_step_says_the_status_that_is(client: Client, report: Report) -> None:
    Report.objects.update(status=Status.HANDED_IN)
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    answer = client.post(reverse("report_adoption", args=[report.slug]), {})
    page = Page(answer.content)
    assert answer.status_code == 403
    assert "är inlämnad" in page.text
    assert reverse("report_workspace", args=[report.slug]) in ways(page)


def test_refused_committee_page_leads_to_the_reports(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    answer = client.get(reverse("report_start", args=[report.committee.slug]))
    assert (answer.status_code, ways(Page(answer.content))) == (403, ["/"])


def test_unknown_address_leads_to_the_reports(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    answer = client.get("/finns/inte/")
    assert (answer.status_code, ways(Page(answer.content))) == (404, ["/"])


def test_form_grown_old_leads_to_the_reports(report: Report) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    answer = client.post(reverse("report_move", args=[report.slug]), {"action": "hand_in"})
    assert (answer.status_code, ways(Page(answer.content))) == (403, ["/"])


def test_too_many_attempts_leads_back() -> None:
    assert ways(Page(render_to_string("429.html"))) == ["/"]


def test_closed_account_leads_to_the_log_in(client: Client) -> None:
    page = Page(client.get(reverse("account_inactive")).content)
    assert ways(page) == [reverse("account_login")]


def test_fault_of_the_portal_is_a_page_of_the_portal() -> None:
    answer = server_error(RequestFactory().get("/"))
    page = Page(answer.content)
    assert (answer.status_code, ways(page)) == (500, ["/"])
    assert page.all("link", rel="stylesheet")
    assert page.all("meta", name="viewport")
