"""Live figures: finding one to put in a text, seeing what those of a text print, making a typed one live."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reporting.assembly import assemble
from reporting.decorators import PortalRequest, load_report
from reporting.document.figure_search import search
from reporting.entry.autosave import batch_of_form, is_saved_already
from reporting.entry.live_panel import LivePanel
from reporting.entry.section_entry import EntryRefused, SectionEntry
from reporting.models import Report
from reporting.permissions import Action
from reporting.views.entry import editor_page, section_or_404
from reporting.workflow.acceptance import make_live
from reporting.workflow.writing import writing

MADE_LIVE = "Siffran är levande: den följer nu tabellen tills rapporten fastställs."


@require_safe
@load_report(Action.WRITE)
def figure_search(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """The cells that a query finds, each in the forms it can be written in. A page, or its list alone."""
    query = request.GET.get("q", "")[:200]
    context = {
        "report": report,
        "section": section_or_404(report, key),
        "query": query,
        "choices": search(assemble(report), query),
    }
    name = "reporting/live/_choices.html" if request.htmx else "reporting/live/search.html"
    return render(request, name, context)


@require_POST
@load_report(Action.WRITE)
def section_figures(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """What the live figures in a text print, as it is typed."""
    entry = SectionEntry(section_or_404(report, key), request.POST)
    context = {"report": report, "section": entry.section, "live": LivePanel(entry), "is_answer": True}
    return render(request, "reporting/live/_panel.html", context)


@require_POST
@load_report(Action.WRITE)
def section_make_live(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """Saves the section as it is typed and makes one of its figures live: both or neither."""
    section, number = section_or_404(report, key), batch_of_form(request.POST)
    try:
        with writing(report, by=request.user, batch=number) as batch:
            if not is_saved_already(report, number, by=request.user):
                SectionEntry(section, request.POST).save()
                make_live(report, request.POST.get("token", ""), batch=batch)
    except (EntryRefused, ValidationError) as refused:
        for message in getattr(refused, "messages", ()):
            messages.error(request, message)
        entry = SectionEntry(section_or_404(report, key), request.POST)
        entry.is_valid()
        return editor_page(request, entry, status=422)
    messages.success(request, MADE_LIVE)
    return redirect("section_edit", report.slug, key)
