"""Autosave of goals and key figures in rows that are not valid yet."""

from __future__ import annotations

import uuid
from decimal import Decimal
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


def correct_by_hand(client: Client, report: Report, value: str) -> None:
    """A colleague corrects how the target is parsed."""
    colleague = Client()
    colleague.force_login(make_user(report.committee, username="bo"))
    answer = autosave(
        colleague, report, "mal", typed(fresh(report), {(INCIDENTS, "target_value"): value}, "mal")
    )
    assert (answer["saved"], answer["errors"]) == (True, {})


def test_a_target_typed_meanwhile_rewrites_no_corrected_value(client: Client) -> None:
    report = make_report(section("mal", "goals.goals"))
    make_goals(report)
    open_journal(report)
    client.force_login(make_user(report.committee, username="eva"))
    page = typed(fresh(report), {(INCIDENTS, "target"): "högst 90 st"}, "mal")
    correct_by_hand(client, report, "110")

    answer = autosave(client, report, "mal", page)

    [(name, question)] = answer["conflicts"].items()
    assert name.endswith("-target")
    assert "har rättat hur målvärdet är tolkat (Lägre än 110\xa0st" in question["said"]
    indicator = Indicator.objects.get(label=INCIDENTS)
    assert (indicator.target_value, indicator.target) == (110, question["theirs"])

    # Who has seen it and keeps what was typed has it saved.
    seen = {f"{prefix}{name}_read": answer["values"][f"{name}_read"] for prefix in ("", "initial-")}
    answer = autosave(client, report, "mal", page | seen)
    assert (answer["saved"], answer["conflicts"]) == (True, {})
    assert Indicator.objects.get(label=INCIDENTS).target_value == 90


def test_ones_own_next_target_is_no_conflict(client: Client) -> None:
    report = make_report(section("mal", "goals.goals"))
    make_goals(report)
    open_journal(report)
    client.force_login(make_user(report.committee, username="eva"))
    first = uuid.uuid4()
    pages = [
        typed(fresh(report), {(INCIDENTS, "target"): text}, "mal") for text in ("högst 90 st", "högst 95 st")
    ]
    autosave(client, report, "mal", pages[0], batch=first)
    answer = autosave(client, report, "mal", pages[1], after=str(first))
    assert (answer["saved"], answer["conflicts"]) == (True, {})
    assert Indicator.objects.get(label=INCIDENTS).target_value == 95


def staff_with(**figure: Any) -> Report:
    report = make_report(section("personal", "goals.staff_figures", options={"smallest_group": 0}))
    KeyFigure.objects.create(report=report, key="sjuk", label="Sjukfrånvaro", position=1, **figure)
    open_journal(report)
    return report


@pytest.mark.parametrize("total", [None, 5])
def test_a_typed_figure_leaves_the_decimals_a_colleague_set(client: Client, total: int | None) -> None:
    report = staff_with(total=total, decimals=2)
    page = typed(fresh(report), {("Sjukfrånvaro", "total"): "5,25"}, "personal")
    colleague = Client()
    colleague.force_login(make_user(report.committee, username="bo"))
    autosave(
        colleague, report, "personal", typed(fresh(report), {("Sjukfrånvaro", "decimals"): "1"}, "personal")
    )
    client.force_login(make_user(report.committee, username="eva"))

    answer = autosave(client, report, "personal", page)

    assert (answer["saved"], answer["errors"], answer["conflicts"]) == (True, {}, {})
    figure = KeyFigure.objects.get()
    assert (figure.decimals, figure.total) == (1, Decimal("5.25"))


def test_ones_own_figures_raise_the_decimals_one_after_the_other(client: Client) -> None:
    report = staff_with(decimals=0)
    client.force_login(make_user(report.committee, username="eva"))
    pages = [
        typed(fresh(report), {("Sjukfrånvaro", name): text}, "personal")
        for name, text in (("total", "5,5"), ("women", "5,25"))
    ]
    first = uuid.uuid4()
    autosave(client, report, "personal", pages[0], batch=first)
    autosave(client, report, "personal", pages[1], after=str(first))
    assert KeyFigure.objects.get().decimals == 2
