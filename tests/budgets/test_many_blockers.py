"""What blocks a report of hundreds of rows is counted, and its first rows named."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine, LineKind
from goals.models import KeyFigure
from reporting.models import Report
from tests.budgets.published import statement
from tests.factories import make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db


def workspace(client: Client, report: Report) -> Page:
    client.force_login(make_user(report.committee))
    return Page(client.get(reverse("report_workspace", args=[report.slug])).content)


def report_with_lines(count: int) -> Report:
    report = make_report(statement(columns=["actual"]))
    BudgetLine.objects.bulk_create(
        BudgetLine(report=report, key=f"rad-{n}", label=f"Rad {n}", kind=LineKind.COST, position=n)
        for n in range(1, count + 1)
    )
    return report


def test_hundreds_of_rows_are_counted(client: Client) -> None:
    page = workspace(client, report_with_lines(311))
    (sentence,) = page.texts("li", class_="blocker")
    shown, behind = sentence.split(" Visa alla 311")
    assert shown.endswith("saknas för 311 rader: Rad 1, Rad 2, Rad 3, Rad 4, Rad 5 och 306 till.")
    assert page.texts("summary") == ["Visa alla 311"]
    assert behind.strip() == ", ".join(f"Rad {n}" for n in range(1, 312))


def test_a_dozen_rows_are_named(client: Client) -> None:
    page = workspace(client, report_with_lines(12))
    (sentence,) = page.texts("li", class_="blocker")
    assert sentence.endswith("Rad 10, Rad 11 och Rad 12.")
    assert page.texts("summary") == []


def test_hundreds_of_blockers_in_a_section_are_counted(client: Client) -> None:
    report = make_report(section("personal", "goals.staff_figures"), section("inledning", has_prose=True))
    KeyFigure.objects.bulk_create(
        KeyFigure(report=report, key=f"tal-{n}", label=f"Tal {n}", position=n) for n in range(1, 312)
    )
    page = workspace(client, report)
    (listed,) = page.texts("ul", class_="blockers")
    assert listed.startswith("Personal (311 hinder) Nyckeltalet ”Tal 1” saknar värde.")
    assert page.texts("summary") == ["Visa 306 till"]
    folded = page.texts("details")[0]
    assert "”Tal 5”" not in folded
    assert "”Tal 6”" in folded
    assert "”Tal 311”" in folded
    assert "Inledning Avsnittet ”Inledning” saknar text." in listed
