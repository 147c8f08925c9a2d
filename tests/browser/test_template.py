"""A controller makes a template: choices are seen at once, on real figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reporting.models import Report, ReportTemplate
from tests.browser.conftest import SLUG, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_preview_follows_choices_and_saving_makes_a_version(page: Page) -> None:
    template = Report.objects.get(slug=SLUG).template
    versions = ReportTemplate.objects.filter(committee=template.committee_id, name=template.name)
    log_in(page)
    page.goto(f"/mallar/{template.pk}/avsnitt/ekonomisk-rapport/")
    page.get_by_label("Tabellens rubrik").fill("Drift {year}")
    page.get_by_label("Grupprubrik, kolumn 1").fill("Helår {year}")
    page.get_by_label("Enhet", exact=True).select_option("mnkr")
    expect(page.locator("#forhandsvisning caption")).to_have_text("Drift 2024 (mnkr)")
    expect(page.locator("#forhandsvisning th[scope=colgroup]")).to_have_text("Helår 2024")
    assert versions.count() == template.version
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ekonomisk rapport")
    new = versions.get(version=template.version + 1)
    options = {spec.key: spec.options for spec in new.specs}["ekonomisk-rapport"]
    assert (options["title"], options["convention"]) == ("Drift {year}", {"unit": "mnkr"})
    assert Report.objects.get(slug=SLUG).template == template
