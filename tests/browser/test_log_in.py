"""What only a browser shows of logging in: a security key, and that typed text outlives a session."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from budgets.models import BudgetLine
from reporting.management.commands.load_demo import PASSWORD
from tests.browser.conftest import (
    EDITOR,
    STATE,
    all_is_saved,
    first_figure,
    log_in,
    type_log_in,
)
from tests.browser.test_accessibility import faults, overflow
from tests.conftest import one_at_a_time

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def insert_key(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_a_security_key_is_added_and_opens_the_portal(page: Page, live_server: Any) -> None:
    """At localhost: a key answers to a name, not to a number."""
    page.set_viewport_size({"width": 320, "height": 900})
    insert_key(page)
    portal = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{portal}/konto/logga-in/?next=/konto/andra-faktor/nycklar/ny/")
    page.get_by_label("Användarnamn").fill("controller")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    found = faults(page) + overflow(page)
    page.get_by_label("Vad ska nyckeln heta?").fill("Skrivbordet")
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    found += faults(page) + overflow(page)
    page.goto(f"{portal}/konto/andra-faktor/app/")
    found += faults(page) + overflow(page)
    page.goto(f"{portal}/konto/andra-faktor/")
    expect(page.get_by_text("Skrivbordet").first).to_be_visible()
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Användarnamn").fill("controller")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Andra faktor")
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Använd säkerhetsnyckeln").click()
    page.wait_for_url("**/")
    assert found == []


def test_what_is_typed_outlives_the_session(page: Page) -> None:
    log_in(page)
    page.goto(EDITOR)
    session_key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    with one_at_a_time:
        store = SessionStore(session_key)
        store["seen"] -= 3600
        store.save()
    first_figure(page).fill("1234")
    first_figure(page).press("Tab")
    expect(page.locator(STATE)).to_contain_text("Du är utloggad")
    expect(first_figure(page)).to_have_value("1234")
    type_log_in(page.context.new_page())
    all_is_saved(page)
    with one_at_a_time:
        assert BudgetLine.objects.filter(budget=1_234_000).exists()
