"""Key pages look as they did: small grey pictures of them, compared tile by tile.

After a wanted change of looks: ``PORTAL_NEW_PICTURES=1 pytest -m browser tests/browser/test_pictures.py``, then look at
what changed in tests/golden/pictures before it is committed. The tolerance lets another version of Chromium pass.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from tests.browser.conftest import EDITOR, REPORT, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = Path(__file__).resolve().parents[1] / "golden" / "pictures"
WIDTHS = (320, 768, 1280)
HIGHEST = 2400  # px of a page
SCALE = 8
TILE = 8
MOST = 40.0  # mean difference of a tile, of 255: seen red when I korthet got 2 rem more air
PAGES = {"stil": "/stil/", "rapport": REPORT, "arbete": f"{REPORT}arbeta/", "resultat": EDITOR}


def test_key_pages_look_as_they_did(page: Page) -> None:
    log_in(page)
    changed = {
        f"{name}-{width}": words
        for width in WIDTHS
        for name, address in PAGES.items()
        if (words := _difference(page, f"{name}-{width}.png", address, width))
    }
    assert changed == {}


def _difference(page: Page, file: str, address: str, width: int) -> str:
    """What differs from the stored picture, in words."""
    page.set_viewport_size({"width": width, "height": HIGHEST})
    page.goto(address)
    page.evaluate("document.fonts.ready")
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("L")
    small = taken.resize((width // SCALE, HIGHEST // SCALE), Image.Resampling.BOX)
    if os.environ.get("PORTAL_NEW_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        small.save(PICTURES / file, optimize=True)
    return ", ".join(_changed_tiles(Image.open(PICTURES / file), small))


def _changed_tiles(stored: Image.Image, taken: Image.Image) -> list[str]:
    apart = ImageChops.difference(stored, taken)
    corners = [(x, y) for y in range(0, stored.height, TILE) for x in range(0, stored.width, TILE)]
    return [
        f"x {x * SCALE}, y {y * SCALE}: {mean:.0f}"
        for x, y in corners
        if (mean := ImageStat.Stat(apart.crop((x, y, x + TILE, y + TILE))).mean[0]) > MOST
    ]
