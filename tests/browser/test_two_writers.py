"""Two write at once, each in a section of their own, and mark it done; what one changes then is told to the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EDITOR, REPORT, all_is_saved, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURE = "Utfall 240430, Personalkostnader"
LIVE = "Kostnaderna är {{ekonomisk-rapport: summa, actual}}."


@pytest.fixture
def phone(browser: Browser, live_server: Any, demo: None) -> Iterator[Page]:
    """The rapportör's."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="sv-SE",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    yield page
    context.close()


def test_two_write_at_once_and_mark_their_sections_done(page: Page, phone: Page) -> None:
    log_in(page, "controller")
    page.goto(f"{REPORT}fordela/?utan=")
    page.get_by_label("De ikryssade skrivs av").select_option(label="Rapportör")
    page.get_by_role("button", name="Fördela").click()
    expect(page.locator(".messages")).to_have_text("”Inledning” skrivs nu av Rapportör.")

    log_in(phone, "rapportor")
    phone.goto("/")
    phone.get_by_role("region", name="Dina avsnitt").get_by_role("link", name="Inledning").tap()
    page.goto(EDITOR)
    phone.get_by_label("Text", exact=True).fill(LIVE)
    page.get_by_label(FIGURE).fill("5 100")
    all_is_saved(phone)
    all_is_saved(page)
    phone.get_by_role("button", name="Spara och klarmarkera").tap()
    expect(phone.locator(".messages")).to_have_text("Avsnittet ”Inledning” är klarmarkerat.")
    page.get_by_role("button", name="Spara och klarmarkera").click()
    expect(page.locator(".messages")).to_have_text("Avsnittet ”Ekonomisk rapport” är klarmarkerat.")

    page.goto(f"{REPORT}arbeta/")
    for title in ("Inledning", "Ekonomisk rapport"):
        row = page.get_by_role("region", name="Avsnitt").get_by_role("listitem").filter(has_text=title)
        expect(row).to_contain_text("Klar")
        expect(row.get_by_role("link", name=f"Öppna igen: {title}")).to_be_visible()

    page.goto(EDITOR)
    page.get_by_label(FIGURE).fill("5 200")
    all_is_saved(page)
    phone.goto("/")
    told = (
        phone.get_by_role("region", name="Dina avsnitt").get_by_role("listitem").filter(has_text="Inledning")
    )
    expect(told).to_contain_text("Ändrad sedan den blev klar")
    expect(told).to_contain_text(f"En siffra som visas här har ändrats: {FIGURE}")
