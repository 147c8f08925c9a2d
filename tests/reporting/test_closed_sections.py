"""A rapportmall may leave a section to who answers for it: no way in lets anyone else write there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine, LedgerAmount
from reporting.journal.writing import delete_rows, open_journal
from reporting.models import DeviationMeasure, ProseText, Report, Role, SectionAssignment, User
from reporting.models.carried import carried_models
from reporting.models.journal import snapshot
from reporting.sections import registry
from reporting.workflow.assignments import assign
from reporting.workflow.writing import writing
from tests.budgets.test_import_sie import LEDGER, confirm, shown
from tests.budgets.test_import_workbook import STATEMENT, edited, exported, read_in
from tests.budgets.test_sie import sie
from tests.factories import fresh, make_report, make_template, make_user, section
from tests.html import Page
from tests.patches import as_patch, print_of, send

pytestmark = pytest.mark.django_db

SECTIONS = (
    section("ekonomi", "budgets.statement", heading="Ekonomi", has_prose=True),
    section("atgarder", "reporting.deviations", heading="Åtgärder"),
    section("personal", has_prose=True, heading="Personal"),
)
REFUSED = "Avsnittet ”Ekonomi” skrivs av Anna Berg, och av controllern. Inget är ändrat."


@pytest.fixture
def report() -> Report:
    """Anna answers for *Ekonomi* and *Åtgärder*; nobody for *Personal*."""
    template = make_template(*SECTIONS)
    template.assignees_only = True
    template.save()
    report = make_report(template=template)
    BudgetLine.objects.create(report=report, key="personal", label="Löner", kind="cost", actual=Decimal(100))
    report.texts.create(section_key="ekonomi", markdown="Lönerna är 100 kronor.")
    report.texts.create(section_key="personal", markdown="Vi är fler.")
    report.deviation_measures.create(key="spara", label="Spara", concerns="resultat", cause="Dyrt")
    open_journal(report)
    anna = make_user(report.committee, Role.REPORTER)
    User.objects.filter(pk=anna.pk).update(first_name="Anna", last_name="Berg")
    assign(fresh(report), {"ekonomi": anna, "atgarder": anna}, by=make_user(report.committee))
    return fresh(report)


@pytest.fixture
def anna(report: Report) -> User:
    return SectionAssignment.objects.filter(report=report)[0].person


@pytest.fixture
def bo(report: Report, client: Client) -> User:
    bo = make_user(report.committee, Role.REPORTER)
    client.force_login(bo)
    return bo


def stored(report: Report) -> list[Any]:
    models = (BudgetLine, ProseText, DeviationMeasure)
    rows = [row for model in models for row in model._default_manager.filter(report=report)]
    return [*map(snapshot, rows), LedgerAmount.objects.filter(report=report).count(), report.journal.count()]


def type_a_figure(client: Client, report: Report) -> Any:
    pk = BudgetLine.objects.get(report=report).pk
    cell = {"ekonomi-0-id": str(pk), "ekonomi-0-actual": "200", "initial-ekonomi-0-actual": "0,1"}
    return send(client, report, "ekonomi", as_patch(cell, batch=str(uuid.uuid4())))


def type_a_text(client: Client, report: Report) -> Any:
    cell = {"text-markdown": "Nytt.", "initial-text-markdown": "Lönerna är 100 kronor."}
    return send(client, report, "ekonomi", as_patch(cell, batch=str(uuid.uuid4())))


def press_the_button(client: Client, report: Report) -> Any:
    address = reverse("section_edit", args=[report.slug, "ekonomi"])
    controller = Client()
    controller.force_login(make_user(report.committee))
    page = Page(controller.get(address).content).values()
    return client.post(address, page | {"text-markdown": "Nytt."})


def change_a_measure(client: Client, report: Report) -> Any:
    row = {"atgarder-0-id": str(DeviationMeasure.objects.get(report=report).pk)}
    cell = row | {"atgarder-0-cause": "Dyrare", "initial-atgarder-0-cause": "Dyrt"}
    return send(client, report, "atgarder", as_patch(cell, batch=str(uuid.uuid4())))


def restore_a_cell(client: Client, report: Report) -> Any:
    cell = ["budgets.budgetline", "personal", "actual"]
    return client.post(reverse("cell_history", args=[report.slug, *cell]), {"version": "1"})


def restore_a_row(client: Client, report: Report) -> Any:
    row = {"model": "budgets.budgetline", "row": "borttagen"}
    return client.post(reverse("report_changes", args=[report.slug]), row)


def fill_in_the_workbook(client: Client, report: Report) -> Any:
    return read_in(client, report, edited(exported(client, report), STATEMENT, E4=999))


def import_the_ledger(client: Client, report: Report) -> Any:
    return confirm(client, *shown(client, report, sie(LEDGER)))


def mark_as_done(client: Client, report: Report) -> Any:
    return client.post(reverse("section_done", args=[report.slug, "ekonomi"]))


WAYS = [
    *(type_a_figure, type_a_text, press_the_button, change_a_measure, restore_a_cell, restore_a_row),
    *(fill_in_the_workbook, import_the_ledger, mark_as_done),
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_is_open_to_others(
    way: Callable[[Client, Report], Any], report: Report, bo: User, anna: User, client: Client
) -> None:
    remove_a_row(report, by=anna)
    if way is restore_a_cell:
        change_the_figure(report, by=anna)
    before = stored(report)
    assert way(client, report).status_code == 403
    assert stored(report) == before
    client.force_login(anna)
    answer = way(client, report)
    assert (answer.status_code in (200, 302), stored(report) != before) == (True, True)


def remove_a_row(report: Report, by: User) -> None:
    with writing(report, by=by) as batch:
        line = BudgetLine(report=report, key="borttagen", label="Resor", kind="cost")
        line.save()
        batch.note(line, {})
    with writing(report, by=by) as batch:
        delete_rows(batch, [line])


def change_the_figure(report: Report, by: User) -> None:
    with writing(report, by=by) as batch:
        line = BudgetLine.objects.get(report=report)
        before = snapshot(line)
        line.actual = Decimal(300)
        line.save()
        batch.note(line, before)


def test_accounts_alone_are_refused_too(report: Report, bo: User, anna: User, client: Client) -> None:
    """They are not journaled, and the figure is as it was."""
    client.force_login(anna)
    import_the_ledger(client, report)
    LedgerAmount.objects.filter(report=report).update(account_name="Annat", amount=1)
    before = stored(report), LedgerAmount.objects.filter(amount=1).count()
    client.force_login(bo)
    assert import_the_ledger(client, report).status_code == 403
    assert (stored(report), LedgerAmount.objects.filter(amount=1).count()) == before


def test_the_section_is_read_and_says_who_writes_it(report: Report, bo: User, client: Client) -> None:
    answer = client.get(reverse("section_edit", args=[report.slug, "ekonomi"]))
    page = Page(answer.content)
    assert answer.status_code == 200
    assert page.texts("div", class_="notice") == [
        "Anna Berg skriver det här avsnittet. Du kan läsa det, men inte ändra i det. Hör av dig till Anna Berg eller "
        "till controllern om något behöver rättas.Inte klar"
    ]
    assert "Lönerna är 100 kronor." in page.text
    assert (page.all("textarea"), page.all("input", type="text")) == ([], [])


def test_no_earlier_value_is_offered(report: Report, bo: User, anna: User, client: Client) -> None:
    change_the_figure(report, by=anna)
    address = reverse("cell_history", args=[report.slug, "budgets.budgetline", "personal", "actual"])
    buttons = []
    for reader in (bo, anna):
        client.force_login(reader)
        buttons.append(len(Page(client.get(address).content).all("input", name="version")))
    assert (buttons[0], buttons[1] > 0) == (0, True)


def test_the_refusal_says_who_writes_it(report: Report, bo: User, client: Client) -> None:
    assert REFUSED in Page(fill_in_the_workbook(client, report).content).text


def test_what_no_one_answers_for_is_open_to_all(report: Report, bo: User, client: Client) -> None:
    address = reverse("section_edit", args=[report.slug, "personal"])
    assert client.post(address, {"text-markdown": "Vi är färre."} | print_of(report)).status_code == 302


def test_a_controller_writes_everywhere(report: Report, client: Client) -> None:
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    assert press_the_button(client, report).status_code == 302


def test_without_the_choice_everyone_writes(report: Report, bo: User, client: Client) -> None:
    type(report.template).objects.filter(pk=report.template_id).update(assignees_only=False)
    assert press_the_button(client, report).status_code == 302


def test_every_row_of_a_report_is_in_some_section() -> None:
    """Else it would be open to all."""
    held = {model for kind in registry().values() for model in kind.row_models()}
    assert {model.__name__ for model in carried_models() if model not in held} == {
        "ProseText",  # by its section's key
        "AcceptedFinding",  # of the review
        "LedgerAmount",  # behind a line: told by LedgerPlan
    }
