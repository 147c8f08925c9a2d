"""Reading a report: on a phone, by keyboard, finding and pointing at a place in it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import REPORT, log_in
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 390, "height": 844}
SHIFT = """() => new Promise(done => {
    const shifts = [];
    const told = each => each.sources.map(({ node, previousRect, currentRect }) =>
        `${node?.nodeName}.${node?.className} ${previousRect.y}->${currentRect.y}`);
    new PerformanceObserver(list => { for (const each of list.getEntries()) shifts.push([each.value, told(each)]); })
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(shifts), 500);
})"""


def frames(page: Page, kind: str) -> list[str]:
    """Tables whose frames scroll, or are tab stops."""
    tests = {"scroll": "f.scrollWidth > f.clientWidth + 1", "stop": "f.tabIndex === 0"}
    return page.locator(".table-scroll").evaluate_all(
        f"frames => frames.filter(f => {tests[kind]}).map(f => f.querySelector('table').id)"
    )


def test_the_text_begins_on_a_phones_first_screen(page: Page) -> None:
    page.set_viewport_size(PHONE)
    log_in(page)
    page.goto(REPORT)
    page.reload()  # with what the first load fetched: a busy machine is not what is measured
    shifts = page.evaluate(SHIFT)
    assert sum(value for value, _where in shifts) < 0.05, shifts
    box = page.locator(".report :is(p, td)").first.bounding_box()
    assert box is not None
    assert box["y"] < PHONE["height"] * 0.6
    link = page.locator(".contents").get_by_role("link", name="2.2 Mål")
    assert not link.is_visible()
    page.get_by_text("Innehåll och sök").click()
    link.click()
    expect(page.get_by_role("heading", name="2.2 Mål")).to_be_in_viewport()
    expect(link).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_only_a_frame_that_scrolls_is_a_tab_stop(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page)
    page.goto(REPORT)
    expect(page.locator("#tabell-resultat")).to_be_visible()
    assert (
        frames(page, "stop") == frames(page, "scroll") == (["tabell-investeringar"] if width == 390 else [])
    )
    if width == 390:
        expect(page.get_by_role("region", name="Investeringsprojekt")).to_be_visible()


def test_a_scrolled_table_keeps_its_labels_and_caption(page: Page) -> None:
    page.set_viewport_size(PHONE)
    log_in(page)
    page.goto(REPORT)
    frame = page.locator(".table-scroll", has=page.locator("#tabell-investeringar"))
    frame.evaluate("frame => { frame.scrollLeft = 10_000; }")
    lefts = frame.evaluate(
        """frame => [...frame.querySelectorAll('th.label, .caption-text')]
            .map(e => Math.round(e.getBoundingClientRect().left - frame.getBoundingClientRect().left))"""
    )
    assert set(lefts) == {0}


def test_a_card_names_its_values_and_the_result_its_word(page: Page) -> None:
    page.set_viewport_size(PHONE)
    log_in(page)
    page.goto(REPORT)
    shown = page.locator("#tabell-resultat tr.total td").evaluate_all(
        """cells => cells.map(cell => [getComputedStyle(cell, '::before').content.split(' / ')[0],
            cell.innerText.replace(/\\s+/g, ' ')].join(' '))"""
    )
    assert shown == [
        '"Budget" 0',
        '"Utfall 240430" −89 överskott',
        '"Årsprognos" 1 200 underskott',
        '"Avvikelse" −1 200 sämre',
    ]
    assert (
        "Tom ruta betyder noll." in page.locator(".table-block", has_text="Ekonomiskt resultat").inner_text()
    )


def test_the_contents_follow_the_reader(page: Page) -> None:
    log_in(page)
    page.goto(REPORT)
    current = page.locator(".contents [aria-current]")
    expect(current).to_have_text("I korthet")
    page.locator("#avsnitt-ekonomisk-rapport").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('avsnitt-ekonomisk-rapport').scrollIntoView()")
    expect(current).to_have_text("4 Ekonomisk rapport")
    expect(current).to_be_in_viewport()
    page.get_by_role("link", name="Till början").click()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_search_finds_a_figure_as_it_is_typed(page: Page) -> None:
    log_in(page)
    page.goto(REPORT)
    search = page.get_by_label("Sök i rapporten")
    search.fill("-14 286")
    expect(page.locator(".report-search output")).to_have_text("1 träff.")
    search.press("Enter")
    expect(page.locator(".report-search output")).to_have_text("1 av 1")
    expect(page.get_by_role("cell", name="−14 286")).to_be_in_viewport()
    search.fill("finns inte alls")
    expect(page.locator(".report-search output")).to_have_text("Inga träffar.")
    assert faults(page) == []


def test_a_row_has_an_address_to_copy(page: Page) -> None:
    """By pointer and by keyboard; the row it leads to is marked."""
    log_in(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(REPORT)
    row = page.locator("#rad-resultat-personalkostnader")
    row.hover()
    row.get_by_role("link", name="Länk till raden Personalkostnader").click()
    expect(page.get_by_text("Länken är kopierad.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{REPORT}#rad-resultat-personalkostnader")
    page.goto("about:blank")
    page.goto(copied)
    expect(row).to_be_in_viewport()
    assert row.evaluate("row => row.matches(':target')")
    link = page.locator("#tabell-resultat tbody .address")
    link.focus()
    page.keyboard.press("ArrowDown")
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-label')")
        == "Länk till raden Personalkostnader"
    )
    for place in ("avsnitt-mal", "tabell-resultat"):
        expect(page.locator(f'.address[href="#{place}"]')).to_have_count(1)


def test_a_word_is_explained_where_it_stands(page: Page) -> None:
    log_in(page)
    page.goto(REPORT)
    page.locator("#avsnitt-ekonomisk-rapport a.explained", has_text="Kapitalkostnad").click()
    box = page.get_by_text("avskrivning och ränta", exact=False).and_(page.locator(".explanation p"))
    expect(box).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_all_is_read_without_scripts(browser: Browser, page: Page, live_server: Any) -> None:
    log_in(page)
    plain = browser.new_context(
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
        base_url=live_server.url,
        locale="sv-SE",
    )
    still = plain.new_page()
    still.goto(REPORT)
    expect(still.get_by_role("link", name="2.2 Mål")).to_be_visible()
    still.locator("#avsnitt-ekonomisk-rapport a.explained", has_text="Kapitalkostnad").click()
    assert still.url.endswith("#ord-kapitalkostnad")
    expect(still.locator("#ord-kapitalkostnad dd")).to_be_in_viewport()
    plain.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_both_schemes_pass_axe(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
    log_in(page)
    found = []
    for address in (
        "/",
        REPORT,
        f"{REPORT}arbeta/ekonomisk-rapport/",
        f"{REPORT}granskning/",
        f"{REPORT}jamforelse/",
    ):
        page.goto(address)
        found += faults(page)
    assert found == []
