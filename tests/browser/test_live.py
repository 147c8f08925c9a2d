"""Inserting a table's figure into a text: by keyboard, by pointer, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import REPORT, all_is_saved, log_in
from tests.browser.test_accessibility import faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDITOR = f"{REPORT}arbeta/investeringar/"  # the figures are in another section
TEXT = "För helår prognostiseras en budget i balans avseende investeringarna."


def opened(page: Page) -> Any:
    """The text field of the section on investments."""
    log_in(page)
    page.goto(EDITOR)
    text = page.get_by_label("Text", exact=True)
    assert text.input_value() == TEXT
    return text


def test_the_space_before_a_figure_survives_a_save(page: Page) -> None:
    text = opened(page)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Driften ger ett ")
    all_is_saved(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.locator("#siffror-traffar button").first.click()
    assert " Driften ger ett {{" in text.input_value()


def test_by_keyboard_alone(page: Page) -> None:
    text = opened(page)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Driften ger ett .")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Sätt in siffra ur tabell")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sök rad och kolumn")).to_be_focused()
    page.keyboard.type("resultat summa årsprognos")
    wanted = page.get_by_role("button", name="Sätt in underskott om 1\u00a0200\u00a0tkr: Summa, Årsprognos")
    expect(page.locator("#siffror-traffar")).to_contain_text("1 träff för ”resultat summa årsprognos”.")
    for _ in range(10):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")

    expect(text).to_be_focused()
    reference = "{{ekonomisk-rapport: summa, forecast; resultat tkr}}"
    expect(text).to_have_value(f"{TEXT} Driften ger ett {reference}.")
    page.keyboard.type(" i år")  # the caret is after the inserted figure
    expect(text).to_have_value(f"{TEXT} Driften ger ett {reference} i år.")
    expect(page.locator(".live-text")).to_contain_text(
        "Driften ger ett underskott om 1\u00a0200\u00a0tkr i år."
    )
    all_is_saved(page)  # autosaved as any other text

    page.goto(REPORT)
    assert (
        "Driften ger ett underskott om 1\u00a0200\u00a0tkr i år."
        in page.locator("#avsnitt-investeringar").inner_text()
    )


def test_an_inserted_figure_is_undone_like_typing(page: Page) -> None:
    text = opened(page)
    text.focus()
    page.keyboard.press("Control+Home")
    page.get_by_role("button", name="Sätt in siffra ur tabell").click()
    page.locator("#siffror [data-reference]").first.click()
    expect(text).not_to_have_value(TEXT)
    page.keyboard.press("Control+z")
    expect(text).to_have_value(TEXT)


def test_escape_leaves_the_text_unchanged(page: Page) -> None:
    text = opened(page)
    page.get_by_role("button", name="Sätt in siffra ur tabell").press(" ")
    expect(page.get_by_label("Sök rad och kolumn")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sätt in siffra ur tabell")).to_be_focused()
    assert text.input_value() == TEXT


def test_it_follows_the_table_during_typing(page: Page) -> None:
    log_in(page)
    page.goto(f"{REPORT}arbeta/ekonomisk-rapport/")
    shown = page.locator(".live-text .prose")
    expect(shown).to_contain_text("SYD-IT prognosticerar ett underskott om 1\u00a0200\u00a0tkr för 2024.")
    page.get_by_label("Årsprognos, Personalkostnader").fill("9 000")
    expect(shown).to_contain_text("SYD-IT prognosticerar ett överskott om 706\u00a0tkr för 2024.")


def test_a_warning_appears_beside_the_text_during_typing(page: Page) -> None:
    text = opened(page)
    text.fill("Vi har {{ekonomisk-rapport: lokaler, forecast}}.")
    warning = page.locator("#levande-lage")
    expect(warning).to_contain_text("avsnittet ”ekonomisk-rapport” har ingen rad ”lokaler”")
    text.fill("Vi har {{ekonomisk-rapport: lokalhyror, forecast}}.")
    expect(warning).to_have_text("")
    expect(page.locator(".live-text .prose")).to_have_text("Vi har 839\u00a0tkr.")


def test_a_figure_is_made_live_with_unsaved_text_in_the_editor(page: Page) -> None:
    text = opened(page)
    text.fill(f"{TEXT} Lokalhyrorna blir 839 tkr.")
    page.get_by_text("Skrivna siffror som stämmer med en tabell (1)").click()
    page.get_by_role("button", name="Gör levande: 839 tkr, Lokalhyror, Årsprognos").click()
    expect(page.locator(".messages")).to_contain_text("Siffran är levande")
    expect(text).to_have_value(
        f"{TEXT} Lokalhyrorna blir {{{{ekonomisk-rapport: lokalhyror, forecast; tkr}}}}."
    )


def test_from_the_review(page: Page) -> None:
    log_in(page)
    page.goto(f"{REPORT}granskning/")
    row = page.locator("table.claims tr", has_text="Kapitalkostnaderna")
    row.get_by_role("button", name="Gör levande").click()
    expect(page.locator(".messages")).to_contain_text("Siffran är levande.")
    expect(row).to_contain_text("Levande")
    expect(row.locator("th")).to_have_text("2\u00a0141\u00a0tkr")


def test_enter_in_a_figure_saves_and_makes_nothing_live(page: Page) -> None:
    """Enter presses the form's first button: it must be the one that saves."""
    log_in(page)
    page.goto(f"{REPORT}arbeta/ekonomisk-rapport/")
    first = page.evaluate("document.getElementById('inmatning').querySelector('button, [type=submit]').name")
    owned = page.evaluate(
        "[...document.getElementById('inmatning').elements].find(e => e.matches('button:not([type=button])')).name"
    )
    assert (first, owned) == ("stay", "stay")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_dialog_and_its_answers_are_accessible(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    text = opened(page)
    text.fill(
        "Vi har {{ekonomisk-rapport: lokaler, forecast}} och {{ekonomisk-rapport: lokalhyror, forecast}}, 1 200 tkr."
    )
    expect(page.locator(".live-text")).to_be_visible()
    assert faults(page) == []
    assert overflow(page) == []
    page.get_by_role("button", name="Sätt in siffra ur tabell").click()
    page.get_by_label("Sök rad och kolumn").fill("licens")
    expect(page.locator("#siffror-traffar")).to_contain_text("för ”licens”")
    assert faults(page) == []
    assert overflow(page) == []


def test_without_javascript_the_reference_is_copied_from_a_page(
    browser: Browser, live_server: Any, demo: None
) -> None:
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="sv-SE")
    page = plain.new_page()
    text = opened(page)
    page.get_by_role("link", name="Sätt in siffra ur tabell").click()
    page.get_by_label("Sök rad och kolumn").fill("lokalhyror årsprognos")
    page.get_by_role("button", name="Sök").click()
    reference = page.locator("code", has_text="lokalhyror, forecast").first.inner_text()
    page.get_by_role("link", name="Tillbaka till Investeringsredovisning").click()
    text.fill(f"Lokalerna kostar {reference}.")
    page.get_by_role("button", name="Spara", exact=True).click()
    assert "Lokalerna kostar 839\u00a0tkr." in page.locator(".live-text").inner_text()
    plain.close()
