"""Rows of money in Django's admin. Those of a report that is handed in are read-only."""

from __future__ import annotations

from django.contrib import admin

from budgets.models import AllocationKey, BudgetChange, BudgetLine, InvestmentProject, Measure, MemberResult
from reporting.admin import OfCommitteeAdmin, RowAdmin
from reporting.models import TableMapping, TableRowChoice


@admin.register(BudgetLine)
class BudgetLineAdmin(RowAdmin):
    list_display = ["label", "report", "kind", "budget", "period_budget", "actual", "forecast"]


@admin.register(InvestmentProject)
class InvestmentProjectAdmin(RowAdmin):
    list_display = ["label", "report", "budget", "actual", "forecast"]


@admin.register(MemberResult)
class MemberResultAdmin(RowAdmin):
    list_display = ["label", "report", "budget", "actual", "forecast"]


@admin.register(BudgetChange)
class BudgetChangeAdmin(RowAdmin):
    list_display = ["label", "report", "amount", "comment"]


@admin.register(AllocationKey)
class AllocationKeyAdmin(RowAdmin):
    list_display = ["label", "report", "weight"]


@admin.register(Measure)
class MeasureAdmin(RowAdmin):
    list_display = ["label", "report", "area", "status", "effect_forecast", "is_in_forecast"]


class TableRowChoiceInline(admin.TabularInline):  # type: ignore[type-arg]  # Django's takes none at runtime
    model = TableRowChoice
    extra = 0


@admin.register(TableMapping)
class TableMappingAdmin(OfCommitteeAdmin):
    inlines = [TableRowChoiceInline]
    list_display = ["name", "committee", "section_key", "sheet"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
