"""Autosave of goals and key figures in rows that are not valid yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from goals.models import CommitteeGoal, Indicator, KeyFigure
from reporting.journal.writing import open_journal
from reporting.models import Report
from tests.factories import fresh, make_report, make_user, section
from tests.goals.sydnarke import DIGITAL, make_goals
from tests.goals.test_forms import INCIDENTS, typed
from tests.patches import autosave

pytestmark = pytest.mark.django_db
Changes = dict[tuple[str, str], str]


def save_cells(client: Client, report: Report, changes: Changes, key: str) -> dict[str, Any]:
    open_journal(report)
    client.force_login(make_user(report.committee))
    return autosave(client, report, key, typed(fresh(report), changes, key))


def test_an_override_without_reason_waits_and_the_rest_is_saved(client: Client) -> None:
    report = make_report(section("mal", "goals.goals"))
    make_goals(report)
    answer = save_cells(client, report, {(DIGITAL, "override"): "met", (INCIDENTS, "current"): "98"}, "mal")
    assert answer["saved"]
    waits = "Skäl till annan bedömning än regelns: Skriv varför bedömningen avviker från regeln."
    assert f"Sparas inte ännu. {waits}" in answer["errors"].values()
    assert Indicator.objects.get(label=INCIDENTS).current == "98"
    assert CommitteeGoal.objects.get(label=DIGITAL).override == ""

    with_reason = {(DIGITAL, "override"): "met", (DIGITAL, "override_reason"): "Klart i maj."}
    client.logout()
    client.force_login(report.committee.memberships.get().user)
    answer = autosave(client, report, "mal", typed(fresh(report), with_reason, "mal"))
    assert (answer["saved"], answer["errors"]) == (True, {})
    assert CommitteeGoal.objects.get(label=DIGITAL).override == "met"


def test_a_fault_between_cells_is_reported_at_the_typed_cell(client: Client) -> None:
    """Nothing unsaved may look saved, though the faulty column is not even shown."""
    report = make_report(section("personal", "goals.staff_figures", options={"columns": ["total"]}))
    KeyFigure.objects.create(
        report=report, key="sjuk", label="Sjukfrånvaro", position=1, total=5, women=6, group_size_women=20
    )
    answer = save_cells(client, report, {("Sjukfrånvaro", "group_size_women"): "0"}, "personal")
    [(name, message)] = answer["errors"].items()
    assert name.endswith("group_size_women")
    assert message.startswith("Sparas inte ännu. Gruppen har ingen person")
    assert KeyFigure.objects.get().group_size_women == 20
