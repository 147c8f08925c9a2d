"""The grid by keyboard alone: moving, pasting from a real clipboard, undo, saving while one types, conflicts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from budgets.models import BudgetLine
from reporting.models import JournalEntry
from tests.browser.conftest import log_in
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = "/rapporter/sydnarke-2024-04-delarsrapport/"
EDITOR = f"{REPORT}arbeta/ekonomisk-rapport/"
STATE = "#sparlage"


def cells(page: Page) -> list[list[str]]:
    """What the saved rows of the grid hold, figures only."""
    return page.evaluate(
        "() => [...document.querySelectorAll('table.grid tbody tr')].map(row =>"
        " [...row.querySelectorAll('input.amount')].map(field => field.value.replaceAll('\\u00a0', ' ')))"
    )


def first_figure(page: Page) -> Any:
    return page.locator("table.grid input.amount").first


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


@pytest.fixture
def editor(page: Page, context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page)
    page.goto(EDITOR)
    return page


def block(rows: int, columns: int) -> list[list[str]]:
    return [[f"{row}{column}0" for column in range(1, columns + 1)] for row in range(1, rows + 1)]


def as_clipboard(values: list[list[str]]) -> str:
    return "".join("\t".join(line) + "\r\n" for line in values)


def test_arrows_enter_and_escape(editor: Page) -> None:
    first_figure(editor).focus()
    names = []
    for key in ("ArrowDown", "ArrowRight", "Enter", "ArrowUp", "ArrowLeft", "Shift+Enter"):
        editor.keyboard.press(key)
        names.append(editor.evaluate("document.activeElement.name.replace(/^.*-(\\d+-)/, '$1')"))
    assert names == ["1-budget", "1-actual", "2-actual", "1-actual", "1-budget", "0-budget"]
    editor.keyboard.type("77")
    assert first_figure(editor).input_value() == "77"
    editor.keyboard.press("Escape")
    assert first_figure(editor).input_value() != "77"


def test_a_block_is_pasted_undone_and_pasted_again(editor: Page) -> None:
    before = cells(editor)
    rows = min(10, len(before))
    values = block(rows, len(before[0]))
    first_figure(editor).focus()
    paste(editor, as_clipboard(values))
    expect(editor.locator(STATE)).to_contain_text(f"{rows * len(before[0])} fält inklistrade")
    assert cells(editor)[:rows] == values
    assert faults(editor) == []
    editor.keyboard.press("Control+z")
    assert cells(editor) == before
    paste(editor, as_clipboard([["\u22121 166,5", '"2 000"', "3 tkr"]]))
    expect(editor.locator(STATE)).to_contain_text("Sparat", timeout=10_000)
    assert JournalEntry.objects.latest("pk").how == "pasted"
    line = BudgetLine.objects.filter(report__slug="sydnarke-2024-04-delarsrapport").first()
    assert line is not None
    assert [abs(int(each or 0)) for each in (line.budget, line.actual, line.forecast)] == [
        1_166_500,
        2_000_000,
        3_000,
    ]


def test_what_is_refused_is_asked_about_and_nothing_is_half_pasted(editor: Page) -> None:
    before = cells(editor)
    first_figure(editor).focus()
    paste(editor, "1\tabc\r\n2\t3\r\n")
    question = editor.get_by_role("dialog")
    expect(question).to_contain_text("abc")
    assert cells(editor) == before
    assert faults(editor) == []
    question.get_by_role("button", name="Klistra inte in").press("Enter")
    assert cells(editor) == before
    paste(editor, as_clipboard(block(60, 1)))
    expect(question).to_contain_text("får inte plats")
    editor.keyboard.press("Escape")
    assert cells(editor) == before


def test_a_range_is_filled_and_copied(editor: Page) -> None:
    first_figure(editor).fill("5")
    editor.keyboard.press("Shift+ArrowDown")
    editor.keyboard.press("Shift+ArrowDown")
    editor.keyboard.press("Control+d")
    assert [line[0] for line in cells(editor)[:3]] == ["5", "5", "5"]
    editor.keyboard.press("Control+c")
    assert editor.evaluate("navigator.clipboard.readText()") == "5\r\n5\r\n5"


def test_a_bad_cell_is_told_of_and_the_rest_is_saved(editor: Page) -> None:
    first_figure(editor).fill("12 34")
    editor.locator("table.grid input.amount").nth(1).fill("777")
    expect(editor.locator(STATE)).to_contain_text("1 värde ej sparat", timeout=10_000)
    expect(editor.locator(STATE)).to_contain_text("Sparat", timeout=10_000)
    assert "inte grupperat i tusental" in editor.locator(".autosave-error").inner_text()
    assert faults(editor) == []
    assert JournalEntry.objects.latest("pk").new.lstrip("-") == "777000"


def test_two_browsers_are_shown_both_values_and_asked(editor: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(EDITOR)
    first_figure(other).fill("4 000")
    expect(other.locator(STATE)).to_contain_text("Sparat", timeout=10_000)
    first_figure(editor).fill("5 000")
    note = editor.locator(".autosave-error")
    expect(note).to_contain_text("medan du skrev ”5 000”", timeout=10_000)
    expect(note).to_contain_text("sparade ”4\u00a0000” här")
    assert faults(editor) == []
    note.get_by_role("button", name="Behåll mitt").press("Enter")
    expect(editor.locator(STATE)).to_contain_text("Sparat", timeout=10_000)
    assert JournalEntry.objects.latest("pk").new.lstrip("-") == "5000000"


def test_a_lost_connection_is_told_of_and_tried_again(editor: Page, context: BrowserContext) -> None:
    editor.route("**/celler/", lambda route: route.abort())
    for place in range(3):
        editor.locator("table.grid input.amount").nth(place).fill(str(900 + place))
    expect(editor.locator(STATE)).to_contain_text("3 värden ej sparade", timeout=10_000)
    editor.unroute("**/celler/")
    expect(editor.locator(STATE)).to_contain_text("Sparat", timeout=10_000)
    assert JournalEntry.objects.filter(batch=JournalEntry.objects.latest("pk").batch).count() == 3
