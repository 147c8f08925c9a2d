"""A controller reads, tries and saves a steering model, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from goals.models import SteeringModel
from reporting.models import ReportTemplate
from tests.browser.conftest import log_in
from tests.browser.test_accessibility import faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW_BETTER = "Precis hälften räknas som mer än hälften: om hälften av indikatorerna uppnås och resten inte"


def open_model(page: Page) -> None:
    log_in(page)
    page.goto("/namnder/sydnarke/mallar/")
    page.get_by_role("link", name="Styrmodeller: hur målen bedöms").click()
    page.get_by_role("link", name="MER-styrning, version 1").click()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_rule_is_tried_while_one_chooses_and_saved_for_a_mall(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_model(page)
    tried = page.locator("#provat")
    expect(tried).to_contain_text("Så skulle Ge god service och IT-drift av hög kvalité bli: Uppnås delvis")
    page.get_by_role("group", name="Målet uppnås när").get_by_label(
        "mer än hälften av indikatorerna uppnås", exact=True
    ).check()
    expect(tried).to_contain_text("Ge god service och IT-drift av hög kvalité bli: Uppnås, 6 av 7 uppnås")
    page.get_by_role("group", name="Precis hälften räknas").get_by_label(
        "som mer än hälften", exact=True
    ).check()
    expect(tried).to_contain_text(f"{NOW_BETTER}, uppnås målet.")
    found = faults(page) + overflow(page)
    page.get_by_role("group", name="uppnås delvis", exact=False).last.get_by_label(
        "inom en marginal i procent"
    ).check()
    expect(tried).to_contain_text("Skriv hur stor marginalen är")
    page.get_by_role("button", name="Spara som ny version").click()
    assert page.get_by_role("alert").first.inner_text().startswith("Inget är sparat än")
    found += faults(page) + overflow(page)
    page.get_by_label("Marginalens storlek").fill("2,5")
    page.get_by_role("button", name="Spara som ny version").click()
    assert page.get_by_role("heading", level=1).inner_text() == "MER-styrning, version 2"
    page.get_by_role("button", name="Använd version 2 i Delårsrapport").click()
    assert "bedömer målen med MER-styrning, version 2" in page.get_by_role("status").inner_text()
    found += faults(page) + overflow(page)
    assert found == []
    assert SteeringModel.objects.count() == 2
    newest = ReportTemplate.objects.filter(committee__slug="sydnarke", name="Delårsrapport").first()
    assert newest is not None
    assert "MER-styrning, version 2" in {spec.options.get("steering_model") for spec in newest.specs}


def test_a_rule_is_tried_without_scripts(page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())
    open_model(page)
    page.get_by_role("group", name="Precis hälften räknas").get_by_label(
        "som mer än hälften", exact=True
    ).check()
    page.get_by_role("button", name="Pröva").click()
    assert page.url.endswith("#provat-rubrik")
    assert NOW_BETTER in page.locator("#provat").inner_text()
    assert SteeringModel.objects.count() == 1
