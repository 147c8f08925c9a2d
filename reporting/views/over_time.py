"""A row through the nämnd's reports, and the rows there are to follow."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.assembly import document_of
from reporting.comparison.of_committee import documents_through
from reporting.comparison.over_time import course, over_time, rows_with_figures
from reporting.decorators import PortalRequest, load_report
from reporting.models import Report
from reporting.permissions import Action
from reporting.renderers.page import blocks_html


@require_safe
@load_report(Action.READ)
def followed_rows(request: PortalRequest, report: Report) -> HttpResponse:
    tables = list(rows_with_figures(document_of(report)))
    return render(request, "reporting/over_time/rows.html", {"report": report, "tables": tables})


@require_safe
@load_report(Action.READ)
def followed_row(request: PortalRequest, report: Report, table: str, row: str) -> HttpResponse:
    found = over_time(documents_through(report, request.user), table, row)
    if found is None:
        raise Http404
    chart = course(found)
    figures = blocks_html([*([chart] if chart else []), found], 1)
    context = {"report": report, "row": found, "figures": figures, "table": table}
    return render(request, "reporting/over_time/row.html", context)
