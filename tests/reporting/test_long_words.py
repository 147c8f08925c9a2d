"""A word without an end must not take a worker with it."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from reporting.document.blocks import Prose
from reporting.renderers.long_words import LONGEST, breakable
from reporting.renderers.page import print_html
from reporting.renderers.pdf import html_to_pdf
from tests.reporting.documents import document

ZW = "\u200b"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>kommunfullmäktige och nämnden</p>", "<p>kommunfullmäktige och nämnden</p>"),
        (f"<p>{'x' * 60}</p>", f"<p>{'x' * 60}</p>"),
        (f"<p>a {'x' * 130} b</p>", f"<p>a {'x' * 60}{ZW}{'x' * 60}{ZW}{'x' * 10} b</p>"),
        (f'<a href="https://{"x" * 90}">l</a>', f'<a href="https://{"x" * 90}">l</a>'),
        (f"<p>{'&amp;' * 90}</p>", f"<p>{'&amp;' * 90}</p>"),
    ],
)
def test_only_long_words_in_text_are_broken(html: str, expected: str) -> None:
    assert breakable(html) == expected


def test_the_printed_page_has_no_word_that_is_slow_to_hyphenate() -> None:
    html = print_html(document(Prose(markdown="x" * 20_000)))
    assert html.count("x" * LONGEST + ZW) == 333
    began = time.monotonic()
    assert html_to_pdf(html, title="Prov", author="Nämnd", created=dt.date(2024, 5, 8)).startswith(b"%PDF")
    assert time.monotonic() - began < 30  # minutes, when the word is one
