"""A typed cell is sent in one request, in time, and never under another template than the page was printed with."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from budgets.models import BudgetLine
from reporting.models import JournalEntry, Report, User
from reporting.template_editor.editing import move_to_template
from tests.browser.conftest import FIGURE, SLUG, STATE, all_is_saved, asked_when_left

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = {
    "report__slug": SLUG,
    "how": "typed",
    "model": "budgets.budgetline",
}  # the demo has typed other things


def budget() -> Any:
    return BudgetLine.objects.get(report__slug=SLUG, label="Intäkter").budget


def becomes(value: int) -> bool:
    """Within the seconds a request takes on a slow machine."""
    until = time.monotonic() + 15
    while budget() != value and time.monotonic() < until:
        time.sleep(0.1)
    return bool(budget() == value)


def test_a_link_right_after_typing_loses_and_asks_nothing(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.locator(FIGURE).first.fill("777")
    editor.get_by_role("link", name="Visa i rapporten").click()
    editor.wait_for_url(re.compile(rf"/rapporter/{SLUG}/(#.*)?$"))
    assert becomes(777_000)
    assert asked == []


def test_leaving_within_a_second_loses_nothing_and_asks_nothing(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.locator(FIGURE).first.click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("888")
    editor.goto("/")  # as by a bookmark: no field is left, no link is clicked
    assert becomes(888_000)
    assert asked == []


def test_typing_during_a_save_is_saved_on_leaving(editor: Page) -> None:
    asked = asked_when_left(editor)
    editor.evaluate(
        "() => { const real = fetch; window.fetch = async (...args) => { const answer = await real(...args);"
        " await new Promise((done) => setTimeout(done, 5000)); return answer; }; }"
    )
    editor.locator(FIGURE).first.fill("111")
    editor.locator(FIGURE).nth(1).focus()
    assert becomes(111_000)  # stored, but the page has not heard of it
    editor.locator(FIGURE).first.fill("222")
    editor.goto("/")
    assert becomes(222_000)
    assert asked == []


def test_one_request_for_each_pause_has_all(editor: Page) -> None:
    requests: list[Request] = []
    editor.on("request", lambda request: requests.append(request))  # no builtin is taken
    total = editor.locator("#summor tr", has_text="Summa").locator("td").first
    before = total.inner_text()
    with editor.expect_response("**/celler/") as answered:
        editor.locator(FIGURE).first.fill("1")
    all_is_saved(editor)
    expect(total).not_to_have_text(before)
    editor.wait_for_timeout(1_500)
    sent = [request for request in requests if request.method == "POST"]
    assert [request.url.rsplit("/", 2)[1] for request in sent] == ["celler"]
    answer = answered.value.json()
    assert (answer["saved"], bool(answer["html"]), "marks" in answer) == (True, True, True)
    (cell,) = json.loads(sent[0].post_data or "")["cells"]
    assert (cell["field"], cell["now"]) == ("budget", "1")


def test_a_page_of_another_print_keeps_text_and_offers_reload(editor: Page) -> None:
    report = Report.objects.with_context().get(slug=SLUG)
    version = report.template.new_version()
    version.convention = {**version.convention, "unit": "mnkr", "decimals": 1}
    version.save()
    move_to_template(report, version, by=User.objects.get(username="controller"))
    before = budget()
    editor.locator(FIGURE).first.fill("800")
    expect(editor.locator(STATE)).to_contain_text("Inget av det du har skrivit sedan dess är sparat")
    assert editor.locator(FIGURE).first.input_value() == "800"
    assert (budget(), JournalEntry.objects.filter(**TYPED).count()) == (before, 0)
    editor.locator(FIGURE).first.press_sequentially("1")
    expect(editor.locator(STATE)).to_contain_text("Inget av det du har skrivit sedan dess är sparat")
    asked = asked_when_left(editor)
    editor.get_by_role("link", name="Läs in sidan på nytt").click()
    expect(editor.locator("table.grid caption .unit")).to_have_text("(mnkr)")
    assert asked == []
