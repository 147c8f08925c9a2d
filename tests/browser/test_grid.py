"""The grid by keyboard alone: moving, pasting from a real clipboard, undo, autosave, conflicts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from budgets.models import BudgetLine
from reporting.models import JournalEntry, ProseText
from tests.browser.conftest import EDITOR, REPORT, SLUG, STATE, all_is_saved, first_figure, type_log_in
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cells(page: Page) -> list[list[str]]:
    """The figures of the saved rows."""
    return page.evaluate(
        "() => [...document.querySelectorAll('table.grid tbody tr')].map(row =>"
        " [...row.querySelectorAll('input.amount')].map(field => field.value.replaceAll('\\u00a0', ' ')))"
    )


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


@pytest.fixture
def editor(editor: Page, context: BrowserContext) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return editor


def block(rows: int, columns: int) -> list[list[str]]:
    return [[f"{row + 10}{column}" for column in range(1, columns + 1)] for row in range(1, rows + 1)]


def as_clipboard(values: list[list[str]]) -> str:
    return "".join("\t".join(line) + "\r\n" for line in values)


def test_arrows_enter_and_escape(editor: Page) -> None:
    first_figure(editor).focus()
    names = []
    for key in ("ArrowDown", "ArrowRight", "Enter", "ArrowUp", "ArrowLeft", "Shift+Enter"):
        editor.keyboard.press(key)
        names.append(editor.evaluate("document.activeElement.name.replace(/^.*-(\\d+-)/, '$1')"))
    assert names == ["1-budget", "1-actual", "2-actual", "1-actual", "1-budget", "0-budget"]
    editor.keyboard.type("77")
    assert first_figure(editor).input_value() == "77"
    editor.keyboard.press("Escape")
    assert first_figure(editor).input_value() != "77"


def test_a_block_is_pasted_undone_and_pasted_again(editor: Page) -> None:
    before = cells(editor)
    rows = min(10, len(before))
    values = block(rows, len(before[0]))
    first_figure(editor).focus()
    paste(editor, as_clipboard(values))
    expect(editor.locator(STATE)).to_contain_text(f"{rows * len(before[0])} fält inklistrade")
    assert cells(editor)[:rows] == values
    assert faults(editor) == []
    editor.keyboard.press("Control+z")
    assert cells(editor) == before
    paste(editor, as_clipboard([["\u22121 166,5", '"2 000"', "3 tkr"]]))
    expect(first_figure(editor)).to_have_value("\u22121 166,5")
    all_is_saved(editor)
    assert JournalEntry.objects.latest("pk").how == "pasted"
    line = BudgetLine.objects.filter(report__slug=SLUG).first()
    assert line is not None
    assert [abs(int(each or 0)) for each in (line.budget, line.actual, line.forecast)] == [
        1_166_500,
        2_000_000,
        3_000,
    ]


def slow_answers(page: Page, milliseconds: int) -> None:
    """The portal saves at once, but its answer is late."""
    page.evaluate(
        "late => { const real = fetch; window.fetch = async (...asked) => { const answer = await real(...asked);"
        " await new Promise((done) => setTimeout(done, late)); return answer; }; }",
        milliseconds,
    )


def test_undo_during_a_save_reaches_the_portal(editor: Page) -> None:
    was = BudgetLine.objects.get(report__slug=SLUG, label="Intäkter").budget
    total = editor.locator("#summor tr", has_text="Summa").locator("td").first.inner_text()
    slow_answers(editor, 1_500)
    first_figure(editor).focus()
    with editor.expect_response(lambda answer: '"how"' in (answer.request.post_data or "")):
        paste(editor, "111\t112\r\n")
    assert BudgetLine.objects.get(report__slug=SLUG, label="Intäkter").budget == 111_000
    editor.keyboard.press("Control+z")
    assert "värden ej sparade" in editor.evaluate(
        "() => { document.querySelector('form.entry').dispatchEvent(new Event('input')); "
        "return document.getElementById('sparlage').textContent; }"
    )
    all_is_saved(editor)
    assert BudgetLine.objects.get(report__slug=SLUG, label="Intäkter").budget == was
    expect(editor.locator("#summor tr", has_text="Summa").locator("td").first).to_have_text(total)


def test_a_paste_does_not_block_the_one_just_undone(editor: Page) -> None:
    slow_answers(editor, 1_500)
    first_figure(editor).focus()
    with editor.expect_response(lambda answer: '"how"' in (answer.request.post_data or "")):
        paste(editor, "111\t112\r\n")
    editor.keyboard.press("Control+z")
    paste(editor, "222\t333\r\n")
    expect(first_figure(editor)).to_have_value("222")
    all_is_saved(editor)
    assert BudgetLine.objects.get(report__slug=SLUG, label="Intäkter").budget == 222_000


def test_a_refused_paste_asks_and_pastes_nothing_by_halves(editor: Page) -> None:
    before = cells(editor)
    first_figure(editor).focus()
    paste(editor, "1\tabc\r\n2\t3\r\n")
    question = editor.get_by_role("dialog")
    expect(question).to_contain_text("abc")
    assert cells(editor) == before
    assert faults(editor) == []
    question.get_by_role("button", name="Klistra inte in").press("Enter")
    assert cells(editor) == before
    paste(editor, as_clipboard(block(60, 1)))
    expect(question).to_contain_text("får inte plats")
    editor.keyboard.press("Escape")
    assert cells(editor) == before


def test_a_range_is_filled_and_copied(editor: Page) -> None:
    first_figure(editor).fill("5")
    editor.keyboard.press("Shift+ArrowDown")
    editor.keyboard.press("Shift+ArrowDown")
    editor.keyboard.press("Control+d")
    assert [line[0] for line in cells(editor)[:3]] == ["5", "5", "5"]
    editor.keyboard.press("Control+c")
    assert editor.evaluate("navigator.clipboard.readText()") == "5\r\n5\r\n5"


def test_a_range_is_chosen_with_shift_and_a_click(editor: Page) -> None:
    before = cells(editor)
    first_figure(editor).click()
    editor.locator("[name=ekonomisk-rapport-2-actual]").click(modifiers=["Shift"])
    expect(editor.locator(STATE)).to_contain_text("6 fält markerade")
    editor.keyboard.press("Control+c")
    copied = editor.evaluate("navigator.clipboard.readText()")
    typed = [[text.replace("\u2212", "-").replace(" ", "") for text in line[:2]] for line in before[:3]]
    assert copied.split("\r\n") == ["\t".join(line) for line in typed]
    editor.locator("[name=ekonomisk-rapport-4-actual]").click()
    assert editor.locator("td.is-selected").count() == 0


def test_a_bad_cell_is_reported_and_the_rest_saved(editor: Page) -> None:
    first_figure(editor).fill("12 34")
    editor.locator("table.grid input.amount").nth(1).fill("777")
    expect(editor.locator(STATE)).to_have_text(re.compile(r"^Sparat [0-9:]+, utom: 1 värde ej sparat\.$"))
    assert "inte grupperat i tusental" in editor.locator(".autosave-error").inner_text()
    assert faults(editor) == []
    assert JournalEntry.objects.latest("pk").new.lstrip("-") == "777000"


def test_a_conflict_shows_both_values_and_asks(editor: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(EDITOR)
    first_figure(other).fill("4 000")
    all_is_saved(other)
    first_figure(editor).fill("5 000")
    note = editor.locator(".autosave-error")
    expect(note).to_contain_text("medan du skrev ”5 000”")
    expect(note).to_contain_text("sparade ”4\u00a0000” här")
    expect(editor.locator(STATE)).to_contain_text("välj vid fältet vad som ska gälla")
    assert faults(editor) == []
    note.get_by_role("button", name="Behåll mitt").press("Enter")
    all_is_saved(editor)
    assert JournalEntry.objects.latest("pk").new.lstrip("-") == "5000000"


def test_a_lost_connection_is_reported_and_retried(editor: Page, context: BrowserContext) -> None:
    editor.route("**/celler/", lambda route: route.abort())
    for place in range(3):
        editor.locator("table.grid input.amount").nth(place).fill(str(900 + place))
    expect(editor.locator(STATE)).to_contain_text("3 värden ej sparade")
    editor.unroute("**/celler/")
    all_is_saved(editor)
    assert JournalEntry.objects.filter(batch=JournalEntry.objects.latest("pk").batch).count() == 3


def test_nothing_is_rewritten_under_the_caret_when_it_is_saved(editor: Page) -> None:
    """A saved field keeps its typed text until it is left: a trailing space, an ungrouped thousand."""
    text, figure = editor.locator("textarea.prose-input"), first_figure(editor)
    text.fill("")
    for words in ("Utfallet ", "följer budgeten."):
        text.press_sequentially(words)
        all_is_saved(editor)
    assert text.input_value() == "Utfallet följer budgeten."
    figure.fill("1200")
    all_is_saved(editor)
    figure.press_sequentially("0")
    assert figure.input_value() == "12000"
    all_is_saved(editor)
    figure.press("Enter")
    assert figure.input_value() == "12\u00a0000"
    assert ProseText.objects.get(section_key="ekonomisk-rapport", report__slug=SLUG).markdown == (
        "Utfallet följer budgeten."
    )


def test_who_types_without_a_pause_is_saved_too(editor: Page) -> None:
    with editor.expect_request("**/celler/", timeout=14_000):
        editor.locator("textarea.prose-input").press_sequentially("utan paus " * 14, delay=100)


def test_typing_after_a_paste_survives_undoing_it(editor: Page) -> None:
    before = cells(editor)
    first_figure(editor).focus()
    paste(editor, "11\t12\r\n21\t22\r\n")
    expect(editor.locator(STATE)).to_contain_text("4 fält inklistrade")
    typed = editor.locator("table.grid input.amount").nth(1)
    typed.focus()
    editor.keyboard.type("55")
    editor.keyboard.press("Control+z")  # the typing, not the paste
    assert cells(editor)[1][:2] == ["21", "22"]
    editor.keyboard.type("55")
    first_figure(editor).focus()
    editor.keyboard.press("Control+z")
    expect(editor.locator(STATE)).to_contain_text("1 som du har skrivit i sedan dess står kvar")
    after = cells(editor)
    assert after[0][0] == before[0][0]
    assert after[1] == before[1]
    assert after[0][1].endswith("55")


def test_a_lost_session_is_reported_and_saved_after_log_in(editor: Page, context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")
    first_figure(editor).fill("4321")
    expect(editor.locator(STATE)).to_contain_text("Du är utloggad")
    expect(editor.locator("#summor input")).to_have_count(0)  # no log-in page in the page
    type_log_in(context.new_page())
    all_is_saved(editor)
    assert JournalEntry.objects.latest("pk").new.lstrip("-") == "4321000"
    editor.get_by_role("button", name="Spara", exact=True).click()
    expect(editor.locator(".messages")).to_contain_text("Sparat")


def test_the_button_waits_for_pending_saves(editor: Page) -> None:
    """Or later typing would conflict with the figure just saved."""
    slow_answers(editor, 1_500)
    with editor.expect_response("**/celler/"):
        first_figure(editor).fill("4324")
    first_figure(editor).press("End")
    first_figure(editor).press_sequentially("5")
    editor.get_by_role("button", name="Spara", exact=True).click()
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    assert first_figure(editor).input_value() == "43\u00a0245"


def test_back_shows_what_was_saved(editor: Page) -> None:
    first_figure(editor).fill("4323")
    all_is_saved(editor)
    editor.goto(f"{REPORT}granskning/")
    editor.go_back()
    assert first_figure(editor).input_value() == "4\u00a0323"


# --- The rest of an evening's work by keyboard ----------------------------------------------------------------

LINES = [
    ("Intäkter", "int", "\u221243 306", "\u221214 286", "\u221243 706"),
    ("Personalkostnader", "kos", "12 106", "3 463", "10 906"),
    ("Licenser", "kos", "11 143", "3 794", "12 043"),
    ("Konsulter", "kos", "20 057", "7 029", "20 757"),
]


def test_a_whole_result_table_is_typed_in_by_keyboard_alone(editor: Page) -> None:
    """In an empty section: every cell by keys, saved by keys, summed by the portal."""
    BudgetLine.objects.filter(report__slug=SLUG).delete()
    editor.goto(EDITOR)
    editor.locator("textarea").first.focus()
    while editor.evaluate("document.activeElement.name") != "ekonomisk-rapport-0-label":
        editor.keyboard.press("Tab")
    for line in LINES:
        for text in line:
            editor.keyboard.type(text)
            editor.keyboard.press("Tab")
        editor.keyboard.press("Tab")  # past its place
        editor.keyboard.press("Tab")  # past the box that takes it away
    expect(editor.locator("#summor tr", has_text="Summa")).to_contain_text("0")
    editor.get_by_role("button", name="Spara", exact=True).press("Enter")
    expect(editor.locator(".messages")).to_contain_text("Sparat")
    total = editor.locator("#summor tr", has_text="Summa").locator("td")
    assert [text.replace("\u00a0", " ") for text in total.all_inner_texts()] == ["0", "0", "0", "0"]
    saved = BudgetLine.objects.filter(report__slug=SLUG)
    assert [(line.label, line.kind, int(line.forecast or 0)) for line in saved] == [
        ("Intäkter", "revenue", -43_706_000), ("Personalkostnader", "cost", 10_906_000),
        ("Licenser", "cost", 12_043_000), ("Konsulter", "cost", 20_757_000),
    ]  # fmt: skip


def test_ten_rows_are_pasted_with_names_and_choices(editor: Page) -> None:
    lines = [[f"Rad {n}", "Intäkt" if n == 1 else "kostnad", f"{n} 000", f"{n}00", f"\u2212{n},5", str(n)]
             for n in range(1, 11)]  # fmt: skip
    editor.locator("table.grid tbody input:not([type=hidden])").first.focus()
    paste(editor, as_clipboard(lines))
    expect(editor.locator(STATE)).to_contain_text("60 fält inklistrade")
    expect(editor.locator(STATE)).to_have_text(
        re.compile(r"(^|\. )Sparat [0-9:]+\. Ordning och rader som ska bort sparas med knappen Spara\.$")
    )
    saved = BudgetLine.objects.filter(report__slug=SLUG)
    assert [(line.label, line.kind, int(line.budget or 0)) for line in saved] == [
        (f"Rad {n}", "revenue" if n == 1 else "cost", n * 1_000_000) for n in range(1, 11)
    ]
    assert JournalEntry.objects.latest("pk").how == "pasted"


def test_a_proposal_is_taken_by_one_key_and_undone_by_another(editor: Page) -> None:
    field = editor.locator("[name=ekonomisk-rapport-1-forecast]")
    field.focus()
    was = field.input_value()
    editor.keyboard.press("Alt+ArrowDown")
    assert field.input_value() == "10\u00a0389"  # 3 463 in four months, twelve to go
    expect(editor.locator("#forslag .is-taken")).to_have_text("Som hittills, jämnt: 10\u00a0389")
    assert faults(editor) == []
    editor.keyboard.press("Escape")
    assert field.input_value() == was
    editor.locator("[name=ekonomisk-rapport-1-actual]").fill("4 000")
    field.focus()
    expect(editor.locator("#forslag")).to_have_text("Som hittills, jämnt: 12\u00a0000")
    editor.locator("#forslag li").click()
    assert field.input_value() == "12\u00a0000"


def test_focus_is_never_hidden_by_the_button_bar(editor: Page) -> None:
    editor.set_viewport_size({"width": 1280, "height": 640})
    editor.locator("textarea").first.focus()
    for _ in range(60):
        editor.keyboard.press("Tab")
        hidden = editor.evaluate(
            """() => {
                const bar = document.querySelector(".save-bar"), field = document.activeElement;
                if (bar.contains(field) || !field.matches("input, select, textarea")) return "";
                const box = field.getBoundingClientRect();
                return box.bottom > bar.getBoundingClientRect().top || box.top < 0 ? field.name : "";
            }"""
        )
        assert hidden == ""


def test_a_refused_value_is_not_sent_repeatedly(editor: Page) -> None:
    sent: list[str] = []

    def refuse(route: Any) -> None:
        sent.append(route.request.url)
        route.fulfill(status=422)

    editor.route("**/celler/", refuse)
    first_figure(editor).fill("1")
    expect(editor.locator(STATE)).to_have_text(
        "1 värde ej sparat. Portalen kunde inte ta emot det medan du skriver. Spara med knappen.",
    )
    editor.wait_for_timeout(4_000)
    assert len(sent) == 1


def test_leaving_with_something_unsaved_is_warned_of(editor: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.on("dialog", stay)
    editor.route("**/celler/", lambda route: route.abort())
    held = first_figure(editor).input_value()
    first_figure(editor).click()
    editor.keyboard.type("1")
    expect(editor.locator(STATE)).to_contain_text("Portalen svarar inte, försöker igen")
    with editor.expect_event("dialog"):
        editor.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    first_figure(editor).fill(held)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_grid_has_no_barriers_in_any_state(editor: Page, width: int) -> None:
    editor.set_viewport_size({"width": width, "height": 800})
    assert faults(editor) == []
    first_figure(editor).fill("12 34")
    expect(editor.locator(".autosave-error")).to_be_visible(timeout=10_000)
    assert faults(editor) == []
    first_figure(editor).fill("7")
    all_is_saved(editor)
    editor.keyboard.press("Shift+ArrowDown")
    assert faults(editor) == []
    editor.locator("[name=ekonomisk-rapport-1-forecast]").focus()
    assert faults(editor) == []
