"""A comment on a cell, in place in the editor, while figures are typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reporting.models import Comment
from tests.browser.conftest import EDITOR, log_in
from tests.conftest import one_at_a_time

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CELL = "Årsprognos, Resor & Kurser"


def test_a_cell_is_commented_answered_and_resolved_in_place(page: Page) -> None:
    log_in(page)
    page.goto(EDITOR)
    page.get_by_label(CELL).fill("120")  # not saved yet: both forms are sent, each once
    page.get_by_role("link", name=f"Kommentera {CELL}").click()
    panel = page.locator("#kommentarer")
    expect(panel.get_by_label(CELL)).to_be_checked()
    panel.get_by_label("Kommentar", exact=True).fill("Räcker det till konferensen?")
    panel.get_by_role("button", name="Spara kommentaren").click()
    thread = panel.locator(".comment-thread", has_text="Räcker det till konferensen?")
    expect(thread.locator(".comment-place")).to_have_text(f"Ekonomisk rapport › {CELL}")
    thread.get_by_role("link", name="Svara").click()
    panel.get_by_label("Kommentar", exact=True).fill("Ja.")
    panel.get_by_role("button", name="Spara svaret").click()
    expect(panel.locator(".comment")).to_have_count(4)  # the demo's thread has two
    expect(page.locator("#sparlage")).to_contain_text("Sparat")
    assert page.url.endswith(EDITOR)

    page.goto(EDITOR)
    expect(page.get_by_label(CELL)).to_have_value("120")
    row = page.locator("tr", has=page.get_by_label(CELL))
    row.get_by_role("link", name="Kommentar").click()
    panel.locator(".comment-thread", has_text="Räcker det").get_by_role("button", name="Klar").click()
    expect(panel.locator(".comment-thread")).to_have_count(1)
    with one_at_a_time:
        said = list(Comment.objects.filter(field="forecast", row_key="resor").values_list("text", flat=True))
    assert said == ["Räcker det till konferensen?", "Ja."]
