"""The nämnd's own tables: what the columns are and where the rows belong, asked once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reporting.decorators import PortalRequest, load_report
from reporting.imports.forms import RowsForm
from reporting.imports.importers import importer_of
from reporting.imports.saved_tables import grids_of
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.imports.table_layout import letter
from reporting.imports.table_question import TableQuestion
from reporting.models import Report
from reporting.models.imported_file import ImportedFile
from reporting.models.saved_table import TableMapping
from reporting.models.table_layout import folded
from reporting.permissions import Action

FORMS = ("GET", "HEAD", "POST")


def waiting_file(request: PortalRequest, report: Report, pk: int) -> ImportedFile:
    """A file its sender has not imported yet; 404 for any other."""
    waiting = ImportedFile.objects.filter(report=report, uploaded_by=request.user, applied_at=None)
    return get_object_or_404(waiting, pk=pk)


def preview_address(report: Report, file_pk: int, mapping: TableMapping) -> str:
    return f"{reverse('import_preview', args=[report.slug, file_pk])}?tabell={mapping.pk}"


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def import_columns(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """Ask which row has the headings and what each column is; saved for the next period."""
    file = waiting_file(request, report, pk)
    if importer_of(file.kind):
        raise Http404
    data = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {"report": report, "file": file}
    try:
        question = TableQuestion(report, file, request.GET if data is None else data, data)
    except UploadRefused as error:
        return render(
            request, "reporting/imports/columns.html", context | {"refusal": str(error)}, status=422
        )
    if data is not None and question.form and question.form.is_valid():
        return redirect(preview_address(report, pk, question.form.save()))
    has_errors = question.form is None or bool(question.form.errors)
    context |= {"question": question, "form": question.form}
    return render(request, "reporting/imports/columns.html", context, status=422 if has_errors else 200)


@require_POST
@load_report(Action.WRITE)
def table_rows(request: PortalRequest, report: Report, pk: int, mapping_pk: int) -> HttpResponse:
    """Save where rows of a file belong, chosen by hand."""
    file = waiting_file(request, report, pk)
    mapping = _mapping_or_404(report, mapping_pk)
    grid = grids_of(report).get(mapping.grid_id)
    if grid is None:
        raise Http404
    form = RowsForm(request.POST, grid=grid, mapping=mapping, texts=request.POST.getlist("text"))
    if form.is_valid():
        mapping.choose(form.chosen())
    else:
        messages.error(request, "Något av valen finns inte längre. Välj igen.")
    return redirect(preview_address(report, file.pk, mapping))


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def table_mapping(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """A saved table; on POST, delete it or forget some of its rows."""
    mapping = _mapping_or_404(report, pk)
    if request.method == "POST" and "delete" in request.POST:
        mapping.delete()
        messages.success(request, f"”{mapping.name}” är borttagen. Inlästa uppgifter står kvar.")
        return redirect("import_start", report.slug)
    if request.method == "POST":
        mapping.row_choices.filter(text__in=map(folded, request.POST.getlist("forget"))).delete()
        return redirect("table_mapping", report.slug, pk)
    grid = grids_of(report).get(mapping.grid_id)
    context = {
        "report": report,
        "mapping": mapping,
        "grid": grid,
        "rows": _row_texts(mapping, grid),
        "columns": _column_texts(mapping, grid),
    }
    return render(request, "reporting/imports/saved_table.html", context)


def _mapping_or_404(report: Report, pk: int) -> TableMapping:
    return get_object_or_404(TableMapping.objects.filter(committee=report.committee), pk=pk)


def _column_texts(mapping: TableMapping, grid: Any) -> list[tuple[str, str, str]]:
    """Letter, heading and use of each column."""
    uses = {column.name: column.heading for column in grid.columns} if grid else {}
    return [
        (letter(column.place), column.heading, uses.get(column.use, "Radens namn"))
        for column in mapping.layout.columns
    ]


def _row_texts(mapping: TableMapping, grid: Any) -> list[tuple[str, str]]:
    """Each row's name in the file, and its row in the report."""
    names = {key: str(form.row_name) for key, form in grid.rows()} if grid else {}
    return [
        (choice.text, names.get(choice.row_key, choice.row_key) or choice.get_place_display())
        for choice in mapping.row_choices.all()
    ]
