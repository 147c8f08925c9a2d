"""What every template keeps to, so that the pages are valid HTML and every sign has its typeface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "static" / "css"


def test_htmx_is_told_in_data_attributes() -> None:
    told = [
        f"{path.name}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"[\s}]hx-[a-z-]+(?==)", path.read_text())
    ]
    assert told == []


def test_no_template_has_an_article_without_a_heading() -> None:
    """The headings of a report lie in its sections."""
    assert [path.name for path in TEMPLATES if "<article" in path.read_text()] == []


def signs_of_styles() -> set[str]:
    rules = "".join((CSS / name).read_text() for name in ("site.css", "report.css"))
    return set("".join(re.findall(r'content: "([^"]+)"', rules)))


@pytest.mark.parametrize("style", ["Regular", "It", "Semibold"])
def test_no_sign_of_the_styles_fetches_the_whole_typeface(style: str) -> None:
    """A sign outside the subset costs a reader 110 kB."""
    glyphs = TTFont(ROOT / f"static/fonts/SourceSans3-{style}-latin.woff2").getBestCmap()
    needed = signs_of_styles() | set("0123456789+−≥≤<>=%‰§€½×·–—…“”’«»✓✗åäöÅÄÖéüÉ\u00a0\u202f\u2011\u00ad")
    assert sorted(sign for sign in needed if ord(sign) not in glyphs) == []


def test_a_subset_holds_what_its_range_says() -> None:
    glyphs = TTFont(ROOT / "static/fonts/SourceSans3-Regular.ttf").getBestCmap()
    subset = TTFont(ROOT / "static/fonts/SourceSans3-Regular-latin.woff2").getBestCmap()
    text = (CSS / "fonts.css").read_text()
    ranges = set(re.findall(r"unicode-range: ([^;]+);", text))
    assert len(ranges) == 1
    told = {
        code
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges.pop())
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }
    assert told & set(glyphs) == set(subset)
