"""Import: choose a file, see what it would change, then all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reporting.decorators import PortalRequest, load_report
from reporting.entry.section_entry import EntryRefused
from reporting.imports.blank_workbook import render_entry_workbook
from reporting.imports.entry_workbook import read_entry_file
from reporting.imports.forms import row_questions
from reporting.imports.importers import Plan, importer_of, importers, kind_name
from reporting.imports.saved_tables import mappings_of, table_plan
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.imports.upload_form import UploadForm
from reporting.imports.uploaded_file import OpenedFile
from reporting.journal.writing import Batch
from reporting.models import FileKind, How, ImportedFile, Report, TableMapping
from reporting.permissions import Action, closed_sections
from reporting.sections import sections_of
from reporting.views.saved_tables import waiting_file
from reporting.workflow.writing import writing

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("GET", "HEAD", "POST")


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def import_start(request: PortalRequest, report: Report) -> HttpResponse:
    """Choose a file. It is kept for the preview; the report is unchanged."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.receive(report, by=request.user)
            return redirect(_next_step(report, file), report.slug, file.pk)
    done = ImportedFile.objects.filter(report=report).exclude(applied_at=None).select_related("uploaded_by")
    context = {
        "report": report,
        "form": form,
        "done": [(file, kind_name(file.kind)) for file in done.defer("content")],
        "mappings": mappings_of(report),
        "importers": importers(),
        "closed": _closed(request, report),
    }
    return render(request, "reporting/imports/start.html", context, status=422 if form.errors else 200)


def _closed(request: PortalRequest, report: Report) -> list[tuple[str, str]]:
    """Headings of the sections that are left to others, with their names."""
    closed = closed_sections(request.user, report)
    return [
        (section.title, closed[section.key].display_name())
        for section in sections_of(report)
        if section.key in closed and section.row_models()
    ]


def _next_step(report: Report, file: ImportedFile) -> str:
    """The preview; of an unknown table, the question about its columns."""
    try:
        return "import_preview" if plan_of(report, OpenedFile(file)) else "import_columns"
    except UploadRefused:
        return "import_preview"  # where the reason is shown


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def import_preview(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """What a file would change; on POST that is applied, unless it has changed since it was shown."""
    try:
        file = waiting_file(request, report, pk)
    except Http404:
        return _already_imported(request, report, pk)
    if request.method != "POST":
        return _preview(request, report, file, request.GET)
    asked, opened = request.POST, OpenedFile(file)
    try:
        # The file is parsed before the report is locked.
        plan_of(Report.objects.with_context().get(pk=report.pk), opened, asked.get("tabell", ""))
        with writing(report, by=request.user, how=How.IMPORTED) as batch:
            count = _apply(batch, file, opened, asked)
    except (EntryRefused, UploadRefused):
        return _preview(request, report, file, asked, is_refused=True)
    messages.success(request, f"{file.name} är inläst. Ändrade uppgifter: {count}.")
    return redirect("import_start", report.slug)


def _already_imported(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """After Back, or a button pressed twice; 404 for a file of someone else."""
    done = get_object_or_404(ImportedFile, report=report, uploaded_by=request.user, pk=pk)
    messages.info(request, f"{done.name} är redan inläst. Välj den på nytt för att läsa in den igen.")
    return redirect("import_start", report.slug)


def plan_of(report: Report, file: OpenedFile, table: str = "") -> Plan | None:
    """The plan for a file; None if its tables are unknown. ``table``: the saved table a person has chosen."""
    if importer := importer_of(file.kind):
        return importer.plan(report, file)
    entry = None
    if not table:
        entry = read_entry_file(report, file.book, is_book=file.kind == FileKind.WORKBOOK)
    return entry or table_plan(report, file, table)


def _apply(batch: Batch, file: ImportedFile, opened: OpenedFile, asked: Mapping[str, str]) -> int:
    """The number of changes. EntryRefused unless the plan can be applied and is the one shown and confirmed."""
    plan = plan_of(batch.report, opened, asked.get("tabell", ""))
    if plan is None or not plan.is_ready or plan.digest != asked.get("seen", ""):
        raise EntryRefused
    if plan.doubts and "yes" not in asked:
        raise EntryRefused
    count = plan.apply(file, batch)
    file.mark_applied()
    return count


def _preview(
    request: PortalRequest,
    report: Report,
    file: ImportedFile,
    asked: Mapping[str, str],
    *,
    is_refused: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"report": report, "file": file, "is_refused": is_refused}
    context["table"] = asked.get("tabell", "")
    try:
        context["plan"] = plan = plan_of(report, OpenedFile(file), context["table"])
        context |= {"row_questions": row_questions(plan), "others": _other_tables(report, plan)}
        context["lacks_yes"] = is_refused and bool(plan and plan.doubts) and "yes" not in asked
    except UploadRefused as error:
        context["refusal"] = str(error)
    has_errors = is_refused or "refusal" in context
    importer = importer_of(file.kind)
    name = importer.template_name if importer else "reporting/imports/tables.html"
    return render(request, name, context, status=422 if has_errors else 200)


def _other_tables(report: Report, plan: Any) -> list[TableMapping]:
    """The nämnd's saved tables that the plan doesn't use."""
    used = [table.source for table in getattr(plan, "tables", ())]
    return [mapping for mapping in mappings_of(report) if mapping not in used] if used else []


@require_safe
@load_report(Action.WRITE)
def entry_workbook(request: PortalRequest, report: Report) -> HttpResponse:
    """A blank workbook to fill in."""
    response = HttpResponse(render_entry_workbook(report), content_type=WORKBOOK_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{report.slug}-inmatning.xlsx"'
    return response
