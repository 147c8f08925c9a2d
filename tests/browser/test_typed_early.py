"""What is typed before the editor's script has come."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from budgets.models import BudgetLine
from reporting.models import Report
from tests.browser.conftest import EDITOR, FIGURE, SLUG, all_is_saved, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_is_saved_when_the_script_comes(page: Page) -> None:
    log_in(page)
    waiting: list[Route] = []
    page.route("**/js/editor.js", lambda route: waiting.append(route))
    page.goto(EDITOR, wait_until="commit")
    figure = page.locator(FIGURE).first
    figure.fill("4 321")
    name = str(figure.get_attribute("name"))
    waiting[0].continue_()
    all_is_saved(page)
    line = BudgetLine.objects.filter(report=Report.objects.get(slug=SLUG)).order_by("position").first()
    assert line is not None
    assert abs(getattr(line, name.rsplit("-", 1)[1])) == 4_321_000
