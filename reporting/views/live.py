"""The search for a live figure to put in a text."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.assembly import assemble
from reporting.decorators import PortalRequest, load_report
from reporting.document.figure_search import search
from reporting.models import Report
from reporting.permissions import Action
from reporting.views.entry import section_or_404


@require_safe
@load_report(Action.WRITE)
def figure_search(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """The cells found, each in the forms it can be written in. A page, or for htmx its list."""
    query = request.GET.get("q", "")[:200]
    context = {
        "report": report,
        "section": section_or_404(report, key),
        "query": query,
        "choices": search(assemble(report), query),
    }
    name = "reporting/live/_choices.html" if request.htmx else "reporting/live/search.html"
    return render(request, name, context)
