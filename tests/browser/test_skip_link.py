"""The way by keyboard to what is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import REPORT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("key", ["ekonomisk-rapport", "mal", "beslut"])
def test_two_tabs_lead_to_the_first_cell(key: str, editor: Page) -> None:
    editor.goto(f"{REPORT}arbeta/{key}/")
    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.innerText") == "Till tabellen"
    editor.keyboard.press("Enter")
    editor.keyboard.press("Tab")
    first = editor.locator("table.grid :is(a, input, select, textarea, summary):visible").first
    assert first.evaluate("field => field === document.activeElement")
