"""A real browser on a live server with the demo in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from reporting.management.commands.load_demo import PASSWORD
from reporting.models import User
from tests.conftest import one_at_a_time

# The browser logs the answers 404, 405, 409 and 422, and htmx the requests that leaving the page aborts.
EXPECTED_COMPLAINTS = (
    "Failed to load resource: the server responded with a status of 404",
    "Failed to load resource: the server responded with a status of 405",
    "Failed to load resource: the server responded with a status of 409",
    "Failed to load resource: the server responded with a status of 422",
    "Failed to load resource: net::ERR_FAILED",
    "htmx:afterRequest",
    "htmx:sendError",
    "htmx:sendAbort",
)

SLUG = "sydnarke-2024-04-delarsrapport"
REPORT = f"/rapporter/{SLUG}/"
EDITOR = f"{REPORT}arbeta/ekonomisk-rapport/"
FIGURE = "table.grid input.amount"
STATE = "#sparlage"

expect.set_options(timeout=20_000)  # autosave waits for a pause, and machines are slow


@pytest.fixture
def context(browser: Browser, live_server: Any, demo: None) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport={"width": 1280, "height": 900}
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Any console error (a broken CSP, a failing script) fails the test, but for what it marks as ``complaints``."""
    expected = EXPECTED_COMPLAINTS + tuple(
        text for mark in request.node.iter_markers("complaints") for text in mark.args
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [text for text in complaints if not text.startswith(expected)] == []


def log_in(page: Page, username: str = "controller") -> None:
    """With the cookie that type_log_in() gets: the pages of the log-in are a third of a test's time."""
    client = Client()
    with one_at_a_time:
        client.force_login(User.objects.get(username=username))
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    host = os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"].partition(":")[0]
    page.context.add_cookies([{"name": session.key, "value": session.value, "domain": host, "path": "/"}])


def type_log_in(page: Page, username: str = "controller") -> None:
    """Ends on the list of reports."""
    page.goto("/konto/logga-in/")
    page.get_by_label("Användarnamn").fill(username)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/")


@pytest.fixture
def editor(page: Page) -> Page:
    log_in(page)
    page.goto(EDITOR)
    return page


def first_figure(page: Page) -> Locator:
    return page.locator(FIGURE).first


def all_is_saved(page: Page) -> None:
    """Wait for "Sparat 14:32.", not "Sparat 14:32, utom: 1 värde ej sparat."."""
    expect(page.locator(STATE)).to_have_text(re.compile(r"(^|\. )Sparat [0-9:]+\.$"))


def asked_when_left(page: Page) -> list[str]:
    """The dialogs of leaving the page, each answered yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked
