"""Without log-in, on a phone: what is published is found and read, and nothing else is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, expect

from reporting.management.commands.load_demo import ADOPTED, REPORTS
from reporting.models import Report, User
from reporting.renderers.formats import FORMATS
from reporting.workflow.publication import withdraw
from tests.browser.conftest import type_log_in
from tests.html import Page as Html

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLISHED = f"/rapporter/{ADOPTED}/"
HIDDEN = [slug for slug in REPORTS if slug != ADOPTED]
START = ("/", "/rapporter/", "/robots.txt", "/sitemap.xml", "/rapporter.atom", "/data/", "/data/dcat.ttl")
LOG_IN = "/konto/logga-in/"


@pytest.fixture
def context(browser: Browser, live_server: Any, demo: None) -> Iterator[BrowserContext]:
    """A phone."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport={"width": 390, "height": 844}, has_touch=True
    )
    yield context
    context.close()


def test_a_published_report_is_two_taps_away(page: Page) -> None:
    title = Report.objects.get(slug=ADOPTED).title
    page.goto("/")
    page.get_by_role("link", name=title, exact=True).tap()
    expect(page).to_have_url(re.compile(f"{PUBLISHED}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.context.cookies() == []


def test_result_and_goals_stand_on_the_first_screen(page: Page) -> None:
    page.goto(PUBLISHED)
    for words in ("Underskott 1 956 tkr", "1 av 3 nämndmål uppnås"):
        place = page.locator(".highlight-statement", has_text=words).bounding_box()
        assert place is not None
        assert place["y"] + place["height"] <= 844


def test_a_report_is_found_by_a_word_of_its_text(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Sök i rapporterna").fill("lokalfrågan")
    page.get_by_role("button", name="Sök").tap()
    page.locator(f'main a[href="{PUBLISHED}"]').tap()
    expect(page).to_have_url(re.compile(f"{PUBLISHED}$"))


def test_what_links_lead_to_is_what_is_published(page: Page) -> None:
    """Every address that can be reached from the front page, the feeds and the catalogue."""
    page.goto("/")
    base = page.url.rstrip("/")
    seen: dict[str, APIResponse] = {}
    waiting = list(START)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = response = page.request.get(path)
        assert (path, response.status) == (path, 200)
        waiting += links(path, response, base) if path != LOG_IN else []
    reports = {path.split("/")[2] for path in seen if path.startswith("/rapporter/") and path.count("/") > 2}
    assert reports == {ADOPTED}
    titles = {report.slug: report.title for report in Report.objects.filter(slug__in=HIDDEN)}
    told = [
        (path, slug)
        for path, response in seen.items()
        for slug, title in titles.items()
        if slug.encode() in response.body() or title.encode() in response.body()
    ]
    assert told == []


def links(path: str, response: APIResponse, base: str) -> list[str]:
    """Addresses of the portal's own in a page; addresses in a query are left alone, but for the years."""
    if "text/html" not in response.headers["content-type"]:
        return []
    found = []
    for element in Html(response.body()).elements:
        whole = urlsplit(urljoin(base + path, element.attrs.get("href") or ""))
        is_own = f"{whole.scheme}://{whole.netloc}" == base and not whole.path.startswith("/static/")
        if element.tag in {"a", "link"} and is_own and whole.path != LOG_IN:
            found.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return found


def test_every_format_of_what_is_published_and_of_nothing_else(page: Page) -> None:
    for extension in FORMATS:
        file = page.request.get(f"{PUBLISHED}rapport.{extension}")
        assert (extension, file.status) == (extension, 200)
        assert file.headers["cache-control"] == "public, max-age=60"
        for slug in (*HIDDEN, "finns-inte"):
            assert page.request.get(f"/rapporter/{slug}/rapport.{extension}").status == 404
    assert {page.request.get(f"/rapporter/{slug}/").status for slug in HIDDEN} == {404}


def test_a_withdrawn_report_leaves_the_front_page_at_once(page: Page) -> None:
    report = Report.objects.with_context().get(slug=ADOPTED)
    withdraw(report, by=User.objects.get(username="administrator"), reason="Fel bilaga.")
    page.goto("/")
    expect(page.get_by_text("Ingen rapport är publicerad än.")).to_be_visible()
    assert page.request.get(PUBLISHED).status == 410


def test_who_logs_in_after_reading_the_front_page_sees_their_own(page: Page) -> None:
    """The browser has kept the public page, which is another at the same address."""
    page.goto("/")
    page.get_by_role("link", name="Logga in").tap()
    page.wait_for_url("**/konto/logga-in/**")
    type_log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitt arbete")
    page.goto(PUBLISHED)
    expect(page.get_by_role("link", name="Status och historik")).to_be_visible()
    page.get_by_role("button", name="Logga ut").tap()
    page.wait_for_url("**/konto/logga-in/")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nämndernas rapporter")


def test_a_published_report_weighs_little_and_asks_nobody_else(page: Page) -> None:
    """Uncompressed, on the first visit: HTML, style sheets, fonts and pictures."""
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    page.goto(PUBLISHED, wait_until="networkidle")
    base = page.url.removesuffix(PUBLISHED)
    assert [url for url in weights if not url.startswith(base)] == []
    scripts = {url: weight for url, weight in weights.items() if url.endswith(".js")}
    assert sum(weights.values()) - sum(scripts.values()) < 200_000
    assert sum(scripts.values()) < 25_000
