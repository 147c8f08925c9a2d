"""Writing: a report's workspace, its sections one by one, and the totals while one types."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.assembly import assemble, with_live_figures
from reporting.decorators import PortalRequest, load_report
from reporting.document.blocks import Block
from reporting.entry.annotations import beside
from reporting.entry.autosave import batch_of_form, is_saved_already, judge_cells, save_cells
from reporting.entry.forms import posted_text
from reporting.entry.live_panel import LivePanel
from reporting.entry.section_entry import EntryRefused, SectionEntry
from reporting.models import How, Report
from reporting.models.choices import Status
from reporting.permissions import LEADS_TO, MOVE_NAMES, Action, may, may_move_to_version, moves_open_to
from reporting.renderers.page import block_html
from reporting.review.of_report import open_findings
from reporting.sections import Section, section_of, sections_of
from reporting.workflow.blockers import blockers
from reporting.workflow.moves import move
from reporting.workflow.writing import writing


@require_safe
@load_report(Action.READ)
def report_workspace(request: PortalRequest, report: Report) -> HttpResponse:
    """Where a report is worked on: what is left to do, its status and its history."""
    if not request.user.roles_in(report.committee):
        raise Http404
    return _workspace(request, report)


@require_POST
@load_report(Action.READ)
def report_move(request: PortalRequest, report: Report) -> HttpResponse:
    """A step along the way from draft to adopted, or back."""
    if not request.user.roles_in(report.committee):
        raise Http404
    if (name := request.POST.get("action", "")) not in set(LEADS_TO):
        raise PermissionDenied("Det steget finns inte.")
    reason = posted_text(request.POST, "reason")
    try:
        move(report, Action(name), by=request.user, reason=reason)
    except ValidationError as error:
        return _workspace(request, report, errors=error.messages, reason=reason, status=422)
    messages.success(request, f"Rapporten är nu {report.get_status_display()}.")
    return redirect("report_workspace", report.slug)


def _workspace(
    request: PortalRequest,
    report: Report,
    *,
    errors: list[str] | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "sections": sections_of(report),
        "blockers": blockers(report) if report.status == Status.DRAFT else [],
        "may_write": may(request.user, Action.WRITE, report),
        "may_change_template": may_move_to_version(request.user, report),
        "moves": [
            (action, MOVE_NAMES[action], action is Action.SEND_BACK)
            for action in moves_open_to(request.user, report)
        ],
        "history": report.status_changes.select_related("by"),
        "errors": errors or [],
        "reason": reason,
    }
    return render(request, "reporting/workspace.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.WRITE)
def section_edit(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    section = section_or_404(report, key)
    if request.method != "POST":
        return editor_page(request, SectionEntry(section))
    batch = batch_of_form(request.POST)
    try:
        with writing(report, by=request.user, batch=batch):
            if not is_saved_already(report, batch, by=request.user):
                entry = SectionEntry(section, request.POST)
                entry.save()
    except EntryRefused:
        return editor_page(request, entry, status=422)
    messages.success(request, f"Sparat {timezone.localtime():%H:%M}.")
    return redirect("section_edit", report.slug, _next_key(section) if "next" in request.POST else key)


@require_POST
@load_report(Action.WRITE)
def section_preview(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """What is typed but not saved: the section's tables with totals and verdicts, and what the review finds."""
    section = section_or_404(report, key)
    entry = SectionEntry(section, request.POST)
    tables = entry.preview()
    findings = open_findings(report, key, assemble(report, {key: entry.blocks(tables)}))
    context = {
        "preview": _as_html(section, tables),
        "faults": entry.faults(),
        "needs": entry.needs(),
        "entry": entry,
        "findings": findings,
        "beside": beside(entry, findings, request.POST.getlist("shown")),
    }
    return render(request, "reporting/_preview.html", context)


@require_POST
@load_report(Action.WRITE)
def section_cells(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """What is wrong with what is typed and, with a batch's number, saves what is right. Answers in JSON."""
    section_or_404(report, key)
    if "batch" not in request.POST:
        return JsonResponse(judge_cells(report, key, request.POST))
    try:
        batch, how = uuid.UUID(request.POST["batch"]), How(request.POST.get("how", How.TYPED))
    except ValueError:
        return JsonResponse({"message": "Sparandet saknar ett giltigt nummer."}, status=400)
    if how not in (How.TYPED, How.PASTED):
        return JsonResponse({"message": "Det sättet att spara finns inte."}, status=400)
    return JsonResponse(save_cells(report, key, request.POST, by=request.user, how=how, batch=batch))


def editor_page(request: PortalRequest, entry: SectionEntry, status: int = 200) -> HttpResponse:
    """A section's editor, with what is typed when it was refused."""
    section = entry.section
    previous = section.report.previous
    document = assemble(section.report)
    findings = open_findings(section.report, section.key, document)
    context = {
        "report": section.report,
        "section": section,
        "sections": sections_of(section.report),
        "entry": entry,
        "page": uuid.uuid4(),
        "preview": _as_html(section, entry.preview()),
        "findings": findings,
        "beside": beside(entry, findings),
        "live": LivePanel(entry, None if status == 422 else document) if entry.text else None,
        "previous": previous,
        "previous_text": previous.prose.get(section.key, "") if previous else "",
        "next_key": _next_key(section),
        "is_refused": status == 422,
    }
    return render(request, "reporting/section_edit.html", context, status=status)


def _as_html(section: Section, tables: list[Block]) -> str:
    blocks = with_live_figures(section, tables)
    return "".join(block_html(block, section.spec.level) for block in blocks)


def section_or_404(report: Report, key: str) -> Section:
    try:
        return section_of(report, key)
    except KeyError:
        raise Http404 from None


def _next_key(section: Section) -> str:
    """The section after this one; the last leads back to the first."""
    keys = [other.key for other in sections_of(section.report)]
    return keys[(keys.index(section.key) + 1) % len(keys)]
