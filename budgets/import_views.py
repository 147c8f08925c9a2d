"""Figures from files: choose one, see what it would do, and then all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from budgets.import_forms import UploadForm, account_rule_formset
from budgets.import_models import AccountRule, FileKind, ImportedFile, LedgerAmount, LedgerFigure
from budgets.import_plan import ImportPlan
from budgets.import_reading import FileReading
from budgets.kommun_bas import proposed_rules
from budgets.models import BudgetLine
from budgets.table_forms import row_questions
from budgets.table_models import TableMapping
from budgets.table_plan import mappings_of, table_plan
from budgets.table_views import waiting_file
from reporting.decorators import PortalRequest, load_report
from reporting.entry import EntryRefused
from reporting.entry_import import EntryImport, read_entry_file
from reporting.models import How, Report
from reporting.models.journal import Batch
from reporting.permissions import Action
from reporting.renderers.entry_workbook import render_entry_workbook
from reporting.uploads import UploadRefused

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("GET", "HEAD", "POST")


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def import_start(request: PortalRequest, report: Report) -> HttpResponse:
    """Choose a file. It is kept for the preview; nothing of it is in the report yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.receive(report, by=request.user)
            return redirect(_next_step(report, file), report.slug, file.pk)
    done = ImportedFile.objects.filter(report=report).exclude(applied_at=None).select_related("uploaded_by")
    context = {"report": report, "form": form, "done": done.defer("content"), "mappings": mappings_of(report)}
    return render(request, "budgets/import_start.html", context, status=422 if form.errors else 200)


def _next_step(report: Report, file: ImportedFile) -> str:
    """To the preview, unless it is a table that the nämnd has not told of yet."""
    try:
        return "import_preview" if plan_of(report, FileReading(file)) else "import_columns"
    except UploadRefused:
        return "import_preview"  # which says why


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def import_preview(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """What a file would change; on POST it is done, if that is still what it would change."""
    try:
        file = waiting_file(request, report, pk)
    except Http404:
        return _read_in_already(request, report, pk)
    asked = request.POST if request.method == "POST" else request.GET
    if request.method != "POST":
        return _preview(request, report, file, asked)
    reading = FileReading(file)
    try:
        plan_of(Report.objects.with_context().get(pk=report.pk), reading, asked.get("tabell", ""))  # reads it
        with report.writing(by=request.user, how=How.IMPORTED) as batch:
            count = _apply(batch, file, reading, asked)
    except (EntryRefused, UploadRefused):
        return _preview(request, report, file, asked, is_refused=True)
    messages.success(request, f"{file.name} är inläst. Ändrade uppgifter: {count}.")
    return redirect("import_start", report.slug)


def _read_in_already(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """As by Back, or a button pressed twice; 404 for what one has not read in oneself."""
    done = get_object_or_404(ImportedFile, report=report, uploaded_by=request.user, pk=pk)
    messages.info(request, f"{done.name} är redan inläst. Välj den på nytt för att läsa in den igen.")
    return redirect("import_start", report.slug)


def plan_of(report: Report, reading: FileReading, table: str = "") -> Any:
    """The plan for a file that waits: accounts to lines, or cells to fields. None when its tables are unknown.

    ``table``: the one of the nämnd's saved tables to read, when a person has chosen.
    """
    if reading.kind == FileKind.SIE:
        return ImportPlan(report, reading.sie)
    entry = None
    if not table:
        entry = read_entry_file(report, reading.book, is_book=reading.kind == FileKind.WORKBOOK)
    return entry or table_plan(report, reading, table)


def _apply(batch: Batch, file: ImportedFile, reading: FileReading, asked: Mapping[str, str]) -> int:
    """EntryRefused when the plan can't be done, or is not what was shown and said yes to."""
    plan = plan_of(batch.report, reading, asked.get("tabell", ""))
    if plan is None or not plan.is_ready or plan.digest != asked.get("seen", ""):
        raise EntryRefused
    if plan.doubts and "yes" not in asked:
        raise EntryRefused
    if isinstance(plan, EntryImport):
        count = plan.save()
        file.mark_applied()
        return count
    done: int = plan.apply(file, batch)
    return done


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
        context["plan"] = plan = plan_of(report, FileReading(file), context["table"])
        context |= {"row_questions": row_questions(plan), "others": _other_tables(report, plan)}
        context["lacks_yes"] = is_refused and bool(plan and plan.doubts) and "yes" not in asked
    except UploadRefused as error:
        context["refusal"] = str(error)
    is_bad = is_refused or "refusal" in context
    kind = "sie" if file.kind == FileKind.SIE else "entry"
    return render(request, f"budgets/import_{kind}.html", context, status=422 if is_bad else 200)


def _other_tables(report: Report, plan: Any) -> list[TableMapping]:
    """The nämnd's saved tables that the file is not read by now."""
    used = [table.source for table in getattr(plan, "tables", ())]
    return [mapping for mapping in mappings_of(report) if mapping not in used] if used else []


@require_http_methods(FORMS)
@load_report(Action.WRITE)
def ledger_rules(request: PortalRequest, report: Report) -> HttpResponse:
    """The nämnd's rules: which accounts make which line."""
    lines = list(BudgetLine.objects.filter(report=report))
    if request.method == "POST" and "propose" in request.POST:
        return _propose(report, lines)
    if request.method != "POST":
        return _rules_page(request, report, account_rule_formset(report.committee, lines))
    with report.committee.locked():
        formset = account_rule_formset(report.committee, lines, request.POST)
        is_saved = formset.is_valid()
        if is_saved:
            formset.save()
    if not is_saved:
        return _rules_page(request, report, formset)
    messages.success(request, "Kontoreglerna är sparade.")
    return redirect("ledger_rules", report.slug)


def _rules_page(request: PortalRequest, report: Report, formset: Any) -> HttpResponse:
    """The rules, or what is typed of them when it was refused."""
    context = {"report": report, "formset": formset, "is_refused": formset.is_bound}
    return render(request, "budgets/import_rules.html", context, status=422 if formset.is_bound else 200)


def _propose(report: Report, lines: list[BudgetLine]) -> HttpResponse:
    with report.committee.locked():
        if not AccountRule.objects.filter(committee=report.committee).exists():
            AccountRule.objects.bulk_create(
                AccountRule(committee=report.committee, prefix=rule.prefix, line_key=rule.line)
                for rule in proposed_rules(lines)
            )
    return redirect("ledger_rules", report.slug)


@require_safe
@load_report(Action.READ)
def line_accounts(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """Which accounts a line's figures were made of. For the nämnd's own people alone."""
    if not request.user.roles_in(report.committee):
        raise Http404
    line = get_object_or_404(BudgetLine, report=report, key=key)
    amounts = (
        LedgerAmount.objects.filter(report=report, line_key=key).select_related("file").defer("file__content")
    )
    sums = {
        row["figure"]: row["total"]
        for row in amounts.order_by().values("figure").annotate(total=Sum("amount"))
    }
    figures = [
        (
            figure.label,
            [row for row in amounts if row.figure == figure],
            sums[figure],
            getattr(line, figure.value),
        )
        for figure in LedgerFigure
        if figure in sums
    ]
    return render(
        request, "budgets/import_accounts.html", {"report": report, "line": line, "figures": figures}
    )


@require_safe
@load_report(Action.WRITE)
def entry_workbook(request: PortalRequest, report: Report) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(render_entry_workbook(report), content_type=WORKBOOK_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{report.slug}-inmatning.xlsx"'
    return response
