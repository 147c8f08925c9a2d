"""What is copied from a page or the grid is numbers to a spreadsheet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import FIGURE, REPORT, first_figure

pytestmark = pytest.mark.browser

SELECT = """table => getSelection().selectAllChildren(table)"""
FLAVOURS = """async () => {
  const [item] = await navigator.clipboard.read();
  const flavours = await Promise.all(item.types.map(async type => [type, await (await item.getType(type)).text()]));
  return Object.fromEntries(flavours);
}"""


@pytest.fixture
def editor(editor: Page, context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return editor


def test_a_copied_table_is_numbers_to_a_spreadsheet(editor: Page) -> None:
    editor.goto(REPORT)
    negative = editor.locator("td.amount", has_text=re.compile("\u2212[0-9]+\u00a0[0-9]{3}"))
    table = editor.locator("table.data", has=negative).first
    table.evaluate(SELECT)
    editor.keyboard.press("Control+c")
    copied = editor.evaluate(FLAVOURS)
    assert re.search(r"\t-[0-9]{4,}\b", copied["text/plain"])
    assert re.search(r"<td[^>]*>-[0-9]{4,}</td>", copied["text/html"])
    assert "\u2212" not in copied["text/plain"] + copied["text/html"]

    cell = negative.first
    printed = cell.inner_text()
    cell.evaluate(SELECT)
    editor.keyboard.press("Control+c")
    assert editor.evaluate("navigator.clipboard.readText()") == typed(printed)


def test_a_copied_table_holds_its_figures_alone(editor: Page) -> None:
    """Neither the word under a result nor the links of a row: a spreadsheet would read them as text."""
    editor.goto(REPORT)
    editor.locator("#rad-resultat-summa").hover()
    editor.locator("#tabell-resultat").evaluate(SELECT)
    editor.keyboard.press("Control+c")
    copied = editor.evaluate(FLAVOURS)
    assert re.search(r"Summa\t0\t-89\s*\t1200\s*\t-1200", copied["text/plain"])
    assert re.search(r"<td[^>]*>-89\s*</td>", copied["text/html"])
    extra = ("överskott", "sämre", "Över tid")
    assert [word for word in extra if word in copied["text/plain"] + copied["text/html"]] == []


def test_a_copied_cell_or_range_of_the_grid_is_numbers(editor: Page) -> None:
    first_figure(editor).fill("\u221243\u00a0306")
    first_figure(editor).select_text()
    editor.keyboard.press("Control+c")
    assert editor.evaluate("navigator.clipboard.readText()") == "-43306"
    second = editor.locator(FIGURE).nth(1).input_value()
    first_figure(editor).focus()
    first_figure(editor).select_text()
    editor.keyboard.press("Shift+ArrowRight")
    editor.keyboard.press("Control+c")
    assert editor.evaluate("navigator.clipboard.readText()") == f"-43306\t{typed(second)}"
    first_figure(editor).select_text()
    editor.keyboard.press("Control+x")
    assert editor.evaluate("navigator.clipboard.readText()") == "-43306"
    assert first_figure(editor).input_value() == ""


def typed(printed: str) -> str:
    return printed.replace("\u2212", "-").replace("\u00a0", "")
