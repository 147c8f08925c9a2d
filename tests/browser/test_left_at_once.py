"""Leaving or hiding the page with unsaved cells: they are sent, or asked about; never twice."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from budgets.models import BudgetLine
from reporting.models import JournalEntry
from tests.browser.conftest import (
    EDITOR,
    FIGURE,
    SLUG,
    STATE,
    all_is_saved,
    asked_when_left,
    first_figure,
)
from tests.browser.test_grid import slow_answers
from tests.browser.test_patch import becomes, budget

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "ekonomisk-rapport-10"


def patches(page: Page) -> list[dict[str, Any]]:
    """The patches sent from now on."""
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/celler/"):
            sent.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    return sent


def hide(page: Page) -> None:
    """As when another tab is chosen, and left."""
    page.evaluate(
        "() => { for (const state of ['hidden', 'visible']) {"
        " Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); } }"
    )


def test_a_left_field_is_sent_once(editor: Page) -> None:
    sent = patches(editor)
    editor.locator(FIGURE).first.fill("777")
    editor.get_by_role("link", name="Visa i rapporten").click()
    editor.wait_for_url(re.compile(rf"/rapporter/{SLUG}/(#.*)?$"))
    assert becomes(777_000)
    assert [len(patch["cells"]) for patch in sent] == [1]


def test_one_row_is_sent_in_one_request(editor: Page) -> None:
    sent = patches(editor)
    first_figure(editor).select_text()
    for text in ("1", "2", "3"):
        editor.keyboard.type(text)
        editor.keyboard.press("Tab")
    all_is_saved(editor)
    assert [[cell["now"] for cell in patch["cells"]] for patch in sent] == [["1", "2", "3"]]


def test_a_row_that_is_left_is_saved_at_once(editor: Page) -> None:
    first_figure(editor).fill("1")
    with editor.expect_request("**/celler/", timeout=500):
        editor.keyboard.press("Enter")


def test_a_page_that_was_hidden_and_stands_says_what_was_saved(editor: Page) -> None:
    sent = patches(editor)
    first_figure(editor).fill("5")
    hide(editor)
    all_is_saved(editor)
    assert budget() == 5_000
    assert len(sent) == 1


def test_a_row_made_while_the_page_was_hidden_is_made_once(editor: Page) -> None:
    slow_answers(editor, 3_000)
    sent = patches(editor)
    first_figure(editor).fill("111")
    editor.locator(FIGURE).nth(1).press("Enter")
    assert becomes(111_000)  # stored, but the page has not heard of it
    editor.locator(f"[name={NEW}-label]").fill("Övrigt")
    editor.locator(f"[name={NEW}-budget]").fill("7")
    hide(editor)
    hide(editor)
    all_is_saved(editor)
    assert [line.budget for line in BudgetLine.objects.filter(report__slug=SLUG, label="Övrigt")] == [7_000]
    assert len({patch["batch"] for patch in sent}) == 2
    editor.locator(f"[name={NEW}-budget]").fill("8")
    all_is_saved(editor)
    assert [line.budget for line in BudgetLine.objects.filter(report__slug=SLUG, label="Övrigt")] == [8_000]


def test_who_logs_out_at_once_after_typing_loses_nothing(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.evaluate(
        "() => { const real = fetch; window.fetch = async (...asked) => {"
        " await new Promise((done) => setTimeout(done, 1000)); return real(...asked); }; }"
    )
    editor.locator(FIGURE).first.evaluate(
        "field => { field.value = '999'; field.dispatchEvent(new Event('input', { bubbles: true }));"
        " document.querySelector('.site-nav form').requestSubmit(); }"
    )
    editor.wait_for_url("**/konto/**")
    assert budget() == 999_000
    assert asked == []


def test_who_is_logged_out_is_asked(editor: Page, context: BrowserContext) -> None:
    asked = asked_when_left(editor)
    context.clear_cookies(name="sessionid")
    first_figure(editor).click()
    editor.keyboard.type("4321")
    expect(editor.locator(STATE)).to_contain_text("Du är utloggad")
    editor.goto("/")
    assert asked == ["beforeunload"]


def test_a_refused_value_is_asked_about_until_corrected(editor: Page) -> None:
    asked = asked_when_left(editor)
    first_figure(editor).click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("12 34")
    expect(editor.locator(".autosave-error")).to_be_visible()
    editor.goto("/")
    assert asked == ["beforeunload"]

    editor.goto(EDITOR)
    first_figure(editor).click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("12 34")
    expect(editor.locator(".autosave-error")).to_be_visible()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("1234")
    editor.goto("/")
    assert becomes(1_234_000)
    assert asked == ["beforeunload"]


def test_figures_of_a_new_row_without_a_name_are_asked_about(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.locator(f"[name={NEW}-budget]").click()
    editor.keyboard.type("5")
    editor.goto("/")
    assert asked == ["beforeunload"]


def test_a_restored_value_is_no_longer_a_fault(editor: Page) -> None:
    held = first_figure(editor).input_value()
    first_figure(editor).fill("12 34")
    expect(editor.locator(".autosave-error")).to_be_visible()
    expect(editor.locator("#summor .error-summary")).to_be_visible()
    first_figure(editor).fill(held)
    expect(editor.locator(".autosave-error")).to_have_count(0)
    expect(editor.locator("#summor .error-summary")).to_have_count(0)
    assert (
        JournalEntry.objects.filter(report__slug=SLUG, how="typed", model="budgets.budgetline").count() == 0
    )


def test_a_text_too_long_to_be_sent_on_is_asked_about(editor: Page) -> None:
    """A browser sends at most 64 kB after a page is left."""
    asked = asked_when_left(editor)
    slow_answers(editor, 5_000)
    editor.locator("textarea.prose-input").fill("Å" * 31_000)
    first_figure(editor).click()  # Chromium asks no one who has touched nothing
    editor.goto("/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("typed", ["12 34", "1.234.5", "12 hopp"])
def test_garbage_typed_and_left_at_once_is_asked_about(editor: Page, typed: str) -> None:
    """Before the portal has had time to refuse it."""
    asked = asked_when_left(editor)
    first_figure(editor).click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type(typed)
    editor.goto("/")
    assert asked == ["beforeunload"]


def test_an_emptied_name_left_at_once_is_asked_about(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.locator("[name=ekonomisk-rapport-0-label]").fill("")
    editor.goto("/")
    assert asked == ["beforeunload"]


def test_plain_figures_left_at_once_are_not_asked_about(editor: Page) -> None:
    asked = asked_when_left(editor)
    first_figure(editor).click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("\u22121 234,5")
    editor.goto("/")
    assert becomes(-1_234_500)
    assert asked == []


def test_a_half_named_row_is_not_saved_when_the_tab_is_hidden(editor: Page) -> None:
    sent = patches(editor)
    first_figure(editor).fill("5")
    editor.locator(f"[name={NEW}-label]").focus()
    editor.keyboard.type("Perso")
    hide(editor)
    assert becomes(5_000)
    editor.keyboard.type("nalkostnader övrigt")
    editor.keyboard.press("Tab")
    all_is_saved(editor)
    named = [cell["now"] for patch in sent for cell in patch["cells"] if cell["field"] == "label"]
    assert named == ["Personalkostnader övrigt"]
    assert BudgetLine.objects.filter(report__slug=SLUG, key="personalkostnader-ovrigt").exists()
