"""Account rules, and the accounts behind a figure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from budgets.ledger.forms import account_rule_formset
from budgets.ledger.kommun_bas import proposed_rules
from budgets.ledger.models import AccountRule, LedgerAmount, LedgerFigure
from budgets.models import BudgetLine
from reporting.decorators import PortalRequest, load_report
from reporting.models import Report
from reporting.permissions import Action


@require_http_methods(["GET", "HEAD", "POST"])
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
    """The rules, or the refused form."""
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
@load_report(Action.INSPECT)
def line_accounts(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """Which accounts a line's figures were made of. For the nämnd's own people alone."""
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
