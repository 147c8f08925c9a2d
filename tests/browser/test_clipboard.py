"""The parser of Excel's and LibreOffice's clipboard: generated tables, parsed in Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "clipboard.js"
LETTERS = st.sampled_from('a1 ,.\u2212-\u00a0%="\t\n\r;åÖ\u2028')
CELLS = st.text(LETTERS, max_size=6)
ONE_LINE = CELLS.map(
    lambda text: re.sub(r"\r\n|\r", "\n", text)
)  # as a cell of a spreadsheet holds its lines
TABLES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(ONE_LINE, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    made = browser.new_page()
    made.goto("about:blank")
    script = SCRIPT.read_text(encoding="utf-8") + "\nwindow.clipboardTable = { read, write };"
    made.add_script_tag(content=script, type="module")
    yield made
    made.close()


def read(page: Page, text: str) -> list[list[str]]:
    rows: list[list[str]] = page.evaluate("text => clipboardTable.read(text)", text)
    return rows


def as_spreadsheets_write(table: list[list[str]], line_end: str) -> str:
    """Every row ended; cells with a tab, a quote or a line break quoted."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if re.search(r'[\t\n\r"]', text) else text

    return "".join("\t".join(map(cell, row)) + line_end for row in table)


def check_table(page: Page, table: list[list[str]], line_end: str) -> None:
    assert read(page, as_spreadsheets_write(table, line_end)) == table
    written = page.evaluate("table => clipboardTable.write(table)", table)
    if table[-1] != [""]:  # one empty cell alone at the end is no row to a spreadsheet
        assert read(page, written) == table


def check_text(page: Page, text: str) -> None:
    """Of any clipboard no character but separators and quotes is lost or moved."""
    cells = "".join(cell for row in read(page, text) for cell in row)
    assert re.sub(r'[\t\r\n"]', "", cells) == re.sub(r'[\t\r\n"]', "", text)


ORDINARY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
NIGHTLY = settings(ORDINARY, max_examples=10_000)
LINE_ENDS = st.sampled_from(["\r\n", "\n"])


@ORDINARY
@given(table=TABLES, line_end=LINE_ENDS)
def test_a_table_is_read_as_it_was_written(page: Page, table: list[list[str]], line_end: str) -> None:
    check_table(page, table, line_end)


@ORDINARY
@given(text=st.text(LETTERS, max_size=40))
def test_nothing_on_the_clipboard_is_dropped(page: Page, text: str) -> None:
    check_text(page, text)


@pytest.mark.nightly
@NIGHTLY
@given(table=TABLES, line_end=LINE_ENDS)
def test_ten_thousand_tables_are_read_as_they_were_written(
    page: Page, table: list[list[str]], line_end: str
) -> None:
    check_table(page, table, line_end)


@pytest.mark.nightly
@NIGHTLY
@given(text=st.text(LETTERS, max_size=40))
def test_ten_thousand_texts_lose_nothing(page: Page, text: str) -> None:
    check_text(page, text)
