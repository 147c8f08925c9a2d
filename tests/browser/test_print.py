"""The browser's own print of a report's page."""

from __future__ import annotations

import io

import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDE = "/rapporter/sydnarke-2023-07-delarsrapport/"


def printed(page: Page, address: str) -> pypdf.PdfReader:
    log_in(page)
    page.goto(address)
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def places(sheet: pypdf.PageObject) -> list[float]:
    """Where each piece of text begins, in points from the left edge."""
    starts: list[float] = []

    def visit(text: str, user: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            starts.append(matrix[4] * user[0] + user[4])

    sheet.extract_text(visitor_text=visit)
    return starts


def test_wide_tables_are_printed_on_their_side_and_whole(page: Page) -> None:
    sheets = printed(page, WIDE).pages
    widths = [float(sheet.mediabox.width) for sheet in sheets]
    landscape = [sheet for sheet, width in zip(sheets, widths, strict=True) if width > 800]
    assert 0 < len(landscape) < len(sheets)
    cut = [
        (number, edge)
        for number, (sheet, width) in enumerate(zip(sheets, widths, strict=True), start=1)
        for edge in places(sheet)
        if edge > width
    ]
    assert cut == []
    headings = " ".join(sheet.extract_text() for sheet in landscape)
    assert "Skäl till annan bedömning" in headings
