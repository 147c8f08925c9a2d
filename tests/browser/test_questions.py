"""A ledamot on a phone asks at a row, the controller answers and publishes, and the ledamot reads the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reporting.management.commands.load_demo import ADOPTED
from tests.browser.conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = f"/rapporter/{ADOPTED}/"
ROW = "#rad-resultat-licenser"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(browser: Browser, live_server: Any, demo: None, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url,
        locale="sv-SE",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=request.param,
    )
    page = context.new_page()
    page.has_scripts = request.param  # type: ignore[attr-defined]  # for the way taken
    yield page
    context.close()


def ask_at_the_row(phone: Page) -> None:
    """At the row itself; without scripts under the section, where its rows are offered."""
    if phone.has_scripts:  # type: ignore[attr-defined]
        phone.locator(f"{ROW} th").tap()
        phone.locator(f"{ROW} .ask-here").tap()
        return
    phone.get_by_role("link", name="Fråga om avsnittet Ekonomisk rapport").tap()
    phone.get_by_label("Gäller").select_option(label="Licenser & serviceavtal")


def test_a_question_at_a_row_is_answered_and_read(phone: Page, page: Page) -> None:
    log_in(phone, "ledamot")
    phone.goto(REPORT)
    ask_at_the_row(phone)
    expect(phone.get_by_label("Gäller")).to_have_value("rad-resultat-licenser")
    phone.get_by_label("Din fråga").fill("Vilka licenser?")
    phone.get_by_role("button", name="Skicka frågan").tap()
    expect(phone.locator(".messages")).to_contain_text("Frågan är skickad.")
    assert phone.url.endswith(ROW)

    log_in(page, "controller")
    page.goto("/")
    page.get_by_role(
        "link", name="Svara på frågan om 4 Ekonomisk rapport › Ekonomiskt resultat › Licenser"
    ).click()
    expect(page.locator(".question-words")).to_contain_text("11 800 tkr")
    page.get_by_label("Svar", exact=True).fill("Framför allt M365.")
    page.get_by_role("button", name="Spara svaret").click()
    page.get_by_role("button", name="Publicera, 4 Ekonomisk rapport › Ekonomiskt resultat › Licenser").click()
    expect(page.locator(".messages")).to_contain_text("publicerade")

    phone.goto("/")
    expect(phone.get_by_role("region", name="Dina frågor")).to_contain_text("Framför allt M365.")
    phone.goto(REPORT)
    phone.get_by_text("2 frågor med svar").tap()
    expect(phone.get_by_text("Framför allt M365.")).to_be_visible()
    phone.context.clear_cookies()
    phone.reload()
    expect(phone.get_by_role("link", name="Logga in")).to_be_visible()
    phone.get_by_text("2 frågor med svar").tap()
    expect(phone.get_by_text("Framför allt M365.")).to_be_visible()


def test_one_asks_at_a_picture_and_at_a_card_of_i_korthet(page: Page) -> None:
    """At the table that it draws or tells of."""
    log_in(page, "ledamot")
    for of_what, place in (("Ekonomi, helårsprognos", "resultat"), ("bilden ", "")):
        page.goto(REPORT)
        page.get_by_role("link", name=f"Fråga om {of_what}").first.click()
        expect(page.get_by_label("Gäller")).to_have_value(re.compile(f"^tabell-{place}"))


def test_a_note_is_kept_for_oneself(phone: Page, page: Page) -> None:
    log_in(phone, "ledamot")
    phone.goto(REPORT)
    phone.get_by_role("link", name="Anteckna om avsnittet Inledning").tap()
    phone.get_by_label("Din anteckning").fill("Fråga ordföranden.")
    phone.get_by_role("button", name="Spara anteckningen").tap()
    expect(phone.locator(".messages")).to_contain_text("Bara du ser den.")
    phone.goto(f"{REPORT}fragor/")
    expect(phone.get_by_role("region", name="Dina anteckningar")).to_contain_text("Fråga ordföranden.")
    log_in(page, "administrator")
    page.goto(f"{REPORT}fragor/")
    expect(page.get_by_role("heading", name="Frågor och svar")).to_be_visible()
    assert "Fråga ordföranden." not in page.content()
