"""The list of reports on a narrow screen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAST = 8  # pixels


def box(part: Locator) -> tuple[float, float]:
    """Top and bottom."""
    found = part.bounding_box()
    assert found is not None
    return found["y"], found["y"] + found["height"]


def test_buttons_and_cards_do_not_touch(page: Page) -> None:
    log_in(page)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/")
    buttons = page.locator("li.committee a.button").all()
    boxes = sorted(box(part) for part in (*buttons, *page.locator(".card").all()[:2]))
    gaps = [below[0] - above[1] for above, below in pairwise(boxes) if below[0] > above[0]]
    assert (len(gaps) > 0, [gap for gap in gaps if gap < LEAST]) == (True, [])
