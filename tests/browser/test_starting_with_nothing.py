"""From an empty database to the first figure, and to a kommun of twelve nämnder: as a person would, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from reporting.administration.first_run import token
from reporting.models import Committee, Report
from tests.browser.test_accessibility import faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TO_A_FIGURE = 15
MOST_FOR_TWELVE = 60


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """On an empty portal."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()
    cache.clear()  # its table is not emptied with the others


class Hand:
    """Counts each field that is filled in and each click; each line of a text is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def fill(self, label: str, text: str, *, exact: bool = False) -> None:
        self.count += len(text.splitlines())
        self.page.get_by_label(label, exact=exact).fill(text)

    def press(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name).click()

    def follow(self, name: str | re.Pattern[str], nth: int = 0) -> None:
        self.count += 1
        self.page.get_by_role("link", name=name).nth(nth).click()


def come_in(hand: Hand) -> None:
    """With the token typed as it stands in the server's log."""
    hand.page.goto("/")
    hand.fill("Engångsnyckel", token())
    hand.fill("Kommunens namn", "Lekebergs kommun")
    hand.fill("Ditt namn eller din funktion", "Kommunens controller")
    hand.fill("Användarnamn", "kommunen")
    hand.fill("Lösenord", "nio lila paraplyer")
    hand.press("Kom i gång")


def test_the_first_figure_within_fifteen_fields_and_clicks(page: Page) -> None:
    hand = Hand(page)
    come_in(hand)
    hand.fill("Nämndernas namn", "Socialnämnden")
    hand.press("Lägg till nämnderna")
    hand.follow("Ny period")
    hand.press("Skapa rapporten")
    hand.follow(re.compile("Driftredovisning|Ekonomisk rapport"))  # as the time of the year proposes
    page.wait_for_load_state()  # its scripts listen
    grid = page.locator("table.grid").first
    hand.count += 2
    grid.locator("input:not([type=hidden]):not(.amount)").first.fill("Personalkostnader")
    grid.locator("input.amount").first.fill("12500")
    grid.locator("input.amount").first.blur()
    expect(page.locator("#sparlage")).to_contain_text("Sparat")
    assert hand.count <= MOST_TO_A_FIGURE
    report = Report.objects.get()
    assert [str(line.budget) for line in report.budget_lines.all()] == ["12500000.00"]


def test_a_kommun_of_twelve_committees_within_sixty_actions(page: Page) -> None:
    """Each with its rapportmallar, its controller and its first report."""
    hand = Hand(page)
    come_in(hand)
    names = [f"Nämnd {letter}" for letter in "ABCDEFGHIJKL"]
    hand.fill("Nämndernas namn", "\n".join(names))
    hand.press("Lägg till nämnderna")
    for number in range(12):
        hand.follow("Ny period", number)
        hand.press("Skapa rapporten")
        hand.follow("Rapporter")
    assert hand.count <= MOST_FOR_TWELVE
    assert Report.objects.count() == Committee.objects.count() == 12
    assert {report.template.name for report in Report.objects.select_related("template")} <= {
        "Delårsrapport med MER",
        "Årsredovisning",
    }


@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages_pass_axe_and_fit_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    found = faults(page) + overflow(page)
    page.get_by_role("button", name="Kom i gång").click()
    page.locator(".field-error").first.wait_for()
    found += faults(page) + overflow(page)
    come_in(hand := Hand(page))
    hand.fill("Nämndernas namn", "Socialnämnden")
    found += faults(page) + overflow(page)
    hand.press("Lägg till nämnderna")
    page.get_by_role("heading", name="Rapporter", exact=True).wait_for()
    kommun, namnd = "/kommuner/lekebergs-kommun/", "/namnder/socialnamnden/"
    own = page.evaluate("location.origin")
    addresses = [
        *("/", "/kommuner/", kommun, f"{kommun}uppgifter/", f"{kommun}andringar/", f"{kommun}nya-namnder/"),
        *(f"{kommun}ny-person/", f"{kommun}ny-administrator/", f"{namnd}personer/", f"{namnd}uppgifter/"),
        *(f"{namnd}mallar/fardiga/", f"{namnd}ny-rapport/", f"{namnd}mallar/"),
    ]
    for address in addresses:
        page.goto(own + address)
        found += faults(page) + overflow(page)
    page.goto(kommun)
    page.get_by_role("link", name="Kommunens controller", exact=True).last.click()
    page.get_by_text("Ge fler roller").click()
    found += faults(page) + overflow(page)
    page.get_by_role("link", name="Ändra").first.click()
    found += faults(page) + overflow(page)
    page.goto(f"{kommun}ny-person/")
    page.get_by_label("Namn eller funktion").fill("Ekonomichef")
    page.get_by_label("Användarnamn").fill("ekonomichef")
    page.get_by_role("button", name="Lägg till med ett första lösenord").click()
    page.get_by_text("visas bara nu").wait_for()
    found += faults(page) + overflow(page)
    assert found == []
