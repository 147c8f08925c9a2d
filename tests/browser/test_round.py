"""A round over three nämnder with deadlines, in the browser: opened, followed on its board, put into a calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reporting.administration.municipalities import Start, make_committees
from reporting.document.months import MONTHS
from reporting.models import Municipality, User
from tests.browser.conftest import log_in
from tests.browser.test_accessibility import faults, overflow
from tests.reporting.test_round_dates import read_calendar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAYS = {
    "Siffrorna ska vara klara": 3,
    "Texten ska vara klar": 5,
    "Rapporten lämnas in": 8,
    "Nämndens sammanträde": 20,
    "Kommunstyrelsen": 34,
}


@pytest.fixture
def municipality(demo: None) -> Municipality:
    """With two nämnder more than the demo's one, of which one has a rapportmall."""
    kommun = Municipality.objects.get(slug="lekeberg")
    administrator = User.objects.get(username="administrator")
    make_committees(kommun, ["Kulturnämnden"], Start(starters=["delarsrapport"]), by=administrator)
    make_committees(kommun, ["Valnämnden"], Start(), by=administrator)
    return kommun


def later(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def test_a_round_over_three_committees_with_deadlines(
    page: Page, municipality: Municipality, tmp_path: Path
) -> None:
    through = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    title = f"Uppföljning {MONTHS[through.month - 1]} {through.year}"
    log_in(page, "administrator")
    page.goto(f"/kommuner/{municipality.slug}/")
    page.get_by_role("link", name="Omgångar").click()
    page.get_by_role("link", name="Öppna en omgång").click()
    found = faults(page)
    page.get_by_label("Slag av rapport").select_option("Uppföljning")
    page.get_by_label("Utfall till och med").fill(through.isoformat())
    for label, days in DAYS.items():
        page.get_by_label(label, exact=True).fill(later(days))
    page.get_by_label("Eget sammanträde för Kulturnämnden").fill(later(14))
    page.get_by_role("button", name="Öppna omgången").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".messages")).to_have_text("Omgången är öppnad för 3 nämnder.")
    for name, step in (("Kultur", "utkast"), ("Sydnärkes", "utkast"), ("Valnämnden", "inte påbörjad")):
        row = page.get_by_role("row").filter(has_text=name)
        expect(row).to_contain_text(step)
        expect(row).to_contain_text("Siffror klara om 3 dagar")

    with page.expect_download() as download:
        page.get_by_role("link", name="Lägg datumen i kalendern").click()
    download.value.save_as(tmp_path / "tidplan.ics")
    events = read_calendar((tmp_path / "tidplan.ics").read_bytes())
    falls = {event["SUMMARY"]: event["DTSTART;VALUE=DATE"] for event in events}
    assert falls[f"Inlämning: {title}"] == later(8).replace("-", "")
    assert falls[f"Nämndens sammanträde: Kulturnämnden, {title}"] == later(14).replace("-", "")

    board = page.url
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (
            board,
            f"{board}andra/",
            f"{board}namnder/sydnarke/",
            board.rpartition("omgangar/")[0] + "omgangar/",
            f"{board.rpartition('omgangar/')[0]}omgangar/ny/?efter={board.rstrip('/').rpartition('/')[2]}",
        ):
            page.goto(address)
            found += faults(page) + overflow(page)
    page.goto(board)
    page.get_by_role("link", name="Sydnärkes IT-nämnd", exact=True).click()
    expect(page.locator(".in-round")).to_contain_text("Siffror klara om 3 dagar")
    assert found + faults(page) == []
