"""Rows keep their identity: pasted rows are matched by name, and taking another row's name needs a yes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from budgets.models import BudgetLine
from reporting.models import JournalEntry
from tests.browser.conftest import SLUG, STATE, all_is_saved
from tests.browser.test_grid import as_clipboard, paste

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(editor: Page, context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return editor


def rows(page: Page) -> list[list[str]]:
    """Every saved row in the grid: name, kind and figures."""
    shown: list[list[str]] = page.evaluate(
        "() => [...document.querySelectorAll('table.grid tbody tr')]"
        ".filter(row => row.querySelector('[name$=\"-id\"]').value)"
        ".map(row => [...row.querySelectorAll('input:not([type=hidden], [type=checkbox]), select')].slice(0, 5)"
        ".map(field => field.tagName === 'SELECT' ? field.selectedOptions[0].text : field.value))"
    )
    return shown


def stored() -> dict[str, tuple[str, int, int]]:
    lines = BudgetLine.objects.filter(report__slug=SLUG)
    return {line.key: (line.label, int(line.budget or 0), int(line.actual or 0)) for line in lines}


def test_rows_pasted_in_another_order_find_their_names(editor: Page) -> None:
    before, names = stored(), [row[0] for row in rows(editor)]
    block = sorted(rows(editor))
    assert len(block) > 5
    assert [row[0] for row in block] != names
    for row in block:
        row[2] = "7" if row[0] == "Intäkter" else row[2]
    editor.locator("table.grid [name$='-0-label']").focus()
    paste(editor, as_clipboard([*block, ["Helt ny", "Kostnad", "5", "6", "7"]]))
    question = editor.get_by_role("dialog")
    expect(question).to_contain_text("har samma namn som andra rader")
    assert stored() == before
    question.get_by_role("button", name="Lägg varje rad på sitt namn").press("Enter")
    all_is_saved(editor)
    after = stored()
    assert after.pop("helt-ny") == ("Helt ny", 5_000, 6_000)
    intakter = next(key for key, (label, *_) in before.items() if label == "Intäkter")
    assert abs(after[intakter][1]) == 7_000
    assert {**after, intakter: before[intakter]} == before
    assert [row[0] for row in rows(editor)][: len(names)] == names
    pasted = JournalEntry.objects.filter(report__slug=SLUG, how="pasted")
    assert set(pasted.values_list("row_key", flat=True)) == {intakter, "helt-ny"}


def test_who_says_no_has_nothing_pasted(editor: Page) -> None:
    before = rows(editor)
    editor.locator("table.grid [name$='-0-label']").focus()
    paste(editor, as_clipboard([[before[1][0], "Kostnad", "1"], [before[0][0], "Kostnad", "2"]]))
    editor.get_by_role("dialog").get_by_role("button", name="Klistra inte in").press("Enter")
    expect(editor.locator(STATE)).to_have_text(re.compile("Inget är inklistrat"))
    assert rows(editor) == before


def test_a_name_that_two_rows_have_is_told_of(editor: Page) -> None:
    name = editor.locator("table.grid [name$='-1-label']")
    name.fill("Intäkter")
    name.press("Tab")
    expect(editor.locator(STATE)).to_contain_text("Två rader heter nu ”Intäkter”")
    name.fill("Personal")
    name.press("Tab")
    expect(editor.locator(STATE)).not_to_contain_text("Två rader")
