"""A page that refuses says why, in Swedish, and how to go on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
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


def test_form_grown_old_leads_to_the_report(report: Report) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    answer = client.post(reverse("report_move", args=[report.slug]), {"action": "hand_in"})
    expected = [reverse("report_workspace", args=[report.slug]), reverse("report_page", args=[report.slug])]
    assert (answer.status_code, ways(Page(answer.content))) == (403, [*expected, "/"])


# Whatever is refused, whoever asks

HOST = "http://testserver"
ARGUMENTS = {
    "key": "inledning", "pk": 1, "mapping_pk": 1, "extension": "exe", "model": "reporting.prosetext",
    "row_key": "inledning", "field": "markdown", "table": "resultat", "row": "finns-inte",
    "provider_id": "kommunen", "uidb36": "1", "committee": "finns-inte",
}  # fmt: skip


def addresses(report: Report) -> Iterator[str]:
    """Every address of the portal, of the report's nämnd and kommun where it is of one."""
    committee = report.committee
    for pattern in flat(get_resolver().url_patterns):
        route = str(pattern.pattern)
        slug = committee.slug if route.startswith("namnder/") else report.slug
        slug = committee.municipality.slug if route.startswith("kommuner/") else slug
        converters = pattern.pattern.converters
        kwargs = {name: slug if name == "slug" else ARGUMENTS[name] for name in converters}
        if pattern.name and not route.startswith("^"):
            yield reverse(pattern.name, kwargs=kwargs)


def flat(patterns: list[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if not hasattr(pattern, "url_patterns"):
            yield pattern
        elif pattern.app_name != "admin":
            yield from flat(pattern.url_patterns)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.ADMINISTRATOR])
def test_every_refusal_leads_back_to_where_one_came_from(client: Client, report: Report, role: Role) -> None:
    """A page of the portal's, with its status; then to the report, of those who see it, and to the start page."""
    client.force_login(make_user(report.committee, role))
    came_from = f"{reverse('help_page')}?a=1&b=2"
    workspace = reverse("report_workspace", args=[report.slug])
    tried, faults = 0, list[Any]()
    for address, method in itertools.product(addresses(report), ("get", "post")):
        with transaction.atomic():
            answer = getattr(client, method)(address, headers={"referer": f"{HOST}{came_from}"})
            transaction.set_rollback(True)
        if (
            answer.status_code == 422
            and not is_data(answer)
            and not Page(answer.content).all("p", class_="eyebrow")
        ):
            faults.append((method, address, 422, "no way up"))
        if answer.status_code not in (400, 403, 404, 405, 409, 410, 413) or is_data(answer):
            continue
        tried += 1
        page, is_of_report = Page(answer.content), address.startswith(f"/rapporter/{report.slug}/")
        then = workspace if is_of_report and role == Role.ADMINISTRATOR and address != workspace else None
        expected = [came_from, then] if then else [came_from]
        if (
            not page.all("html", lang="sv")
            or ways(page)[: len(expected)] != expected
            or "/" not in ways(page)
        ):
            faults.append((method, address, answer.status_code, page.texts("h1"), ways(page)))
    assert (faults, tried > 60) == ([], True)


def is_data(answer: Any) -> bool:
    return not str(answer["Content-Type"]).startswith("text/html")


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/rapporter/", "//evil.example/", "javascript:alert(1)", f"{HOST}/konto/logga-in/?next=/x",
        f"{HOST}/finns/inte/", "http://testserver.evil.example/", "", "\\evil",
    ],
)  # fmt: skip
def test_no_other_site_is_led_to(client: Client, report: Report, referer: str) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    answer = client.get(reverse("report_start", args=[report.committee.slug]), headers={"referer": referer})
    assert (answer.status_code, ways(Page(answer.content))) == (403, ["/"])


def test_a_refused_page_does_not_lead_to_itself(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee, Role.READER))
    address = reverse("report_start", args=[report.committee.slug])
    answer = client.get(address, headers={"referer": f"{HOST}{address}"})
    assert ways(Page(answer.content)) == ["/"]


def test_a_report_one_does_not_see_is_not_led_to(client: Client, report: Report) -> None:
    client.force_login(make_user(role=None))
    answer = client.get(reverse("report_workspace", args=[report.slug]))
    assert (answer.status_code, ways(Page(answer.content))) == (404, ["/"])


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
