"""Budget rows where everything is administered. A report that is handed in is read there, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from budgets.models import (
    AllocationKey,
    BudgetChange,
    BudgetLine,
    InvestmentProject,
    Measure,
    MemberResult,
)
from reporting.permissions import Status


class MoneyRowAdmin(admin.ModelAdmin):
    list_filter = ["report__committee", "report__period"]
    list_select_related = ["report"]
    search_fields = ["label", "key"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(row: Any) -> bool:
    return row is None or row.report.status == Status.DRAFT


@admin.register(BudgetLine)
class BudgetLineAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "kind", "budget", "period_budget", "actual", "forecast"]


@admin.register(InvestmentProject)
class InvestmentProjectAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "budget", "actual", "forecast"]


@admin.register(MemberResult)
class MemberResultAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "budget", "actual", "forecast"]


@admin.register(BudgetChange)
class BudgetChangeAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "amount", "comment"]


@admin.register(AllocationKey)
class AllocationKeyAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "weight"]


@admin.register(Measure)
class MeasureAdmin(MoneyRowAdmin):
    list_display = ["label", "report", "area", "status", "effect_forecast", "is_in_forecast"]
