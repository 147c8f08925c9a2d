"""The review during typing: a mark appears in the cell, describes the field, and goes once corrected."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import REPORT, log_in
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORKSPACE = f"{REPORT}arbeta/"


def test_a_sign_comes_and_goes_with_what_is_typed(page: Page) -> None:
    log_in(page)
    page.goto(f"{WORKSPACE}ekonomisk-rapport/")
    name = page.get_by_label("Post, Personalkostnader")
    actual = page.get_by_label("Utfall 240430, Personalkostnader")
    expect(page.locator(".cell-finding")).to_have_count(0)
    actual.fill("13 000")
    expect(page.locator(".cell-finding")).to_have_count(1)
    assert "har redan utfallet" in name.evaluate(
        "field => field.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
    assert faults(page) == []
    page.locator(".cell-finding").click()
    expect(page.locator("#granskning li:target")).to_contain_text("”Personalkostnader” har redan utfallet")
    actual.fill("3 463")
    expect(page.locator(".cell-finding")).to_have_count(0)


def test_text_is_reviewed_during_typing(page: Page) -> None:
    log_in(page)
    page.goto(f"{WORKSPACE}inledning/")
    text = page.get_by_label("Text", exact=True)
    text.fill(f"{text.input_value()}\n\nVi har nått 6 av 5 mål.")
    expect(page.locator("#granskning")).to_contain_text("”6 av 5” går inte ihop.")
    assert faults(page) == []
