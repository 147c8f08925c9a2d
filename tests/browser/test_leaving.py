"""Leaving by the button and coming back: nothing twice, nothing on another row, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from budgets.models import BudgetLine
from tests.browser.conftest import SLUG, all_is_saved, first_figure, type_log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSED = "Failed to load resource: the server responded with a status of 403"
NEW = "ekonomisk-rapport-10"


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Spara", exact=True).press("Enter")


def lines() -> list[tuple[str, str, int]]:
    saved = BudgetLine.objects.filter(report__slug=SLUG)
    return [(line.label, line.kind, int(line.budget or 0)) for line in saved]


def field(page: Page, name: str) -> Any:
    return page.locator(f"[name={name}]")


def test_back_after_saving_shows_the_rows_as_they_are_now(editor: Page) -> None:
    """Browsers restore choices and ticks by field name, which another row has by then."""
    field(editor, "ekonomisk-rapport-5-label").fill("Tjänsteköp")
    field(editor, "ekonomisk-rapport-5-kind").select_option("revenue")
    field(editor, "ekonomisk-rapport-3-DELETE").check()
    field(editor, f"{NEW}-label").fill("Övrigt")
    press_save(editor)
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    was = lines()
    with editor.expect_event("load"):
        editor.go_back()
    expect(editor.locator("[name$=-DELETE]:checked")).to_have_count(0)
    shown = """fields => fields.map(field =>
        [field.value, field.form.elements[field.name.replace("label", "kind")].value])"""
    expect(field(editor, "ekonomisk-rapport-4-label")).to_have_value("Tjänsteköp")
    assert editor.locator("input[name$=-label]:not([type=hidden])").evaluate_all(shown) == [
        *([label, kind] for label, kind, _ in was), ["", "cost"], ["", "cost"],
    ]  # fmt: skip
    press_save(editor)
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert lines() == was


def test_new_rows_stay_on_the_page_while_the_portal_is_silent(editor: Page) -> None:
    editor.route("**/celler/", lambda route: route.abort())
    field(editor, f"{NEW}-label").fill("Övrigt")
    press_save(editor)
    expect(editor.locator("#sparlage")).to_contain_text("Portalen svarar inte. Det du skrev står kvar här.")
    assert field(editor, f"{NEW}-label").input_value() == "Övrigt"
    editor.unroute("**/celler/")
    press_save(editor)
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert lines()[-1] == ("Övrigt", "cost", 0)


@pytest.mark.complaints(REFUSED)  # a retry may meet the new token
def test_new_rows_stay_on_the_page_after_a_lost_session(editor: Page, context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")
    field(editor, f"{NEW}-label").fill("Övrigt")
    press_save(editor)
    expect(editor.locator("#sparlage")).to_contain_text("Du är utloggad.")
    type_log_in(context.new_page())
    press_save(editor)
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert lines()[-1] == ("Övrigt", "cost", 0)


RENEWED_ON_THE_WAY = """() => {
  const send = window.fetch;
  window.fetch = (...request) => {
    window.fetch = send;
    document.cookie = "csrftoken=" + "a".repeat(32) + "; path=/";
    return send(...request);
  };
}"""


@pytest.mark.complaints(REFUSED)
def test_a_token_renewed_while_a_patch_is_sent_stops_nothing(editor: Page) -> None:
    """Logging in in another tab renews it: the request then has the old token and the new cookie."""
    editor.evaluate(RENEWED_ON_THE_WAY)
    first_figure(editor).fill("4321")
    all_is_saved(editor)


def test_the_button_reports_a_lost_session_during_a_pending_save(
    editor: Page, context: BrowserContext
) -> None:
    context.clear_cookies(name="sessionid")
    field(editor, "ekonomisk-rapport-1-actual").fill("4321")
    expect(editor.locator("#sparlage")).to_contain_text(
        "Logga in i en annan flik, så sparas det du skrev här."
    )
    press_save(editor)
    expect(editor.locator("#sparlage")).to_contain_text("Inget är sparat med knappen. Du är utloggad.")
