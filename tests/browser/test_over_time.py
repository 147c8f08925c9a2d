"""From a row of the report to the row over time: by pointer and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import REPORT, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_click_from_any_row(page: Page) -> None:
    log_in(page)
    page.goto(REPORT)
    row = page.locator("#rad-resultat-kapitalkostnader")
    row.hover()
    row.get_by_role("link", name="Över tid: raden Kapitalkostnader").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kapitalkostnader över tid")


def test_the_arrows_move_the_link_between_rows(page: Page) -> None:
    log_in(page)
    page.goto(REPORT)
    page.locator("#tabell-resultat .course").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tabell-resultat .course")).to_be_focused()
    expect(page.locator("#tabell-resultat .course")).to_have_attribute(
        "aria-label", re.compile("raden Personalkostnader")
    )
