"""A controller's evening: a changed figure is seen everywhere, and mistakes lose nothing."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EDITOR, REPORT, asked_when_left, log_in, type_log_in
from tests.conftest import one_at_a_time

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = "Utfall 240430, Personalkostnader"


def total(page: Page, column: int) -> str:
    """The sum row of the live preview; column 0 is the first after the label."""
    return page.locator("#summor tr.total td").nth(column).inner_text()


def save(page: Page) -> None:
    with page.expect_navigation():  # the button first asks whether the portal can save
        page.get_by_role("button", name="Spara", exact=True).click()


def download(page: Page, extension: str) -> bytes:
    response = page.request.get(f"{REPORT}rapport.{extension}")
    assert response.status == 200
    return response.body()


@pytest.mark.poppler
def test_a_changed_actual_is_the_same_on_page_pdf_and_excel(page: Page, tmp_path: Path) -> None:
    type_log_in(page)
    page.goto(EDITOR)
    assert total(page, 1) == "−89 överskott"

    page.get_by_label(FIELD).fill("3 963")
    expect(page.locator("#summor tr.total td").nth(1)).to_have_text("411 underskott")
    save(page)
    expect(page.locator(".messages")).to_contain_text("Sparat")
    assert page.get_by_label(FIELD).input_value() == "3\u00a0963"

    page.goto(REPORT)
    row = page.locator("#tabell-resultat tr", has_text="Personalkostnader")
    assert row.locator("td").nth(1).inner_text() == "3\u00a0963"
    assert page.locator("#tabell-resultat tr.total td").nth(1).inner_text() == "411 underskott"

    sheet = load_workbook(io.BytesIO(download(page, "xlsx")), data_only=True)["Ekonomiskt resultat"]
    figures = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=4)}
    assert (figures["Personalkostnader"], figures["Summa"]) == (3963, 411)

    pdf = tmp_path / "rapport.pdf"
    pdf.write_bytes(download(page, "pdf"))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
    lines = [line.split() for line in text.splitlines()]  # the picture names the row too
    assert ["Personalkostnader", "12", "106", "3", "963", "10", "906", "1", "200"] in lines


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12 34", "inte grupperat i tusental"),
        ("abc", "abc"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_a_bad_value_is_marked_at_its_field_and_the_form_kept(page: Page, typed: str, expected: str) -> None:
    log_in(page)
    page.goto(EDITOR)
    # In one instant, or what is right would have been saved as its field was left.
    values = {FIELD: typed, "Utfall 240430, Lokalhyror": "777", "Text": "En ny text."}
    fields = [
        [page.get_by_label(name, exact=True).get_attribute("name"), text] for name, text in values.items()
    ]
    with page.expect_navigation():
        page.evaluate(
            """fields => {
                fields.map(([name, text]) => [document.getElementsByName(name)[0], text]).forEach(([field, text]) => {
                    field.value = text;
                    field.dispatchEvent(new Event("input", { bubbles: true }));
                });
                document.querySelector("[name=stay]").click();
            }""",
            fields,
        )

    field = page.get_by_label(FIELD)
    error = page.locator(f"#{field.get_attribute('aria-describedby').split()[0]}")  # type: ignore[union-attr]
    assert expected in error.inner_text()
    assert field.input_value() == typed
    assert page.get_by_label("Utfall 240430, Lokalhyror").input_value() == "777"
    assert page.get_by_label("Text", exact=True).input_value() == "En ny text."
    assert "Inget är sparat än" in page.get_by_role("alert").first.inner_text()
    other = page.context.new_page()  # leaving the refused page would save what is right in it
    other.goto(REPORT)
    assert other.locator("#tabell-resultat tr.total td").nth(1).inner_text() == "−89 överskott"
    asked = asked_when_left(page)
    page.get_by_role("heading", level=1).click()
    page.goto(REPORT)
    assert asked == ["beforeunload"]


def test_a_bad_value_is_reported_during_typing(page: Page) -> None:
    log_in(page)
    page.goto(EDITOR)
    page.get_by_label(FIELD).fill("12 34")
    expect(page.locator("#summor .error-summary li")).to_contain_text(
        "Personalkostnader, Utfall 240430: ”12 34”"
    )


def test_an_empty_field_is_a_missing_figure_and_not_a_zero(page: Page) -> None:
    log_in(page)
    page.goto(EDITOR)
    page.get_by_label(FIELD).fill("")
    save(page)
    page.goto(REPORT)
    row = page.locator("#tabell-resultat tr", has_text="Personalkostnader")
    assert row.locator("td").nth(1).inner_text() == "saknas"
    page.goto(f"{REPORT}arbeta/")
    assert "saknas för Personalkostnader" in page.locator(".blockers").inner_text()


def test_two_controllers_on_one_figure_see_each_other(page: Page, browser: Browser, live_server: Any) -> None:
    log_in(page)
    elsewhere = browser.new_context(base_url=live_server.url, locale="sv-SE")
    other = elsewhere.new_page()
    log_in(other, "rapportor")
    page.goto(EDITOR)
    other.goto(EDITOR)
    other.get_by_label(FIELD).fill("4 000")
    save(other)
    expect(other.locator(".messages")).to_contain_text("Sparat")

    page.get_by_label("Utfall 240430, Lokalhyror").fill("400")
    page.get_by_label(FIELD).fill("5 000")
    save(page)
    assert "Någon annan har sparat ”4\u00a0000”" in page.locator(".field-error").first.inner_text()
    save(page)
    expect(page.locator(".messages")).to_contain_text("Sparat")
    assert page.get_by_label(FIELD).input_value() == "5\u00a0000"
    elsewhere.close()


def test_it_all_works_without_javascript(browser: Browser, live_server: Any, demo: None) -> None:
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="sv-SE")
    page = plain.new_page()
    type_log_in(page)
    page.goto(EDITOR)
    page.get_by_label(FIELD).fill("3 963")
    save(page)
    assert "Sparat" in page.locator(".messages").inner_text()
    assert total(page, 1) == "411 underskott"
    plain.close()


def accept_errors(page: Page) -> None:
    """Accept every error of the review, with a reason."""
    log_in(page, "controller")
    page.goto(f"{REPORT}granskning/")
    errors = page.locator(".severity-error .finding")
    for _ in range(errors.count()):
        errors.first.get_by_text("Godta med skäl").click()
        errors.first.get_by_label("Varför ska det stå så här?").fill(
            "Så står det i den publicerade rapporten."
        )
        errors.first.get_by_role("button", name="Godta").click()
        expect(page.locator(".messages")).to_contain_text("Iakttagelsen är godtagen")
    expect(errors).to_have_count(0)
    page.get_by_role("button", name="Logga ut").click()


REASON = "Skriv varför licenserna blev dyrare."


def hand_in(page: Page) -> None:
    log_in(page, "controller")
    page.goto(f"{REPORT}arbeta/")
    page.get_by_role("link", name="Lämna in", exact=True).click()
    page.get_by_role("button", name="Lämna in", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Rapporten är nu inlämnad")


def test_from_draft_returned_approved_adopted_and_corrected(page: Page) -> None:
    """Hand in, return with reason, hand in again, approve, adopt with § and date; correct; the first still verifies."""
    accept_errors(page)
    hand_in(page)
    log_in(page, "godkannare")
    page.goto(f"{REPORT}arbeta/")
    page.get_by_label("Varför går rapporten tillbaka?").fill(REASON)
    page.get_by_role("button", name="Återta till utkast").click()
    log_in(page, "controller")
    for address in (f"{REPORT}arbeta/", EDITOR):
        page.goto(address)
        expect(page.locator(".sent-back blockquote")).to_have_text(REASON)
    hand_in(page)
    expect(page.locator(".sent-back")).to_have_count(0)
    log_in(page, "godkannare")
    page.goto(f"{REPORT}arbeta/")
    page.get_by_role("button", name="Godkänn", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Rapporten är nu godkänd")
    log_in(page, "administrator")
    page.goto(f"{REPORT}arbeta/")
    page.get_by_role("link", name="Fastställ rapporten").click()
    page.get_by_label("Nämndens sammanträde").fill("2024-05-22")
    page.get_by_role("button", name="Fastställ", exact=True).click()
    expect(page.locator(".field-error")).to_have_text("Detta fält måste fyllas i.")
    page.get_by_label("Paragraf i protokollet").fill("§ 34")
    page.get_by_role("button", name="Fastställ", exact=True).click(timeout=120_000)  # its four files are made
    expect(page.locator(".messages")).to_contain_text("Rapporten är nu fastställd")
    page.get_by_role("link", name="Rätta rapporten").click()
    page.get_by_label("Varför rättas rapporten?").fill("Licenserna hade fel konto.")
    page.get_by_role("button", name="Rätta rapporten").click()
    expect(page.locator(".messages")).to_contain_text("Version 2 är ett utkast")
    with one_at_a_time:
        call_command("verify_adopted", stdout=io.StringIO())
        call_command("verify_journal", stdout=io.StringIO())
    log_in(page, "lasare")
    page.goto(REPORT)
    assert "22 maj 2024, §\u00a034" in page.locator(".facts").inner_text()
    assert "fastställd" in page.locator(".facts").inner_text()
    assert page.request.get(EDITOR).status == 403
