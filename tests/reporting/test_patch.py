"""A typed cell: its cost whatever the rows, and never read under another template than the page was printed with."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.entry.rows import RowForm
from reporting.journal.writing import open_journal
from reporting.models import Report
from tests import patches
from tests.factories import fresh, make_report, make_user, print_otherwise, section
from tests.html import Page

pytestmark = pytest.mark.django_db

COLUMNS = ["budget", "actual", "forecast", "variance_forecast"]
STATEMENT = section("ekonomi", "budgets.statement", has_prose=True, options={"columns": COLUMNS})
OTHERS = [section(f"text-{number}", has_prose=True) for number in range(6)]


def report_of(rows: int) -> Report:
    report = make_report(STATEMENT, *OTHERS, convention={"unit": "tkr"})
    BudgetLine.objects.bulk_create(
        BudgetLine(
            report=report, key=f"rad-{n}", label=f"Rad {n}", position=n, kind="cost",
            budget=Decimal(1000 * n), actual=Decimal(500 * n), forecast=Decimal(1000 * n),
        )
        for n in range(1, rows + 1)
    )  # fmt: skip
    open_journal(report)
    return report


def opened(client: Client, report: Report) -> dict[str, str]:
    response = client.get(reverse("section_edit", args=[report.slug, "ekonomi"]))
    return Page(response.content).values()


@pytest.fixture
def made_forms(monkeypatch: pytest.MonkeyPatch) -> list[RowForm]:
    made: list[RowForm] = []
    make = RowForm.__init__

    def counted(form: RowForm, *args: Any, **kwargs: Any) -> None:
        made.append(form)
        make(form, *args, **kwargs)

    monkeypatch.setattr(RowForm, "__init__", counted)
    return made


@pytest.mark.parametrize("rows", [10, 300])
def test_one_amount_costs_two_forms_and_twelve_queries(
    client: Client, rows: int, made_forms: list[RowForm], django_assert_num_queries: Any
) -> None:
    """The whole request: session, user, report, roles; the transaction, its lock, the rows, the row, its journal's
    version and entry, the report."""
    report = report_of(rows)
    client.force_login(make_user(report.committee))
    data = opened(client, report) | {"ekonomi-3-actual": "7"}
    made_forms.clear()
    with django_assert_num_queries(12):
        answer = patches.autosave(client, report, "ekonomi", data)
    assert (answer["saved"], answer["values"]["ekonomi-3-actual"]) == (True, "7")
    assert len(made_forms) <= 2
    total = Page(answer["html"].encode()).texts("td")[-4:]
    assert total[1] == Page(client.get(reverse("report_page", args=[report.slug])).content).texts("td")[-3]


def test_a_colleagues_next_amount_in_the_same_process_is_seen(client: Client) -> None:
    """A report's cache is void once a colleague has saved."""
    report = report_of(3)
    client.force_login(make_user(report.committee))
    colleague = Client()
    colleague.force_login(make_user(report.committee))
    mine, theirs = opened(client, report), opened(colleague, report)
    patches.autosave(client, report, "ekonomi", mine | {"ekonomi-0-actual": "100"})
    answer = patches.autosave(colleague, report, "ekonomi", theirs | {"ekonomi-1-actual": "200"})
    shown = Page(answer["html"].encode()).texts("td")
    assert (shown[1], shown[5], shown[-3]) == ("100", "200", "302 underskott")
    assert Page(client.get(reverse("report_page", args=[report.slug])).content).texts("td") == shown


# Under another print of the page


MNKR: dict[str, Any] = {"unit": "mnkr", "decimals": 1, "cost": "-", "revenue": "+"}
NEW_ROW = {"ekonomi-2-label": "Hyra", "ekonomi-2-budget": "800", "ekonomi-2-actual": "120"}


def test_typing_is_never_saved_in_another_unit(client: Client) -> None:
    report = report_of(2)
    client.force_login(make_user(report.committee))
    data = opened(client, report) | NEW_ROW
    print_otherwise(report, **MNKR)
    patch = patches.as_patch(data, batch=str(uuid.uuid4()))
    response = patches.send(client, report, "ekonomi", patch)
    assert response.status_code == 409
    assert response.json()["reprint"] is True
    assert response.json()["message"].startswith("Rapportens mall, enhet eller tecken har ändrats")
    assert BudgetLine.objects.filter(report=report, label="Hyra").count() == 0
    again = opened(client, report) | NEW_ROW
    assert patches.autosave(client, report, "ekonomi", again)["saved"]
    assert BudgetLine.objects.get(label="Hyra").budget == -800_000_000  # typed + where costs are printed −


def test_the_button_too_is_refused_and_the_text_can_be_copied(client: Client) -> None:
    report = report_of(2)
    client.force_login(make_user(report.committee))
    data = opened(client, report) | NEW_ROW | {"text-markdown": "Året har gått bra."}
    print_otherwise(report, **MNKR)
    response = client.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data)
    page = Page(response.content)
    assert response.status_code == 409
    assert {"Hyra", "800", "120", "Året har gått bra."} <= set(page.texts("pre", class_="typed"))
    assert [link.text for link in page.all("a", class_="primary")] == ["Läs in sidan på nytt"]
    assert BudgetLine.objects.filter(report=report, label="Hyra").count() == 0
    assert fresh(report).prose == {}


def test_it_is_neither_judged_nor_made_live(client: Client) -> None:
    report = report_of(2)
    client.force_login(make_user(report.committee))
    data = opened(client, report) | NEW_ROW
    print_otherwise(report, **MNKR)
    judged = patches.send(client, report, "ekonomi", patches.as_patch(data, batch=None))
    live = client.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data | {"token": "x"})
    assert (judged.status_code, live.status_code) == (409, 409)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "mnkr"},
        {"cost": "-"},
        {"surplus": "+"},
        {"decimals": 1},
        {"sections": [*OTHERS, STATEMENT]},
        {"sections": [{**STATEMENT, "options": {"columns": ["budget", "actual"]}}, *OTHERS]},
        {},
    ],
    ids=["unit", "sign", "sign of a result", "decimals", "order", "columns", "version"],
)
def test_each_way_to_print_otherwise_is_seen(client: Client, change: dict[str, Any]) -> None:
    report = report_of(2)
    client.force_login(make_user(report.committee))
    data = opened(client, report) | NEW_ROW
    print_otherwise(report, **change)
    patch = patches.send(client, report, "ekonomi", patches.as_patch(data, batch=str(uuid.uuid4())))
    button = client.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data)
    assert (patch.status_code, button.status_code) == (409, 409)
    assert BudgetLine.objects.filter(report=report, label="Hyra").count() == 0


def test_a_page_without_its_print_is_not_read(client: Client) -> None:
    """As a page from before an upgrade, which has no digest of its template."""
    report = report_of(2)
    client.force_login(make_user(report.committee))
    data = {name: text for name, text in (opened(client, report) | NEW_ROW).items() if name != "template"}
    patch = patches.send(
        client, report, "ekonomi", patches.as_patch(data, batch=str(uuid.uuid4()), template="")
    )
    button = client.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data)
    assert (patch.status_code, button.status_code) == (409, 409)
    assert "Hyra" in Page(button.content).texts("pre", class_="typed")
    assert BudgetLine.objects.filter(report=report, label="Hyra").count() == 0
