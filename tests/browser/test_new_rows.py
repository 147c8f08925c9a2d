"""New rows of a grid: as many as needed, autosaved once, and removed by undo."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from budgets.models import BudgetLine
from reporting.models import Report
from tests.browser.conftest import EDITOR, SLUG, STATE, all_is_saved, log_in
from tests.browser.test_accessibility import faults
from tests.browser.test_grid import as_clipboard, paste

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(page: Page, context: BrowserContext) -> Page:
    """Of an empty section."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page)
    BudgetLine.objects.filter(report__slug=SLUG).delete()
    page.goto(EDITOR)
    return page


def name_of(page: Page, row: int) -> Any:
    return page.locator(f"[name=ekonomisk-rapport-{row}-label]")


def saved() -> list[tuple[str, str, int, int]]:
    lines = BudgetLine.objects.filter(report__slug=SLUG)
    return [(line.key, line.label, line.position, int(line.budget or 0)) for line in lines]


def table(rows: int) -> list[list[str]]:
    return [[f"Rad {n}", "Kostnad", f"{n} 000", f"{n}00", f"{n}"] for n in range(1, rows + 1)]


def test_a_table_longer_than_the_page_is_pasted_and_saved(editor: Page) -> None:
    assert editor.locator("table.grid tbody tr").count() == 10
    name_of(editor, 0).focus()
    paste(editor, as_clipboard(table(25)))
    expect(name_of(editor, 24)).to_have_value("Rad 25")
    assert faults(editor) == []
    all_is_saved(editor)
    whole = [(f"rad-{n}", f"Rad {n}", n, n * 1_000_000) for n in range(1, 26)]
    assert saved() == whole
    expect(name_of(editor, 25)).to_have_value("")  # and one more for what comes next
    assert (
        editor.locator("[name=ekonomisk-rapport-24-budget]").get_attribute("aria-label") == "Budget, Rad 25"
    )

    editor.locator("[name=ekonomisk-rapport-24-budget]").fill("7")
    all_is_saved(editor)
    editor.get_by_role("button", name="Spara", exact=True).press("Enter")
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert saved() == [*whole[:24], ("rad-25", "Rad 25", 25, 7_000)]


def test_a_row_typed_key_by_key_is_saved_once_under_its_name(editor: Page) -> None:
    name_of(editor, 0).focus()
    editor.keyboard.type("Personal")
    expect(editor.locator(STATE)).to_contain_text("En ny rad sparas när du går vidare från dess namn.")
    editor.wait_for_timeout(2_500)
    editor.keyboard.type("kostnader")
    for text in ("kos", "12 106", "3 463"):
        editor.keyboard.press("Tab")
        editor.keyboard.type(text)
    all_is_saved(editor)
    assert saved() == [("personalkostnader", "Personalkostnader", 1, 12_106_000)]
    editor.reload()
    assert name_of(editor, 0).input_value() == "Personalkostnader"


def test_the_last_empty_row_is_followed_by_another(editor: Page) -> None:
    name_of(editor, 9).fill("Sist")
    editor.keyboard.press("Enter")
    assert editor.evaluate("document.activeElement.name") == "ekonomisk-rapport-10-label"
    assert faults(editor) == []


def test_figures_without_a_name_wait_and_say_for_what(editor: Page) -> None:
    editor.locator("[name=ekonomisk-rapport-0-budget]").fill("5")
    expect(editor.locator(STATE)).to_contain_text("1 värde ej sparat. Budgetrad, ny rad 1. Post: ")
    assert saved() == []
    name_of(editor, 0).fill("Hyra")
    editor.keyboard.press("Tab")
    all_is_saved(editor)
    assert saved() == [("hyra", "Hyra", 1, 5_000)]


def test_an_answer_that_is_lost_makes_no_row_twice(editor: Page) -> None:
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        is_saving = '"batch":null' not in (route.request.post_data or "")  # not only counting what is typed
        if is_saving and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    editor.route("**/celler/", lose_the_first)
    name_of(editor, 0).fill("Hyra")
    editor.locator("[name=ekonomisk-rapport-0-budget]").fill("5")
    expect(editor.locator(STATE)).to_contain_text("Portalen svarar inte, försöker igen")
    assert (lost, len(saved())) == ([200], 1)
    editor.get_by_role("button", name="Spara", exact=True).press("Enter")
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert saved() == [("hyra", "Hyra", 1, 5_000)]


def test_new_rows_undone_after_saving_are_removed_by_the_button(editor: Page) -> None:
    name_of(editor, 0).focus()
    paste(editor, as_clipboard(table(3)))
    all_is_saved(editor)
    assert len(saved()) == 3
    editor.keyboard.press("Control+z")
    expect(editor.locator(STATE)).to_contain_text("Nya rader som hann sparas tas bort med knappen Spara: 3.")
    editor.get_by_role("button", name="Spara", exact=True).press("Enter")
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert saved() == []


def test_a_colleagues_new_row_and_own_are_both_kept(editor: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(EDITOR)
    for page, name in ((other, "Hyra"), (editor, "Resor")):
        name_of(page, 0).fill(name)
        page.locator("[name=ekonomisk-rapport-0-budget]").fill("5")
        all_is_saved(page)
    assert saved() == [("hyra", "Hyra", 1, 5_000), ("resor", "Resor", 2, 5_000)]
    assert Report.objects.get(slug=SLUG).journal.filter(how="typed").exists()
