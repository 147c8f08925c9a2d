"""The precision of the year's forecasts, as a page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.precision import precision_tables
from reporting.decorators import PortalRequest, load_report
from reporting.models import Report
from reporting.permissions import Action
from reporting.renderers.page import block_html


@require_safe
@load_report(Action.INSPECT)
def forecast_precision(request: PortalRequest, report: Report) -> HttpResponse:
    """Each forecast of the year, and how far it was from the outcome. After year-end only."""
    if not report.period.is_year_end:
        raise Http404
    tables = [block_html(table, 1) for table in precision_tables(report)]
    return render(request, "budgets/forecast_precision.html", {"report": report, "tables": tables})
