"""Who writes which section, and which sections are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reporting.assembly import assemble, content_of
from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import Report, User
from reporting.permissions import Action, closed_sections, may, may_mark
from reporting.renderers.page import blocks_html
from reporting.sections import Section, sections_of
from reporting.workflow.assignments import assign, mark_done, open_again
from reporting.workflow.forms import AssignForm, OpenAgainForm
from reporting.workflow.progress import Progress, SectionProgress, progress_of

DONE = "Avsnittet ”{}” är klarmarkerat."


@dataclass(frozen=True)
class ListedSection:
    """A section with how far it has come; None for a heading alone. ``is_open``: whether one may write in it."""

    section: Section
    progress: SectionProgress | None
    is_open: bool
    may_mark: bool


def listed_sections(user: User, report: Report, progress: Progress) -> list[ListedSection]:
    """All sections of a report, in order."""
    writes, closed = may(user, Action.WRITE, report), closed_sections(user, report)
    listed = []
    for section in sections_of(report):
        of_section = progress.of(section.key)
        marks = of_section is not None and writes and may_mark(user, report, of_section.assignee)
        listed.append(ListedSection(section, of_section, writes and section.key not in closed, marks))
    return listed


def standing_context(request: PortalRequest, section: Section) -> dict[str, Any]:
    """What a section's own page says of who writes it and whether it is done."""
    one = progress_of([section.report])[section.report.pk].of(section.key)
    return {
        "one": one,
        "may_mark": one is not None and may_mark(request.user, section.report, one.assignee),
        "may_assign": may(request.user, Action.ASSIGN, section.report),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.ASSIGN)
def report_assignments(request: PortalRequest, report: Report) -> HttpResponse:
    """Tick sections, choose a person."""
    form = AssignForm(request.POST if request.method == "POST" else None, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _assigned(request, report, form))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _back(request, report)
    progress = progress_of([report])[report.pk]
    context = {
        "report": report,
        "form": form,
        "listed": listed_sections(request.user, report, progress),
        "ticked": _ticked(request, progress),
        "from_section": _from_section(request),
    }
    return render(request, "reporting/assignments/page.html", context, status=422 if form.errors else 200)


def _ticked(request: PortalRequest, progress: Progress) -> list[str]:
    """Keys, as sent or as a link asks for."""
    if "utan" in request.GET:
        return [one.section.key for one in progress.sections if one.assignee is None]
    return request.POST.getlist("section") or [_from_section(request)]


def _from_section(request: PortalRequest) -> str:
    """The key of the section whose page leads here, and is gone back to; "" for none."""
    return posted_text(request.POST, "from") or posted_text(request.GET, "avsnitt")


def _assigned(request: PortalRequest, report: Report, form: AssignForm) -> str:
    """Assign what was ticked; in words. Raises ValidationError."""
    keys, person = request.POST.getlist("section"), form.chosen
    if not keys:
        raise ValidationError("Kryssa i minst ett avsnitt.")
    assign(report, dict.fromkeys(keys, person), by=request.user)
    titles = [section.title for section in sections_of(report) if section.key in keys]
    what = f"”{titles[0]}”" if len(titles) == 1 else f"{len(titles)} avsnitt"
    return f"{what} skrivs nu av {person.display_name()}." if person else f"Ingen ansvarar nu för {what}."


def _back(request: PortalRequest, report: Report) -> HttpResponse:
    key = _from_section(request)
    if key in {section.key for section in sections_of(report)} and may(request.user, Action.WRITE, report):
        return redirect("section_edit", report.slug, key)
    return redirect("report_assignments", report.slug)


@require_POST
@load_report(Action.WRITE)
def section_done(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """From the workspace."""
    section = _written_or_404(report, key)
    mark_done(report, key, by=request.user)
    messages.success(request, DONE.format(section.title))
    return redirect("report_workspace", report.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.WRITE)
def section_open(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """Open a section that is done, with a note."""
    section = _written_or_404(report, key)
    form = OpenAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_again(report, key, note=form.cleaned_data["note"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Avsnittet ”{section.title}” är öppet igen.")
            return redirect("report_workspace", report.slug)
    context = {"report": report, "section": section, "form": form}
    context |= standing_context(request, section)
    return render(
        request, "reporting/assignments/open_again.html", context, status=422 if form.errors else 200
    )


def _written_or_404(report: Report, key: str) -> Section:
    found = next((section for section in sections_of(report) if section.key == key), None)
    if found is None or not found.is_written:
        raise Http404
    return found


def closed_page(request: PortalRequest, section: Section, person: User, status: int = 200) -> HttpResponse:
    """A section that is left to someone else, as it is printed now."""
    report = section.report
    blocks = content_of(assemble(report), section.key).blocks
    context = {
        "report": report,
        "section": section,
        "sections": sections_of(report),
        "person": person,
        "printed": blocks_html(blocks, section.spec.level),
    }
    context |= standing_context(request, section)
    return render(request, "reporting/assignments/closed.html", context, status=status)
