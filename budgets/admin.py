"""Budget rows where everything is administered. A report that is handed in is read there, not written."""

from __future__ import annotations

from django.contrib import admin

from budgets.models import BudgetLine, InvestmentProject
from reporting.row_admin import RowAdmin


@admin.register(BudgetLine)
class BudgetLineAdmin(RowAdmin):
    list_display = ["label", "report", "kind", "budget", "period_budget", "actual", "forecast"]


@admin.register(InvestmentProject)
class InvestmentProjectAdmin(RowAdmin):
    list_display = ["label", "report", "budget", "actual", "forecast"]
