"""What is kept of a report between requests: worked out again when someone saves, and not before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.models import Report
from reporting.review.facts import sentences_of
from tests import patches
from tests.factories import make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db

STATEMENT = section(
    "ekonomi", "budgets.statement", options={"columns": ["budget", "actual", "forecast", "variance_forecast"]}
)
FIGURES = {"kind": "cost", "budget": Decimal(2000), "actual": Decimal(1000), "forecast": Decimal(2000)}


@pytest.fixture
def report() -> Report:
    previous = make_report(section("inledning", has_prose=True), STATEMENT)
    report = make_report(template=previous.template, previous=previous, actuals_through=dt.date(2023, 8, 31))
    report.texts.create(section_key="inledning", markdown="Året har gått bra. Hyran kostade 1 tkr.")
    for each in (previous, report):
        BudgetLine.objects.create(report=each, key="hyra", label="Hyra", position=1, **FIGURES)
    return report


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def workspace(person: Client, report: Report) -> Page:
    return Page(person.get(reverse("report_workspace", args=[report.slug])).content)


def opened(person: Client, report: Report) -> dict[str, str]:
    return Page(person.get(reverse("section_edit", args=[report.slug, "ekonomi"])).content).values()


def test_a_workspace_is_worked_out_once_per_change(
    person: Client, report: Report, django_assert_num_queries: Any
) -> None:
    """Asked for again: session, user, report, roles, history, assignments, marks, comments, the round; who holds the
    roles that are left, and whom to turn to where nobody does."""
    assert workspace(person, report).all("li", class_="blocker") == []
    with django_assert_num_queries(12):
        workspace(person, report)
    patches.autosave(person, report, "ekonomi", opened(person, report) | {"ekonomi-0-actual": ""})
    assert any("saknas för" in blocker for blocker in workspace(person, report).texts("li", class_="blocker"))


def test_an_amount_reads_no_rows_of_the_last_report(
    person: Client, report: Report, django_assert_num_queries: Any
) -> None:
    data = opened(person, report) | {"ekonomi-0-actual": "7"}
    with django_assert_num_queries(12):
        assert patches.autosave(person, report, "ekonomi", data)["saved"]


def test_an_amount_reads_no_text_again(person: Client, report: Report) -> None:
    data = opened(person, report)
    patches.autosave(person, report, "ekonomi", data | {"ekonomi-0-actual": "7"})
    read = sentences_of.cache_info().misses
    patches.autosave(person, report, "ekonomi", data | {"ekonomi-0-budget": "8"})
    assert sentences_of.cache_info().misses == read


def test_the_editor_shows_what_a_colleague_saved(person: Client, report: Report) -> None:
    colleague = Client()
    colleague.force_login(make_user(report.committee))
    shown = opened(person, report)
    patches.autosave(colleague, report, "ekonomi", shown | {"ekonomi-0-actual": "7"})
    page = Page(person.get(reverse("section_edit", args=[report.slug, "ekonomi"])).content)
    assert "7" in page.texts("td")
