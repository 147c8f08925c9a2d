"""The grids of new goals and indicators grow with what is pasted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from goals.models import CommitteeGoal, CouncilGoal, Indicator
from tests.browser.conftest import all_is_saved
from tests.browser.test_accessibility import faults
from tests.browser.test_grid import as_clipboard, paste
from tests.browser.test_parents import editor_of, field, new_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_nine_new_indicators_are_pasted_with_their_goals(page: Page) -> None:
    report = new_report(
        "goals.goals", columns=[{"key": name, "heading": name} for name in ("current", "forecast")]
    )
    CouncilGoal.objects.create(report=report, key="trygga", label="Trygga")
    CouncilGoal.objects.create(report=report, key="gröna", label="Gröna")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor = editor_of(page, report)
    rows = [
        [f"Indikator {n}", "Trygga" if n % 2 else "Gröna", f"{n}", f"{n}", "minst 8"] for n in range(1, 10)
    ]
    field(editor, "indikator-0-label").focus()
    paste(editor, as_clipboard(rows))
    all_is_saved(editor)
    indicators = Indicator.objects.filter(report=report).select_related("council_goal")
    stored = [
        [each.label, each.council_goal.label, each.current, each.forecast, each.target] for each in indicators
    ]
    assert stored == rows
    assert faults(editor) == []
    # An added row has details of its own.
    row = field(editor, "indikator-9-label")
    expect(row).to_have_value("")
    row.fill("Sist")
    editor.get_by_text("Bedöm eller ordna: Indikator, ny rad 10").click()
    expect(field(editor, "indikator-9-comment")).to_be_visible()


def test_goals_grow_with_what_is_typed(page: Page) -> None:
    report = new_report("goals.goals")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor = editor_of(page, report)
    field(editor, "kf-0-label").focus()
    paste(editor, as_clipboard([[f"Mål {n}", f"Område {n}"] for n in range(1, 7)]))
    all_is_saved(editor)
    field(editor, "namndmal-0-label").focus()
    paste(editor, as_clipboard([[f"Nämndmål {n}", f"Mål {n}"] for n in range(1, 7)]))
    all_is_saved(editor)
    goals = CommitteeGoal.objects.filter(report=report).values_list("label", "council_goal__label")
    assert list(goals) == [(f"Nämndmål {n}", f"Mål {n}") for n in range(1, 7)]


def test_a_target_corrected_meanwhile_is_asked_about(page: Page) -> None:
    report = new_report("goals.goals")
    goal = CouncilGoal.objects.create(report=report, key="trygga", label="Trygga")
    indicator = Indicator.objects.create(report=report, council_goal=goal, key="nojda", label="Andel nöjda")
    editor = editor_of(page, report)
    target = field(editor, "indikator-0-target")
    target.fill("minst 80 %")
    target.press("Tab")
    all_is_saved(editor)
    Indicator.objects.filter(pk=indicator.pk).update(target_value=85)  # as a colleague does
    target.fill("minst 90 %")
    target.press("Tab")
    expect(editor.locator(".autosave-error")).to_contain_text("har rättat hur målvärdet är tolkat (Minst 85")
    indicator.refresh_from_db()
    assert indicator.target_value == 85
    editor.get_by_role("button", name="Behåll mitt").click()
    all_is_saved(editor)
    indicator.refresh_from_db()
    assert (indicator.target, indicator.target_value) == ("minst 90 %", 90)
    target.fill("minst 91 %")
    target.press("Tab")
    all_is_saved(editor)
