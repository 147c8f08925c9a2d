"""The limit of rows in a table: one number, shown beforehand, kept by every way of saving. Pages for refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.entry.section_entry import formsets_of
from reporting.models import Report
from reporting.sections import registry, section_of
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page
from tests.patches import autosave

pytestmark = pytest.mark.django_db

COLUMNS = [
    *("budget", "period_budget", "actual", "actual_last_year", "result_last_year", "forecast"),
    *("previous_forecast", "carried_over", "extra_appropriation"),
]
EVERY_COLUMN = section("ekonomi", "budgets.statement", has_prose=True, options={"columns": COLUMNS})
FULL = "Tabellen har plats för högst 500 rader."


def report_of(rows: int) -> Report:
    report = make_report(EVERY_COLUMN, convention={"unit": "tkr"})
    BudgetLine.objects.bulk_create(
        BudgetLine(report=report, key=f"rad-{n}", label=f"Rad {n}", position=n, budget=Decimal(1000 * n))
        for n in range(1, rows + 1)
    )
    return report


def editor(report: Report) -> str:
    return reverse("section_edit", args=[report.slug, "ekonomi"])


def opened(client: Client, report: Report) -> dict[str, str]:
    client.force_login(make_user(report.committee))
    values = Page(client.get(editor(report)).content).values()
    return {name: value for name, value in values.items() if not name.endswith("-DELETE") and name != "q"}


@pytest.mark.parametrize("rows", [384, 500, 510])
def test_a_full_table_is_saved_with_its_text(client: Client, rows: int) -> None:
    """510: filled by two people at once."""
    report = report_of(rows)
    data = opened(client, report) | {"text-markdown": "Vår text", f"ekonomi-{rows - 1}-actual": "7"}
    assert client.post(editor(report), data).status_code == 302
    assert fresh(report).prose["ekonomi"] == "Vår text"
    assert BudgetLine.objects.get(key=f"rad-{rows}").actual == 7_000


def test_the_limit_is_told_before_it_is_met(client: Client) -> None:
    report = report_of(1)
    client.force_login(make_user(report.committee))
    assert FULL in Page(client.get(editor(report)).content).text


def test_a_row_too_many_is_refused_and_stays_typed(client: Client) -> None:
    report = report_of(499)
    data = opened(client, report)
    new = {f"ekonomi-{n}-{name}": text for n in (499, 500) for name, text in
           {"id": "", "label": f"Ny {n}", "kind": "cost", "budget": "1"}.items()}  # fmt: skip
    answer = autosave(client, report, "ekonomi", data | new | {"ekonomi-0-actual": "3"})
    assert BudgetLine.objects.filter(report=report).count() == 500
    assert BudgetLine.objects.get(key="rad-1").actual == 3_000
    assert FULL in answer["waiting"]["ekonomi-500-label"]
    assert "ekonomi-499-label" not in answer["waiting"]


@pytest.mark.parametrize("kind", sorted(registry()))
def test_a_whole_page_of_any_chapter_may_be_sent(kind: str) -> None:
    """The most rows in each grid, with every field of a row."""
    report = make_report(section("del", kind))
    grids = formsets_of(section_of(fresh(report), "del").form())
    fields = sum(len(grid.empty_form.fields) for grid in grids) * settings.MOST_ROWS
    assert fields + 100 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_what_is_too_much_is_refused_with_a_swedish_page(client: Client) -> None:
    report = report_of(1)
    client.force_login(make_user(report.committee))
    data = {f"f{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    response = client.post(editor(report), data)
    assert response.status_code == 400
    assert "Gå tillbaka i webbläsaren" in Page(response.content).text


@pytest.mark.parametrize(
    "address", ["/rapporter/{}/granskning/godta/", "/rapporter/{}/arbeta/ekonomi/celler/"]
)
def test_a_wrong_method_gets_a_swedish_page(client: Client, address: str) -> None:
    report = report_of(1)
    client.force_login(make_user(report.committee))
    response = client.get(address.format(report.slug))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Till rapporterna" in Page(response.content).text
