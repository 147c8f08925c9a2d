"""The browser's own print of a report's page, on the paper and the way up that the reader chooses."""

from __future__ import annotations

import io

import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
REPORTS = {
    "controller": [
        "sydnarke-2024-04-delarsrapport",
        "sydnarke-2023-07-delarsrapport",
        "sydnarke-2020-12-arsredovisning",
        "sydnarke-2020-12-internkontroll",
    ],
    "controller-herrljunga": ["herrljunga-2023-08-delarsrapport"],
    "controller-ludvika": ["ludvika-2022-08-rapportering"],
}
SMALLEST = 7.5  # points; a browser shrinks what is too wide for the paper
Pieces = list[tuple[float, float, str]]


def pieces(sheet: pypdf.PageObject) -> Pieces:
    """Where each piece of text begins, in points from the left edge, its size in points, and the text."""
    found: Pieces = []

    def visit(text: str, user: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.append((matrix[4] * user[0] + user[4], abs(matrix[3] * user[3]) * size, text))

    sheet.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize(("format_", "landscape"), [("A4", False), ("A4", True), ("A3", False), ("A3", True)])
def test_nothing_is_cut_or_shrunk(page: Page, format_: str, landscape: bool) -> None:
    faults = []
    for user, slugs in REPORTS.items():
        page.context.clear_cookies()
        log_in(page, user)
        for slug in slugs:
            page.goto(f"/rapporter/{slug}/")
            sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format=format_, landscape=landscape))).pages
            widths = {round(float(sheet.mediabox.width)) for sheet in sheets}
            assert len(widths) == 1  # no sheet is turned
            faults += [
                f"{slug} {number}: {text}"
                for number, sheet in enumerate(sheets, start=1)
                for start, size, text in pieces(sheet)
                if start > min(widths) or size < SMALLEST
            ]
    assert faults == []


def test_a_sheet_begins_with_no_more_than_the_report(page: Page) -> None:
    """What leads elsewhere is for the screen, and a table over two sheets repeats its headings."""
    log_in(page)
    page.goto("/rapporter/sydnarke-2023-07-delarsrapport/")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", landscape=True))).pages
    texts = [sheet.extract_text() for sheet in sheets]
    whole = "\n".join(texts)
    assert [words for words in ("Ladda ner", "Logga ut", "Till början", "Innehåll") if words in whole] == []
    assert sum("Nuvärde" in text and "Målvärde" in text for text in texts) > 1
