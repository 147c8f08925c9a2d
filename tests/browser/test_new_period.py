"""In Ny period the proposed rapportmall follows the kind of report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reporting.models import PeriodKind, Report, ReportingPeriod
from tests.browser.conftest import SLUG, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_proposed_mall_follows_the_kind(page: Page) -> None:
    last = Report.objects.select_related("committee", "period").get(slug=SLUG)
    annual = last.template.new_version()
    annual.name, annual.version = "Årsmall", 1
    annual.save()
    period = ReportingPeriod.objects.create(year=2022, actuals_through="2022-12-31", kind=PeriodKind.ANNUAL)
    Report.objects.create(
        slug="ar-2022",
        committee=last.committee,
        period=period,
        template=annual,
        title="År",
        dated="2023-02-01",
    )
    log_in(page)
    page.goto(f"/namnder/{last.committee.slug}/ny-rapport/")
    kind, template = page.get_by_label("Slag av rapport"), page.get_by_label("Rapportmall")
    kind.select_option("annual")
    expect(template).to_have_value(str(annual.pk))
    kind.select_option("interim")
    expect(template).to_have_value(str(last.template_id))
